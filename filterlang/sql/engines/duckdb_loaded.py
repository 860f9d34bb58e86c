"""Runs of files loaded into DuckDB's memory for many queries, with their times already read.

Owns the invariant that a query of loaded runs has the result that it had on the files when they were read.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlglot import exp

from filterlang.sql.columns import Column, Columns, Form
from filterlang.exports.explanation import HERE, EnginePlan
from filterlang.sql.engines.duckdb_lines import LinesTable, LineExpressions, Misread
from filterlang.sql.engines.duckdb_table import DuckDBTable
from filterlang.sql.engines.duckdb_expressions import DuckDBExpressions
from filterlang.sql.engines.expressions import name
from filterlang.exports.records import RecordError
from filterlang.exports.results import Runs
from filterlang.sql.partitions import Partitions
from filterlang.sql.table_runs import TableRuns
from filterlang.schema.fields import FIELDS

_TIMES = ("start_time", "end_time")
"""The fields by which nearly every query filters or sorts."""

_LARGEST = 1 << 30
"""The most bytes of Parquet or of a database that are loaded. A query of the files reads fewer columns than loading does."""


class LoadedExpressions(DuckDBExpressions):
    """DuckDB's expressions for loaded runs: each time has a column with its datetime, and one that says if it is undecided."""

    def __init__(self, undecided: Mapping[str, bool]) -> None:
        super().__init__()
        self._undecided = undecided

    def datetime_of(self, column: Column) -> tuple[exp.Expr, exp.Expr | None]:
        if column.path or column.name not in self._undecided:
            return super().datetime_of(column)
        return name(_datetime_column(column.name)), name(_undecided_column(column.name)) if self._undecided[
            column.name
        ] else None


class LoadedLineExpressions(LoadedExpressions, LineExpressions):
    """The expressions for loaded JSON lines."""

    joins_traces: bool = True


class LoadedTable:
    """The runs of a table, loaded into memory."""

    tries_rows: str = HERE

    def __init__(self, table: DuckDBTable) -> None:
        self._table = table
        self._make = LoadedLineExpressions if isinstance(table, LinesTable) else LoadedExpressions
        self._undecided: dict[str, bool] = {}
        self.columns: Columns = table.columns
        self.names: Sequence[str] = table.names
        self.source: exp.Expr = self._load()
        self.title: str = f"{table.title}, loaded into memory"
        self.partitions: Partitions | None = None

    def __repr__(self) -> str:
        return f"LoadedTable({self._table!r})"

    def expressions(self) -> LoadedExpressions:
        """Returns expressions for a new statement."""
        return self._make(self._undecided)

    def rows(self, sql: str, values: Mapping[str, Any], call: str = "") -> Iterator[dict[str, Any]]:
        """Yields the rows of a query. Raises ``RecordError`` for a row that cannot be read."""
        return self._table.rows(sql, values, call)

    def plan_of(self, sql: str, values: Mapping[str, Any]) -> EnginePlan:
        """Returns DuckDB's plan of a query."""
        return self._table.plan_of(sql, values)

    def files(self) -> Sequence[str]:
        """None: the runs are in memory."""
        return ()

    def always(self, column: Column) -> bool:
        """Whether every row has a text in a column."""
        return self._table.always(column)

    def broken(self, problem: str) -> RecordError:
        """Returns the error for a problem with the table."""
        return self._table.broken(problem)

    def _load(self) -> exp.Expr:
        """Loads the table, the latest runs first, because most queries want them; returns the loaded table."""
        made: list[exp.Expr] = []
        order: list[exp.Expr] = []
        read: list[str] = []
        for field in _TIMES:
            column = self.columns.find(FIELDS[field].stored)
            if column is None or column.path:
                continue
            expressions = self._table.expressions()
            time, undecided = expressions.datetime_of(column)
            order.append(exp.Ordered(this=time.copy(), desc=True, nulls_first=False))
            if column.form is not Form.DATETIME:
                rows = [found.rows for found in expressions.undecided] + ([] if undecided is None else [undecided])
                made.append(exp.alias_(time, _datetime_column(column.name), quoted=True))
                made.append(exp.alias_(exp.or_(exp.false(), *rows), _undecided_column(column.name), quoted=True))
                read.append(column.name)
        source = self._table.load(made, order)
        for column_name in read:
            query = exp.select("1").from_(source.copy()).where(name(_undecided_column(column_name))).limit(1)
            self._undecided[column_name] = any(True for _ in DuckDBTable.rows(self._table, query.sql("duckdb"), {}))
        return source


class LoadedRuns(TableRuns):
    """Runs in memory, which several threads can query at once."""

    parallel = True


def loaded(runs: Runs, size: int = 0) -> Runs:
    """Returns runs of files that DuckDB reads loaded into memory, and any others unchanged.

    ``size`` is the size of the files in bytes. Raises ``RecordError`` for a run that cannot be read.
    """
    if not isinstance(runs, TableRuns) or not isinstance(runs.table, DuckDBTable):
        return runs
    if not isinstance(runs.table, LinesTable):
        return LoadedRuns(LoadedTable(runs.table)) if size <= _LARGEST else runs
    try:
        return LoadedRuns(LoadedTable(runs.table))
    except Misread:  # only Python can read some line, such as one with half of a surrogate pair
        return runs.table.by_python()


def _datetime_column(column: str) -> str:
    return f"__datetime_{column}"


def _undecided_column(column: str) -> str:
    return f"__undecided_{column}"
