"""The bounds of the starts of the runs that a filter selects: what they are, and that no selected run is outside of them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from filterlang.checking.meaning import to_predicate
from filterlang.evaluate.query import plan
from filterlang.evaluate.reference import holds
from filterlang.evaluate.time_bounds import StartBounds, start_bounds
from filterlang.exports.memory import LocalRuns
from filterlang.exports.records import Record
from filterlang.semantics.predicate import Or

DAYS = [f"2026-11-0{day}T00:00:00Z" for day in range(1, 6)]
FIRST, SECOND, THIRD = (datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2, 3))


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ('gt(start_time, "2026-11-01")', FIRST, None),
        ('and(gte(start_time, "2026-11-01"), lt(start_time, "2026-11-03"), gt(start_time, "2026-11-02"))', SECOND, THIRD),
        ('or(eq(start_time, "2026-11-01"), eq(start_time, "2026-11-03"), eq(start_time, "2026-11-02"))', FIRST, THIRD),
        ('or(gt(start_time, "2026-11-01"), eq(name, "a"))', None, None),
        ('and(or(lt(start_time, "2026-11-02"), lt(start_time, "2026-11-03")), eq(name, "a"))', None, THIRD),
        ('not(gt(start_time, "2026-11-01"))', None, None),
        ('and(not(gt(start_time, "2026-11-01")), neq(start_time, null))', None, FIRST),
        ('not(or(neq(start_time, "2026-11-01"), eq(name, "a")))', FIRST, FIRST),
        ('or(gt(start_time, "2026-11-01"), eq(start_time, null))', None, None),
        ('gt(end_time, "2026-11-01")', None, None),
        ('eq(name, "a")', None, None),
    ],
)
def test_bounds(text: str, earliest: datetime | None, latest: datetime | None) -> None:
    assert start_bounds(to_predicate(text)) == (earliest, latest)


@pytest.mark.parametrize(
    "text",
    ['and(gt(start_time, "2026-11-03"), lt(start_time, "2026-11-01"))', "and(eq(start_time, null), neq(start_time, null))"],
)
def test_no_run_is_between_the_bounds_of_a_contradiction(text: str) -> None:
    assert start_bounds(to_predicate(text)).condition() == Or(())


def test_a_bound_outside_of_the_calendar_is_none() -> None:
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    assert StartBounds(first, last).widened(timedelta(days=1)) == (None, None)
    assert StartBounds(FIRST, THIRD).widened(timedelta.max) == (None, None)
    assert StartBounds(first + timedelta(2), THIRD).widened(timedelta(1)) == (first + timedelta(1), THIRD + timedelta(1))


CONDITIONS = st.one_of(
    st.builds("{}(start_time, {})".format, st.sampled_from(["eq", "neq", "gt", "gte", "lt", "lte"]),
              st.sampled_from(['"2026-11-02"', '"2026-11-03T12:00:00"', '"2026-11-05"'])),
    st.sampled_from(["eq(start_time, null)", "neq(start_time, null)",
                     'eq(name, "a")', 'gt(end_time, "2026-11-02")']),
)  # fmt: skip
FILTERS = st.recursive(
    CONDITIONS,
    lambda parts: st.one_of(
        st.builds("not({})".format, parts),
        st.builds("{}({})".format, st.sampled_from(["and", "or"]), st.lists(parts, min_size=1, max_size=3).map(", ".join)),
    ),
    max_leaves=6,
)
RUNS: list[Record] = [
    {"id": f"{start} {name}", "start_time": start, "end_time": end, "name": name}
    for start in [*DAYS, "soon", None] for end in (DAYS[0], None) for name in "ab"
]  # fmt: skip


@given(FILTERS)
def test_every_selected_run_starts_within_the_bounds(text: str) -> None:
    predicate = to_predicate(text)
    bounds = start_bounds(predicate)
    condition = bounds.condition()
    if condition is not None:
        is_within = holds(condition)
        assert all(map(is_within, filter(holds(predicate), RUNS)))
    else:
        assert bounds == (None, None)


TRACE: list[Record] = [
    {"id": "root", "trace_id": "root", "name": "slow", "start_time": DAYS[0]},
    {"id": "step", "trace_id": "root", "name": "step", "start_time": DAYS[2]},
    {"id": "unstarted", "trace_id": "root", "name": "odd", "start_time": None},
]  # fmt: skip


class TestTraceSpan:
    """A window of the third day, which has one run of the trace."""

    @pytest.mark.parametrize(("days", "count"), [(None, 1), (0, 0), (1, 0), (2, 1), (10**6, 1)])
    def test_the_root_is_seen_if_it_starts_within_the_span(self, days: int | None, count: int) -> None:
        span = None if days is None else timedelta(days)
        window = {"start_time": THIRD, "end_time": THIRD}
        for name in ("trace_filter", "tree_filter"):
            assert len(LocalRuns(TRACE).matching(**window, **{name: 'eq(name, "slow")'}, trace_span=span)) == count

    def test_a_run_without_a_start_is_not_seen(self) -> None:
        runs = LocalRuns(TRACE)
        assert (
            runs.matching(tree_filter='eq(name, "odd")', filter='gt(start_time, "2026-11-03")', trace_span=timedelta(9)) == []
        )
        assert len(runs.matching(tree_filter='eq(name, "odd")', trace_span=timedelta(9))) == 3

    def test_conditions_on_the_start_in_the_filter_are_bounds_too(self) -> None:
        text = 'and(gte(start_time, "2026-11-03"), neq(name, "a"))'
        assert LocalRuns(TRACE).matching(filter=text, trace_filter='eq(name, "slow")', trace_span=timedelta(1)) == []
        (step,) = LocalRuns(TRACE).matching(filter=text, trace_filter='eq(name, "slow")', trace_span=timedelta(2))
        assert step["id"] == "step"

    def test_without_bounds_it_changes_nothing(self) -> None:
        assert plan({"tree_filter": 'eq(name, "a")', "trace_span": timedelta(1)}).window is None
