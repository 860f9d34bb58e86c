"""Columns that hold the date of a run's start, such as folders ``day=…``, and the condition by which engines skip partitions.

Owns the invariant that the condition holds for every run that starts within the bounds: the columns are the UTC date of the
start by declaration, or a query of all starts has found how far they are from it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile
import re
from typing import Any, NamedTuple, Protocol

from sqlglot import exp

from filterlang.evaluate.rows import stored_datetime
from filterlang.evaluate.time_bounds import StartBounds
from filterlang.exports.records import RecordError, folder_keys
from filterlang.schema.fields import FIELDS
from filterlang.sql.columns import Column, Columns, Form
from filterlang.sql.engines.expressions import case, name as name_of
from filterlang.sql.lowering import TRUE, Bound, EngineExpressions
from filterlang.text.display import clip

_EARLIEST, _LATEST, _UNDECIDED = "__earliest", "__latest", "__undecided"


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a date as a number: ``layout`` writes it with ``strftime``, and ``pattern`` matches its spellings."""

    label: str
    layout: str
    pattern: str

    def of(self, start: datetime) -> int:
        """Returns the number of a datetime."""
        return int(start.strftime(self.layout))

    def read(self, written: str) -> int | None:
        """Returns the number in a text, or None if it is not written as one."""
        return int(written.replace("-", "")) if re.fullmatch(self.pattern, written) else None


DATE = Unit("a date (2026-11-01 or 20261101)", "%Y%m%d", "[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}")
PARTS = {
    "year": Unit("a year", "%Y", "[0-9]{4}"),
    "month": Unit("a month from 1 to 12", "%m", "0?[1-9]|1[0-2]"),
    "day": Unit("a day from 1 to 31", "%d", "0?[1-9]|[12][0-9]|3[01]"),
    "hour": Unit("an hour from 0 to 23", "%H", "[01]?[0-9]|2[0-3]"),
}
"""The units of dates that are spread over several columns, by the usual name of the column, the largest first."""

DATE_NAMES = ("day", "date", "dt", "ds")
"""The usual names of columns with a whole date."""

MARGINS = (timedelta(0), timedelta(days=1))
"""How far a start may be from the date of its columns. One day covers the local date of every time zone."""


@dataclass(frozen=True, slots=True)
class DateColumns:
    """The columns that hold the parts of a date, the largest first; and how far the start of a run may be from that date."""

    columns: tuple[Column, ...]
    units: tuple[Unit, ...]
    margin: timedelta = MARGINS[0]

    def numbers(self, start: datetime) -> tuple[int, ...]:
        """Returns the numbers that the columns hold for a start, if they are its date in UTC."""
        return tuple(unit.of(start) for unit in self.units)

    def read(self, values: Iterable[object]) -> tuple[int, ...] | None:
        """Returns the numbers in the values of the columns, or None if one of them is not written as a number of its unit."""
        numbers = [_read(*cell) for cell in zip(self.columns, self.units, values, strict=True)]
        return None if None in numbers else tuple(number for number in numbers if number is not None)

    def limits(self, bounds: StartBounds) -> tuple[tuple[int, ...] | None, tuple[int, ...] | None]:
        """Returns the smallest and the largest numbers of the runs that start within bounds, None where there is no bound."""
        earliest, latest = bounds.widened(self.margin)
        return (
            None if earliest is None else self.numbers(earliest),
            None if latest is None else self.numbers(latest),
        )

    def condition(self, expressions: EngineExpressions, bounds: StartBounds) -> exp.Expr | None:
        """Returns the condition that the columns are within bounds, or hold no date. Without bounds there is no condition."""
        low, high = self.limits(bounds)
        if low is None and high is None:
            return None
        keys = [_key(expressions, column, unit) for column, unit in zip(self.columns, self.units, strict=True)]
        undated = [exp.Is(this=key.copy(), expression=exp.null()) for key in keys]
        edges = self._edge(expressions, low, last=False), self._edge(expressions, high, last=True)
        return exp.paren(exp.or_(_within(keys, *edges), *undated, copy=False), copy=False)

    def _edge(self, expressions: EngineExpressions, numbers: Sequence[int] | None, *, last: bool) -> list[exp.Expr] | None:
        """Returns the smallest values with these numbers, or the ``last`` ones, in the form of the columns."""
        if numbers is None:
            return None
        if self.columns[0].form is not Form.DATETIME:
            return [exp.Literal.number(number) for number in numbers]
        midnight = datetime.strptime(f"{numbers[0]:08}", DATE.layout).replace(tzinfo=UTC)
        return [expressions.bind(midnight + timedelta(days=1, microseconds=-1) if last else midnight)]


def _read(column: Column, unit: Unit, value: object) -> int | None:
    """Returns the number in a value of a column. Engines return a datetime as such, as a date or as an ISO text."""
    return unit.read(str(value)[:10] if column.form is Form.DATETIME else str(value))


