"""Groups runs and measures each group: the question as data, and its answer in plain Python, the reference for engines.

Owns the invariants that a question is checked before any run is read, and that all engines answer it with the same rows in the
same order.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import product
from typing import Any

from filterlang.evaluate.query import names_of, positive_integer
from filterlang.evaluate.run_groups import Group, GroupValue, group_of
from filterlang.evaluate.run_measures import (
    LISTED_FEEDBACK, SHOWN, Aggregate, Amount, Figure, Measure, RunNumber, aggregated, measure_of,
)  # fmt: skip
from filterlang.text.display import clip
from filterlang.text.frozen import dataclass

Record = Mapping[str, Any]
Key = tuple[GroupValue, ...]
Cell = str | Figure
StatsRow = dict[str, Cell]
Aggregated = tuple[Key, Sequence[Amount]]
"""The runs of a group as an engine gives them: the values of the group, and the aggregates of the question in their order."""

Names = str | Sequence[str]


@dataclass(frozen=True, slots=True)
class Question:
    """What to group runs by, and what to measure of each group."""

    groups: tuple[Group, ...]
    measures: tuple[Measure, ...]
    sort: str | None = None
    limit: int | None = None

    @property
    def aggregates(self) -> tuple[Aggregate, ...]:
        """The aggregates that the measures are made of, and the number of runs, each once."""
        all_of = (aggregate for measure in self.measures for aggregate in measure.aggregates)
        return tuple(dict.fromkeys((measure_of("count").aggregates[0], *all_of)))

    @property
    def columns(self) -> tuple[RunNumber, ...]:
        """The columns that the aggregates are made of."""
        return tuple(dict.fromkeys(aggregate.column for aggregate in self.aggregates if aggregate.column is not None))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns of the answer: the groups, then the measures."""
        return (*(group.name for group in self.groups), *(measure.name for measure in self.measures))

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of a run that decide its groups and its numbers."""
        of_parts = (*(group.fields for group in self.groups), *(column.fields for column in self.columns))
        return tuple(dict.fromkeys(field for fields in of_parts for field in fields))

    @property
    def fetched(self) -> tuple[str, ...]:
        """The fields to ask LangSmith for: the id, and no list of feedback, which only files have."""
        return ("id", *(field for field in self.fields if field not in ("id", LISTED_FEEDBACK)))


def question_of(by: Names = (), show: Names = SHOWN, *, sort: str | None = None, limit: int | None = None) -> Question:
    """Returns a question from the names of groups and measures; one text holds several names between commas.

    Raises ``ValueError`` for an unknown name, for one that is asked for twice and for a limit below 1, and ``TypeError`` for
    what is not a name.
    """
    groups = tuple(map(group_of, _names("by", by)))
    measures = tuple(map(measure_of, _names("show", show)))
    question = Question(groups, measures, sort, limit)
    columns = Counter(question.names)
    if not measures:
        raise ValueError("there is nothing to show: name a measure, such as count")
    if twice := [name for name, times in columns.items() if times > 1]:
        raise ValueError(f"{clip(repr(twice[0]))} is asked for twice: leave one out")
    if sort is not None and sort not in columns:
        raise ValueError(f"there is no column {clip(repr(sort))} to sort by: it is one of {', '.join(columns)}")
    if limit is not None:
        positive_integer("limit", limit, "leave it out to get every group")
    return question


def _names(argument: str, names: Names) -> list[str]:
    given = names.split(",") if isinstance(names, str) else names_of(argument, names)
    return [name for each in given if (name := each.strip())]


def aggregate_records(question: Question, records: Iterable[Record]) -> Iterator[Aggregated]:
    """Yields the groups of records with their aggregates, in any order. Of each record only the numbers are kept."""
    aggregates, columns = question.aggregates, question.columns
    keys = [group.reader() for group in question.groups]
    readers = [column.reader() for column in columns]
    numbers: dict[Key, list[list[Amount]]] = {}
    for record in records:
        row = [read(record) for read in readers]
        for key in product(*(read(record) for read in keys)):
            numbers.setdefault(tuple(value or None if isinstance(value, str) else value for value in key), []).append(row)
    for key, rows in (numbers or ({} if question.groups else {(): []})).items():
        values = dict(zip(columns, zip(*rows, strict=True) if rows else ((),) * len(readers), strict=True))
        yield key, [aggregated(aggregate, len(rows), values) for aggregate in aggregates]


def answer(question: Question, groups: Iterable[Aggregated]) -> tuple[list[StatsRow], int]:
    """Returns the rows of the answer in their order, and how many groups ``limit`` leaves out."""
    places = {aggregate: place for place, aggregate in enumerate(question.aggregates)}
    made_of = [(measure, [places[aggregate] for aggregate in measure.aggregates]) for measure in question.measures]
    found = [(key, int(numbers[0] or 0), _figures(made_of, numbers)) for key, numbers in groups]
    found.sort(key=_order(question, [(key, runs) for key, runs, _ in found]))
    if question.sort is not None:
        _sort(question, found)
    rows: list[StatsRow] = [
        {**{group.name: group.shown(value) for group, value in zip(question.groups, key, strict=True)}, **figures}
        for key, _, figures in found[: question.limit]
    ]
    return rows, len(found) - len(rows)


_Found = tuple[Key, int, dict[str, Figure]]


def _figures(made_of: Iterable[tuple[Measure, Sequence[int]]], numbers: Sequence[Amount]) -> dict[str, Figure]:
    """Returns the measures of a group from its aggregates, of which each measure has some places."""
    return {measure.name: measure.finish([numbers[place] for place in places]) for measure, places in made_of}


def _order(question: Question, counts: Sequence[tuple[Key, int]]) -> Callable[[_Found], tuple[object, ...]]:
    """Returns the usual order: the most runs first; with a span of time by time, and by the runs of the other values."""
    if not any(group.is_time for group in question.groups):
        return lambda found: (-found[1], _comparable(found[0]))
    totals: list[Counter[GroupValue]] = [Counter() for _ in question.groups]
    for key, runs in counts:
        for total, value in zip(totals, key, strict=True):
            total[value] += runs
    timed = [group.is_time for group in question.groups]

    def order(found: _Found) -> tuple[object, ...]:
        return tuple(
            (0 if is_time else -total[value], _comparable((value,)))
            for is_time, total, value in zip(timed, totals, found[0], strict=True)
        )

    return order


def _comparable(key: Key) -> tuple[tuple[bool, int, str], ...]:
    """Returns values of groups as they are sorted: by time or alphabetically, and none at the end."""
    return tuple((value is None, value if isinstance(value, int) else 0, str(value)) for value in key)


def _sort(question: Question, found: list[_Found]) -> None:
    """Sorts by one column: the greatest figure first, groups by their value, and what has none at the end."""
    names = [group.name for group in question.groups]
    if question.sort in names:
        place = names.index(question.sort)
        found.sort(key=lambda one: _comparable((one[0][place],)))
        return
    assert question.sort is not None, "the caller has looked"
    sort = question.sort
    found.sort(key=lambda one: (one[2][sort] is None, -_amount(one[2][sort])))


def _amount(figure: Figure) -> float:
    return figure.timestamp() if isinstance(figure, datetime) else figure or 0
