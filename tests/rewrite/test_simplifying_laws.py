"""The laws of simplifying: every step selects the same runs, no text becomes longer, and nothing is left to do afterwards."""

from typing import Any

from hypothesis import given, settings, strategies as st

from filterlang import simplify, strategies
from filterlang.evaluate.reference import matcher
from filterlang.strategies.hostile import hostile_runs
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Boolean, Call, List, Name, Node, Number, String

_TIMES = ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")


def _call(operator: str, field: str, *values: object) -> Call:
    items = tuple(_value(value) for value in values)
    return Call(operator, (Name(field), List(items) if operator == "in" else items[0]))


def _value(value: object) -> Node:
    if isinstance(value, bool):
        return Boolean(value)
    return String(value) if isinstance(value, str) else Number(value)  # type: ignore[arg-type]


_numbers = st.sampled_from([0, 1, 2, 3])
_names = st.sampled_from(["a", "b", "ab"])
_any_value = st.sampled_from(["a", "b", 1, True])
_colliding = st.one_of(
    st.builds(_call, st.sampled_from(["eq", "neq", "gt", "gte", "lt", "lte"]), st.just("total_tokens"), _numbers),
    st.builds(lambda items: _call("in", "run_type", *items), st.lists(st.sampled_from(["llm", "tool"]), max_size=3)),
    st.builds(_call, st.sampled_from(["eq", "neq"]), st.just("name"), _names),
    st.builds(_call, st.sampled_from(["like", "notlike"]), st.just("name"), st.sampled_from(["a%", "%b", "a", "_"])),
    st.builds(lambda items: _call("in", "name", *items), st.lists(_names, max_size=4)),
    st.builds(_call, st.sampled_from(["gt", "gte", "lt", "lte", "eq"]), st.just("start_time"), st.sampled_from(_TIMES)),
    st.builds(_call, st.sampled_from(["eq", "neq"]), st.just("is_root"), st.booleans()),
    st.builds(_call, st.just("has"), st.just("tags"), _names),
    st.builds(_call, st.sampled_from(["eq", "neq", "like", "notlike"]), st.just("metadata_key"), _names),
    st.builds(lambda items: _call("in", "metadata_key", *items), st.lists(_names, max_size=3)),
    st.builds(_call, st.sampled_from(["eq", "neq"]), st.just("metadata_value"), _any_value),
    st.builds(_call, st.sampled_from(["gt", "lte"]), st.just("metadata_value"), _numbers),
    st.builds(_call, st.sampled_from(["eq", "neq"]), st.just("feedback_key"), _names),
    st.builds(_call, st.sampled_from(["eq", "gt", "lt", "neq"]), st.just("feedback_score"), _numbers),
)
_filters = st.recursive(
    _colliding,
    lambda inner: st.one_of(
        st.builds(
            lambda operator, parts: Call(operator, tuple(parts)),
            st.sampled_from(["and", "or"]),
            st.lists(inner, min_size=1, max_size=4),
        ),
        st.builds(lambda part: Call("not", (part,)), inner),
    ),
    max_leaves=10,
)

_pairs = st.dictionaries(_names, st.one_of(_any_value, st.lists(_any_value, max_size=2), _numbers, st.none()), max_size=3)
_scores = st.lists(st.fixed_dictionaries({"key": _names}, optional={"score": _numbers, "value": _names}), max_size=3)
_runs = st.fixed_dictionaries(
    {},
    optional={
        "name": _names | st.just(""),
        "run_type": st.sampled_from(["llm", "tool"]),
        "total_tokens": _numbers | st.sampled_from([0.5, "2", "x"]),
        "start_time": st.sampled_from(_TIMES),
        "tags": st.lists(_names, max_size=2),
        "parent_run_id": st.just("x"),
        "extra": st.fixed_dictionaries({"metadata": _pairs}),
        "feedback": _scores,
    },
)
_many_runs = st.lists(st.one_of(_runs, _runs, strategies.runs(), hostile_runs()), min_size=8, max_size=12)


def _check(filter: Node, runs: list[dict[str, Any]]) -> None:
    text = print_line(filter)
    result = simplify(filter)
    assert len(result.text) <= len(text)
    expected = [matcher(filter)(run) for run in runs]
    before = text
    for step in result.steps:
        assert len(step.filter) < len(before), step
        assert [matcher(step.filter)(run) for run in runs] == expected, (step, step.filter)
        before = step.filter
    assert result.text == before
    assert simplify(result.text).steps == ()


@settings(max_examples=150, deadline=None)
@given(_filters, st.lists(_runs, min_size=15, max_size=25))
def test_each_step_of_colliding_conditions_selects_the_same_runs(filter: Node, runs: list[dict[str, Any]]) -> None:
    _check(filter, runs)


@settings(max_examples=60, deadline=None)
@given(strategies.trees("examples") | strategies.trees() | strategies.trees("v2"), _many_runs)
def test_each_step_of_any_filter_selects_the_same_runs(filter: Node, runs: list[dict[str, Any]]) -> None:
    _check(filter, runs)
