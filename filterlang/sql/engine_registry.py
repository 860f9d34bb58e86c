"""The engines for which SQL is written: a record each. Some are opened by filterlang, for others SQL is only printed.

Owns the invariant that no other module lists the engines, and that no library of an engine is loaded before a source needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from filterlang.text.jsonvalues import as_list

if TYPE_CHECKING:
    from filterlang.sql.columns import Columns
    from filterlang.sql.lowering import EngineExpressions
    from filterlang.sql.table_runs import TableRuns

EngineName = Literal["duckdb", "spark", "clickhouse", "postgres", "trino", "athena", "bigquery", "snowflake"]
"""The engines' names, for type checkers: the keys of ``DIALECTS``."""


class ColumnTypes(NamedTuple):
    """The types of columns that printed SQL assumes, by what a column holds."""

    text: str
    number: str
    datetime: str
    texts: str
    json: str


@dataclass(frozen=True, slots=True, eq=False)
class SqlDialect:
    """An engine for which SQL is printed.

    ``extra`` is the extra of the package that installs the libraries. ``expressions`` returns the SQL expressions that the
    engine provides. ``is_tested`` tells whether the printed SQL was ever run on the engine. ``datetime_type`` is the type of
    literal datetimes, as sqlglot reads it, and ``infinity`` the text of an endless number.
    ``capitals``: names that are written without quotes are in capitals.
    """

    name: EngineName
    label: str
    extra: str
    expressions: Callable[[], EngineExpressions]
    types: ColumnTypes
    is_tested: bool = True
    datetime_type: str = "timestamptz"
    infinity: str = "Infinity"
    capitals: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Engine(SqlDialect):
    """An engine that filters runs in SQL.

    ``recognises`` tells whether a source is a table of this engine, without loading its library; ``open`` returns the runs of
    such a source, and ``label_of`` the name of the source in messages.
    """

    recognises: Callable[[object], bool]
    open: Callable[[Any, Columns | None], TableRuns]
    label_of: Callable[[Any], str]


def _duckdb_expressions() -> EngineExpressions:
    from filterlang.sql.engines.duckdb_expressions import DuckDBExpressions

    return DuckDBExpressions()


def _spark_expressions() -> EngineExpressions:
    from filterlang.sql.engines.spark_expressions import SparkExpressions

    return SparkExpressions()


def _clickhouse_expressions() -> EngineExpressions:
    from filterlang.sql.engines.clickhouse_expressions import ClickHouseExpressions

    return ClickHouseExpressions()


def _postgres_expressions() -> EngineExpressions:
    from filterlang.sql.engines.postgres_expressions import PostgresExpressions

    return PostgresExpressions()


def _trino_expressions() -> EngineExpressions:
    from filterlang.sql.engines.trino_expressions import TrinoExpressions

    return TrinoExpressions()


def _athena_expressions() -> EngineExpressions:
    from filterlang.sql.engines.trino_expressions import TrinoExpressions

    return TrinoExpressions("athena")


def _bigquery_expressions() -> EngineExpressions:
    from filterlang.sql.engines.bigquery_expressions import BigQueryExpressions

    return BigQueryExpressions()


def _snowflake_expressions() -> EngineExpressions:
    from filterlang.sql.engines.snowflake_expressions import SnowflakeExpressions

    return SnowflakeExpressions()


def _first(source: object) -> object:
    """Returns the session, the client or the connection before the name of a table, or the source itself."""
    return next(iter(as_list(source)), source) if _is_tuple(source) else source


def _is_tuple(source: object) -> bool:
    """Whether a source is a tuple itself: rows of Spark and of databases are tuples, too."""
    return type(source) is tuple


def _is_of_duckdb(source: object) -> bool:
    """Whether a source is a relation or a connection of DuckDB, or a connection and the name of a table."""
    return type(_first(source)).__name__ in ("DuckDBPyRelation", "DuckDBPyConnection")


