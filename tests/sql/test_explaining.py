"""What is said of a query before it runs: the engines' own plans, and the verdicts of the lowering."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from spark_tables import AS_TEXT, as_json

from filterlang.exports.explanation import Explanation
from filterlang.exports.memory import LocalRuns
from filterlang.opening import open_runs
from filterlang.sql.explaining import explained_filter

if TYPE_CHECKING:
    from chdb.session import Session
    from pyspark.sql import SparkSession

RUNS = Path(__file__).parents[2] / "docs" / "examples" / "support_bot.jsonl"
QUERY: dict[str, Any] = {
    "filter": 'and(eq(status, "error"), not(like(metadata_key, "ls_%")), eq(feedback_key, "user_score"))',
    "trace_filter": 'eq(name, "support_bot")',
    "start_time": datetime(2026, 10, 6, tzinfo=UTC),
}


def verdicts(explanation: Explanation) -> list[tuple[str, bool]]:
    return [(condition.scope, bool(condition.reasons)) for condition in explanation.conditions]


EXPECTED = [("filter", False), ("filter", False), ("filter", True), ("filter", True), ("trace_filter", False)]


def test_duckdb(tmp_path: Path) -> None:
    path = tmp_path / "day=2026-10-05" / "runs.parquet"
    path.parent.mkdir()
    pq.write_table(open_runs(RUNS).list_runs().to_arrow(), path)
    explained = open_runs(tmp_path).list_runs(**QUERY).explain()
    assert verdicts(explained) == EXPECTED
    purposes = {query.purpose: len(query.plan.scans) for query in explained.queries}
    assert purposes["count()"] == 2  # for the runs, and for their roots
    assert any("start_time" in scan.pushed for query in explained.queries for scan in query.plan.scans)
    assert max(map(len, str(explained).splitlines()[1:])) <= 80


def test_clickhouse_says_what_its_keys_leave(embedded: "Session") -> None:
    embedded.query("DROP TABLE IF EXISTS keyed")
    embedded.query(
        "CREATE TABLE keyed (id String, trace_id String, start_time DateTime64(6, 'UTC')) "
        "ENGINE = MergeTree ORDER BY start_time SETTINGS index_granularity = 100"
    )
    started = "toDateTime64('2026-10-01 00:00:00', 6, 'UTC') + toIntervalMinute(number)"
    embedded.query(f"INSERT INTO keyed SELECT toString(number), toString(number), {started} FROM numbers(10000)")
    explained = open_runs((embedded, "keyed")).list_runs(start_time=QUERY["start_time"]).explain()
    assert [len(query.plan.scans) for query in explained.queries] == [1, 1]
    assert {query.plan.scans[0].reads for query in explained.queries} == {"29 of 100 granules"}
    assert "skips rows by" in str(explained)


def test_spark_says_what_it_shuffles(spark: "SparkSession") -> None:
    explained = open_runs(as_json(spark, [], AS_TEXT)).list_runs(**QUERY).explain()
    assert [query.plan.shuffles is not None for query in explained.queries] == [True] * len(explained.queries)
    assert all(query.plan.scans for query in explained.queries)
    assert "a key that is a pattern" in str(explained)


def test_runs_in_memory_have_no_plan() -> None:
    with pytest.raises(TypeError, match="runs in memory are tried one by one"):
        LocalRuns([]).list_runs().explain()


def test_the_sql_of_a_filter_is_explained_in_comments() -> None:
    text = explained_filter('and(eq(status, "error"), or(gt(latency, 5), like(metadata_key, "ls_%")))', "spark")
    assert (
        text
        == """\
-- The table is read once.
-- Files and parts of files can be skipped by `status` = :p2.
--   - `status` is "error" (SQL decides)
--   - `latency` is greater than 5 seconds (SQL decides)
--   - the metadata has a key that matches "ls_%"
--     every row is undecided: a key that is a pattern, has more than 3 dots, or
--     cannot stand in a path into JSON"""
    )
