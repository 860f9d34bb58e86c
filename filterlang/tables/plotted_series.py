"""The points of a plot of measures: series over time by group, or bars, of which only the largest have names.

Owns the invariant that what is left out is joined as one where it can be added up, and otherwise counted in a label.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from filterlang.evaluate.run_groups import MONTHS, SPANS, Group
from filterlang.evaluate.run_statistics import Cell, Question, StatsRow
from filterlang.tables.stats_cells import group_text
from filterlang.text.frozen import dataclass

NAMED = 10
"""How many groups have names in a plot; the others are joined."""

OTHER = "other"
_MOST_FILLED = 5_000


@dataclass(frozen=True, slots=True)
class Series:
    """A line: the figures of a group at the times at which spans begin."""

    label: str
    points: Mapping[datetime, Cell]


def lines_of(question: Question, timed: Group, rows: Sequence[StatsRow]) -> list[Series]:
    """Returns the lines of the first measure, the largest first; spans without runs are zero where figures add up."""
    measure = question.measures[0]
    points: dict[str, dict[datetime, Cell]] = {}
    for row in rows:
        time = row[timed.name]
        if isinstance(time, datetime) and row[measure.name] is not None:
            series = points.setdefault(_label(question, row, timed), {})
            series[time] = _sum((series[time], row[measure.name])) if time in series else row[measure.name]
    times = sorted({time for series in points.values() for time in series})
    if measure.adds_up and times:
        times = _filled(times, timed)
        points = {label: {time: series.get(time) or 0 for time in times} for label, series in points.items()}
    named, others = _split({label: _size(series.values()) for label, series in points.items()})
    lines = [Series(label, {time: points[label].get(time) for time in times}) for label in named]
    if others and measure.adds_up:
        lines.append(Series(_joined(others), {time: _sum(points[label].get(time) for label in others) for time in times}))
    elif others:
        lines.append(Series(_not_drawn(others), {}))
    return lines


def bars_of(question: Question, rows: Sequence[StatsRow]) -> list[tuple[str, Cell]]:
    """Returns the bars of the first measure, the longest first unless rows are sorted; more than have names are joined."""
    measure = question.measures[0]
    bars = [(_label(question, row), row[measure.name]) for row in rows]
    if question.sort is None:
        bars.sort(key=lambda bar: -_size((bar[1],)))
    if len(bars) <= NAMED + 1:
        return bars
    others = bars[NAMED:]
    joined = (_joined(others), _sum(value for _, value in others)) if measure.adds_up else (_not_drawn(others), None)
    return [*bars[:NAMED], joined]


def _label(question: Question, row: StatsRow, timed: Group | None = None) -> str:
    """Returns the name of a group: its values but for the time."""
    return " · ".join(group_text(group, row[group.name]) for group in question.groups if group is not timed)


def _split(sizes: Mapping[str, float]) -> tuple[list[str], list[str]]:
    """Returns the groups that have names, the largest first, and the others. One other alone has its name."""
    ordered = sorted(sizes, key=lambda label: -sizes[label])
    return (ordered, []) if len(ordered) <= NAMED + 1 else (ordered[:NAMED], ordered[NAMED:])


def _joined(others: Sequence[object]) -> str:
    return f"{OTHER} ({len(others):,})"


def _not_drawn(others: Sequence[object]) -> str:
    return f"{OTHER}: {len(others):,} not drawn"


def _size(values: Iterable[Cell]) -> float:
    return float(sum(min(abs(value), 1e300) for value in values if isinstance(value, int | float)))


def _sum(values: Iterable[Cell]) -> Cell:
    numbers = [value for value in values if isinstance(value, int | float)]
    return sum(numbers) if numbers else None


def _filled(times: Sequence[datetime], timed: Group) -> list[datetime]:
    """Returns all spans between the first and the last; those with runs only where that would be very many."""
    filled: list[datetime] = []
    for time in _spans(times[0], times[-1], timed.key):
        filled.append(time)
        if len(filled) > _MOST_FILLED:
            return list(times)
    return filled


def _spans(first: datetime, last: datetime, span: str) -> Iterator[datetime]:
    time = first
    while time <= last:
        yield time
        try:
            time = _after(time, MONTHS[span]) if span in MONTHS else time + timedelta(microseconds=SPANS[span])
        except (OverflowError, ValueError):
            return


def _after(time: datetime, months: int) -> datetime:
    month = time.year * 12 + time.month - 1 + months
    return time.replace(year=month // 12, month=month % 12 + 1)
