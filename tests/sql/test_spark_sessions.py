"""Sessions of Spark: jobs that are named and cancelled, tables by their names, columns in capitals."""

from collections.abc import Iterator
import os
import signal
import threading
import time

import hostile
from pyspark.sql import DataFrame, SparkSession
import pytest

from filterlang.opening import open_runs
from filterlang.sql.engines import spark_session

CALL = "list_runs(filter='eq(name, \"x\")')"


@pytest.fixture
def python_interrupts(spark: SparkSession) -> Iterator[None]:
    """Ctrl-C raises KeyboardInterrupt, as it does before a session of pyspark takes the signal over."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def wait_until_running(spark: SparkSession) -> int:
    """Waits for a job, and returns its number."""
    while not (jobs := spark.sparkContext.statusTracker().getActiveJobsIds()):
        time.sleep(0.1)
    return jobs[0]


def has_ended(spark: SparkSession) -> bool:
    """Whether all jobs end in a minute."""
    return any(time.sleep(0.1) or not spark.sparkContext.statusTracker().getActiveJobsIds() for _ in range(600))


class TestJobs:
    @pytest.mark.usefixtures("python_interrupts")
    def test_are_named_after_the_call_and_end_with_an_interrupt(self, spark: SparkSession) -> None:
        """And afterwards the thread's own description is there again."""
        endless = spark.range(0, 10**12, 1, 4).selectExpr("string(id) AS id", "IF(id % 9 = 0, 'x', 'y') AS name")
        spark.sparkContext.setLocalProperty("spark.job.description", "mine")
        descriptions: list[str] = []

        def interrupt() -> None:
            number = wait_until_running(spark)
            job = spark.sparkContext._jsc.sc().statusStore().job(number)  # type: ignore[union-attr]
            descriptions.append(job.description().get())
            os.kill(os.getpid(), signal.SIGINT)

        thread = threading.Thread(target=interrupt)
        thread.start()
        with pytest.raises(KeyboardInterrupt):
            open_runs(endless).list_runs(filter='eq(name, "x")').count()
        thread.join()
        assert descriptions == [f"filterlang: {CALL}"]
        assert has_ended(spark)
        assert spark.sparkContext.getLocalProperty("spark.job.description") == "mine"
        assert list(spark.sparkContext.getJobTags()) == []
        spark.sparkContext.setLocalProperty("spark.job.description", None)  # type: ignore[arg-type]

    def test_end_with_an_iterator_that_is_broken_off(self, spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
        cancelled: list[str] = []
        monkeypatch.setattr(type(spark.sparkContext), "cancelJobsWithTag", lambda _, tag: cancelled.append(tag))
        rows = spark_session.streamed_rows(spark.range(1000), "list_runs()")
        assert next(rows).id == 0
        del rows
        assert len(cancelled) == 1
        assert len(list(spark_session.streamed_rows(spark.range(10), "list_runs()"))) == 10
        assert len(cancelled) == 1

    def test_end_with_an_interrupt_that_a_lost_connection_hides(
        self, spark: SparkSession, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As pyspark does it when the interrupt comes before the first row is there."""
        cancelled: list[str] = []

        def interrupted(_: DataFrame) -> None:
            try:
                raise KeyboardInterrupt
            finally:
                raise ConnectionError("Answer from Java side is empty")

        def failing(_: DataFrame) -> None:
            raise ConnectionError("Java has ended")

        frame = spark.range(10)
        monkeypatch.setattr(type(spark.sparkContext), "cancelJobsWithTag", lambda _, tag: cancelled.append(tag))
        monkeypatch.setattr(type(frame), "toLocalIterator", interrupted)
        with pytest.raises(KeyboardInterrupt):
            next(spark_session.streamed_rows(frame, "list_runs()"))
        assert len(cancelled) == 1
        monkeypatch.setattr(type(frame), "toLocalIterator", failing)
        try:
            signal.default_int_handler(signal.SIGINT, None)
        except KeyboardInterrupt:
            with pytest.raises(ConnectionError, match="Java has ended"):
                next(spark_session.streamed_rows(frame, "list_runs()"))
        assert len(cancelled) == 1


class TestNames:
    @pytest.mark.parametrize("kind", ["parquet", "json"])
    def test_tables_of_a_catalog(self, spark: SparkSession, kind: str) -> None:
        spark.sql("CREATE DATABASE IF NOT EXISTS traces_kept")
        frame = spark.createDataFrame([(hostile.uuid(1), "x"), (hostile.uuid(2), "y")], "id string, name string")
        frame.write.mode("overwrite").format(kind).partitionBy("name").saveAsTable("traces_kept.runs")
        for name in ("traces_kept.runs", "spark_catalog.`traces_kept`.`runs`"):
            (run,) = open_runs((spark, name)).matching(filter='eq(name, "x")')
            assert run["id"] == hostile.uuid(1)
        spark.sql("DROP DATABASE traces_kept CASCADE")

    def test_the_session_comes_first(self, spark: SparkSession) -> None:
        for source in (("runs", spark), (spark,), (spark, "runs", "more"), ("runs", object())):
            with pytest.raises(TypeError, match=r"^a table is opened with two things, the session or client before the name"):
                open_runs(source)  # type: ignore[arg-type]

    def test_columns_in_capitals_are_recognised(self, spark: SparkSession) -> None:
        frame = spark.createDataFrame(
            [(hostile.uuid(1), hostile.EARLY, '{"metadata": {"tier": "gold"}}', "kept")],
            "ID string, START_TIME timestamp, Extra string, CUSTOMER string",
        )
        (run,) = open_runs(frame).matching(filter='and(eq(metadata_key, "tier"), eq(metadata_value, "gold"))')
        assert (run["id"], run["extra"], run["CUSTOMER"]) == (hostile.uuid(1), {"metadata": {"tier": "gold"}}, "kept")
        assert run["start_time"] == hostile.EARLY.isoformat()
