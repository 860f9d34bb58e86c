"""Runs in files, tables and relations, read by DuckDB, the embedded engine.

Owns the invariants that a connection reads only the files it was given, downloads nothing, and reads times without a zone as
UTC.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
import glob
import os
from pathlib import Path
import tempfile
from typing import Any

import duckdb
from sqlglot import exp

from filterlang.sql.columns import Column, Columns, Form, columns_of
from filterlang.tables.tabular import JSON_FIELDS
from filterlang.exports.cancelled_queries import Cancellable, QueryCancelled, running_work
from filterlang.exports.explanation import HERE, EnginePlan
from filterlang.sql.engines.duckdb_plans import EXPLAIN, read_duckdb_plan
from filterlang.sql.engines.duckdb_expressions import DuckDBExpressions
from filterlang.sql.engines.expressions import name as name_of
from filterlang.exports.records import RecordError
from filterlang.sql.partitions import Partitions
from filterlang.sql.shown_addresses import with_shown_addresses
from filterlang.text.display import clip
from filterlang.schema.fields import FIELDS

_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")
_FORMS: dict[str, Form] = {
    **dict.fromkeys(_NUMBERS, Form.NUMBER),
    **dict.fromkeys(("DECIMAL", "BIGNUM", "VARINT"), Form.NUMBER),
    **dict.fromkeys(("DOUBLE", "FLOAT"), Form.DOUBLE),
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "DATE"), Form.DATETIME),
    **dict.fromkeys(("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ_NS"), Form.DATETIME),
    **dict.fromkeys(("VARCHAR", "ENUM"), Form.TEXT),
    **dict.fromkeys(("VARCHAR[]",), Form.TEXTS),
    "BOOLEAN": Form.BOOLEAN, "UUID": Form.UUID, "JSON": Form.JSON,
}  # fmt: skip
_BATCH = 2048
RUNS, _LOADED = "runs", "loaded"
_MALFORMED = "Malformed JSON"  # in DuckDB's message about a text that is not JSON


class DuckDBTable:
    """A table or a query called ``runs`` in a connection; ``forms`` are those of its columns.

    ``lent`` are objects of Python that the query reads, by name: every cursor has to know them.
    """

    tries_rows: str = HERE

    def __init__(
        self,
        connection: "duckdb.DuckDBPyConnection",
        source: exp.Expr,
        forms: Mapping[str, Form],
        columns: Columns | None = None,
        *,
        place: str = "the table",
        files: Sequence[str] = (),
        lent: Mapping[str, object] | None = None,
    ) -> None:
        self._connection = connection
        self._place = place
        self.title: str = f"DuckDB: {place}"
        self._files = files
        self._lent: Mapping[str, object] = lent or {}
        self._always: dict[str, bool] = {}
        self._loads = 0
        self.names: Sequence[str] = list(forms)
        self.columns: Columns = columns or columns_of(forms)
        self.source: exp.Expr = source
        self.partitions: Partitions | None = None

    def __repr__(self) -> str:
        return f"DuckDBTable({self._place!r})"

    def expressions(self) -> DuckDBExpressions:
        """DuckDB's expressions, with no value bound yet."""
        return DuckDBExpressions()

    def rows(self, sql: str, values: Mapping[str, Any], call: str = "") -> Iterator[dict[str, Any]]:
        """Yields the rows of a query, fetched in batches. Raises ``RecordError`` for a row that cannot be read."""
        cursor, work = self._cursor(), running_work()
        try:
            with work.interrupted_by(cursor.interrupt):
                cursor.execute(sql, dict(values))
            names = [column[0] for column in cursor.description or ()]
            while batch := _next_batch(cursor, work):
                for row in batch:
                    yield dict(zip(names, row, strict=True))
        except duckdb.InterruptException:
            raise QueryCancelled from None
        except duckdb.OutOfMemoryException as error:
            raise DuckDBTable.broken(self, str(error)) from None
        except duckdb.Error as error:
            raise self.broken(str(error)) from None
        except RuntimeError as error:
            if "interrupted" in str(error):  # DuckDB raises this for Ctrl-C
                raise KeyboardInterrupt from None
            raise
        finally:
            cursor.close()

    def _cursor(self) -> "duckdb.DuckDBPyConnection":
        cursor = self._connection.cursor()
        for name, source in self._lent.items():
            cursor.register(name, source)
        return cursor

    def plan_of(self, sql: str, values: Mapping[str, Any]) -> EnginePlan:
        """Returns DuckDB's plan of a query."""
        (row,) = self.rows(EXPLAIN + sql, values)
        return read_duckdb_plan(row["explain_value"])

    def files(self) -> Sequence[str]:
        """The paths of the Parquet files that are read, if there are any."""
        return self._files

    def always(self, column: Column) -> bool:
        """Whether every row has a text in a column; False also for columns in which finding out would cost much."""
        if column.form is not Form.TEXT or column.path:
            return False
        if column.name not in self._always:
            value = name_of(column.name)
            missing = exp.or_(
                exp.Is(this=value, expression=exp.null()), exp.EQ(this=value.copy(), expression=exp.Literal.string(""))
            )
            query = exp.select(exp.Count(this=exp.Star())).from_(self.source.copy()).where(missing)
            with self._cursor() as cursor:
                (count,) = cursor.execute(query.sql("duckdb")).fetchone() or (1,)
            self._always[column.name] = count == 0
        return self._always[column.name]

    def load(self, more: Iterable[exp.Expr], order: Iterable[exp.Expr]) -> exp.Expr:
        """Reads all runs into a table in memory, in an order and with ``more`` columns; returns the table.

        Raises ``RecordError`` for a row that cannot be read.
        """
        self._loads += 1
        loaded = f"{_LOADED}_{self._loads}"
        query = exp.select(*map(name_of, self.names), *more).from_(self.source.copy()).order_by(*order)
        query = self.expressions().completed(query)
        try:
            self._connection.sql(query.sql("duckdb")).create(loaded)
        except duckdb.Error as error:
            raise self.broken(str(error)) from None
        return exp.to_table(loaded)

    def broken(self, problem: str) -> RecordError:
        """Returns the error for a problem. For broken JSON it names the run, which DuckDB does not."""
        return RecordError(f"{self._place}: {(_MALFORMED in problem and self._malformed()) or without_sql(problem)}")

    def _malformed(self) -> str | None:
        """Describes the first run with a text that should be JSON and is not."""
        run = self.columns.find(FIELDS["id"].stored)
        for column in self.columns.by_path.values():
            if run is not None and column.form is Form.JSON:
                valid = exp.func("json_valid", name_of(column.name))
                query = exp.select(name_of(run.name)).from_(self.source.copy()).where(exp.not_(valid)).limit(1)
                try:
                    with self._cursor() as cursor:
                        row = cursor.execute(query.sql("duckdb")).fetchone()
                except duckdb.Error:  # more is broken than one text
                    return None
                if row:
                    return f"run {clip(str(row[0]))}: {column.name} is not JSON"
        return None


