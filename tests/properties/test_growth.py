"""Fixing, and the checking it rests on, takes work in proportion to the text, however deeply it nests: calls are counted."""

from effort import calls_in
from effort import depth
import pytest

from filterlang import check, fix, parse

PAIRS = 'eq(metadata_key,"a"),eq(metadata_value,"1"),eq(metadata_key,"b"),eq(metadata_value,"2"),'
NESTED = {
    "ambiguous pairs": ("and(" + PAIRS, 'eq(name,"x")', ")"),
    "operators of other names": ('all(eq(name,"x"), ', 'eq(name,"x")', ")"),
    "operators in capitals": ('AND(eq(name,"x"), ', 'eq(name,"x")', ")"),
    "negations": ('not(and(eq(name,"x"), ', 'eq(name,"x")', "))"),
    "infix in calls": ('and(eq(name,"x"), name contains "y" and ', 'eq(name,"x")', ")"),
    "infix in groups": ('(name contains "y" and ', 'eq(name,"x")', ")"),
    "negated groups": ("not (", 'name contains "x"', ")"),
    "square brackets": ('and[eq(name,"x"), ', 'eq(name,"x")', "]"),
    "missing commas": ('and(eq(name "x") ', 'eq(name,"x")', ")"),
    "missing parentheses": ('and eq(name,"x") ', 'eq(name,"x")', ""),
    "the search bar": ("(status:error ", "status:error", ")"),
    "subscripts": ('and(eq(metadata["k"], 1), ', 'eq(name,"x")', ")"),
    "unclosed calls": ('and(eq(name,"x"), ', 'eq(name,"x")', ""),
    "parentheses": ("(", 'eq(name,"x")', ")"),
    "nulls": ("or(eq(error,null), ", 'eq(name,"x")', ")"),
    "words in front": ("where ", 'eq(name,"x")', ""),
    "names in front": ("filter=", 'eq(name,"x")', ""),
    "exclamation marks": ("!", 'eq(name,"x")', ""),
}


def nested(shape, depth):
    opening, inside, closing = NESTED[shape]
    return opening * depth + inside + closing * depth


@pytest.mark.parametrize("shape", NESTED)
def test_fixing_takes_work_in_proportion_to_the_depth(shape):
    small, large = (calls_in(fix, text) / len(text) for text in (nested(shape, 100), nested(shape, 300)))
    assert large < 1.3 * small


@pytest.mark.parametrize("shape", NESTED)
def test_fixing_a_nested_filter_leaves_no_safe_fix_on_offer(shape):
    fixed = fix(nested(shape, 110))
    assert not any(offered.safe for found in check(fixed) for offered in found.fixes)
    assert fix(fixed) == fixed


@pytest.mark.parametrize("opening", ["(", "eq(", "not("])
def test_a_bracket_that_closes_one_far_out_closes_all_that_stand_open_in_between(opening):
    levels = depth()
    unclosed = [found for found in parse("[" + opening * levels + "]").diagnostics if found.code == "FL004"]
    assert len(unclosed) == levels
