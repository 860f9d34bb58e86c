"""A formula that is called unsatisfiable matches no run, on filters that collide and runs at their edges."""

from colliding import any_run, colliding
from effort import calls_in, depth, examples
from hypothesis import given, settings, strategies as st
import pytest

from filterlang import parse
from filterlang.checking.meaning import to_predicate
from filterlang.evaluate.reference import holds
from filterlang.rewrite.normal_form import formula, opposite
from filterlang.rewrite.satisfying import disjoint, implies, never, solve
from filterlang.semantics.conditions import conditions_of
from filterlang.semantics.predicate import lower
from filterlang.strategies import filters, runs


def agrees(predicate, runs):
    whole, negated = formula(predicate), formula(predicate, negated=True)
    meets = holds(predicate)
    if never(whole):
        assert not any(map(meets, runs))
    if never(negated):
        assert all(map(meets, runs))
    assert never(opposite(negated)) == never(whole)


@given(colliding, st.lists(any_run, min_size=20, max_size=40))
@settings(max_examples=examples(150))
def test_what_is_never_met_matches_no_run(tree, runs):
    agrees(lower(conditions_of(tree)), runs)


@given(filters("examples"), st.lists(any_run, min_size=1, max_size=5))
@settings(max_examples=examples(100))
def test_any_filter(text, runs):
    agrees(to_predicate(text), runs)


@given(colliding, st.lists(runs(), min_size=5, max_size=10))
@settings(max_examples=examples(100))
def test_what_no_stored_run_meets_matches_no_run_as_langsmith_stores_it(tree, stored):
    predicate = lower(conditions_of(tree))
    if never(formula(predicate), stored=True):
        assert not any(map(holds(predicate), stored))


def meant(text):
    return formula(lower(conditions_of(parse(text).tree)))


UUID = "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328"
NEVER = (
    'and(eq(name, "a"), eq(name, "b"))',
    'and(eq(name, "a"), neq(name, "a"))',
    'and(eq(name, "a"), in(name, ["b", "c"]))',
    'and(eq(name, "a"), or(eq(name, "b"), eq(name, "c")))',
    "in(name, [])",
    "and(gt(latency, 10), lt(latency, 5))",
    "and(gte(latency, 5), lt(latency, 5))",
    "and(gte(total_tokens, 5), lte(total_tokens, 5), neq(total_tokens, 5))",
    "and(gt(total_tokens, 5), eq(total_tokens, null))",
    "gt(total_tokens, 1e400)",
    "and(gt(metadata_value, true))",
    'and(like(name, "a%"), like(name, "b%"))',
    'and(like(name, "%a"), like(name, "%b"))',
    'and(like(name, "%abc%"), notlike(name, "%b%"))',
    'and(like(name, "a%"), lt(name, "a"))',
    'and(eq(name, "ab"), notlike(name, "a_"))',
    'and(eq(metadata_key, "k"), eq(metadata_value, 1), gt(metadata_value, 1))',
    'and(neq(metadata_key, "k"), and(eq(metadata_key, "k"), eq(metadata_value, 1)))',
    'and(not(eq(metadata_key, "k")), or(eq(metadata_key, "k"), and(eq(name, "a"), eq(name, "b"))))',
    'and(has(tags, "a"), not(has(tags, "a")))',
    'and(has(tags, "ab"), not(like(tag, "a%")))',
    'and(search("foo bar"), not(search("FO")))',
    'and(search(error, "foo"), not(search("foo")))',
    'and(eq(error, "foo bar"), not(search("bar")))',
    'and(like(error, "%Foo%b%"), not(search(error, "b foo")))',
    'and(eq(input_value, "foo"), not(search("oo")))',
    'and(eq(error, null), search(error, "foo"))',
    f'and(eq(is_root, true), eq(trace_id, "{UUID}"), in(id, ["a", "b"]))',
    f'and(eq(is_root, true), eq(trace_id, "{UUID}"), neq(id, null), neq(id, "{UUID}"))',
    f'and(eq(is_root, true), eq(parent_run_id, "{UUID}"))',
    "and(eq(is_root, true), neq(is_root, true))",
    'and(gte(start_time, "2026-01-01T00:00:00Z"), lte(end_time, "2026-01-01T00:00:05Z"), gt(latency, 5))',
)
NEVER_STORED = (
    "lt(latency, 0)",
    "eq(total_cost, -1)",
    'like(status, "ERR%")',
    'and(eq(status, "success"), like(error, "%timeout%"))',
    'and(eq(status, "pending"), gt(latency, 5))',
    'and(eq(status, "success"), search(error, "timeout"))',
    'and(gt(start_time, "2026-01-02T00:00:00Z"), lt(end_time, "2026-01-01T00:00:00Z"))',
)
POSSIBLE = (
    'and(neq(name, "a"), neq(name, "b"))',
    "and(not(gt(latency, 5)), not(lte(latency, 5)))",
    'and(has(tags, "a"), has(tags, "b"))',
    'and(eq(metadata_key, "k"), eq(metadata_value, 1), eq(metadata_key, "k"), eq(metadata_value, 2))',
    'and(eq(metadata_value, "1"), not(eq(metadata_value, 1)))',
    'and(like(name, "a%"), like(name, "%b"), notlike(name, "ab"))',
    'and(search("foo"), not(search("foo bar")))',
    'and(search("foo"), not(search(error, "foo")))',
    'and(eq(status, "error"), or(eq(status, "success"), gt(latency, 5)))',
    'and(like(error, "%fo%o%"), not(search("foo")))',
    'and(like(inputs, "%foo%"), not(search("foo")))',
    f'and(eq(is_root, true), eq(trace_id, "{UUID}"), neq(id, "{UUID}"))',
    f'and(neq(is_root, true), eq(trace_id, "{UUID}"), eq(id, "x"))',
)


