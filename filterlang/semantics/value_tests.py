"""Tests of one value: what each operator that compares a value holds for, whatever field the value is of.

Owns the invariant that kinds are never converted: true, 1 and "1" are three values (LIVE-0930).
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
import operator
import re
from types import NoneType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from filterlang.semantics.predicate import Value


def as_double(value: object) -> object:
    """Returns a number of a filter as the nearest double, which may be infinite, and any other value unchanged."""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return float(Decimal(value))
    return value


def _same_kind(compare: Callable[[Any, Any], bool], *kinds: type) -> Callable[[Value], Callable[[object], bool]]:
    """Makes tests that compare a value with one of the same kind, and that fail for other kinds."""

    def make(value: Value) -> Callable[[object], bool]:
        expected = as_double(value)
        kind = next((kind for kind in kinds if isinstance(expected, kind)), ())
        return lambda value: isinstance(value, kind) and compare(value, expected)

    return make


_ORDERED = (float, str, datetime)
_equals = _same_kind(operator.eq, bool, NoneType, *_ORDERED)


def _in(items: Value) -> Callable[[object], bool]:
    """Returns a test whose cost does not grow with the number of texts, such as the ids of runs."""
    members = items if isinstance(items, tuple) else ()
    texts = frozenset(item for item in members if isinstance(item, str))
    tests = [_equals(item) for item in members if not isinstance(item, str)]
    return lambda value: value in texts if isinstance(value, str) else any(equals(value) for equals in tests)


def _like(pattern: Value) -> Callable[[object], bool]:
    r"""Returns SQL's LIKE of a text: % is any text, _ any character. ``\%``, ``\_``, ``\\`` are literal, case matters (ours).

    Each stretch between two % is searched after the one before, so the cost is bounded for every pattern.
    """
    if not isinstance(pattern, str):
        return lambda _: False
    (first, _), *rest = _stretches(pattern)

    def matches(text: object) -> bool:
        if not isinstance(text, str):
            return False
        match = first.match(text)
        if match is None or not rest:
            return match is not None and match.end() == len(text)
        position = match.end()
        for stretch, _ in rest[:-1]:
            match = stretch.search(text, position)
            if match is None:
                return False
            position = match.end()
        last, length = rest[-1]
        start = len(text) - length
        return start >= position and last.match(text, start) is not None

    return matches


def _stretches(pattern: str) -> list[tuple[re.Pattern[str], int]]:
    """Returns the stretches between the % of a pattern, each with the number of characters that it matches."""
    stretches: list[list[str]] = [[]]
    for token in re.findall(r"\\[%_\\]|.", pattern, re.DOTALL):
        if token == "%":
            stretches.append([])
        else:
            stretches[-1].append("." if token == "_" else re.escape(token[-1]))
    return [(re.compile("".join(parts), re.DOTALL), len(parts)) for parts in stretches]


VALUE_TESTS: dict[str, Callable[[Value], Callable[[object], bool]]] = {
    "eq": _equals,
    "in": _in,
    "gt": _same_kind(operator.gt, *_ORDERED),
    "gte": _same_kind(operator.ge, *_ORDERED),
    "lt": _same_kind(operator.lt, *_ORDERED),
    "lte": _same_kind(operator.le, *_ORDERED),
    "like": _like,
}
"""The function that makes the test of a value, by operator. Negative operators are the opposites of these."""