def _next_batch(cursor: "duckdb.DuckDBPyConnection", work: Cancellable) -> list[tuple[Any, ...]]:
    with work.interrupted_by(cursor.interrupt):
        return cursor.fetchmany(_BATCH)


def forms_of(relation: "duckdb.DuckDBPyRelation") -> dict[str, Form]:
    """Returns the forms of the columns of a relation."""
    return {name: form_of(name, str(type_)) for name, type_ in zip(relation.columns, relation.types, strict=True)}


def without_sql(problem: str) -> str:
    """Returns a message of DuckDB without the statement that it quotes and without what an address may keep secret."""
    return clip(with_shown_addresses(problem.partition("\n\nLINE ")[0]), 500)


def form_of(name: str, type_: str) -> Form:
    """Returns the form of a column of DuckDB, by its name and type."""
    kind = type_.partition("(")[0] if type_.endswith(")") else type_
    form = _FORMS.get(kind, Form.NESTED)
    return Form.JSON if form is Form.TEXT and name in JSON_FIELDS else form


def connect() -> "duckdb.DuckDBPyConnection":
    """Returns a connection to a new database in memory, which downloads nothing."""
    beside = str(Path(tempfile.gettempdir(), f"filterlang-{os.getpid()}"))
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "temp_directory": beside,
    }
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET GLOBAL TimeZone = 'UTC'")  # of cursors too
    connection.execute("SET GLOBAL late_materialization_max_rows = 2048")  # so that a page reads large columns of its rows only
    return connection


def literal_path(path: str) -> str:
    """Returns a path that names only itself: DuckDB reads patterns, ``~`` and URLs in paths."""
    return glob.escape(os.path.join(os.curdir, path))  # noqa: PTH118 - pathlib would remove the dot
