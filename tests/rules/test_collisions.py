"""The rules about conditions that contradict or imply each other are right for every run."""

from colliding import any_run, few_fields
from effort import calls_in, depth, examples
from hypothesis import given, settings, strategies as st
import pytest

from filterlang import check, fix
from filterlang.checking.analysis import analyse
from filterlang.evaluate.reference import holds
from filterlang.rules import absorbed_condition, always_true, duplicate_condition, every_value, idle_bound, never_true
from filterlang.semantics.conditions import conditions_of
from filterlang.semantics.predicate import lower
from filterlang.strategies import runs
from filterlang.syntax.parser import parse
from filterlang.syntax.printer import print_line

RULES = (duplicate_condition, never_true, always_true, absorbed_condition, every_value, idle_bound)
CODES = {module.RULE.code for module in RULES}


def found(text):
    own = [diagnostic for diagnostic in check(text) if diagnostic.code in CODES]
    return [(diagnostic.code, text[diagnostic.span.start : diagnostic.span.end]) for diagnostic in own]


def selects(text):
    return holds(lower(conditions_of(parse(text).tree)))


@given(few_fields, st.lists(runs() | any_run, min_size=10, max_size=20))
@settings(max_examples=examples(150))
def test_what_a_finding_says_of_the_whole_filter_is_so(tree, drawn):
    """A finding about conditions of the outermost ``and`` or ``or`` is one about the whole filter."""
    analysis = analyse(parse(print_line(tree)), "examples")
    whole = analysis.conditions[0]
    for finding in analysis.findings:
        if finding.rule is always_true.RULE and whole.node.operator == "or" and _is_part(whole, finding.node):
            assert all(map(selects(print_line(tree)), drawn))


def _is_part(whole, node):
    return any(part.node is node for part in whole.parts)


@given(few_fields, st.lists(runs(), min_size=10, max_size=20))
@settings(max_examples=examples(150))
def test_no_stored_run_meets_what_is_never_true(tree, drawn):
    analysis = analyse(parse(print_line(tree)), "examples")
    whole = analysis.conditions[0]
    for finding in analysis.findings:
        if finding.rule is never_true.RULE and whole.node.operator == "and" and _is_part(whole, finding.node):
            assert not any(map(selects(print_line(tree)), drawn))


@given(few_fields, st.lists(any_run, min_size=10, max_size=30))
@settings(max_examples=examples(150))
def test_an_absorbed_condition_can_go(tree, drawn):
    text = print_line(tree)
    analysis = analyse(parse(text), "examples")
    fixes = [fix for item in analysis.findings if item.rule is absorbed_condition.RULE for fix in item.fixes]
    for removal in fixes:
        shorter = text
        for edit in removal.edits:
            shorter = shorter[: edit.span.start] + edit.text + shorter[edit.span.end :]
        assert list(map(selects(shorter), drawn)) == list(map(selects(text), drawn)), shorter


def neutral(operator):
    """What can stand for a condition that changes nothing in an ``and`` or an ``or``."""
    return "in(name, [])" if operator == "or" else "not(in(name, []))"


@given(few_fields, st.lists(runs(), min_size=10, max_size=20), st.lists(any_run, min_size=10, max_size=30))
@settings(max_examples=examples(100))
def test_a_condition_in_a_finding_can_be_replaced(tree, stored, drawn):
    """By none that holds, where it is never true; by none at all, where it is absorbed."""
    text = print_line(tree)
    analysis = analyse(parse(text), "examples")
    operators = {id(part.node): joined.node.operator for joined in analysis.conditions for part in joined.parts}
    for finding in analysis.findings:
        if finding.rule is never_true.RULE:
            other, tried = "in(name, [])", stored
        elif finding.rule is absorbed_condition.RULE:
            other, tried = neutral(operators[id(finding.node)]), drawn
        else:
            continue
        changed = text[: finding.node.start] + other + text[finding.node.end :]
        assert list(map(selects(changed), tried)) == list(map(selects(text), tried)), changed


