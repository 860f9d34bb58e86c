"""The predicate: what a filter means, with fields resolved, values typed and pairs joined.

Owns the invariant that a predicate speaks of fields and Python values alone: how a filter was spelled is forgotten.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Field, Type
from filterlang.semantics import durations
from filterlang.semantics.datetimes import read_datetime
from filterlang.semantics.pairs import groups
from filterlang.text.frozen import dataclass
from filterlang.text.jsonvalues import as_mapping, is_object
from filterlang.syntax.tree import Boolean, Call, List, Name, Node, Number, String, fold

Scalar = str | int | float | Decimal | bool | datetime | None
Value = Scalar | tuple[Scalar, ...] | Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of one field: a datetime is aware, a duration counts seconds, a missing value is None."""

    field: Field
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class Pair:
    """Conditions that speak of one pair of a family: on its key, and on its value or score."""

    family: str
    keys: tuple[Comparison, ...]
    values: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """Full text, over one field or, without one, over all that is indexed."""

    text: str
    field: Field | None = None


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


Predicate = Comparison | Pair | Search | And | Or | Not


def lower(tree: Node) -> "Predicate":
    """The predicate of a tree that has no errors of syntax, names or types."""
    return _whole(fold(tree, _lower))


def _lower(node: Node, parts: "list[Predicate]") -> Predicate:
    if not isinstance(node, Call):
        return And(())
    if node.operator == "and":
        return And(_join(node, parts))
    if node.operator == "or":
        return Or(tuple(map(_whole, parts)))
    if node.operator == "not":
        return Not(_whole(parts[0]))
    if node.operator == "search":
        *subject, text = node.arguments
        return Search(_text(text), _field(subject[0]) if subject else None)
    return _comparison(node)


def _whole(part: Predicate) -> Predicate:
    """A condition on half a pair that no other joins is a condition on any such pair."""
    if isinstance(part, Comparison) and part.field.family:
        key = part.field.role == "key"
        return Pair(part.field.family, (part,) if key else (), () if key else (part,))
    return part


def _join(node: Call, parts: "list[Predicate]") -> "tuple[Predicate, ...]":
    """The conditions of an ``and``, those on one pair joined, in the order of what comes first."""
    lowered = dict(zip(map(id, node.arguments), parts, strict=True))
    joined: dict[int, Predicate] = {}
    families = {part.field.family: None for part in parts if isinstance(part, Comparison) and part.field.family}
    member: set[int] = set()
    for family in families:
        for group in groups(node.arguments, family):
            tests = [test for condition in group if isinstance(test := lowered[id(condition)], Comparison)]
            member.update(map(id, group))
            keys = tuple(test for test in tests if test.field.role == "key")
            joined[id(group[0])] = Pair(family, keys, tuple(test for test in tests if test.field.role != "key"))
    order = [joined.get(place) or (None if place in member else lowered[place]) for place in map(id, node.arguments)]
    return tuple(part for part in order if part is not None)


def _comparison(node: Call) -> Predicate:
    field = _field(node.arguments[0])
    value = node.arguments[1]
    operator = node.operator
    if field.type is Type.JSON:
        return Comparison(field, *_json(operator, value))
    if operator == "exists":
        return Comparison(field, operator, _text(value))
    if operator == "has" and field.family:
        operator = "eq"
    if isinstance(value, List):
        return Comparison(field, operator, tuple(value_of(field, item) for item in value.items))
    return Comparison(field, operator, value_of(field, value))


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


def value_of(field: Field, node: Node) -> Scalar:
    """A literal as a value of its field's type."""
    if not isinstance(node, (String, Number, Boolean)):
        return None
    value = node.value
    if isinstance(value, str):
        if field.type is Type.DATETIME:
            return read_datetime(value)
        if field.type is Type.DURATION:
            seconds = durations.read_duration(value)
            return durations.guess_duration(value) if seconds is None else seconds
        if field.type is Type.NUMBER:
            return float(value)
        if field.type is Type.UUID:
            return durations.canonical_uuid(value)
    return value
