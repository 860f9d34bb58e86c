"""The laws that the meaning of filters obeys, on runs of any shape."""

from hypothesis import given, settings, strategies as st
from strategies import (
    TEXT_FIELDS,
    conditions,
    equalities,
    keys,
    likes,
    pairs,
    runs,
    scalar_conditions,
    scalars,
    text_equalities,
    words,
)

from filterlang import check, fix
from filterlang.evaluate.reference import matcher
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, List, Name, String


def holds(tree, run):
    return matcher(tree)(run)


def negated(tree):
    return Call("not", (tree,))


@given(text_equalities, st.lists(words, max_size=3), runs)
@settings(max_examples=200)
def test_in_is_or_of_eq(equality, others, run):
    field, value = equality.arguments
    values = (value, *(String(word) for word in others)) if field.id in TEXT_FIELDS else (value,)
    either = Call("or", tuple(Call("eq", (field, item)) for item in values))
    assert holds(Call("in", (field, List(values))), run) == holds(either, run)


@given(keys, st.lists(scalars, min_size=1, max_size=3), runs)
@settings(max_examples=150)
def test_in_is_or_of_eq_inside_a_pair(key, values, run):
    asked = Call("eq", (Name("metadata_key"), String(key)))
    listed = Call("and", (asked, Call("in", (Name("metadata_value"), List(tuple(values))))))
    either = Call("or", tuple(Call("and", (asked, Call("eq", (Name("metadata_value"), value)))) for value in values))
    assert holds(listed, run) == holds(either, run)


@given(st.lists(conditions, min_size=1, max_size=3), runs)
@settings(max_examples=200)
def test_de_morgan(parts, run):
    wrapped = tuple(Call("or", (part,)) for part in parts)  # so that no two of them join to a pair
    denied = tuple(negated(part) for part in wrapped)
    assert holds(negated(Call("and", wrapped)), run) == holds(Call("or", denied), run)
    assert holds(negated(Call("or", wrapped)), run) == holds(Call("and", denied), run)


@given(conditions, runs)
@settings(max_examples=150)
def test_a_double_negation_is_none(tree, run):
    assert holds(negated(negated(tree)), run) == holds(tree, run)
    assert holds(negated(tree), run) is not holds(tree, run)


@given(equalities, runs)
@settings(max_examples=200)
def test_neq_is_the_negation_of_eq_on_a_field(equality, run):
    assert holds(Call("neq", equality.arguments), run) is not holds(equality, run)


@given(likes, runs)
@settings(max_examples=200)
def test_notlike_is_the_negation_of_like(like, run):
    assert holds(Call("notlike", like.arguments), run) is not holds(like, run)


@given(conditions, runs)
@settings(max_examples=150)
def test_and_or_of_one_condition_is_that_condition(tree, run):
    assert holds(Call("and", (tree,)), run) == holds(tree, run)
    assert holds(Call("or", (tree,)), run) == holds(tree, run)


@given(st.lists(scalar_conditions | pairs, min_size=2, max_size=4), st.randoms(), runs)
@settings(max_examples=200)
def test_the_order_of_whole_conditions_does_not_matter(parts, random, run):
    parts = [Call("and", (part,)) for part in parts]
    shuffled = random.sample(parts, len(parts))
    for operator in ("and", "or"):
        assert holds(Call(operator, tuple(parts)), run) == holds(Call(operator, tuple(shuffled)), run)


@given(pairs, scalar_conditions, st.integers(0, 2), runs)
@settings(max_examples=200)
def test_a_scalar_condition_may_stand_anywhere_in_the_and_of_a_pair(pair, condition, place, run):
    halves = pair.arguments if pair.operator == "and" else (pair,)
    inside = Call("and", (*halves[:place], condition, *halves[place:]))
    assert holds(inside, run) == (holds(pair, run) and holds(condition, run))


@given(words, runs)
@settings(max_examples=150)
def test_like_without_a_pattern_is_eq(word, run):
    if "%" in word or "_" in word:
        return
    assert holds(Call("like", (Name("name"), String(word))), run) == holds(Call("eq", (Name("name"), String(word))), run)


@given(st.integers(1, 3), runs)
@settings(max_examples=100)
def test_like_with_percent_signs_alone_holds_for_any_text(count, run):
    anything = Call("like", (Name("name"), String("%" * count)))
    assert holds(anything, run) == holds(Call("like", (Name("name"), String("%"))), run)
    assert holds(anything, {"name": "x"})
    assert not holds(anything, {"name": None})


@given(conditions, runs)
@settings(max_examples=200)
def test_every_run_matches_or_does_not_and_none_raises(tree, run):
    assert holds(tree, run) in (True, False)


@given(scalar_conditions | pairs, st.sampled_from(["portable", "examples"]), runs)
@settings(max_examples=200)
def test_safe_fixes_of_a_filter_without_errors_keep_its_meaning(tree, dialect, run):
    text = print_line(tree)
    if not any(found.is_error for found in check(text, dialect)):
        assert holds(fix(text, dialect), run) == holds(text, run)
