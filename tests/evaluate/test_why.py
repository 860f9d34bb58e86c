"""Why a run matches is what the reference says, condition by condition, in words that are short and harmless."""

from typing import Any

from effort import depth, examples
from hypothesis import given, settings
import pytest

from filterlang import FilterError, matches, why
from filterlang.checking.meaning import to_predicate
from filterlang.exports.memory import LocalRuns
from filterlang.evaluate.reference import condition_test, holds
from filterlang.evaluate.verdict_tree import Why, as_text
from filterlang.evaluate.why import ExplainedFilter
from filterlang.evaluate.rows import json_text
from filterlang.strategies import filters, traces
from filterlang.syntax.printer import print_line

RUN: dict[str, Any] = {
    "id": "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328", "name": "Bot", "status": "success", "total_tokens": "many",
    "start_time": "2026-01-01T01:00:00+01:00", "end_time": "2026-01-01T00:00:01.36Z", "tags": ["production", "eu"],
    "extra": {"metadata": {"user_id": "u", "env": "prod", "attempt": "3", "tier": "gold", "Plan": [1, 2], "deep": {"a": 1}}},
    "feedback_stats": {"helpfulness": {"n": 1, "avg": 0.4, "values": {}}}, "inputs": {"q": "a Timeout"},
    "feedback": [
        {"key": "helpfulness", "score": 0.4, "value": "bad"}, {"key": "helpfulness", "score": 0.9}, {"key": "style"},
    ],
}  # fmt: skip
CASES = [
    ("gt(latency, 5)", "✗", "`latency` is 1.36 seconds, not greater than 5"),
    ("lte(latency, 2)", "✓", "`latency` is 1.36 seconds, at most 2"),
    ('eq(name, "bot")', "✗", '`name` is "Bot", which differs only in case from "bot"'),
    ('in(name, ["bot ", "Bot "])', "✗", '`name` is "Bot", which differs only in white space from "Bot "'),
    ('eq(name, "Bot")', "✓", '`name` is "Bot"'),
    ('neq(name, "Bot")', "✗", '`name` is "Bot"'),
    ('neq(name, "ant")', "✓", '`name` is "Bot", not "ant"'),
    ('in(status, ["error", "pending"])', "✗", '`status` is "success", not one of "error" or "pending"'),
    ("in(name, [])", "✗", '`name` is "Bot", and the list is empty'),
    ('eq(error, "x")', "✗", "`error` is missing"),
    ('neq(error, "x")', "✓", "`error` is missing"),
    ("eq(error, null)", "✓", "`error` is missing"),
    ("eq(name, null)", "✗", '`name` is "Bot", not null'),
    ("gt(total_tokens, 5)", "✗", '`total_tokens` is the text "many", not a number'),
    ('like(name, "b%")', "✗", '`name` is "Bot", which does not match "b%", but would in another case'),
    ('like(name, "B%")', "✓", '`name` is "Bot", which matches "B%"'),
    ('notlike(name, "B%")', "✗", '`name` is "Bot", which matches "B%"'),
    ('has(tags, "beta")', "✗", '`tags` are "production" and "eu": none is "beta"'),
    ('has(tags, "EU")', "✗", '`tags` are "production" and "eu": one differs only in case from "EU"'),
    ('has(tags, "eu")', "✓", '`tags` are "eu" and "production"'),
    (
        'gt(start_time, "2026-02-01T00:00:00Z")',
        "✗",
        '`start_time` is 2026-01-01T00:00:00Z (stored as "2026-01-01T01:00:00+01:00"), not after 2026-02-01T00:00:00Z',
    ),
    ('gte(end_time, "2026-02-01T00:00:00Z")', "✗", "`end_time` is 2026-01-01T00:00:01.36Z, before 2026-02-01T00:00:00Z"),
    ('search("timeout foo")', "✗", '"foo" is not in `inputs`, `outputs` or `error`; "timeout" is in `inputs`'),
    ('search("timeout")', "✓", '"timeout" is in `inputs`'),
    ('search(" ")', "✗", "the search has no words"),
    ("eq(is_root, false)", "✗", "`is_root` is true, not false"),
    (
        'and(eq(feedback_key, "correctness"), gt(feedback_score, 0.5))',
        "✗",
        "no feedback `correctness`; there are `helpfulness` and `style`",
    ),
    (
        'and(eq(feedback_key, "helpfulness"), gt(feedback_score, 0.5), eq(feedback_value, "bad"))',
        "✗",
        "feedback `helpfulness` has the score 0.4, not greater than 0.5 (each is met, but not by one and the same pair)",
    ),
    (
        'and(eq(feedback_key, "helpfulness"), gt(feedback_score, 0.5))',
        "✓",
        "feedback `helpfulness` has the score 0.9",
    ),
    ('and(eq(feedback_key, "style"), gt(feedback_score, 0.5))', "✗", "feedback `style` has no score"),
    ('eq(feedback_key, "style")', "✓", "there is feedback `style`"),
    ('eq(metadata_key, "TIER")', "✗", "no metadata `TIER`; there is `tier`, which differs only in case"),
    ('and(eq(metadata_key, "tier"), eq(metadata_value, "free"))', "✗", 'metadata `tier` is "gold", not "free"'),
    ('and(eq(metadata_key, "tier"), neq(metadata_value, "gold"))', "✗", 'metadata `tier` is "gold"'),
    (
        'and(eq(metadata_key, "attempt"), eq(metadata_value, 3))',
        "✗",
        'metadata `attempt` is the text "3", not the number 3',
    ),
    ('and(eq(metadata_key, "Plan"), eq(metadata_value, 3))', "✗", "metadata `Plan` is 2, not 3 (the nearest of 2)"),
    ('and(eq(metadata_key, "deep"), eq(metadata_value, 3))', "✗", "metadata `deep` is an object or an empty list"),
    ('neq(metadata_key, "tier")', "✗", "there is metadata `tier`"),
    ('neq(output_key, "tier")', "✓", "no output `tier`"),
    ('neq(input_key, "tier")', "✓", "no input `tier`; there is `q`"),
    ('neq(metadata_value, "gold")', "✗", 'metadata `tier` is "gold"'),
    ('neq(metadata_value, "zinc")', "✓", 'no metadata value is "zinc"'),
    ('eq(output_key, "a")', "✗", "there is no output"),
    ('has(metadata, "{\\"tier\\": \\"free\\"}")', "✗", 'metadata `tier` is "gold", not "free"'),
    ('and(eq(input_key, "q2"))', "✗", "no input `q2`; there is `q`"),
    ('like(inputs, "%foo%")', "✗", '`inputs` is {"q":"a Timeout"}, which does not match "%foo%"'),
]  # fmt: skip