def _is_of_spark(source: object) -> bool:
    """Whether a source is a data frame of Spark, or a session of Spark and the name of a table."""
    return any(kind.__module__.startswith("pyspark.sql") for kind in type(_first(source)).__mro__)


def _is_of_clickhouse(source: object) -> bool:
    """Whether a source is a connection and the name of a table. Sessions of Spark are recognised earlier."""
    return isinstance(source, tuple)


def _label_of_duckdb(source: object) -> str:
    return "the relation" if type(source).__name__ == "DuckDBPyRelation" else "the connection"


def _duckdb_runs(source: Any, columns: Columns | None) -> TableRuns:
    from filterlang.sql.engines.duckdb_files import connection_runs, relation_runs

    if _is_tuple(source):
        return connection_runs(source[0], columns, source[1])
    is_relation = type(source).__name__ == "DuckDBPyRelation"
    return relation_runs(source, columns) if is_relation else connection_runs(source, columns)


def _spark_runs(source: Any, columns: Columns | None) -> TableRuns:
    from filterlang.sql.engines.spark_results import spark_runs

    return spark_runs(source, columns)


def _clickhouse_runs(source: Any, columns: Columns | None) -> TableRuns:
    from filterlang.sql.engines.clickhouse_results import clickhouse_runs

    client, table = source
    return clickhouse_runs(client, table, columns)


_NUMBERS = "double precision, numeric or bigint"

DIALECTS: dict[EngineName, SqlDialect] = {
    dialect.name: dialect
    for dialect in (
        Engine("duckdb", "DuckDB", "local", _duckdb_expressions,
               ColumnTypes("VARCHAR", "any type of numbers", "TIMESTAMPTZ or TIMESTAMP in UTC", "VARCHAR[]", "JSON or VARCHAR"),
               recognises=_is_of_duckdb, open=_duckdb_runs, label_of=_label_of_duckdb),
        Engine("spark", "Spark", "spark", _spark_expressions,
               ColumnTypes("STRING", "any type of numbers", "TIMESTAMP", "ARRAY<STRING>", "STRING"),
               recognises=_is_of_spark, open=_spark_runs, label_of=lambda _: "the table"),
        Engine("clickhouse", "ClickHouse", "clickhouse", _clickhouse_expressions,
               ColumnTypes("String", "any type of numbers", "DateTime64(6, 'UTC')", "Array(String)", "String"),
               recognises=_is_of_clickhouse, open=_clickhouse_runs, label_of=lambda source: source[1]),
        SqlDialect("postgres", "PostgreSQL", "sql", _postgres_expressions,
                ColumnTypes("text", _NUMBERS, "timestamptz", "text[]", "jsonb")),
        SqlDialect("trino", "Trino", "sql", _trino_expressions,
                ColumnTypes("varchar", "double, decimal or bigint", "timestamp(6) with time zone", "array(varchar)",
                            "varchar that holds JSON"),
                is_tested=False, datetime_type="timestamp(6) with time zone"),
        SqlDialect("athena", "Athena", "sql", _athena_expressions,
                ColumnTypes("string", "double, decimal or bigint", "timestamp in UTC", "array<string>",
                            "string that holds JSON"),
                is_tested=False, datetime_type="timestamp(6)"),
        SqlDialect("bigquery", "BigQuery", "sql", _bigquery_expressions,
                ColumnTypes("STRING", "FLOAT64, NUMERIC or INT64", "TIMESTAMP", "ARRAY<STRING>", "JSON"), is_tested=False),
        SqlDialect("snowflake", "Snowflake", "sql", _snowflake_expressions,
                ColumnTypes("VARCHAR", "FLOAT or NUMBER", "TIMESTAMP_NTZ in UTC", "ARRAY", "VARIANT"),
                is_tested=False, datetime_type="timestampntz", infinity="inf", capitals=True),
    )
}  # fmt: skip
"""All engines by name: those that are opened first, in the order in which ``recognises`` is called."""

ENGINES: dict[EngineName, Engine] = {name: engine for name, engine in DIALECTS.items() if isinstance(engine, Engine)}
"""The engines that are opened."""
