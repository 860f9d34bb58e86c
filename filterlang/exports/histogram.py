"""Counts runs and errors over time, in bars whose number is bounded whatever the span of the runs.

Owns the invariant that every run is counted once, in a bar, or among those before and after the span, or as undated.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Unpack

from filterlang.evaluate.query import RunQuery
from filterlang.evaluate.run_measures import EPOCH
from filterlang.exports.results import Runs
from filterlang.text.frozen import dataclass

MOST_BARS = 120
_DAY = timedelta(days=1)
_LENGTHS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": _DAY,
    "month": 30 * _DAY,
}
"""The spans of time that a bar may have, with their length; a month is as long as its days are."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The runs that started in a span of time, and those of them that failed."""

    start: datetime
    end: datetime
    count: int
    errors: int


class RunSpan(NamedTuple):
    """When the first and the last of some runs started; None without a run that has a start."""

    first: datetime | None
    last: datetime | None


class Histogram(NamedTuple):
    """The bars in order of time, all as long as ``unit`` says, and the number of runs without a start."""

    unit: str
    bars: list[Bar]
    undated: int


def span_of(runs: Runs, **query: Unpack[RunQuery]) -> RunSpan:
    """Returns when the first and the last of the runs that a query selects started.

    >>> from filterlang import open_runs
    >>> span_of(open_runs("docs/examples/support_bot.jsonl")).first.isoformat()
    '2026-10-05T09:00:00+00:00'
    """
    (row,) = runs.list_runs(**query).stats(show=("first_start", "last_start"))
    first, last = row["first_start"], row["last_start"]
    return RunSpan(first if isinstance(first, datetime) else None, last if isinstance(last, datetime) else None)


def histogram(runs: Runs, span: RunSpan | None = None, **query: Unpack[RunQuery]) -> Histogram:
    """Returns the number of runs and errors over time of the runs that a query selects.

    The bars cover the ``span``, by default that of all runs, in a unit with which they are at most ``MOST_BARS``: seconds,
    minutes, hours, days or months. Runs of more than ten years have more months; then only months with runs are bars.

    >>> from filterlang import open_runs
    >>> drawn = histogram(open_runs("docs/examples/support_bot.jsonl"), filter='eq(status, "error")')
    >>> drawn.unit, len(drawn.bars), sum(bar.errors for bar in drawn.bars)
    ('day', 31, 2)
    """
    first, last = span or span_of(runs)
    unit = unit_of(timedelta() if first is None or last is None else last - first)
    rows = runs.list_runs(**query).stats(by=unit, show=("count", "errors"))
    counted = {row[unit]: (int(str(row["count"])), int(str(row["errors"]))) for row in rows}
    undated, _ = counted.pop(None, (0, 0))
    starts = {start for start in counted if isinstance(start, datetime)}
    if first is not None and last is not None and (last - first) / _LENGTHS[unit] <= 2 * MOST_BARS:
        starts |= set(_starts(first, last, unit))
    bars = [Bar(start, _end(start, unit), *counted.get(start, (0, 0))) for start in sorted(starts)]
    return Histogram(unit, bars, undated)


def unit_of(length: timedelta) -> str:
    """Returns the shortest unit with which a length of time has at most ``MOST_BARS``."""
    return next((unit for unit, each in _LENGTHS.items() if length / each < MOST_BARS - 1), "month")


def _starts(first: datetime, last: datetime, unit: str) -> Iterable[datetime]:
    start = _beginning(first.astimezone(UTC), unit)
    while start <= last:
        yield start
        start = _end(start, unit)


def _beginning(time: datetime, unit: str) -> datetime:
    if unit == "month":
        return time.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return time - (time - EPOCH) % _LENGTHS[unit]


def _end(start: datetime, unit: str) -> datetime:
    try:
        return (start + 32 * _DAY).replace(day=1) if unit == "month" else start + _LENGTHS[unit]
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
