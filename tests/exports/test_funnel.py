"""A funnel counts what `list_runs` counts: the last step is the whole query, and every engine counts alike."""

from html import escape
import json
from pathlib import Path
from typing import Any

from effort import examples
from hostile import readable, records, write_lines
from hypothesis import given, settings, strategies as st
import pytest

from filterlang import FilterError, open_runs
from filterlang.exports.funnel import as_table
from filterlang.exports.memory import LocalRuns
from filterlang.strategies import filters, traces

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "support_bot.jsonl"
HOSTILE = readable(records())
QUERIES: list[dict[str, Any]] = [
    {"filter": 'and(gt(latency, 1), eq(status, "success"), neq(name, "a"))'},
    {"filter": 'and(search("timeout"), like(inputs, "%a%"), has(tags, "a"))'},
    {"filter": 'and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"), eq(run_type, "llm"))'},
    {"filter": 'or(eq(status, "error"), eq(run_type, "llm"), gt(total_tokens, 5))'},
    {"filter": 'not(eq(status, "error"))', "error": False},
    {"filter": 'and(gt(start_time, "2026-11-02T08:59:00Z"), lt(total_cost, 1))', "run_type": "llm"},
    {"trace_filter": 'and(eq(status, "success"), gt(total_tokens, 0))', "tree_filter": 'eq(status, "error")'},
    {"filter": 'eq(status, "success")', "tree_filter": 'and(eq(run_type, "llm"), like(name, "%a%"))', "limit": 2},
    {"filter": f"and({', '.join(f'gt(total_tokens, {number})' for number in range(-40, 2))})"},
    {},
]  # fmt: skip


def assert_lawful(runs, query):
    funnel = runs.funnel(**query)
    unlimited = {**query, "limit": None}
    assert funnel.left == runs.list_runs(**unlimited).count()
    before = funnel.total
    for step in funnel.steps:
        assert 0 <= step.left <= min(before, step.alone) <= funnel.total
        before = step.left
    empties = funnel.empties
    assert (empties is None) is bool(funnel.left or not funnel.total)
    return funnel


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_every_engine_counts_alike(query, tmp_path):
    lines = open_runs(write_lines(tmp_path / "runs.jsonl", HOSTILE))
    assert assert_lawful(lines, query) == assert_lawful(LocalRuns(list(lines.list_runs().records())), query)


@settings(max_examples=examples(60))
@given(
    st.lists(filters(max_depth=2), min_size=1, max_size=4),
    traces(max_runs=5),
    st.sampled_from(("filter", "trace_filter", "tree_filter")),
)
def test_the_last_step_is_the_whole_query(texts, runs, name):
    assert_lawful(LocalRuns(runs), {name: f"and({', '.join(texts)})"})


def test_the_steps_are_the_conditions():
    runs = open_runs(EXAMPLE)
    text = 'and(eq(run_type, "llm"), eq(metadata_key, "tier"), gt(latency, 5), eq(metadata_value, "free"))'
    funnel = runs.funnel(filter=text, trace_filter='eq(status, "success")')
    assert [(step.filter, step.text) for step in funnel.steps] == [
        ("filter", 'eq(run_type, "llm")'),
        ("filter", 'eq(metadata_key, "tier"), eq(metadata_value, "free")'),
        ("filter", "gt(latency, 5)"),
        ("trace_filter", 'eq(status, "success")'),
    ]
    assert text[funnel.steps[2].start : funnel.steps[2].end] == "gt(latency, 5)"


def test_what_empties_a_funnel_is_named():
    runs = open_runs(EXAMPLE)
    funnel = runs.funnel(filter='and(gt(latency, 5), eq(status, "error"), lt(latency, 2))')
    assert funnel.empties == 1
    assert funnel.contradiction == "no run meets this: no `latency` is above 5 and below 2"
    assert funnel.example == '`support_bot` (01a17702-4198-7823-9eac-e8d1c004b6ba): `status` is "success", not "error"'
    for query in ({"filter": "gt(latency, 5)"}, {"filter": "gt(latency, 5)", "run_type": "parser"}, {}):
        funnel = runs.funnel(**query)
        assert (funnel.empties, funnel.contradiction, funnel.example) == (None, "", "")


def test_a_wrong_query_is_refused_before_any_run_is_read():
    runs = LocalRuns([{"id": "a"}])
    with pytest.raises(FilterError):
        runs.funnel(filter="gt(latency")
    with pytest.raises(TypeError, match="unexpected keyword argument 'filters'"):
        runs.funnel(filters="gt(latency, 1)")
    with pytest.raises(ValueError, match="project_name needs records with a session_name"):
        runs.funnel(project_name="a")


