"""What SQL groups and measures by is what the reference reads; the answers of all engines are those of the reference."""

from math import isclose
from pathlib import Path
from typing import Any

import pytest
from test_duckdb import STORES, Kept
from value_agreement import value_differences

from filterlang.exports.memory import LocalRuns
from filterlang.exports.results import Runs
from filterlang.opening import open_runs

EXPORT = Path(__file__).parents[2] / "docs" / "examples" / "support_bot.jsonl"
SHOWN = (
    "count", "errors", "error_rate", "streaming_rate", "p50", "p99.9", "first_token_p50", "mean_latency", "total_latency",
    "min_cost", "cost", "cost_p99", "max_tokens", "mean_tokens", "median_tokens", "total_tokens", "feedback.user_score",
    "feedback.correctness", "first_start", "last_start",
)  # fmt: skip
GROUPED = (
    (), ("name",), ("model", "day"), ("tags",), ("tags", "month"), ("status", "is_root"), ("error",), ("metadata.tier", "week"),
    ("trace_id",), ("metadata.temperature",), ("metadata.nothing",), ("hour",), ("year",),
)  # fmt: skip

QUERIES: tuple[dict[str, Any], ...] = (
    {},
    {"filter": "gt(latency, 1)"},
    {"filter": 'search("refund")'},
    {"filter": 'has(tags, "beta")', "trace_filter": "gt(latency, 2)"},
    {"tree_filter": 'eq(status, "error")', "limit": 7},
    {"filter": 'eq(name, "nobody")'},
)


@pytest.fixture(scope="module", params=STORES)
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return STORES[request.param](tmp_path_factory.mktemp("measured"))


def test_values_of_hostile_rows_are_those_of_the_reference(kept: Kept) -> None:
    found, undecided = value_differences(kept.duck.table)
    assert found == []
    assert undecided < 0.1 * len(kept.local.records) * 50


@pytest.mark.parametrize("by", GROUPED)
def test_groups_of_hostile_runs_are_those_of_the_reference(kept: Kept, by: tuple[str, ...]) -> None:
    assert_same(kept.duck, kept.local, by=by)


def as_parquet(runs: Runs, folder: Path) -> Runs:
    path = folder / "runs.parquet"
    from pyarrow import parquet

    parquet.write_table(runs.list_runs().to_arrow(), path)
    return open_runs(path)


@pytest.fixture(scope="module", params=["lines", "parquet"])
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    lines = open_runs(EXPORT)
    return lines if request.param == "lines" else as_parquet(lines, tmp_path_factory.mktemp("export"))


@pytest.mark.parametrize("by", GROUPED)
@pytest.mark.parametrize("query", QUERIES)
def test_groups_of_an_export_are_those_of_the_reference(exported: Runs, query: dict[str, Any], by: tuple[str, ...]) -> None:
    assert_same(exported, LocalRuns(open_runs(EXPORT).list_runs().records()), by=by, **query)


def test_an_export_is_measured_in_sql(exported: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is usually asked for: Python reads no run."""
    monkeypatch.setattr("filterlang.sql.table_runs.aggregate_records", _no_python)
    for by in GROUPED:
        exported.list_runs(filter="gt(latency, 0.1)").stats(by=by, show=SHOWN)


def _no_python(*_: object) -> Any:
    raise AssertionError("Python has been asked")


def assert_same(engine: Runs, local: Runs, *, by: tuple[str, ...], **query: Any) -> None:
    rows, expected = (runs.list_runs(**query).stats(by=by, show=SHOWN) for runs in (engine, local))
    assert len(rows) == len(expected)
    for row, other in zip(rows, expected, strict=True):
        assert row.keys() == other.keys()
        for name in row:
            assert _alike(name, row[name], other[name]), (name, row, other)


def _alike(name: str, one: Any, other: Any) -> bool:
    """Whether figures are equal, but for the last digits of doubles, which depend on the order of a sum.

    Latencies of thousands of years, some of them negative, leave more than the last digits of a small sum open.
    """
    least = 1e-4 if "latency" in name else 0.0
    return one == other or (
        isinstance(one, int | float) and isinstance(other, int | float) and isclose(one, other, rel_tol=1e-9, abs_tol=least)
    )
