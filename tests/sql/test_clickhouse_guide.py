"""The guide to ClickHouse does what it says: its statements create the table, load both kinds of export, and write back."""

import os
from pathlib import Path
import re

from chdb.session import Session
import duckdb
import pytest

from filterlang.opening import open_runs
from filterlang.sql.engines.clickhouse_results import clickhouse_runs

DOCS = Path(__file__).parents[2] / "docs"
CREATE, LOAD, LOAD_EXPORT = re.findall(r"```sql\n(.*?)```", (DOCS / "clickhouse.md").read_text("utf-8"), re.DOTALL)
BOT = DOCS / "examples" / "support_bot.jsonl"
PROJECT = "3f0c9f0e-6a55-4d3e-9a43-2f1d3b8c7a10"
QUERIES = (
    {"filter": 'and(eq(run_type, "retriever"), gt(latency, 0.5))'},
    {"filter": 'and(eq(metadata_key, "tier"), eq(metadata_value, "trial"))', "trace_filter": "gt(latency, 5)"},
    {"filter": 'and(eq(feedback_key, "user_score"), eq(feedback_score, 1))'},
    {"is_root": True},
    {"project_id": PROJECT},
    {"filter": "neq(error, null)"},
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A file as ``filterlang runs -o`` writes it, and the same runs in the folders of a bulk export."""
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(open_runs(BOT).list_runs().to_arrow(), tmp_path / "runs.parquet")
    whole = f"FROM '{tmp_path / 'runs.parquet'}'"
    for year, month, day in duckdb.sql(
        f"SELECT DISTINCT year(start_time), month(start_time), day(start_time) {whole}"
    ).fetchall():
        folder = tmp_path / f"exports/tenant_id=t/session_id={PROJECT}/runs/year={year}/month={month}/day={day}"
        folder.mkdir(parents=True)
        duckdb.sql(
            f"COPY (SELECT * EXCLUDE (session_id) REPLACE (to_json(tags)::VARCHAR AS tags) {whole} "
            f"WHERE day(start_time) = {day} AND month(start_time) = {month}) TO '{folder / 'runs.parquet'}'"
        )
    return tmp_path


@pytest.mark.parametrize("statement", [LOAD, LOAD_EXPORT], ids=["file", "bulk export"])
def test_a_table_that_is_made_and_loaded_as_described_gives_the_same_runs(
    embedded: Session, files: Path, statement: str
) -> None:
    embedded.query("DROP TABLE IF EXISTS guided")
    embedded.query("DROP TABLE IF EXISTS guided_copy")
    embedded.query(CREATE.replace("TABLE runs", "TABLE guided"))
    embedded.query(statement.replace("INTO runs", "INTO guided").replace("file('", f"file('{files}{os.sep}"))
    runs, reference = clickhouse_runs(embedded, "guided"), open_runs(BOT)
    embedded.query("CREATE TABLE guided_copy AS guided")
    for query in QUERIES:
        expected = sorted(run["id"] for run in reference.matching(**query))
        results = runs.list_runs(**query)
        assert expected
        assert sorted(str(run["id"]) for run in results.records()) == expected
        written = results.to_sql()
        embedded.query("TRUNCATE TABLE guided_copy")
        embedded.query(f"INSERT INTO guided_copy {written.sql}", params=written.parameters)
        assert clickhouse_runs(embedded, "guided_copy").list_runs().count() == len(expected)