def single(filter: Any, run: object) -> Why:
    """What is said of a filter of one condition, or of conditions on one pair."""
    explained = why(filter, run)
    return explained.children[0] if explained.joins == "and" else explained


@pytest.mark.parametrize(("filter", "mark", "met"), CASES, ids=[case[0] for case in CASES])
def test_the_words_of_a_condition(filter, mark, met):
    explained = single(filter, RUN)
    assert (explained.met, "✓" if explained else "✗") == (met, mark)


@settings(max_examples=examples(100))
@given(filters())
def test_places_are_those_of_the_conditions(text):
    explained = why(text, RUN)
    for each in explained.walk():
        for node in each.nodes:
            assert each.start <= node.start < node.end <= each.end <= len(text)
            alone = text[node.start : node.end]
            assert print_line(node).startswith(alone[:2]) or not alone.isascii()
    assert holds(to_predicate(text))(RUN) is explained.verdict


ROOT: dict[str, Any] = {"id": "r" * 12, "name": "agent", "trace_id": "r" * 12, "status": "success", "total_tokens": 3}
CHILD: dict[str, Any] = {"id": "c" * 12, "name": "tool", "trace_id": "r" * 12, "status": "error", "parent_run_id": "r" * 12}


class TestTraces:
    def test_the_run_that_decides_is_named(self):
        trace = [ROOT, CHILD]
        said = why(None, CHILD, trace_filter='eq(status, "error")', trace=trace)
        assert (said.verdict, said.met) == (False, "the root run `agent` (rrrrrrrrrrrr) does not meet it")
        said = why(None, CHILD, tree_filter='eq(status, "success")', trace=trace)
        assert (said.verdict, said.met) == (True, "the run `agent` (rrrrrrrrrrrr) meets it")
        said = why(None, ROOT, tree_filter='and(eq(status, "error"), eq(name, "tool"), gt(latency, 1))', trace=trace)
        assert not said
        assert said.met == "none of the 2 runs of the trace meets it; the nearest is `tool` (cccccccccccc)"

    def test_the_run_itself_belongs_to_its_trace(self):
        said = why(None, CHILD, tree_filter='eq(name, "tool")', trace=[])
        assert said.verdict
        said = why('eq(name, "tool")', CHILD, trace_filter='eq(name, "agent")', trace=[])
        assert not said
        assert [each.filter for each in said.children] == ["filter", "trace_filter"]
        assert said.children[1].met == "the root run of the trace is not among its runs"

    def test_without_the_trace_nothing_is_guessed(self):
        with pytest.raises(ValueError, match="trace_filter: give the runs of the run's trace as trace="):
            why("gt(latency, 1)", ROOT, trace_filter="gt(latency, 1)")
        with pytest.raises(ValueError, match="there is no filter to explain"):
            why(None, ROOT)
        with pytest.raises(TypeError, match="a run is a dict or a Run, not str"):
            why("gt(latency, 1)", "run")
        with pytest.raises(FilterError):
            why("gt(latency", ROOT)

    @settings(max_examples=examples(60))
    @given(traces(orphans=False), filters(max_depth=1), filters(max_depth=1))
    def test_they_are_what_list_runs_selects(self, trace, root, tree):
        opened = LocalRuns(trace)
        selected = {str(run["id"]) for run in opened.matching(trace_filter=root, tree_filter=tree)}
        for run in trace:
            explained = why(None, run, trace_filter=root, tree_filter=tree, trace=trace)
            assert explained.verdict is (run["id"] in selected)


