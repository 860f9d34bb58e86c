"""Runs in files, tables and relations, read by DuckDB: the embedded engine.

Owns the invariant that a connection of ours reads the files it was given and nothing else, downloads nothing, and sees every
time without a zone as UTC.
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
from filterlang.exports.tabular import JSON_FIELDS
from filterlang.sql.engines.duckdb_expressions import DuckDBExpressions
from filterlang.sql.engines.expressions import name as name_of
from filterlang.exports.records import RecordError
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
_GIVEN, _VIEW, _LOADED = "given", "runs", "loaded"
_MALFORMED = "Malformed JSON"  # what DuckDB says of texts that are none


class DuckDBTable:
    """A view called runs in a connection, with what its columns hold."""

    def __init__(
        self,
        connection: "duckdb.DuckDBPyConnection",
        columns: Columns | None = None,
        *,
        place: str = "the table",
    ) -> None:
        self._connection = connection
        self._place = place
        self._always: dict[str, bool] = {}
        self._loads = 0
        relation = connection.view(_VIEW)
        self.names: Sequence[str] = relation.columns
        forms = {name: form_of(name, str(type_)) for name, type_ in zip(relation.columns, relation.types, strict=True)}
        self.columns: Columns = columns or columns_of(forms)
        self.source: exp.Expr = exp.to_table(_VIEW)

    def __repr__(self) -> str:
        return f"DuckDBTable({self._place!r})"

    def expressions(self) -> DuckDBExpressions:
        """DuckDB's expressions, with no value bound yet."""
        return DuckDBExpressions()

    def rows(self, sql: str, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The rows of a query, a few thousand at a time. Raises ``RecordError`` for what cannot be read."""
        cursor = self._connection.cursor()
        try:
            cursor.execute(sql, dict(values))
            names = [column[0] for column in cursor.description or ()]
            while found := cursor.fetchmany(_BATCH):
                for row in found:
                    yield dict(zip(names, row, strict=True))
        except duckdb.OutOfMemoryException as error:
            raise DuckDBTable.broken(self, str(error)) from None
        except duckdb.Error as error:
            raise self.broken(str(error)) from None
        except RuntimeError as error:
            if "interrupted" in str(error):  # as which DuckDB hands on Ctrl-C
                raise KeyboardInterrupt from None
            raise
        finally:
            cursor.close()

    def always(self, column: Column) -> bool:
        """Whether every row has a text in a column, where finding out costs little."""
        if column.form is not Form.TEXT or column.path:
            return False
        if column.name not in self._always:
            value = name_of(column.name)
            missing = exp.or_(
                exp.Is(this=value, expression=exp.null()), exp.EQ(this=value.copy(), expression=exp.Literal.string(""))
            )
            query = exp.select(exp.Count(this=exp.Star())).from_(self.source.copy()).where(missing)
            with self._connection.cursor() as cursor:
                (count,) = cursor.execute(query.sql("duckdb")).fetchone() or (1,)
            self._always[column.name] = count == 0
        return self._always[column.name]

    def load(self, more: Iterable[exp.Expr], order: Iterable[exp.Expr]) -> exp.Expr:
        """Reads all runs into a table in memory, with more columns, in an order.

        Raises ``RecordError`` for what cannot be read.
        """
        self._loads += 1
        loaded = f"{_LOADED}_{self._loads}"
        query = exp.select(*map(name_of, self.names), *more).from_(self.source.copy()).order_by(*order)
        try:
            self._connection.sql(query.sql("duckdb")).create(loaded)
            self._connection.execute("SET GLOBAL late_materialization_max_rows = 2048")
        except duckdb.Error as error:
            raise self.broken(str(error)) from None
        return exp.to_table(loaded)

    def broken(self, problem: str) -> RecordError:
        """The error for something that cannot be read, with the run in which it stands where DuckDB does not name it."""
        return RecordError(f"{self._place}: {(_MALFORMED in problem and self._malformed()) or without_sql(problem)}")

    def _malformed(self) -> str | None:
        """The first run with a text that should be JSON and is none."""
        run = self.columns.find(FIELDS["id"].stored)
        for column in self.columns.places.values():
            if run is not None and column.form is Form.JSON:
                valid = exp.func("json_valid", name_of(column.name))
                query = exp.select(name_of(run.name)).from_(self.source.copy()).where(exp.not_(valid)).limit(1)
                try:
                    with self._connection.cursor() as cursor:
                        found = cursor.execute(query.sql("duckdb")).fetchone()
                except duckdb.Error:  # then more is broken than a text
                    return None
                if found:
                    return f"run {clip(str(found[0]))}: {column.name} is not JSON"
        return None


def without_sql(problem: str) -> str:
    """What DuckDB says of a problem, without the statement that it quotes behind it."""
    return clip(problem.partition("\n\nLINE ")[0], 500)


def form_of(name: str, type_: str) -> Form:
    """How a column of DuckDB holds its values, by its name and type."""
    kind = type_.partition("(")[0] if type_.endswith(")") else type_
    form = _FORMS.get(kind, Form.NESTED)
    return Form.JSON if form is Form.TEXT and name in JSON_FIELDS else form


def connect() -> "duckdb.DuckDBPyConnection":
    """A database in memory that downloads nothing."""
    beside = str(Path(tempfile.gettempdir(), f"filterlang-{os.getpid()}"))
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "temp_directory": beside,
    }
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET GLOBAL TimeZone = 'UTC'")  # of cursors too
    return connection


def literal_path(path: str) -> str:
    """A path as one that stands for itself alone: DuckDB has patterns, `~` and URLs in theirs."""
    return glob.escape(os.path.join(os.curdir, path))  # noqa: PTH118 - pathlib would take the dot away
