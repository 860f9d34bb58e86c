"""Results that stay in Spark: what they hold, of which types, what runs for them, and what comes to this process."""

from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession
import pytest
from spark_tables import AS_TEXT, as_json
from traces import RECORDS

from filterlang.evaluate.query import plan
from filterlang.exports.memory import LocalRuns
from filterlang.exports.records import RecordError
from filterlang.opening import open_runs
from filterlang.sql.engines.spark_results import SparkSelection
from filterlang.sql.engines.spark_table import SparkTable

UNDECIDED = 'like(metadata_key, "user%")'
"""A filter that SQL leaves undecided for every run."""

TYPED = """SELECT 'a' AS id, timestamp_ntz'2026-11-02 09:00:00' AS start_time, timestamp_ntz'2026-11-02 09:00:02' AS end_time,
    named_struct('metadata', map('user_id', 'u1')) AS extra, parse_json('{"n": 1}') AS inputs, 'kept' AS `__must`, 1Y AS `a``b`
    UNION ALL
    SELECT 'b', timestamp_ntz'2026-11-02 09:00:01', NULL, named_struct('metadata', map('other', 'u1')), NULL, 'too', 2Y"""
"""Two runs in columns of the types that filters read as JSON or as other times, and with names that are hard to write."""


@pytest.fixture
def typed(spark: SparkSession) -> DataFrame:
    return spark.sql(TYPED)


def plan_of(frame: DataFrame) -> str:
    return str(frame._jdf.queryExecution().executedPlan().toString())  # type: ignore[operator]


class TestRuns:
    @pytest.mark.parametrize(
        "query",
        [
            {"filter": f"and({UNDECIDED}, neq(name, \"step 1\"))", "limit": 7},
            {"filter": "eq(input_value, 1)", "trace_filter": UNDECIDED, "tree_filter": 'like(input_key, "q%")'},
        ],
    )  # fmt: skip
    def test_are_those_of_the_reference(self, spark: SparkSession, query: dict[str, Any]) -> None:
        """Whether they are written, read or counted."""
        results = open_runs(as_json(spark, RECORDS, AS_TEXT)).list_runs(**query)
        expected = [run["id"] for run in LocalRuns(RECORDS).matching(**query)]
        assert expected
        assert [row["id"] for row in results.to_spark().collect()] == expected
        assert [run["id"] for run in results.records()] == expected
        assert results.count() == len(expected)

    def test_that_are_counted_do_not_come_to_the_driver(self, typed: DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[dict[str, Any]] = []
        rows = SparkTable.rows

        def counted(*arguments: Any, **options: Any) -> Any:
            for row in rows(*arguments, **options):
                seen.append(row)
                yield row

        monkeypatch.setattr(SparkTable, "rows", counted)
        assert open_runs(typed, columns=SparkTable(typed).columns).list_runs(filter=UNDECIDED).count() == 1
        assert len(seen) == 1

    def test_keep_the_columns_of_the_frame(self, spark: SparkSession, typed: DataFrame, tmp_path: Path) -> None:
        """No job runs before the frame is used. Then it is written like any other."""
        runs = open_runs(typed, columns=SparkTable(typed).columns)
        spark.sparkContext.setJobGroup("lazy", "frames that nobody uses yet")
        whole = runs.list_runs(filter=UNDECIDED, ordered=False).to_spark()
        some = runs.list_runs(filter=UNDECIDED, select=["latency", "metadata", "inputs", "start_time"], limit=1).to_spark()
        assert not spark.sparkContext.statusTracker().getJobIdsForGroup("lazy")
        assert whole.schema == typed.schema
        assert "Sort" not in plan_of(whole)
        assert some.columns == ["id", "latency", "metadata", "inputs", "start_time"]
        assert [field.dataType.simpleString() for field in some.schema][1:] == ["double", "string", "variant", "timestamp_ntz"]
        whole.write.parquet(str(tmp_path / "found.parquet"))
        assert str(spark.read.parquet(str(tmp_path / "found.parquet")).collect()) == str(typed.where("id = 'a'").collect())
        (row,) = some.collect()
        assert (row["id"], row["latency"], row["metadata"]) == ("a", 2.0, '{"user_id":"u1"}')

    def test_can_be_saved_as_a_table(self, spark: SparkSession, typed: DataFrame) -> None:
        results = open_runs(typed, columns=SparkTable(typed).columns).list_runs(
            filter='lte(start_time, "2026-11-02T09:00:00Z")'
        )
        results.to_spark().drop("inputs").write.saveAsTable("found")
        assert [row["id"] for row in spark.table("found").collect()] == ["a"]
        spark.sql("DROP TABLE found")

    def test_of_another_engine_are_refused(self) -> None:
        with pytest.raises(TypeError, match=r"^Spark does not read these runs: to_spark\(\) is for runs that were opened from"):
            LocalRuns(RECORDS).list_runs().to_spark()


class TestProblems:
    def test_a_row_that_is_no_run_is_named_as_in_this_process(self, spark: SparkSession) -> None:
        frame = spark.sql("SELECT '1' AS id, '{\"metadata\": {' AS extra")
        with pytest.raises(RecordError, match=r"^the data frame: extra is not JSON that can be read: "):
            open_runs(frame).list_runs(filter=UNDECIDED).count()

    def test_executors_without_filterlang_are_told_why_they_need_it(self, typed: DataFrame) -> None:
        selection = SparkSelection(SparkTable(typed, SparkTable(typed).columns), plan({"filter": UNDECIDED}))
        frame = typed.where("raise_error('No module named ''filterlang''') IS NULL")
        with pytest.raises(RecordError, match=r"undecided \(a key that is a pattern.*\), and the executors have no filterlang"):
            list(selection._read(selection.statements.rows(["id"]), frame))
