"""Why a run matches: the verdict of every condition is the reference's, and the words are short and harmless."""

import json

from effort import examples
from hostile import records
from hypothesis import given, settings, strategies as st
from strategies import condition_on, with_run

from filterlang import F, Run, matches, why
from filterlang.evaluate.rows import json_text
from filterlang.strategies import filters, runs
from filterlang.text.display import harmless

JOINED = {"and": all, "or": any, "not": lambda inner: not inner[0]}


@settings(max_examples=examples(300))
@given(with_run(condition_on))
def test_each_verdict_is_that_of_the_reference(drawn):
    tree, run = drawn
    assert_consistent(why(tree, run), tree, run)


@settings(max_examples=examples(150))
@given(filters(), runs() | st.sampled_from(records()))
def test_on_hostile_runs_too(text, run):
    assert_consistent(why(text, run), text, run)


def test_in_any_form_of_a_run():
    stored = {"id": "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328", "name": "Bot"}
    for run in (stored, Run.model_validate(stored)):
        assert why(F.name == "Bot", run).verdict is matches(F.name == "Bot", run) is True


def assert_consistent(explained, filter, run):
    """The whole is what the reference says, what joins is what is joined, and every text is short and harmless."""
    assert explained.verdict is bool(explained) is matches(filter, run)
    for each in explained.walk():
        verdicts = [child.verdict for child in each.children]
        if verdicts:
            assert each.verdict is JOINED[each.joins](verdicts)
        assert each.met
        assert harmless(each.met) == each.met
        assert len(each.met) < 2_000
    for line in str(explained).splitlines():
        assert harmless(line) == line
        assert len(line) <= 80 or " " not in line.strip()[2:]
    assert json.loads(json_text(explained.to_json()))["verdict"] is explained.verdict
