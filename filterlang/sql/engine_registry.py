"""The engines: a record each, with the functions that recognise, open and query a source.

Owns the invariant that no other module lists the engines, and that no library of an engine is loaded before a source needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from filterlang.text.jsonvalues import as_list

if TYPE_CHECKING:
    from filterlang.sql.columns import Columns
    from filterlang.sql.lowering import EngineExpressions
    from filterlang.sql.tables import TableRuns

EngineName = Literal["duckdb", "spark", "clickhouse"]
"""The engines' names, for type checkers: the keys of ``ENGINES``."""


@dataclass(frozen=True, slots=True, eq=False)
class Engine:
    """An engine that filters runs in SQL.

    ``extra`` is the extra of the package that installs its library. ``expressions`` returns the SQL expressions that the engine
    provides. ``recognises`` tells whether a source is a table of this engine, without loading its library; ``open`` returns the
    runs of such a source, and ``label_of`` the name of the source in messages.
    """

    name: EngineName
    label: str
    extra: str
    expressions: Callable[[], EngineExpressions]
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


def _is_of_duckdb(source: object) -> bool:
    """Whether a source is a relation of DuckDB."""
    return any("duckdb" in kind.__module__ for kind in type(source).__mro__)


def _is_of_spark(source: object) -> bool:
    """Whether a source is a data frame of Spark, or a session of Spark and the name of a table."""
    first = next(iter(as_list(source)), source)
    return any(kind.__module__.startswith("pyspark.sql") for kind in type(first).__mro__)


def _is_of_clickhouse(source: object) -> bool:
    """Whether a source is a connection and the name of a table. Sessions of Spark are recognised earlier."""
    return isinstance(source, tuple)


def _duckdb_runs(source: Any, columns: Columns | None) -> TableRuns:
    from filterlang.sql.engines.duckdb_files import relation_runs

    return relation_runs(source, columns)


def _spark_runs(source: Any, columns: Columns | None) -> TableRuns:
    from filterlang.sql.engines.spark_table import spark_runs

    return spark_runs(source, columns)


def _clickhouse_runs(source: Any, columns: Columns | None) -> TableRuns:
    from filterlang.sql.engines.clickhouse_results import clickhouse_runs

    client, table = source
    return clickhouse_runs(client, table, columns)


ENGINES: dict[EngineName, Engine] = {
    engine.name: engine
    for engine in (
        Engine("duckdb", "DuckDB", "local", _duckdb_expressions, _is_of_duckdb, _duckdb_runs, lambda _: "the relation"),
        Engine("spark", "Spark", "spark", _spark_expressions, _is_of_spark, _spark_runs, lambda _: "the table"),
        Engine("clickhouse", "ClickHouse", "clickhouse", _clickhouse_expressions, _is_of_clickhouse, _clickhouse_runs,
               lambda source: source[1]),
    )
}  # fmt: skip
"""The engines by name, in the order in which ``recognises`` is called."""
