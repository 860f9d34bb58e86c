"""Conditions on traces: every engine selects what the reference does, and reads the table as seldom as SQL by hand would."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
import re
from typing import TYPE_CHECKING, Any

from chdb_tables import as_texts, keep
import duckdb
from export_files import RUNS as LINES, lines
from hypothesis import given, settings, strategies as st
import pyarrow as pa
from pyarrow import parquet as pq
import pytest
from sqlglot import exp
from spark_tables import AS_TEXT, as_json
from traces import RECORDS

from filterlang.evaluate.query import plan
from filterlang.exports.memory import LocalRuns
from filterlang.exports.records import Record
from filterlang.exports.results import Runs
from filterlang.opening import open_runs
from filterlang.sql.engines.clickhouse_connections import written
from filterlang.sql.statements import Statement, Statements

if TYPE_CHECKING:
    from chdb.session import Session
    from pyspark.sql import SparkSession

DAY = timedelta(days=1)
EXACT: dict[str, Any] = {"filter": 'eq(name, "b")', "trace_filter": 'eq(name, "a")', "tree_filter": 'eq(name, "c")'}
IN_DOUBT: dict[str, Any] = {**EXACT, "tree_filter": 'search(name, "c")'}
"""A search in one field is left to Python."""


def at(day: int) -> datetime:
    return datetime(2026, 11, day, tzinfo=UTC)


TIMES = [*(at(day).isoformat() for day in range(1, 7)), "2026-11-03 12:00", "20261104", "soon", "", None]
"""Some are spelled so that SQL may leave them undecided, and some are no times."""

IDS = ["1", "2", "00000000-0000-4000-8000-00000000000a", "0000000000004000800000000000000A"]


@st.composite
def traces(draw: st.DrawFn) -> list[Record]:
    """Runs of few traces, some twice, some without a trace."""
    one = st.fixed_dictionaries({
        "id": st.sampled_from(IDS), "trace_id": st.sampled_from([*IDS, "", None]), "name": st.sampled_from("abc"),
        "start_time": st.sampled_from(TIMES),
        "dotted_order": st.sampled_from([None, "20261101T000000000000Z1", "20261101T000000000000Z2.20261101T000000000000Z1"]),
    })  # fmt: skip
    return draw(st.lists(one, min_size=1, max_size=8))


CONDITIONS = st.sampled_from([
    None, 'eq(name, "a")', 'neq(name, "b")', 'search(name, "c")', 'or(search(name, "a"), eq(name, "b"))',
    "eq(start_time, null)", 'gt(start_time, "2026-11-03")', 'and(gte(start_time, "2026-11-02"), lt(start_time, "2026-11-05"))',
])  # fmt: skip
QUERIES = st.fixed_dictionaries({
    "filter": CONDITIONS, "trace_filter": CONDITIONS, "tree_filter": CONDITIONS,
    "start_time": st.sampled_from([None, at(2), at(4)]), "end_time": st.sampled_from([None, at(3), at(5)]),
    "trace_span": st.sampled_from([None, timedelta(0), DAY, 2 * DAY, timedelta.max]), "ordered": st.booleans(),
})  # fmt: skip


def differs(opened: Runs, runs: list[Record], query: Mapping[str, Any]) -> bool:
    """Whether an engine selects or counts other runs than the reference."""
    expected = sorted(run["id"] for run in LocalRuns(runs).matching(**query))
    return sorted(run["id"] for run in opened.matching(**query)) != expected or opened.list_runs(**query).count() != len(
        expected
    )


@given(traces(), QUERIES)
def test_the_same_runs_in_duckdb(runs: list[Record], query: Mapping[str, Any]) -> None:
    with duckdb.connect() as connection:
        schema = pa.schema([(name, pa.string()) for name in runs[0]])
        assert not differs(open_runs(connection.from_arrow(pa.Table.from_pylist(runs, schema))), runs, query)


class TestOnClickHouse:
    @settings(max_examples=25)
    @given(st.data())
    def test_the_same_runs(self, embedded: "Session", data: st.DataObject) -> None:
        runs, query = data.draw(traces()), data.draw(QUERIES)
        assert not differs(open_runs((embedded, keep(embedded, "few_traces", as_texts(), runs))), runs, query)

    def test_trace_span_reads_the_granules_of_its_window(self, embedded: "Session") -> None:
        embedded.query("DROP TABLE IF EXISTS days")
        columns = (
            "toString(number) AS id, id AS trace_id, 'a' AS name, toDateTime64('2026-11-01', 6, 'UTC') + number * 3600 AS "
        )
        engine = "ENGINE = MergeTree ORDER BY start_time SETTINGS index_granularity = 24"
        embedded.query(f"CREATE TABLE days {engine} AS SELECT {columns} start_time FROM numbers(720)")
        table = open_runs((embedded, "days")).table  # type: ignore[attr-defined]
        query: dict[str, Any] = {"start_time": at(10), "end_time": at(10), "tree_filter": 'eq(name, "a")'}
        assert granules(embedded, Statements(table, plan({**query})).count()) == 30
        assert granules(embedded, Statements(table, plan({**query, "trace_span": DAY})).count()) <= 4

    def test_roots_are_recognised_only_among_the_runs_that_meet_the_condition(self, embedded: "Session") -> None:
        embedded.query("DROP TABLE IF EXISTS roots")
        columns = ", ".join(f"{name} String" for name in ("id", "trace_id", "dotted_order", "name"))
        embedded.query(f"CREATE TABLE roots ({columns}) ENGINE = MergeTree ORDER BY id")
        statement = Statements(open_runs((embedded, "roots")).table, plan(EXACT)).count()  # type: ignore[attr-defined]
        filters = [where.sql() for where in statement.query.find_all(exp.Where)]
        assert any("name" in condition for condition in filters)
        assert not any("trace_id" in condition or "dotted_order" in condition for condition in filters)


def granules(session: "Session", statement: Statement) -> int:
    """The number of granules that a query of one table reads."""
    parameters = {name: written(value) for name, value in statement.values.items()}
    explained = str(session.query(f"EXPLAIN indexes = 1 {statement.sql}", "TSVRaw", params=parameters))
    return int(re.findall(r"Granules: (\d+)/", explained)[-1])


def with_found(statements: Statements) -> Statements:
    """The same statements after Python has found a trace for each undecided condition."""
    for traced in statements.traced:
        traced.found = ["a"] if traced.undecided else traced.found
    return statements


def scans_in_duckdb(path: Path, query: dict[str, Any], scan: str) -> list[int]:
    """How often DuckDB reads a file to count runs and to select them."""
    table = open_runs(path).table  # type: ignore[attr-defined]
    statements = Statements(table, plan(query))
    found: list[int] = []
    for statement in (statements.count(), with_found(statements).rows(["id"])):
        (row,) = table.rows(f"EXPLAIN {statement.sql}", statement.values)
        found.append(len(re.findall(scan, row["explain_value"])))
    return found


class TestScans:
    @pytest.mark.parametrize(("query", "scans"), [(EXACT, [3, 3]), (IN_DOUBT, [1, 2])])
    def test_duckdb_reads_the_columns_of_each_condition_apart(
        self, tmp_path: Path, query: dict[str, Any], scans: list[int]
    ) -> None:
        path = tmp_path / "runs.parquet"
        pq.write_table(pa.table({name: ["a", "b", "c"] for name in ("id", "trace_id", "name")}), path)
        assert scans_in_duckdb(path, query, r"READ_PARQUET|PARQUET_SCAN") == scans

    @pytest.mark.parametrize("query", [EXACT, IN_DOUBT])
    def test_duckdb_parses_json_lines_once_to_count_and_twice_to_select(self, tmp_path: Path, query: dict[str, Any]) -> None:
        path = tmp_path / "runs.jsonl"
        path.write_bytes(lines(*LINES))
        assert scans_in_duckdb(path, query, r"READ_JSON|READ_CSV") == [1, 2]

    @pytest.mark.parametrize("query", [EXACT, IN_DOUBT])
    def test_spark_counts_in_one_and_selects_in_two(self, spark: "SparkSession", tmp_path: Path, query: dict[str, Any]) -> None:
        as_json(spark, RECORDS, AS_TEXT).write.parquet(str(tmp_path / "runs"))
        table = open_runs(spark.read.parquet(str(tmp_path / "runs"))).table  # type: ignore[attr-defined]
        statements = Statements(table, plan({**query, "ordered": False}))
        plans: list[str] = []
        for statement in (statements.count(), with_found(statements).rows(["id"], ordered=False)):
            sql = "EXPLAIN " + statement.sql.replace("{", "{{").replace("}", "}}").replace(table._name, "{runs}")
            (text,) = spark.sql(sql, dict(statement.values), runs=table.frame).first() or ("",)
            plans.append(text)
        assert [text.count("FileScan parquet") for text in plans] == [1, 2]
        assert [text.count("Exchange hashpartitioning") for text in plans] == [1, 1]
        assert plans[0].count("Exchange SinglePartition") == 1