ONE_FINDING = {
    'and(eq(name, "a"), eq(name, "a"))': ("FL305", 'eq(name, "a")'),
    'and(eq(name, "a"), eq(name, "b"), neq(name, "c"))': ("FL306", 'eq(name, "b")'),
    'or(eq(name, "x"), and(gt(latency, 10), lt(latency, 5)))': ("FL306", "lt(latency, 5)"),
    'and(eq(status, "error"), or(neq(name, "a"), neq(name, "b")))': ("FL307", 'neq(name, "b")'),
    "and(gte(latency, 0), gt(latency, 5))": ("FL308", "gte(latency, 0)"),
    'and(eq(status, "error"), or(eq(status, "error"), gt(latency, 5)))': ("FL308", 'or(eq(status, "error"), gt(latency, 5))'),
    'or(neq(name, "a"), in(name, ["b", "c"]))': ("FL308", 'in(name, ["b", "c"])'),
    'and(like(name, "a%"), like(name, "ab%"))': ("FL308", 'like(name, "a%")'),
    'in(run_type, ["llm", "chain", "tool", "retriever", "embedding", "prompt", "parser"])': (
        "FL309",
        'in(run_type, ["llm", "chain", "tool", "retriever", "embedding", "prompt", "parser"])',
    ),
    'and(eq(status, "success"), or(eq(status, "error"), gt(latency, 5)))': ("FL306", 'eq(status, "error")'),
    'and(or(eq(status, "error"), gt(latency, 5)), eq(status, "success"))': ("FL306", 'eq(status, "error")'),
    'and(eq(name, "a"), or(eq(name, "b"), eq(name, "c")))': ("FL306", 'eq(name, "c")'),
    'and(eq(status, "success"), or(gt(latency, 5), and(like(error, "%x%"), eq(name, "a"))))': ("FL306", 'like(error, "%x%")'),
    'and(eq(status, "error"), or(gt(latency, 5), and(eq(status, "error"), eq(name, "a"))))': ("FL308", 'eq(status, "error")'),
    'or(gt(latency, 5), and(gt(latency, 10), eq(status, "error")))': ("FL308", 'and(gt(latency, 10), eq(status, "error"))'),
    'and(has(tags, "a"), or(has(tags, "a"), has(tags, "b")))': ("FL308", 'or(has(tags, "a"), has(tags, "b"))'),
    'and(has(tags, "a"), like(tag, "a%"))': ("FL308", 'like(tag, "a%")'),
    'or(has(tags, "ab"), like(tag, "a%"))': ("FL308", 'has(tags, "ab")'),
    'and(and(eq(metadata_key, "k"), eq(metadata_value, "v")), eq(metadata_key, "k"))': ("FL308", 'eq(metadata_key, "k")'),
    'and(search("foo"), search("foo bar"))': ("FL308", 'search("foo")'),
    "gt(total_tokens, -1)": ("FL310", "gt(total_tokens, -1)"),
    "neq(latency, -1)": ("FL310", "neq(latency, -1)"),
    "and(gt(latency, 5), lt(latency, -1))": ("FL306", "lt(latency, -1)"),
}


@pytest.mark.parametrize("text", ONE_FINDING)
def test_one_mistake_is_one_finding(text):
    assert found(text) == [ONE_FINDING[text]]


