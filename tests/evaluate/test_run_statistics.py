"""Questions about runs: names, what each measure counts, and the order of the rows."""

from typing import Any

from hypothesis import given
import pytest

from filterlang.evaluate.run_groups import GROUPS, group_of, label
from filterlang.evaluate.run_measures import MEASURES, measure_of
from filterlang.evaluate.run_statistics import StatsRow, aggregate_records, answer, question_of
from filterlang.strategies import runs as any_runs

SHOWN = [*MEASURES, "p0", "p100", "p99.9", "feedback.correctness"]
BY = [*GROUPS[:-1], "metadata.a.b"]
EVERYTHING = question_of((), SHOWN)


def rows(records: list[dict[str, Any]], by: Any = (), show: Any = "count", **options: Any) -> list[StatsRow]:
    question = question_of(by, show, **options)
    return answer(question, aggregate_records(question, records))[0]


@given(run=any_runs(hostile=True))
def test_any_run_has_every_measure(run: Any) -> None:
    (row,) = answer(EVERYTHING, aggregate_records(EVERYTHING, [run, run]))[0]
    assert row.keys() == {*SHOWN}
    assert row["count"] == 2


@given(run=any_runs(hostile=True))
def test_any_run_is_in_a_group(run: Any) -> None:
    for by in BY:
        found = rows([run, run], by)
        assert sum(int(str(row["count"])) for row in found) >= 2, by
        assert all(row.keys() == {by, "count"} for row in found), by


def test_no_runs_are_one_row_without_groups_and_none_with_them() -> None:
    assert rows([], show="count,errors,error_rate,p50,cost,last_start") == [
        {"count": 0, "errors": 0, "error_rate": None, "p50": None, "cost": None, "last_start": None}
    ]
    assert rows([], "name") == []


def test_a_run_without_a_value_does_not_count_for_it() -> None:
    runs = [{"total_tokens": 1}, {"total_tokens": 4}, {"total_tokens": None}, {}, {"total_tokens": "many"}]
    (row,) = rows(runs, show="count,tokens,mean_tokens,median_tokens,min_tokens,max_tokens")
    assert row == {"count": 5, "tokens": 5, "mean_tokens": 2, "median_tokens": 2, "min_tokens": 1, "max_tokens": 4}


def test_percentiles_are_interpolated() -> None:
    runs = [{"latency": seconds} for seconds in (1, 2, 3, 5)]
    assert rows(runs, show="p0,p50,p75,p100") == [{"p0": 1.0, "p50": 2.5, "p75": 3.5, "p100": 5.0}]


def test_a_mean_score_is_weighted_by_the_number_of_feedbacks() -> None:
    runs = [{"feedback_stats": {"k": {"n": 3, "avg": 1}}}, {"feedback_stats": {"k": {"avg": 0}}}, {"feedback_stats": None}]
    assert rows(runs, show="feedback.k") == [{"feedback.k": 0.75}]
    listed = {"feedback": [{"key": "k", "score": True}, {"key": "k", "score": 0}, {"key": "other", "score": 9}]}
    assert rows([listed], show="feedback.k") == [{"feedback.k": 0.5}]


def test_sums_beyond_all_doubles_are_none() -> None:
    assert rows([{"total_cost": 1.7e308}] * 2, show="cost") == [{"cost": None}]


def test_a_run_counts_once_for_each_of_its_tags() -> None:
    runs = [{"tags": ["a", "b", "a"]}, {"tags": ["a"]}, {"tags": []}, {}]
    assert rows(runs, "tags") == [{"tags": "a", "count": 2}, {"tags": None, "count": 2}, {"tags": "b", "count": 1}]


def test_rows_are_ordered_by_runs_and_times_by_time() -> None:
    days = {"2026-11-01": "ab", "2026-11-02": "bb"}
    runs = [{"name": name, "start_time": f"{day}T10:00:00Z"} for day, names in days.items() for name in names]
    assert [row["name"] for row in rows(runs, "name")] == ["b", "a"]
    found = [(str(row["name"]), str(row["day"])[:10], row["count"]) for row in rows(runs, "name,day")]
    assert found == [("b", "2026-11-01", 1), ("b", "2026-11-02", 2), ("a", "2026-11-01", 1)]
    assert [row["name"] for row in rows(runs, "name", sort="name", limit=1)] == ["a"]


@pytest.mark.parametrize(
    ("span", "start"),
    [("minute", "2026-11-04 10:59"), ("hour", "2026-11-04 10:00"), ("day", "2026-11-04"), ("week", "2026-11-02"),
     ("month", "2026-11-01"), ("year", "2026-01-01")],
)  # fmt: skip
def test_a_span_of_time_begins_in_utc(span: str, start: str) -> None:
    ((row),) = rows([{"start_time": "2026-11-04T23:59:59+13:00"}], span)
    assert f"{row[span]:%Y-%m-%d %H:%M}".removesuffix(" 00:00") == start


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59Z"])
def test_every_time_has_its_span(time: str) -> None:
    for span in ("minute", "week", "month", "year"):
        assert rows([{"start_time": time}], span)[0][span] is not None


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1"), (1.0, "1"), (True, "true"), ("true", "true"), (0.5, "0.5"), (None, None), ("", None), ({}, "{}")],
)
def test_values_of_metadata_are_texts(value: object, text: str | None) -> None:
    assert label(value) == text


def test_names_of_langsmith_mean_ours() -> None:
    for theirs, ours in (
        ("run_count", "count"),
        ("latency_p99", "p99"),
        ("total_cost", "cost"),
        ("median_tokens", "tokens_p50"),
    ):
        assert measure_of(theirs).aggregates == measure_of(ours).aggregates


@pytest.mark.parametrize("name", ["p101", "p", "p-1", "mean_", "total_count", "feedback.", "latency", "", "p1e1", "__class__"])
def test_other_names_are_no_measures(name: str) -> None:
    with pytest.raises(ValueError, match="there is no measure"):
        measure_of(name)


@pytest.mark.parametrize("name", ["", "metadata.", "inputs", "latency", "total_tokens", "feedback_score", "months"])
def test_other_names_are_no_groups(name: str) -> None:
    with pytest.raises(ValueError, match="runs cannot be grouped by"):
        group_of(name)
