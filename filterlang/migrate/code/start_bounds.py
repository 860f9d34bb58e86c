"""Finds the earliest start that a filter itself asks for, for the start that a query of v2 needs.

Owns the invariant that no run which the filter selects starts before the bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from filterlang.checking.meaning import to_predicate
from filterlang.findings.errors import FilterError
from filterlang.migrate.code.moved_filters import FilterMove
from filterlang.schema.operators import OPERATORS
from filterlang.schema.query_arguments import ARGUMENT_TESTS
from filterlang.semantics.datetimes import write_datetime
from filterlang.semantics.predicate import And, Compare, Predicate
from filterlang.text.source import Span

_START = ARGUMENT_TESTS["min_start_time"].field
_BOUNDS = frozenset(name for name, operator in OPERATORS.items() if operator.python in (">", ">=", "=="))


def earliest_start(filter: str) -> str:
    """The start before which a filter selects no run, as a text with its zone; empty where it has no such bound."""
    try:
        predicate = to_predicate(filter)
    except FilterError:
        return ""
    return max(map(write_datetime, _starts(predicate)), default="")


def start_in(span: Span, moves: Iterable[FilterMove]) -> str:
    """The earliest start that the one filter without holes at a place asks for; empty for a filter without such a bound."""
    texts = [move.filter.text for move in moves if span.contains(move.filter.span) and not move.filter.holes]
    return earliest_start(texts[0]) if len(texts) == 1 else ""


def _starts(predicate: Predicate) -> Iterator[datetime]:
    """Yields the lower bounds of the start that hold for every run."""
    pending = [predicate]
    while pending:
        part = pending.pop()
        if isinstance(part, And):
            pending += part.parts
        elif isinstance(part, Compare) and _is_bound(part) and isinstance(part.value, datetime):
            yield part.value


def _is_bound(comparison: Compare) -> bool:
    return comparison.field is _START and comparison.operator in _BOUNDS