def _key(expressions: EngineExpressions, column: Column, unit: Unit) -> exp.Expr:
    """The number in a column, or the datetime if it has this type; null for a text that is no number."""
    if column.form is Form.DATETIME:
        return expressions.datetime_of(column)[0]
    if column.form is Form.NUMBER:
        return name_of(column.name)
    written = expressions.text(column)
    digits = exp.func("replace", written, exp.Literal.string("-"), exp.Literal.string("")) if unit is DATE else written
    return exp.TryCast(this=digits, to=exp.DataType.build("int"), safe=True)


def _within(keys: Sequence[exp.Expr], low: Sequence[exp.Expr] | None, high: Sequence[exp.Expr] | None) -> exp.Expr:
    """The condition that keys are between others, compared as tuples are: by their first difference."""
    first, *rest = keys
    if rest and low and high and low[0] == high[0]:
        same = exp.EQ(this=first.copy(), expression=low[0])
        return exp.and_(same, exp.paren(_within(rest, low[1:], high[1:]), copy=False), copy=False)
    if low and high and not rest:
        return exp.Between(this=first.copy(), low=low[0], high=high[0])
    sides = [
        exp.paren(_beyond(keys, edge, *operators), copy=False)
        for edge, operators in ((low, (exp.GT, exp.GTE)), (high, (exp.LT, exp.LTE)))
        if edge is not None
    ]
    return exp.and_(*sides, copy=False)


def _beyond(
    keys: Sequence[exp.Expr], edge: Sequence[exp.Expr], strictly: type[exp.Binary], closed: type[exp.Binary]
) -> exp.Expr:
    first, *rest = keys
    if not rest:
        return closed(this=first.copy(), expression=edge[0].copy())
    same = exp.EQ(this=first.copy(), expression=edge[0].copy())
    inner = exp.and_(same, exp.paren(_beyond(rest, edge[1:], strictly, closed), copy=False), copy=False)
    return exp.or_(strictly(this=first.copy(), expression=edge[0].copy()), inner, copy=False)


class PartitionedTable(Protocol):
    """The part of a table by which its date columns are found."""

    columns: Columns
    names: Sequence[str]
    source: exp.Expr

    def expressions(self) -> EngineExpressions: ...
    def rows(self, sql: str, values: Mapping[str, Bound]) -> Iterator[Mapping[str, Any]]: ...
    def files(self) -> Sequence[str]: ...
    def broken(self, problem: str) -> RecordError: ...


class Partitions:
    """The date columns of a table: declared, or else recognised when the first query bounds the start of runs.

    ``declared`` has the names of the columns, the largest unit first; none to use no columns; None to recognise them. Raises
    ``RecordError`` for a declared column that the table does not have, or that does not hold a date or its part.
    """

    def __init__(self, table: PartitionedTable, declared: str | Sequence[str] | None = None) -> None:
        self._table = table
        self._columns: DateColumns | None = None
        self._is_known = declared is not None
        self._disagreement = ""
        if declared:
            self._columns = _declared(table, (declared,) if isinstance(declared, str) else tuple(declared))

    def condition(self, expressions: EngineExpressions, bounds: StartBounds) -> exp.Expr | None:
        """Returns a condition on the date columns that holds for all runs that start within bounds, or None without one."""
        if bounds.earliest is None and bounds.latest is None:
            return None
        if not self._is_known:
            self._recognise()
        return None if self._columns is None else self._columns.condition(expressions, bounds)

    def described(self) -> str:
        """Returns a sentence about the use of the date columns, for people."""
        if self._columns is not None:
            names = _listed(self._columns)
            days = self._columns.margin.days
            return f"partitions by {names} are skipped by start_time" + (f", with a margin of {days} day" if days else "")
        if self._disagreement:
            return self._disagreement
        if self._is_known:
            return "no partitions are skipped by start_time"
        return "partitions are looked for by the first query that bounds start_time"

    def _recognise(self) -> None:
        """Looks for date columns, and reads all starts to find how far they are from the date of their partition."""
        self._is_known = True
        for columns in _candidates(self._table):
            partitions = list(_starts(self._table, columns))
            for margin in MARGINS:
                checked = replace(columns, margin=margin)
                others = [partition.named(columns) for partition in partitions if not partition.keeps(checked)]
                if not others:
                    self._columns = checked
                    return
                self._disagreement = (
                    f"partitions by {_listed(columns)} are not used: runs in {min(others)} start more than a day from this "
                    "date, or their start cannot be read"
                )


