"""A text that is wrong is repaired up to a stated size; a filter that is right may be of any size."""

import tracemalloc

import pytest

from filterlang import check, fix
from filterlang.syntax.recovery import LARGEST_RECOVERED

BYTES_A_CHARACTER = 110
"""The most memory that refusing a large text may take, and"""

BYTES_A_REPAIRED_CHARACTER = 950
"""the most that repairing one may take: both for the worst shapes known."""

SHAPES = ["(", "[", "{", "a ", "a|", "a,", "a[", "a=b,", "“", "-a ", "1 ", "eq(a=1,", ")", "and(", ":", "\\"]


def conditions(count, wrong=""):
    right = ", ".join(f"neq(name, 'x{number}')" for number in range(count))
    return f"and({right}{wrong})"


def test_a_filter_of_any_size_is_checked():
    text = conditions(8_000)
    assert len(text) > 1.5 * LARGEST_RECOVERED
    assert check(text) == []
    assert fix(text) == text


@pytest.mark.parametrize("shape", SHAPES)
def test_a_large_text_that_is_no_filter_is_one_finding_where_it_goes_wrong(shape):
    text = shape * (200_000 // len(shape))
    tracemalloc.start()
    found = check(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [finding.code for finding in found] == ["FL030"]
    assert f"{len(text):,} characters" in found[0].message
    assert peak < BYTES_A_CHARACTER * len(text)
    assert fix(text) == text


def test_the_finding_stands_at_the_first_thing_that_is_wrong():
    text = conditions(8_000, ", eq(name,, 1)")
    (found,) = check(text)
    assert found.span.start == text.index(",,") + 1
    assert text[: found.span.start].endswith("eq(name,")


def test_the_finding_of_a_text_that_stops_too_early_stands_at_its_end():
    text = conditions(8_000)[:-1]
    (found,) = check(text)
    assert (found.span.start, found.span.end) == (len(text), len(text))


def test_one_character_more_is_what_makes_a_text_too_large():
    wrong = "eq(name, x)"
    padded = wrong + " " * (LARGEST_RECOVERED - len(wrong))
    assert fix(padded) == 'eq(name, "x")' + " " * (LARGEST_RECOVERED - len(wrong))
    assert [found.code for found in check(padded)] == ["FL014"]
    assert [found.code for found in check(padded + " ")] == ["FL030"]


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_repaired_takes_bounded_memory(shape):
    text = shape * (4_000 // len(shape))
    tracemalloc.start()
    check(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < BYTES_A_REPAIRED_CHARACTER * len(text)
