"""Partitions by the date of the runs' start, such as folders ``day=…``: finds their columns, so that engines skip partitions.

Owns the invariant that no run is lost: the columns hold the UTC date of the start by declaration, or a query of all starts has
found how far they are from it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import takewhile
from typing import Any, NamedTuple, Protocol
from weakref import proxy

from sqlglot import exp

from filterlang.evaluate.rows import stored_datetime
from filterlang.evaluate.time_bounds import StartBounds
from filterlang.exports.records import RecordError, folder_keys
from filterlang.schema.fields import FIELDS
from filterlang.sql.columns import Column, Columns, Form
from filterlang.sql.date_columns import DATE, PARTS, DateColumns, read_number
from filterlang.sql.engines.expressions import case, name as name_of
from filterlang.sql.lowering import TRUE, Bound, EngineExpressions
from filterlang.text.display import clip

_EARLIEST, _LATEST, _UNDECIDED = "__earliest", "__latest", "__undecided"

DATE_NAMES = ("day", "date", "dt", "ds")
"""The usual names of columns with a whole date."""

MARGINS = (timedelta(0), timedelta(days=1))
"""How far a start may be from the date of its columns. One day covers the local date of every time zone."""


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
        self._table: PartitionedTable = proxy(table)  # the table keeps this: in a cycle, its connection would stay open
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
    """Returns the declared columns. The names of folders show whether they have the right shape, or else the first row does."""
    missing = [name for name in names if name not in table.names]
    if missing:
        raise table.broken(
            f"none of its columns ({clip(', '.join(table.names), 200)}) is called {missing[0]}: correct partitions=…"
        )
    if len(names) > len(PARTS):
        raise table.broken(f"partitions= has {len(names)} columns, and dates have at most {len(PARTS)}: {', '.join(PARTS)}")
    columns = DateColumns(_columns(table, names), (DATE,) if len(names) == 1 else tuple(PARTS.values())[: len(names)])
    for values in _folder_values(names, _folders(table)) or _first_values(table, names):
        for column, unit, value in zip(columns.columns, columns.units, values, strict=True):
            if value is not None and read_number(column, unit, value) is None:
                raise table.broken(
                    f"the column {column.name} holds {clip(repr(value))}, and not {unit.label}: correct partitions=…"
                )
    return columns


def _first_values(table: PartitionedTable, names: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """Yields the values of the first row, if there is one."""
    query = exp.select(*map(name_of, names)).from_(table.source.copy()).limit(1)
    for row in table.rows(query.sql(table.expressions().dialect), {}):
        yield tuple(row[name] for name in names)


def _folders(table: PartitionedTable) -> list[dict[str, str | None]]:
    return [folder_keys(path) for path in table.files()]


def _folder_values(names: Sequence[str], folders: Sequence[Mapping[str, str | None]]) -> list[tuple[str | None, ...]]:
    """Returns the different values that the folders have for all names; none if a file is not in such folders."""
    if not all(name in keys for keys in folders for name in names):
        return []
    return sorted({tuple(keys[name] for name in names) for keys in folders}, key=str)


def _columns(table: PartitionedTable, names: Iterable[str]) -> tuple[Column, ...]:
    forms = {column.name: column.form for column in table.columns.by_path.values() if not column.path}
    return tuple(Column(name, forms.get(name, Form.TEXT)) for name in names)


def _candidates(table: PartitionedTable) -> Iterator[DateColumns]:
    """Yields the columns that could hold the date of the start: folders of all files that have the usual names and values."""
    usual = {name: name.lower() for name in table.names if name.lower() in (*PARTS, *DATE_NAMES)}
    if not usual or table.columns.find(FIELDS["start_time"].stored) is None:
        return
    folders = _folders(table)
    names = {lower: name for name, lower in usual.items() if _folder_values([name], folders)}
    parts = tuple(takewhile(names.__contains__, PARTS))
    shapes = ((parts, tuple(PARTS[part] for part in parts)), *(((name,), (DATE,)) for name in DATE_NAMES if name in names))
    for keys, units in shapes:
        named = [names[key] for key in keys]
        columns = DateColumns(_columns(table, named), units)
        if keys and all(_is_shaped(columns, values) for values in _folder_values(named, folders)):
            yield columns


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
