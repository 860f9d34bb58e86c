"""The set of values that a test accepts, by kind of value: some items, those between two bounds, or those like a pattern.

Owns the invariant that a value is in the set exactly where the reference evaluator's test of that value holds. Bounds are
half-open, ``low`` inside and ``high`` outside, so that the opposite of a bound is a bound.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
import math
from typing import Any

from filterlang.rewrite.like_patterns import LikePattern
from filterlang.schema.types import Field, Type
from filterlang.semantics.value_tests import VALUE_TESTS, as_double
from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.semantics.predicate import Value

TEXT, NUMBER, TIME, FLAG, NULL, OPAQUE = "text", "number", "time", "flag", "null", "opaque"
"""The kinds of values; ``NULL`` is also "no value", ``OPAQUE`` a value that equals nothing, such as an object."""

LEAST_STEP = timedelta(microseconds=1)
"""The time between two neighbouring datetimes."""


@dataclass(frozen=True, slots=True, eq=False)
class ItemSet:
    """A finite set of values, by kind; the empty set accepts nothing."""

    by_kind: Mapping[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class BoundedSet:
    """The values of a kind from ``low`` on, or below ``high``; one of the two is None."""

    kind: str
    low: Any = None
    high: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class PatternSet:
    """The texts that match a pattern with a wildcard."""

    pattern: LikePattern
    text: str

    def matches(self, text: object) -> bool:
        """Whether the pattern matches a text."""
        return _matcher(self.text)(text)


ValueSet = ItemSet | BoundedSet | PatternSet

NOTHING = ItemSet({})

_KINDS: dict[Type, tuple[str, ...]] = {
    Type.NUMBER: (NUMBER, NULL),
    Type.DURATION: (NUMBER, NULL),
    Type.DATETIME: (TIME, NULL),
    Type.BOOLEAN: (FLAG,),
    Type.SCALAR: (TEXT, NUMBER, FLAG, NULL, OPAQUE),
}
"""The kinds that a value of a type can be of; a value of any other type is a text or null."""


def kinds_of(field: Field) -> tuple[str, ...]:
    """The kinds of the values of a field, or of a part of a row: a key and a tag are always texts."""
    if field.role == "key" or field.type is Type.LIST:
        return (TEXT,)
    return _KINDS.get(field.type, (TEXT, NULL))


def accepted_values(field: Field, operator: str, value: Value) -> ValueSet:
    """The values that a test accepts. A field that is no part of a row equals null also where it has the empty text."""
    if isinstance(value, (Mapping, tuple, list)):
        return _accepted(field, operator, value)
    return _accepted_again(field, operator, value)


def _accepted(field: Field, operator: str, value: Value) -> ValueSet:
    if isinstance(value, Mapping):  # any object has the pairs of an empty one, which are no rows
        return BoundedSet(TEXT, low="") if field.type is Type.JSON and not value else NOTHING
    if operator in ("eq", "in", "has"):
        listed = value if isinstance(value, tuple) else ()
        items: tuple[object, ...] = listed if operator == "in" else (value,)
        accepts_null = None in items
        by_kind = _by_kind(items)
        if not field.family and field.type is not Type.LIST and accepts_null:
            by_kind.pop(NULL)
            if operator != "has":
                by_kind[NULL] = (None,)
                by_kind[TEXT] = (*by_kind.get(TEXT, ()), "")
        if field.type is Type.JSON:  # an object equals nothing
            by_kind = {kind: values for kind, values in by_kind.items() if kind == NULL}
        return ItemSet(by_kind)
    if operator == "like":
        return _like(value)
    return _bounded(operator, value) if operator in _BOUNDS and field.type is not Type.JSON else NOTHING


_accepted_again = lru_cache(maxsize=256, typed=True)(_accepted)
"""Returns the same for a single value: rules ask several times. By type, because 1 equals True."""


def kind_of(value: object) -> str:
    """The kind of a value as tests compare it; empty for a value that no test accepts."""
    if isinstance(value, float):
        return "" if math.isnan(value) else NUMBER
    return next((kind for python, kind in _PYTHON.items() if isinstance(value, python)), "")


def successor(kind: str, value: Any) -> Any:
    """The least value of a kind above another one; None where there is none."""
    if kind == NUMBER:
        return math.nextafter(value, math.inf)
    if kind == TEXT:
        return value + "\0"
    try:
        return value + LEAST_STEP
    except OverflowError:
        return None


_PYTHON: dict[type, str] = {bool: FLAG, str: TEXT, datetime: TIME, type(None): NULL}

_BOUNDS = {"gt": (True, True), "gte": (True, False), "lt": (False, False), "lte": (False, True)}
"""For each operator, whether its value is a lower bound, and whether the bound is the value's successor."""


@lru_cache(maxsize=256)
def _matcher(pattern: str) -> Callable[[object], bool]:
    return VALUE_TESTS["like"](pattern)


def _by_kind(items: tuple[object, ...]) -> dict[str, tuple[Any, ...]]:
    lists: dict[str, list[Any]] = {}
    for item in items:
        value = as_double(item)
        if kind := kind_of(value):
            lists.setdefault(kind, []).append(value)
    return {kind: tuple(values) for kind, values in lists.items()}


def _like(value: object) -> ValueSet:
    if not isinstance(value, str):
        return NOTHING
    pattern = LikePattern(value)
    if pattern.literal is not None:
        return ItemSet({TEXT: (pattern.literal,)})
    if pattern.matches_all_but_empty:
        return BoundedSet(TEXT, low="\0")
    return BoundedSet(TEXT, low="") if pattern.matches_all else PatternSet(pattern, value)


def _bounded(operator: str, value: object) -> ValueSet:
    bound = as_double(value)
    kind = kind_of(bound)
    if kind not in (TEXT, NUMBER, TIME):
        return NOTHING
    is_low, is_next = _BOUNDS[operator]
    bound = successor(kind, bound) if is_next else bound
    if bound is None:  # the last datetime: nothing is later, and each is at most that
        return NOTHING if is_low else BoundedSet(kind, low=_FIRST)
    return BoundedSet(kind, low=bound) if is_low else BoundedSet(kind, high=bound)


_FIRST = datetime.min.replace(tzinfo=UTC)
