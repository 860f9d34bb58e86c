"""Pairs: which conditions on keys, values and scores describe one pair.

Owns the invariant that conditions join to one pair only inside one ``and``, next to each other, in the order they stand.
"""

from __future__ import annotations

from filterlang.semantics.conditions import Condition
from filterlang.syntax.tree import List, String
from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from filterlang.syntax.tree import Call


@dataclass(frozen=True, slots=True, eq=False)
class SplitPair:
    """A family whose keys and values stand in different parts of an ``and``; ``value`` is the first part with a value."""

    conjunction: Condition
    family: str
    value: Condition


@dataclass(frozen=True, slots=True, eq=False)
class WholePair:
    """An ``and`` of two conditions and nothing else: one says which key a pair has, the other is about its value or score."""

    family: str
    key: str
    value: Condition

    @property
    def compared(self) -> tuple[type, object]:
        """The literal of the condition on the value, so that equal literals are equal and those of other kinds are not."""
        literal = self.value.node.arguments[-1]
        return type(literal), getattr(literal, "value", literal)


def whole_pair(condition: Condition) -> WholePair | None:
    """The pair that an ``and`` of two conditions describes, where its key equals a text; None for any other condition."""
    parts = condition.parts
    if condition.node.operator != "and" or len(condition.node.arguments) != 2 or len(parts) != 2:
        return None
    key, value = parts if parts[0].is_key else reversed(parts)
    if not key.is_key or not value.is_value or key.pair is None or value.pair is None or key.pair.family != value.pair.family:
        return None
    text = key.node.arguments[-1]
    return WholePair(key.pair.family, text.value, value) if key.node.operator == "eq" and isinstance(text, String) else None


def groups(conditions: Sequence[Condition], family: str) -> list[list[Condition]]:
    """The conditions of one ``and`` on one family, grouped by the pair that they describe.

    A second condition that opens a pair begins another group; every other condition joins the group before it.
    """
    pairs: list[list[Condition]] = [[]]
    opened = False
    for condition in conditions:
        if condition.pair is None or condition.pair.family != family:
            continue
        if condition.opens_pair:
            if opened:
                pairs.append([])
            opened = True
        pairs[-1].append(condition)
    return pairs


def are_whole(conditions: Sequence[Condition]) -> bool:
    """Whether each condition on a pair stands in an ``and`` with one key, which comes first, and with no other family.

    ``conditions`` are those of a whole filter.
    """
    if conditions and conditions[0].pair is not None:
        return False
    for condition in conditions:
        halves = [(part, part.pair.family) for part in condition.parts if part.pair is not None]
        if halves:
            (key, family), *values = halves
            if condition.node.operator != "and" or not key.opens_pair or not values:
                return False
            if not all(value.is_value and value_family == family for value, value_family in values):
                return False
    return True


def split_pairs(conditions: Sequence[Condition]) -> Iterator[SplitPair]:
    """The families whose keys stand on another level than their values, so that the two need not be of one pair.

    ``conditions`` are those of a whole filter, a condition before its parts.
    """
    keys: dict[Condition, set[str]] = {}  # the families of keys that have found no value further inside, where there are any
    values: dict[Condition, set[str]] = {}
    for condition in reversed(conditions):
        if condition.pair is not None:
            (keys if condition.is_key else values)[condition] = {condition.pair.family}
        if not condition.joins:
            continue
        parts = condition.parts
        with_key = {family for part in parts if part in keys for family in keys[part]}
        with_value = {family for part in parts if part in values for family in values[part]}
        if with_key and with_value and condition.node.operator == "and":
            both = with_key & with_value
            with_key -= both
            with_value -= both
            for family in sorted(both):
                inside = [part for part in parts if family in keys.get(part, ()) or family in values.get(part, ())]
                if len(inside) > 1 and not _has_whole_pair(condition, family):
                    yield SplitPair(condition, family, next(part for part in inside if family in values.get(part, ())))
        if with_key:
            keys[condition] = with_key
        if with_value:
            values[condition] = with_value


def pair_keys(conditions: Iterable[Condition]) -> dict[int, tuple[str, ...]]:
    """The keys that each value of a pair can stand under, by the id of its condition's node: those in the same group."""
    keys: dict[int, tuple[str, ...]] = {}
    for condition in conditions:
        if condition.node.operator != "and":
            continue
        for family in sorted({part.pair.family for part in condition.parts if part.pair is not None}):
            for group in groups(condition.parts, family):
                named = tuple(key for part in group if part.opens_pair for key in _keys_compared(part.node))
                keys.update((id(part.node), named) for part in group if part.is_value)
    return keys


def _keys_compared(node: Call) -> list[str]:
    """The keys that a condition on a key names."""
    value = node.arguments[1] if node.operator in ("eq", "in") and len(node.arguments) == 2 else None
    items = value.items if isinstance(value, List) else (value,)
    return [item.value for item in items if isinstance(item, String)]


def _has_whole_pair(conjunction: Condition, family: str) -> bool:
    """Whether an ``and`` has both keys and values of a family among its own parts."""
    own = [part for part in conjunction.parts if part.pair is not None and part.pair.family == family]
    return any(part.is_key for part in own) and any(part.is_value for part in own)
