"""Whole traces of runs in memory and in files: ``count`` is the number of ``records``, whatever ids the runs have."""

import json
from pathlib import Path

import pytest

from filterlang.exports.results import Runs
from filterlang.opening import open_runs

RUNS = [
    {"id": "a", "trace_id": "t", "name": "wanted", "start_time": "2026-11-01T00:00:01Z"},
    {"id": "a", "trace_id": "u", "name": "other", "start_time": "2026-11-01T00:00:02Z"},
    {"id": "u", "trace_id": "u", "name": "root", "start_time": "2026-11-01T00:00:03Z"},
]
"""An id in two traces."""


@pytest.fixture(params=["memory", "lines"])
def runs(request: pytest.FixtureRequest, tmp_path: Path) -> Runs:
    if request.param == "memory":
        return open_runs(RUNS)
    path = tmp_path / "runs.jsonl"
    path.write_text("".join(json.dumps(run) + "\n" for run in RUNS))
    return open_runs(path)


@pytest.mark.parametrize(
    ("filter", "names"),
    [
        ('eq(name, "wanted")', ["wanted"]),
        ('eq(name, "root")', ["other", "root"]),
        ('neq(name, "x")', ["other", "root", "wanted"]),
    ],
)
def test_an_id_in_two_traces_adds_no_other_trace(runs: Runs, filter: str, names: list[str]) -> None:
    results = runs.list_runs(filter=filter, with_trace=True)
    assert [record["name"] for record in results.records()] == names
    assert results.count() == sum(map(len, results.traces())) == results.stats().rows[0]["count"] == len(names)