@pytest.mark.parametrize("text", NEVER)
def test_no_run_meets(text):
    outcome = solve(meant(text))
    assert outcome.verdict is False
    assert outcome.conflict


@pytest.mark.parametrize("text", NEVER_STORED)
def test_no_stored_run_meets(text):
    assert never(meant(text), stored=True)
    assert not never(meant(text))


@pytest.mark.parametrize("text", POSSIBLE)
def test_some_run_meets(text):
    assert solve(meant(text), stored=True).verdict is True


def test_one_filter_implies_another():
    assert implies(meant("gt(latency, 10)"), meant("gt(latency, 5)"))
    assert not implies(meant("gt(latency, 5)"), meant("gt(latency, 10)"))
    assert implies(meant('eq(name, "ab")'), meant('and(like(name, "a%"), neq(name, "b"))'))
    assert disjoint(meant('eq(name, "a")'), meant('in(name, ["b", null])'))


def test_a_conflict_has_the_tests_that_are_needed_for_it():
    outcome = solve(meant('and(gt(latency, 1), gt(latency, 10), eq(status, "error"), lt(latency, 5))'))
    assert [test.origins for test in outcome.conflict] == [()] * 2
    assert {test.test.value for test in outcome.conflict} == {10, 5}


def test_a_conflict_of_rows_has_the_row_that_there_has_to_be():
    outcome = solve(meant('and(not(like(metadata_key, "%")), and(eq(metadata_key, "k"), eq(metadata_value, 0)))'))
    assert {test.holds for test in outcome.conflict} == {False, True}


FLAT = {
    "and of neq": ("and", 'neq(name, "{}")'),
    "or of eq": ("or", 'eq(name, "{}")'),
    "and of bounds": ("and", "gt(latency, {})"),
    "and of or": ("and", 'or(eq(name, "{0}"), gt(latency, {0}))'),
    "and of pairs": ("and", 'and(eq(metadata_key, "{0}"), eq(metadata_value, {0}))'),
    "and of keys that are absent": (
        "and",
        'or(neq(metadata_key, "{0}"), and(eq(metadata_key, "{0}"), neq(metadata_value, 1)))',
    ),
    "and of patterns": ("and", 'like(name, "%{0}%"), notlike(name, "%x{0}%")'),
    "and of searches": ("and", 'search("{}")'),
}


def nested(count):
    text = 'eq(name, "x")'
    for number in range(count):
        text = f"{'and' if number % 2 else 'or'}(gt(latency, {number}), {text})"
    return meant(text)


def both(whole):
    return solve(whole), solve(opposite(whole))


@pytest.mark.parametrize("shape", FLAT)
def test_work_grows_with_the_filter(shape):
    operator, pattern = FLAT[shape]
    small, large = (
        calls_in(both, meant(f"{operator}({', '.join(pattern.format(number) for number in range(count))})"))
        for count in (200, 800)
    )
    assert large < 6 * small


def test_nesting_is_no_harder():
    small, large = (calls_in(both, nested(count)) for count in (depth() // 4, depth()))
    assert large < 6 * small