class TestSize:
    def test_any_depth(self):
        levels = depth()
        for text in ("not(" * levels + 'eq(name, "Bot")' + ")" * levels, "and(or(" * levels + 'eq(name, "x")' + "))" * levels):
            explained = why(text, RUN)
            assert explained.verdict is matches(text, RUN)
            assert len(str(explained).splitlines()) <= 2 * levels + 2
            assert explained._repr_html_()
            assert json_text(explained.to_json())

    def test_many_conditions(self):
        text = f"or({', '.join(f'eq(total_tokens, {number})' for number in range(10_000))})"
        explained = why(text, RUN)
        assert explained.met == "none of 10,000 conditions holds"
        assert len(str(explained).splitlines()) == 20_001


def test_a_hostile_value_stays_a_text():
    run = {"name": "<script>\x1b[31m\u202e" + "x" * 1_000_000, "extra": {"metadata": {"<b>&\x1b": 1}}}
    said = why('or(eq(name, "<i>"), eq(metadata_key, "b"))', run)
    for text in (str(said), said._repr_html_()):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert len(text) < 1_500
    assert "<script>" not in said._repr_html_()
    assert "<b>&" not in said._repr_html_()


def test_explained_filters_can_be_reused():
    explained = ExplainedFilter('and(eq(name, "Bot"), eq(status, "error"))')
    assert explained.nearness(RUN) == 1
    assert not explained.holds(RUN)
    assert condition_test(to_predicate('eq(name, "Bot")'))(RUN)
    assert repr(explained.why(RUN)) == '<Why and(eq(name, "Bot"), eq(status, "error")): does not match>'


def test_where_the_marks_cannot_be_shown():
    explained = why('and(eq(name, "Bot"), eq(status, "error"))', RUN)
    assert as_text(explained, ascii=True).splitlines()[:3] == [
        "no and: 1 of 2 conditions holds",
        '  ok eq(name, "Bot")',
        '       `name` is "Bot"',
    ]


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_runs_of_the_sdk_are_taken_from_either_api(api):
    filter = 'and(eq(status, "success"), eq(run_type, "chain"), gt(latency, 5), eq(metadata_key, "k"), eq(metadata_value, 1))'
    stored = {"id": RUN["id"], "name": "Bot", "start_time": "2026-01-01T00:00:00Z", "end_time": "2026-01-01T00:00:09Z"}
    if api == "v1":
        schemas = pytest.importorskip("langsmith.schemas")
        v1 = {"run_type": "chain", "status": "success", "inputs": {}, "trace_id": RUN["id"], "extra": {"metadata": {"k": 1}}}
        run = schemas.Run(**stored, **v1)
    else:
        types = pytest.importorskip("langsmith.types.run")
        run = types.Run.model_validate({**stored, "run_type": "CHAIN", "status": "SUCCESS", "metadata": {"k": 1}})
    assert matches(filter, run)
    assert why(filter, run).met == "all 4 conditions hold"
