"""Files that are asked about again and again: their runs, read once into the engine, with the times worked out.

Owns the invariant that the loaded runs answer each question as their files did when they were read.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlglot import exp

from filterlang.sql.columns import Column, Columns, Form
from filterlang.sql.engines.duckdb_lines import LinesTable, LineExpressions
from filterlang.sql.engines.duckdb_table import DuckDBTable
from filterlang.sql.engines.duckdb_expressions import DuckDBExpressions
from filterlang.sql.engines.expressions import name
from filterlang.exports.records import RecordError
from filterlang.exports.results import Runs
from filterlang.sql.tables import TableRuns
from filterlang.schema.fields import FIELDS

_TIMES = ("start_time", "end_time")
"""The fields that nearly every question asks about or orders by."""

_LARGEST = 1 << 30
"""How many bytes of Parquet or of a database are loaded: columns that are not needed are not read, but they would be loaded."""


class LoadedExpressions(DuckDBExpressions):
    """DuckDB's words for loaded runs: a time is in a column of its own, and another says whether Python has to read it."""

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
    """The same for JSON lines."""


class LoadedTable:
    """The runs of a table, in memory."""

    def __init__(self, table: DuckDBTable) -> None:
        self._table = table
        self._expressions = LoadedLineExpressions if isinstance(table, LinesTable) else LoadedExpressions
        self._undecided: dict[str, bool] = {}
        self.columns: Columns = table.columns
        self.names: Sequence[str] = table.names
        self.source: exp.Expr = self._load()

    def __repr__(self) -> str:
        return f"LoadedTable({self._table!r})"

    def expressions(self) -> LoadedExpressions:
        """DuckDB's words for loaded runs, with no value bound yet."""
        return self._expressions(self._undecided)

    def rows(self, sql: str, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The rows of a query. Raises ``RecordError`` for what cannot be read."""
        return self._table.rows(sql, values)

    def always(self, column: Column) -> bool:
        """Whether every row has a text in a column."""
        return self._table.always(column)

    def broken(self, problem: str) -> RecordError:
        """The error for something that cannot be read."""
        return self._table.broken(problem)

    def _load(self) -> exp.Expr:
        """Loads the table, the latest runs first, because they are asked for most; its name in the engine."""
        made: list[exp.Expr] = []
        order: list[exp.Expr] = []
        read: list[str] = []
        for field in _TIMES:
            column = self.columns.find(FIELDS[field].stored)
            if column is None or column.path:
                continue
            expressions = self._table.expressions()
            moment, undecided = expressions.datetime_of(column)
            order.append(exp.Ordered(this=moment.copy(), desc=True, nulls_first=False))
            if column.form is not Form.DATETIME:
                doubts = [doubt for doubt in (undecided, *expressions.undecided) if doubt is not None]
                made.append(exp.alias_(moment, _datetime_column(column.name), quoted=True))
                made.append(exp.alias_(exp.or_(exp.false(), *doubts), _undecided_column(column.name), quoted=True))
                read.append(column.name)
        source = self._table.load(made, order)
        for column_name in read:
            query = exp.select("1").from_(source.copy()).where(name(_undecided_column(column_name))).limit(1)
            self._undecided[column_name] = any(True for _ in DuckDBTable.rows(self._table, query.sql("duckdb"), {}))
        return source


class LoadedRuns(TableRuns):
    """Runs in memory, about which many questions can be asked at once."""

    parallel = True


def loaded(runs: Runs, size: int = 0) -> Runs:
    """The runs of files that DuckDB reads, in memory; any others as they are. ``size`` is that of the files, in bytes.

    Raises ``RecordError`` for what cannot be read.
    """
    if not isinstance(runs, TableRuns) or not isinstance(runs.table, DuckDBTable):
        return runs
    return LoadedRuns(LoadedTable(runs.table)) if size <= _LARGEST or isinstance(runs.table, LinesTable) else runs


def _datetime_column(column: str) -> str:
    return f"__datetime_{column}"


def _undecided_column(column: str) -> str:
    return f"__undecided_{column}"
