"""Runs in data frames and tables of Spark: what comes out, how much of them is read for it, and what goes wrong."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from answers import ids
from effort import some
import hostile
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession
import pytest
from spark_tables import AS_TEXT, as_json
from traces import NO_UNICODE, QUERIES, RECORDS, WHOLE_TRACES, differing_traces

from filterlang.sql.columns import Form, columns_of
from filterlang.sql.engines.spark_table import SparkTable
from filterlang.sql.engines.spark_expressions import SparkExpressions
from filterlang.exports.memory import LocalRuns
from filterlang.opening import open_runs
from filterlang.evaluate.query import plan
from filterlang.exports.records import RecordError
from filterlang.sql.statements import Statements

ESCAPED = "spark.sql.parser.escapedStringLiterals"


@pytest.fixture
def frame(spark: SparkSession) -> DataFrame:
    return as_json(spark, RECORDS, AS_TEXT).coalesce(1)


@pytest.fixture
def changed(spark: SparkSession, request: pytest.FixtureRequest) -> Iterator[None]:
    """The session with another setting."""
    name, value = request.param
    before = spark.conf.get(name)
    spark.conf.set(name, value)
    yield
    spark.conf.set(name, str(before))


class TestRuns:
    def test_come_out_as_those_in_memory_do(self, frame: DataFrame) -> None:
        runs, local = open_runs(frame), LocalRuns(RECORDS)
        for query in some(QUERIES, 2):
            assert ids(runs, **query) == ids(local, **query), query
        assert runs.list_runs(**QUERIES[1]).count() == local.list_runs(**QUERIES[1]).count()

    @pytest.mark.parametrize("query", tuple(some(WHOLE_TRACES, 3)))
    def test_come_with_their_traces(self, frame: DataFrame, query: dict[str, Any]) -> None:
        assert differing_traces(open_runs(frame), query) == []

    def test_none_holds_half_a_surrogate_pair(self, frame: DataFrame) -> None:
        runs = open_runs(frame)
        for text in NO_UNICODE[::3]:
            assert (runs.matching(filter=text), runs.list_runs(filter=text).count()) == ([], 0)

    def test_starts_in_any_spelling_come_in_order(self, spark: SparkSession) -> None:
        """Texts that are no times come last. Spark has no zones beyond 18 hours, nor all times of the first and last year."""
        starts = (*hostile.TIMES, "20261103", "2026-11-03", "2026-11-02 09:00", " 2026-11-03T00:00:00Z")
        kept = [start for start in starts if not start.startswith(("0001", "9999")) and "+23" not in start]
        rows = [(f"{number:03}", start) for number, start in enumerate(kept)]
        runs = open_runs(spark.createDataFrame(rows, "id string, start_time string"))
        local = LocalRuns([{"id": id, "start_time": start} for id, start in rows])
        assert runs.matching(order="asc") == local.matching(order="asc")

    def test_values_stay_what_they_are(self, spark: SparkSession) -> None:
        texts = [*hostile.TEXTS, "${spark.app.name}", "a\\", "\\' OR 1 = 1 --", "{runs}", ":p1", "'' || name"]
        expressions = SparkExpressions()
        columns = ", ".join(f":{expressions.bind(text).name} AS c{number}" for number, text in enumerate(texts))
        (row,) = SparkTable(spark.range(1)).rows(f"SELECT {columns}", expressions.values)
        assert list(row.values()) == texts

    def test_no_value_stands_in_the_sql(self, frame: DataFrame) -> None:
        pair = 'and(eq(metadata_key, "needle"), eq(metadata_value, "needle"))'
        text = f'or(eq(name, "needle"), like(error, "%needle"), search("needle"), {pair})'
        assert "'needle'" not in Statements(SparkTable(frame), plan({"filter": text})).rows(["id"]).sql

    @pytest.mark.parametrize("changed", [("spark.sql.adaptive.coalescePartitions.enabled", "false")], indirect=True)
    @pytest.mark.usefixtures("changed")
    def test_are_read_a_partition_at_a_time(self, spark: SparkSession) -> None:
        """Of a sorted result whose second half comes out when the first has been read."""
        spark.sparkContext.setJobGroup("streaming", "runs that come out one after the other")
        tracker = spark.sparkContext.statusTracker()
        records = open_runs(spark.range(20_000).selectExpr("cast(id as string) as id")).list_runs().records()
        assert len(list(islice(records, 1000))) == 1000
        jobs = len(tracker.getJobIdsForGroup("streaming"))
        assert len(list(records)) == 19_000
        assert len(tracker.getJobIdsForGroup("streaming")) > jobs

    def test_nothing_is_left_behind(self, spark: SparkSession, frame: DataFrame) -> None:
        before = spark.catalog.listTables()
        assert open_runs(frame).list_runs(limit=1).count() == 1
        assert spark.catalog.listTables() == before


def partitioned(folder: Path, name: str) -> Path:
    """A run for each of three projects, in folders that say which it is."""
    for number in range(3):
        path = folder / f"{name}={hostile.uuid(number)}" / "runs.parquet"
        path.parent.mkdir()
        pq.write_table(pa.table({"id": [hostile.uuid(100 + number)], "name": [f"run {number}"]}), path)
    return folder


class TestPartitions:
    @pytest.mark.parametrize("name", ["session_id", "session"])
    def test_of_other_projects_are_not_read(self, spark: SparkSession, tmp_path: Path, name: str) -> None:
        """They hold what nobody can read."""
        frame = spark.read.parquet(str(partitioned(tmp_path, name)))
        for number in (0, 2):
            (tmp_path / f"{name}={hostile.uuid(number)}" / "runs.parquet").write_bytes(b"no Parquet at all, but as long" * 50)
        runs = open_runs(frame, columns=SparkTable(frame).columns.renamed({"session_id": name}))
        (run,) = runs.matching(project_id=hostile.uuid(1), filter='like(name, "run%")')
        assert (run["id"], run["session_id"]) == (hostile.uuid(101), hostile.uuid(1))
        with pytest.raises(RecordError, match=r"^the data frame: .*runs\.parquet"):
            runs.matching()

    def test_are_left_out_of_the_plan(self, spark: SparkSession, tmp_path: Path) -> None:
        table = SparkTable(spark.read.parquet(str(partitioned(tmp_path, "session_id"))))
        statement = Statements(table, plan({"project_id": hostile.uuid(1)})).rows(["id"])
        sql = "EXPLAIN FORMATTED " + statement.sql.replace(table._name, "{runs}")
        (text,) = spark.sql(sql, dict(statement.values), runs=table.frame).first() or ("",)
        (filters,) = (line for line in text.splitlines() if line.startswith("PartitionFilters: "))
        assert "session_id" in filters
        assert hostile.uuid(1) in filters


class TestTables:
    def test_of_a_session_are_opened_by_their_names(self, spark: SparkSession, frame: DataFrame) -> None:
        frame.createOrReplaceTempView("kept")
        assert open_runs((spark, "kept")).list_runs(filter='eq(name, "step 1")').count() == 19
        spark.catalog.dropTempView("kept")

    def test_columns_can_be_named(self, spark: SparkSession) -> None:
        types = "run_key string, began timestamp, meta map<string, string>, labels array<string>"
        rows = [(hostile.uuid(1), hostile.EARLY, {"user_id": "u1"}, ["beta"]), (hostile.uuid(2), hostile.LATE, {}, [])]
        frame = spark.createDataFrame(rows, types)
        names = {"id": "run_key", "start_time": "began", "metadata": "meta", "tags": "labels"}
        runs = open_runs(frame, columns=SparkTable(frame).columns.renamed(names))
        for text in ('eq(metadata_value, "u1")', 'has(tags, "beta")', 'lte(start_time, "2026-11-02T09:00:00Z")'):
            (run,) = runs.matching(filter=text)
            assert (run["id"], run["tags"]) == (hostile.uuid(1), ["beta"])
            assert run["extra"] == {"metadata": {"user_id": "u1"}}
            assert run["start_time"] == hostile.EARLY.isoformat()

    def test_that_are_not_there_are_told(self, spark: SparkSession) -> None:
        with pytest.raises(RecordError, match=r"^the table nowhere: \[TABLE_OR_VIEW_NOT_FOUND\] .*`nowhere`"):
            open_runs((spark, "nowhere"))
        with pytest.raises(RecordError, match=r"^the table a; DROP TABLE b: \[TABLE_OR_VIEW_NOT_FOUND\]"):
            open_runs((spark, "a; DROP TABLE b"))

    def test_a_column_of_another_type_than_is_said_is_told(self, frame: DataFrame) -> None:
        runs = open_runs(frame, columns=columns_of({"id": Form.TEXT, "name": Form.TEXTS}).renamed({"tags": "name"}))
        with pytest.raises(RecordError, match=r"^the data frame: \[DATATYPE_MISMATCH\.\w+\] .*array_contains"):
            runs.matching(filter='has(tags, "a")')

    def test_what_goes_wrong_on_the_way_is_told(self, spark: SparkSession) -> None:
        frame = spark.range(10).selectExpr("string(id) AS id", "IF(id = 7, raise_error('no more'), 'a') AS name")
        with pytest.raises(RecordError, match=r"^the data frame: .*no more"):
            open_runs(frame).matching()

    def test_a_time_that_no_datetime_can_hold_is_told(self, spark: SparkSession) -> None:
        frame = spark.sql("SELECT '1' AS id, timestamp_micros(400000000000000000) AS start_time")
        with pytest.raises(RecordError, match=r"^the data frame: a time is not in the years 1 to 9999$"):
            open_runs(frame).matching()

    @pytest.mark.parametrize("changed", [(ESCAPED, "true")], indirect=True)
    @pytest.mark.usefixtures("changed")
    def test_a_session_that_misreads_values_is_refused(self, frame: DataFrame) -> None:
        with pytest.raises(RecordError, match=rf"^the data frame: the session has {ESCAPED} on.*: switch it off$"):
            open_runs(frame).matching(filter='eq(name, "it\'s")')

    def test_a_session_that_was_stopped_is_told(self, spark: SparkSession, frame: DataFrame) -> None:
        runs = open_runs(frame)
        spark.stop()
        for ask in (runs.matching, lambda: open_runs(frame), lambda: open_runs((spark, "kept"))):
            with pytest.raises(RecordError, match=r"^the (data frame|table kept): the session of Spark was stopped: open"):
                ask()
