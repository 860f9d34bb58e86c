"""The predicate: what a filter means, with fields resolved, values typed and pairs joined.

Owns the invariant that a predicate speaks of fields and Python values alone: how a filter was spelled is forgotten.
"""

from collections.abc import Mapping, Sequence
import copyreg
from datetime import datetime
from decimal import Decimal
import marshal
from typing import Any

from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Field, Type
from filterlang.semantics.conditions import Condition
from filterlang.semantics.literal_values import value_of
from filterlang.semantics.pairs import groups
from filterlang.text.frozen import dataclass
from filterlang.text.jsonvalues import as_mapping, is_object
from filterlang.syntax.tree import Call, List, Name, Node, String

Scalar = str | int | float | Decimal | bool | datetime | None
Value = Scalar | tuple[Scalar, ...] | Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison of one field: a datetime is aware, a duration counts seconds, a missing value is None."""

    field: Field
    operator: str
    value: Value


def _with_json(field: Field, operator: str, json: bytes) -> Compare:
    return Compare(field, operator, marshal.loads(json))  # noqa: S302 - pickle, which calls this, is no safer


def _pickled_compare(compare: Compare) -> "tuple[Any, ...]":
    """Returns what a comparison is pickled as. Its JSON is bytes, because pickle's recursion ends at some 300 levels."""
    if isinstance(compare.value, Mapping):
        return _with_json, (compare.field, compare.operator, marshal.dumps(dict(compare.value), 4))
    return Compare, (compare.field, compare.operator, compare.value)


copyreg.pickle(Compare, _pickled_compare)


@dataclass(frozen=True, slots=True)
class Pair:
    """Conditions that speak of one pair of a family: on its key, and on its value or score."""

    family: str
    keys: tuple[Compare, ...]
    values: tuple[Compare, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """Full text, over one field or, without one, over all that is indexed."""

    text: str
    field: Field | None = None


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FOLD = str.maketrans(_LETTERS, _LETTERS.lower())


def folded(text: str) -> str:
    """Returns a text as a search compares it: A to Z in lower case, and no letter beyond ASCII (ours)."""
    return text.translate(_FOLD)


def search_terms(text: str) -> list[str]:
    """Returns the terms of a search, folded."""
    return folded(text).split()


@dataclass(frozen=True, slots=True)
class And:
    """A conjunction; of nothing, it holds."""

    parts: "tuple[Predicate, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """A disjunction; of nothing, it does not hold."""

    parts: "tuple[Predicate, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """What does not hold."""

    part: "Predicate"


Predicate = Compare | Pair | Search | And | Or | Not


Origins = dict[int, tuple[Condition, ...]]
"""The conditions that each part of a predicate stands for, by the ``id`` of the part, as long as the predicate lives."""


def lower(conditions: Sequence[Condition]) -> "Predicate":
    """The predicate of a tree that has no errors of syntax, names or types: of its conditions, those around others first."""
    return lowered_with_origins(conditions)[0]


def lowered_with_origins(conditions: Sequence[Condition]) -> tuple[Predicate, Origins]:
    """The predicate of a tree, and the conditions that each part of it stands for, by the ``id`` of the part.

    A pair stands for several conditions, every other part for one.
    """
    lowered: dict[Condition, Predicate] = {}
    origins: Origins = {}
    for condition in reversed(conditions):
        lowered[condition] = part = _lower(condition, lowered, origins)
        origins[id(part)] = (condition,)
    whole = _whole(conditions[0], lowered, origins) if conditions else And(())
    return whole, origins


def _lower(condition: Condition, lowered: "Mapping[Condition, Predicate]", origins: Origins) -> Predicate:
    node = condition.node
    if node.operator == "and":
        return And(_join(condition, lowered, origins))
    if node.operator == "or":
        return Or(tuple(_whole(part, lowered, origins) for part in condition.parts))
    if node.operator == "not":
        return Not(_whole(condition.parts[0], lowered, origins))
    if node.operator == "search":
        *subject, text = node.arguments
        return Search(_text(text), _field(subject[0]) if subject else None)
    return _comparison(node)


def _whole(condition: Condition, lowered: "Mapping[Condition, Predicate]", origins: Origins) -> Predicate:
    """A condition on half a pair that no other joins is a condition on any such pair."""
    part = lowered[condition]
    if isinstance(part, Compare) and part.field.family:
        key = part.field.role == "key"
        part = Pair(part.field.family, (part,) if key else (), () if key else (part,))
        origins[id(part)] = (condition,)
    return part


def _join(conjunction: Condition, lowered: "Mapping[Condition, Predicate]", origins: Origins) -> "tuple[Predicate, ...]":
    """The conditions of an ``and``, those on one pair joined, each pair in the place of its first condition."""
    joined: dict[Condition, Predicate] = {}
    members: set[Condition] = set()
    for family in dict.fromkeys(part.pair.family for part in conjunction.parts if part.pair is not None):
        for group in groups(conjunction.parts, family):
            comparisons = [part for condition in group if isinstance(part := lowered[condition], Compare)]
            keys = tuple(part for part in comparisons if part.field.role == "key")
            joined[group[0]] = pair = Pair(family, keys, tuple(part for part in comparisons if part.field.role != "key"))
            origins[id(pair)] = tuple(group)
            members.update(group)
    parts = (joined.get(part) or (None if part in members else _whole(part, lowered, origins)) for part in conjunction.parts)
    return tuple(part for part in parts if part is not None)


def _comparison(node: Call) -> Predicate:
    field = _field(node.arguments[0])
    value = node.arguments[1]
    operator = node.operator
    if field.type is Type.JSON:
        return Compare(field, *_json(operator, value))
    if operator == "exists":
        return Compare(field, operator, _text(value))
    if operator == "has" and field.family:
        operator = "eq"
    if isinstance(value, List):
        return Compare(field, operator, tuple(value_of(field, item) for item in value.items))
    return Compare(field, operator, value_of(field, value))


def _json(operator: str, value: Node) -> tuple[str, Value]:
    """``has(metadata, '{…}')`` is containment; a text that is no JSON object names a key, as in ``exists``."""
    if operator not in ("has", "exists"):
        return operator, value.value if isinstance(value, String) else None
    import json

    text = _text(value)
    try:
        content = json.loads(text) if operator == "has" else None
    except (ValueError, RecursionError):
        content = None
    return (operator, as_mapping(content)) if is_object(content) else ("exists", text)


def _field(node: Node) -> Field:
    return FIELDS[node.id if isinstance(node, Name) else _text(node)]


def _text(node: Node) -> str:
    return node.value if isinstance(node, String) else ""