@pytest.mark.parametrize(
    "text",
    [
        'and(eq(status, "error"), gt(latency, 5), lt(latency, 10))',
        'and(gte(start_time, "2026-01-01T00:00:00Z"), lt(start_time, "2026-02-01T00:00:00Z"))',
        'and(neq(name, "my agent"), neq(name, "agent b"), like(name, "%agent%"))',
        'and(and(eq(metadata_key, "a"), eq(metadata_value, 1)), and(eq(metadata_key, "a"), eq(metadata_value, 2)))',
        'or(and(eq(feedback_key, "a"), gt(feedback_score, 1)), and(eq(feedback_key, "a"), lt(feedback_score, 0)))',
        "or(gt(latency, 5), lte(latency, 5))",
        'or(eq(status, "error"), neq(error, ""))',
        'and(has(tags, "a"), has(tags, "b"), like(name, "%a%"), like(name, "%b%"))',
        'and(eq(status, "error"), like(error, "%timeout%"))',
        'or(neq(metadata_key, "k"), and(eq(metadata_key, "k"), neq(metadata_value, "v")))',
        "gt(total_tokens, 0)",
        'or(eq(status, "error"), and(neq(status, "error"), gt(latency, 5)))',
        'and(neq(tag, "a"), or(has(tags, "b"), like(tag, "c%")))',
        'and(and(eq(metadata_key, "k"), eq(metadata_value, "v")), or(eq(metadata_key, "j"), eq(metadata_key, "l")))',
    ],
)
def test_filters_as_people_mean_them_have_no_finding(text):
    assert found(text) == []


def test_all_absorbed_conditions_are_removed():
    assert fix("and(gt(latency, 1), gt(latency, 2), gt(latency, 3))") == "and(gt(latency, 3))"


WORDS = {
    'and(eq(name, "a"), eq(name, "b"))': '`name` cannot be both "a" and "b"',
    "and(gt(latency, 10), lte(latency, 5))": "no `latency` is above 10 and at most 5",
    'and(eq(name, "x"), notlike(name, "%x%"))': 'no `name` is "x" and not like "%x%"',
    'and(eq(metadata_key, "k"), eq(metadata_value, 1), eq(metadata_value, 2))': 'the value of "k" cannot be both 1 and 2',
    'and(eq(feedback_key, "k"), gt(feedback_score, 5), lt(feedback_score, 3))': 'no score of "k" is above 5 and below 3',
    'and(gte(start_time, "2026-01-01T00:00Z"), lte(end_time, "2026-01-01T00:05Z"), gt(latency, 500))': (
        'a run that starts at or after "2026-01-01T00:00Z" and ends at or before "2026-01-01T00:05Z" has no `latency` above 500'
    ),
    'and(has(tags, "a"), not(has(tags, "a")))': 'has(tags, "a") is asked for and ruled out',
}


@pytest.mark.parametrize("text", WORDS)
def test_a_contradiction_is_said_in_a_sentence(text):
    messages = [diagnostic.message for diagnostic in check(text) if diagnostic.code == never_true.RULE.code]
    assert messages == [f"no run meets this: {WORDS[text]}"]


DENIED = (
    'and(not(eq(name, "a")), or(eq(name, "a"), gt(latency, 5)))',
    'or(not(eq(name, "a")), and(eq(name, "a"), gt(latency, 5)))',
    "and(eq(is_root, true), or(not(eq(is_root, true)), gt(latency, 5)))",
)


@pytest.mark.parametrize("text", DENIED)
def test_a_condition_that_is_denied_beside_itself_absorbs_nothing(text):
    assert absorbed_condition.RULE.code not in dict(found(text))


def test_long_lists_are_given_up_on():
    first, second = (", ".join(f'"{letter}{number}"' for number in range(3_000)) for letter in "nm")
    check(f'and(in(name, [{first}]), notlike(name, "n1%"), in(name, [{second}]))')


def deep(count):
    return "and(gt(latency, 1), " * count + 'eq(name, "x")' + ")" * count


def flat(count):
    return "and(" + ", ".join(f'or(gt(latency, {number}), eq(name, "{number}"))' for number in range(count)) + ")"


def alternating(count):
    text = 'eq(status, "error")'
    for number in range(count // 2):
        text = f'and(gt(latency, {number}), or(lt(latency, {count - number}), eq(name, "{number}"), {text}))'
    return text


@pytest.mark.parametrize("shape", [deep, flat, alternating])
def test_work_grows_with_the_filter(shape):
    small, large = (calls_in(check, shape(count)) for count in (depth() // 8, depth() // 2))
    assert large < 6 * small
