"""The laws that the meaning of filters obeys, on runs of any shape."""

import re

from effort import examples
from hypothesis import given, settings, strategies as st
from strategies import (
    any_runs,
    comparison_on,
    condition_on,
    conditions_on,
    equality_on,
    listed_on,
    pair_on,
    scalar_on,
    with_run,
)

from filterlang import check, fix
from filterlang.evaluate.reference import matcher
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, List, Name, String


def holds(tree, run):
    return matcher(tree)(run)


def negated(tree):
    return Call("not", (tree,))


def whole_on(draw, run):
    """A condition that does not join its neighbours."""
    return Call("and", ((scalar_on, pair_on)[draw(st.booleans())](draw, run),))


def wholes_on(draw, run):
    return [whole_on(draw, run) for _ in range(draw(st.integers(2, 4)))]


@given(with_run(equality_on("in")))
@settings(max_examples=examples(100))
def test_in_is_or_of_eq(case):
    (equality, others), run = case
    field, value = equality.arguments
    values = (value, *others)
    either = Call("or", tuple(Call("eq", (field, item)) for item in values))
    assert holds(Call("in", (field, List(values))), run) == holds(either, run)


@given(with_run(listed_on))
@settings(max_examples=examples(75))
def test_in_is_or_of_eq_inside_a_pair(case):
    (asked, field, values), run = case
    listed = Call("and", (asked, Call("in", (field, values))))
    either = Call("or", tuple(Call("and", (asked, Call("eq", (field, value)))) for value in values.items))
    assert holds(listed, run) == holds(either, run)


@given(with_run(conditions_on(1, 3)))
@settings(max_examples=examples(100))
def test_de_morgan(case):
    parts, run = case
    wrapped = tuple(Call("or", (part,)) for part in parts)  # so that no two of them join to a pair
    denied = tuple(negated(part) for part in wrapped)
    assert holds(negated(Call("and", wrapped)), run) == holds(Call("or", denied), run)
    assert holds(negated(Call("or", wrapped)), run) == holds(Call("and", denied), run)


@given(with_run(condition_on))
@settings(max_examples=examples(75))
def test_a_double_negation_is_none(case):
    tree, run = case
    assert holds(negated(negated(tree)), run) == holds(tree, run)
    assert holds(negated(tree), run) is not holds(tree, run)


@given(with_run(comparison_on("eq", "neq")))
@settings(max_examples=examples(100))
def test_neq_is_the_negation_of_eq_on_a_field(case):
    equality, run = case
    assert holds(Call("neq", equality.arguments), run) is not holds(equality, run)


@given(with_run(comparison_on("like", "notlike")))
@settings(max_examples=examples(100))
def test_notlike_is_the_negation_of_like(case):
    like, run = case
    assert holds(Call("notlike", like.arguments), run) is not holds(like, run)


@given(with_run(condition_on))
@settings(max_examples=examples(75))
def test_and_or_of_one_condition_is_that_condition(case):
    tree, run = case
    assert holds(Call("and", (tree,)), run) == holds(tree, run)
    assert holds(Call("or", (tree,)), run) == holds(tree, run)


@given(with_run(wholes_on), st.randoms())
@settings(max_examples=examples(100))
def test_the_order_of_whole_conditions_does_not_matter(case, random):
    parts, run = case
    shuffled = random.sample(parts, len(parts))
    for operator in ("and", "or"):
        assert holds(Call(operator, tuple(parts)), run) == holds(Call(operator, tuple(shuffled)), run)


@given(with_run(pair_on, scalar_on), st.integers(0, 2))
@settings(max_examples=examples(100))
def test_a_scalar_condition_may_stand_anywhere_in_the_and_of_a_pair(case, place):
    pair, condition, run = case
    halves = pair.arguments if pair.operator == "and" else (pair,)
    inside = Call("and", (*halves[:place], condition, *halves[place:]))
    assert holds(inside, run) == (holds(pair, run) and holds(condition, run))


@given(with_run(comparison_on("eq", "like")))
@settings(max_examples=examples(75))
def test_like_without_a_wildcard_is_eq(case):
    equality, run = case
    field, value = equality.arguments
    plain = String(re.sub(r"[%_\\]", r"\\\g<0>", value.value))
    assert holds(Call("like", (field, plain)), run) == holds(equality, run)


@given(st.integers(1, 3), any_runs)
@settings(max_examples=examples(50))
def test_like_with_percent_signs_alone_holds_for_any_text(count, run):
    anything = Call("like", (Name("name"), String("%" * count)))
    assert holds(anything, run) == holds(Call("like", (Name("name"), String("%"))), run)
    assert holds(anything, {"name": "x"})
    assert not holds(anything, {"name": None})


@given(with_run(condition_on))
@settings(max_examples=examples(100))
def test_every_run_matches_or_does_not_and_none_raises(case):
    tree, run = case
    assert holds(tree, run) in (True, False)


@given(with_run(whole_on), st.sampled_from(["portable", "examples"]))
@settings(max_examples=examples(100))
def test_safe_fixes_of_a_filter_without_errors_keep_its_meaning(case, dialect):
    (tree,), run = case[0].arguments, case[1]
    text = print_line(tree)
    if not any(found.is_error for found in check(text, dialect)):
        assert holds(fix(text, dialect), run) == holds(text, run)