def test_many_conditions_are_a_few_steps():
    runs = open_runs(EXAMPLE)
    text = f"and({', '.join(f'lt(total_tokens, {number})' for number in range(5_000, 4_900, -1))})"
    funnel = runs.funnel(filter=text)
    assert len(funnel.steps) == 32
    assert "more" in funnel.steps[-1].text
    assert funnel.left == runs.list_runs(filter=text).count()


class TestShown:
    def test_in_ascii_and_narrow(self):
        funnel = open_runs(EXAMPLE).funnel(filter='or(eq(run_type, "chain"), gt(latency, 5))')
        assert (
            as_table(funnel, ascii=True).splitlines()[1]
            == '   24     24  #######           or(eq(run_type, "chain"), gt(latency, 5))'
        )
        assert as_table(funnel, 40).splitlines()[1] == '   24     24  or(eq(run_type, "chain"),…'

    def test_in_a_notebook_nothing_is_markup(self):
        funnel = LocalRuns([{"id": "a", "name": "<b>\x1b"}]).funnel(filter='eq(name, "<i>")')
        shown = funnel._repr_html_()
        assert "<i>" not in shown
        assert "<b>" not in shown
        assert "\x1b" not in shown + str(funnel)

    def test_as_plain_data(self):
        funnel = open_runs(EXAMPLE).funnel(filter="gt(latency, 5)", trace_filter='eq(status, "error")')
        data = json.loads(json.dumps(funnel.to_json()))
        assert data["left"] == funnel.left
        assert [step["filter"] for step in data["steps"]] == ["filter", "trace_filter"]


@pytest.mark.parametrize(
    ("filter", "present"),
    [
        ('eq(name, "support_bo")', 'the name nearest to it is "support_bot"'),
        ('in(name, ["chatmodel", "extracter"])', 'the names nearest to these are "ChatModel" and "extractor"'),
        ('has(tags, "zz")', 'the runs have the tags "production", "beta" and "experimental"'),
        ('eq(metadata_key, "teir")', 'the metadata key nearest to it is "tier"'),
        (
            'and(eq(metadata_key, "tier"), eq(metadata_value, "platinum"))',
            'the runs have the values "gold", "trial" and "free" of the metadata key "tier"',
        ),
        ('eq(feedback_key, "correctnes")', 'the feedback key nearest to it is "correctness"'),
        (
            'and(eq(feedback_key, "outcome"), eq(feedback_value, "solved"))',
            'the value of the feedback key "outcome" nearest to it is "resolved"',
        ),
        ('and(eq(feedback_key, "user_score"), eq(feedback_score, 7))', ""),
        ('like(name, "%support_bo")', ""),
        ('and(eq(name, "extractor"), eq(name, "support_bot"))', ""),
    ],
)
def test_what_there_is_in_place_of_a_value_that_no_run_has(filter, present):
    lines = open_runs(EXAMPLE)
    memory = LocalRuns(list(lines.list_runs().records()))
    for funnel in (lines.funnel(filter=filter), memory.funnel(filter=filter)):
        assert funnel.present == funnel.to_json()["present"] == present
        if present:
            sentence = f"{present[0].upper()}{present[1:]}."
            assert funnel.summary()[-1] == sentence
            assert escape(sentence) in funnel._repr_html_()


def test_values_are_looked_for_in_a_bounded_number_of_runs(monkeypatch):
    monkeypatch.setattr("filterlang.exports.present_values.MOST_READ", 2)
    monkeypatch.setattr("filterlang.exports.step_counting.MOST_READ", 2)
    funnel = LocalRuns([{"id": str(number), "name": f"n{number}"} for number in range(5)]).funnel(filter='eq(name, "xyz")')
    assert funnel.present.endswith("(among 2 of the runs)")


@pytest.mark.parametrize(
    "filter", ['eq(name, "q")', 'has(tags, "q")', 'eq(metadata_key, "q")', 'eq(feedback_key, "q")'], ids=str
)
def test_hostile_values_are_named_harmlessly(filter, tmp_path):
    lines = open_runs(write_lines(tmp_path / "runs.jsonl", HOSTILE))
    present = lines.funnel(filter=filter).present
    assert present.isprintable()
    assert len(present) < 800