class _Partition(NamedTuple):
    """The runs with the same values in date columns: the bounds of their starts, and whether SQL leaves a start undecided."""

    values: Sequence[object]
    starts: StartBounds
    undecided: bool

    def keeps(self, columns: DateColumns) -> bool:
        """Whether all runs start within the margin of the columns' date. Runs without a date need not: they are always read."""
        if None in self.values:
            return True
        numbers = columns.read(self.values)
        low, _ = columns.limits(StartBounds(self.starts.latest, None))
        _, high = columns.limits(StartBounds(None, self.starts.earliest))
        return (
            numbers is not None and not self.undecided and (low is None or low <= numbers) and (high is None or numbers <= high)
        )

    def named(self, columns: DateColumns) -> str:
        """Returns the values of the columns as the names of folders."""
        return "/".join(f"{column.name}={clip(str(value))}" for column, value in zip(columns.columns, self.values, strict=True))


def _declared(table: PartitionedTable, names: Sequence[str]) -> DateColumns:
    """Returns the declared columns. The first row is read to see whether they have the right shape."""
    missing = [name for name in names if name not in table.names]
    if missing:
        raise table.broken(
            f"none of its columns ({clip(', '.join(table.names), 200)}) is called {missing[0]}: correct partitions=…"
        )
    if len(names) > len(PARTS):
        raise table.broken(f"partitions= has {len(names)} columns, and dates have at most {len(PARTS)}: {', '.join(PARTS)}")
    columns = DateColumns(_columns(table, names), (DATE,) if len(names) == 1 else tuple(PARTS.values())[: len(names)])
    query = exp.select(*map(name_of, names)).from_(table.source.copy()).limit(1)
    for row in table.rows(query.sql(table.expressions().dialect), {}):
        for column, unit in zip(columns.columns, columns.units, strict=True):
            value = row[column.name]
            if value is not None and _read(column, unit, value) is None:
                raise table.broken(
                    f"the column {column.name} holds {clip(repr(value))}, and not {unit.label}: correct partitions=…"
                )
    return columns


def _columns(table: PartitionedTable, names: Iterable[str]) -> tuple[Column, ...]:
    forms = {column.name: column.form for column in table.columns.by_path.values() if not column.path}
    return tuple(Column(name, forms.get(name, Form.TEXT)) for name in names)


def _candidates(table: PartitionedTable) -> Iterator[DateColumns]:
    """Yields the columns that could hold the date of the start: folders of all files that have the usual names and values."""
    usual = {name: name.lower() for name in table.names if name.lower() in (*PARTS, *DATE_NAMES)}
    if not usual or table.columns.find(FIELDS["start_time"].stored) is None:
        return
    folders = [folder_keys(path) for path in table.files()]
    names = {lower: name for name, lower in usual.items() if folders and all(name in keys for keys in folders)}
    parts = tuple(takewhile(names.__contains__, PARTS))
    shapes = ((parts, tuple(PARTS[part] for part in parts)), *(((name,), (DATE,)) for name in DATE_NAMES if name in names))
    for keys, units in shapes:
        columns = DateColumns(_columns(table, [names[key] for key in keys]), units)
        if keys and all(_is_shaped(columns, values) for values in _distinct(columns, folders)):
            yield columns


def _distinct(columns: DateColumns, folders: Iterable[Mapping[str, str | None]]) -> set[tuple[object, ...]]:
    return {tuple(keys[column.name] for column in columns.columns) for keys in folders}


def _is_shaped(columns: DateColumns, values: Sequence[object]) -> bool:
    """Whether values are written as a date, or one of them is null."""
    return None in values or columns.read(values) is not None


def _starts(table: PartitionedTable, columns: DateColumns) -> Iterator[_Partition]:
    """Yields the partitions of a table."""
    start = table.columns.find(FIELDS["start_time"].stored)
    assert start is not None
    expressions = table.expressions()
    names = [column.name for column in columns.columns]
    time, unread = expressions.datetime_of(start)
    undecided = [rows.rows for rows in expressions.undecided] + ([] if unread is None else [unread])
    flag = case((exp.or_(exp.false(), *undecided), exp.Literal.number("1")), (TRUE, exp.Literal.number("0")))
    totals = {_EARLIEST: exp.Min(this=time), _LATEST: exp.Max(this=time.copy()), _UNDECIDED: exp.Max(this=flag)}
    selected = [*map(name_of, names), *(exp.alias_(total, name) for name, total in totals.items())]
    query = exp.select(*selected).from_(table.source.copy()).group_by(*map(name_of, names))
    used = {placeholder.name for placeholder in query.find_all(exp.Placeholder)}
    values = {name: value for name, value in expressions.values.items() if name in used}
    for row in table.rows(query.sql(expressions.dialect), values):
        bounds = StartBounds(stored_datetime(row[_EARLIEST]), stored_datetime(row[_LATEST]))
        yield _Partition([row[name] for name in names], bounds, bool(row[_UNDECIDED]))


def _listed(columns: DateColumns) -> str:
    return ", ".join(column.name for column in columns.columns)
