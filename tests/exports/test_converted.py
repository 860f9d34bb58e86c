"""Parquet that filterlang makes answers as the records do that it was made of, wherever these keep what a filter looks at."""

import io
from pathlib import Path

from export_files import RUNS, uuid
import pytest

from filterlang.tables.arrow import write_parquet
from filterlang.exports.memory import LocalRuns
from filterlang.opening import open_runs
from filterlang.exports.records import Record, read_records
from filterlang.exports.results import Runs
import json

TRACED = "20261101T000000000000Z"
SAID: list[Record] = [
    {}, {"is_root": False}, {"is_root": True}, {"is_root": None}, {"is_root": "false"}, {"is_root": 0}, {"is_root": 0.0},
    {"is_root": "no"}, {"is_root": 1}, {"parent_run_ids": [uuid(1)]}, {"dotted_order": f"{TRACED}{uuid(1)}.{TRACED}{uuid(2)}"},
    {"trace_id": uuid(1)}, {"latency_seconds": 12.5}, {"latency": 12.5}, {"latency_seconds": "12.5"}, {"latency_seconds": 12},
    {"latency_seconds": -1, "latency": 3}, {"latency_seconds": "soon", "latency": 3}, {"latency": [1]}, {"latency": 1e300},
    {"latency": 10**400}, {"latency": True}, {"duration_ms": 12500}, {"thread_id": "t"}, {"metadata": {"thread_id": "t"}},
    {"extra": {}, "metadata": {"a": "b"}}, {"tag": "a"}, {"feedback": [{"key": "k", "score": 1}]},
]  # fmt: skip
"""What a record may say beside what every run has, each in a run of its own."""

FILTERS = [
    "eq(is_root, true)", "eq(is_root, false)", "neq(is_root, false)", "eq(parent_run_id, null)", "eq(latency, null)",
    f'eq(parent_run_id, "{uuid(1)}")', f'eq(trace_id, "{uuid(1)}")',
    "eq(latency, 12.5)", "gt(latency, 2)", "lte(latency, 0)", "neq(latency, 3)",
    'eq(thread_id, "t")', 'eq(metadata_key, "a")', 'has(tags, "a")', 'eq(feedback_key, "k")',
]  # fmt: skip


def records() -> list[Record]:
    """A run without an end for each of ``SAID``."""
    bare: Record = {**RUNS[0], "end_time": None, "parent_run_id": None, "dotted_order": None, "extra": {}}
    return [{**bare, "id": uuid(100 + number), "trace_id": uuid(100 + number), **said} for number, said in enumerate(SAID)]


@pytest.fixture(scope="module", params=["by Python", "by DuckDB"])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    path = tmp_path_factory.mktemp("records") / "runs.jsonl"
    path.write_text("\n".join(map(json.dumps, records())))
    return LocalRuns(read_records(path)) if request.param == "by Python" else open_runs(path)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> LocalRuns:
    path = tmp_path_factory.mktemp("reference") / "runs.json"
    path.write_text(json.dumps(records(), indent=1))
    return LocalRuns(read_records(path))


@pytest.fixture(scope="module")
def converted(opened: Runs, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    path: Path = tmp_path_factory.mktemp("parquet") / "runs.parquet"
    file = io.BytesIO()
    write_parquet(opened.list_runs().records(), file)
    path.write_bytes(file.getvalue())
    return open_runs(path)


@pytest.mark.parametrize("filter", FILTERS)
def test_parquet_answers_as_the_records_it_was_made_of(
    reference: LocalRuns, opened: Runs, converted: Runs, filter: str
) -> None:
    ids = [record["id"] for record in reference.matching(filter=filter)]
    assert [record["id"] for record in opened.matching(filter=filter)] == ids
    assert [record["id"] for record in converted.matching(filter=filter)] == ids
