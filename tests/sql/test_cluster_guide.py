"""The guide to clusters does what it says: every statement in it is run, in order, on a bulk export of two projects."""

from datetime import UTC, datetime
from pathlib import Path
import re
from typing import Any

import duckdb
from pyspark.sql import SparkSession
import pytest

from filterlang.opening import open_runs

DOCS = Path(__file__).parents[2] / "docs"
BLOCKS = re.findall(r"```(py|sql)\n(.*?)```", (DOCS / "clusters.md").read_text("utf-8"), re.DOTALL)
BOT = DOCS / "examples" / "support_bot.jsonl"
PROJECTS = ("3f0c9f0e-6a55-4d3e-9a43-2f1d3b8c7a10", "3f0c9f0e-6a55-4d3e-9a43-2f1d3b8c7a11")


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """The example runs as a bulk export has them, once with other ids for a second project."""
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(open_runs(BOT).list_runs().to_arrow(), tmp_path / "runs.parquet")
    days = duckdb.sql(
        f"SELECT DISTINCT CAST(start_time AS DATE), strftime(start_time, 'year=%Y/month=%m/day=%d') "
        f"FROM '{tmp_path / 'runs.parquet'}'"
    ).fetchall()
    for number, project in enumerate(PROJECTS):
        for day, name in days:
            folder = tmp_path / f"exports/export_id=e/tenant_id=t/session_id={project}/runs/{name}"
            folder.mkdir(parents=True)
            ids = "" if number == 0 else ", 'f' || id[2:] AS id, 'f' || trace_id[2:] AS trace_id"
            duckdb.sql(
                f"COPY (SELECT * REPLACE (to_json(tags)::VARCHAR AS tags, '{project}' AS session_id{ids}) "
                f"FROM '{tmp_path / 'runs.parquet'}' WHERE CAST(start_time AS DATE) = '{day}') TO '{folder / 'runs.parquet'}'"
            )
    return tmp_path / "exports"


def test_the_journey_from_an_export_to_a_table_and_back(spark: SparkSession, exports: Path) -> None:
    names: dict[str, Any] = {"session": spark}
    try:
        for language, block in BLOCKS:
            if language == "sql":
                spark.sql(block)
            else:
                exec(block.replace("s3a://bucket/exports/", str(exports)), names)
        reference, exported = open_runs(BOT), len(PROJECTS)
        slow = reference.list_runs(
            filter='and(eq(run_type, "retriever"), gt(latency, 0.5))',
            trace_filter='and(eq(feedback_key, "user_score"), eq(feedback_score, 1))',
            start_time=datetime(2026, 10, 6, tzinfo=UTC),
        ).count()
        failing = reference.list_runs(filter='and(eq(status, "error"), like(metadata_key, "ls_%"))').count()
        assert slow and failing
        assert spark.table("lake.runs").count() == exported * reference.list_runs().count()
        assert spark.table("lake.slow_runs").count() == names["slow"].count() == exported * slow
        assert names["failing"].count() == exported * failing
        explanation = names["failing"].explain()
        assert explanation.partitions == "partitions by day are skipped by start_time"
        assert all(scan.folders for query in explanation.queries for scan in query.plan.scans)
    finally:
        spark.sql("DROP DATABASE IF EXISTS lake CASCADE")
