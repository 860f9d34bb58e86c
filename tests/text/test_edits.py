"""The laws of edits: applying, composing, mapping there and back, and what touches what."""

from itertools import pairwise

from effort import examples
from hypothesis import given, settings, strategies as st
import pytest

from filterlang.text.edits import Edit, aligned, apply, compatible, compose, in_order, insert, narrow, replace

TEXTS = st.text("ab(", max_size=12)


@st.composite
def rounds(draw, count=2):
    """A text, and rounds of edits, each of the text that the edits before it make; neighbours often touch."""
    text = first = draw(TEXTS)
    made = []
    for _ in range(count):
        cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
        ranges = zip(cuts[::2], cuts[1::2], strict=False)
        edits = [replace(start, end, draw(st.text("ab)", max_size=3))) for start, end in ranges]
        made.append(edits)
        text = apply(text, edits)
    return first, made


@given(rounds())
@settings(max_examples=examples(500))
def test_composed_edits_do_what_the_rounds_do_one_after_the_other(case):
    text, (first, second) = case
    composed = compose(first, second)
    assert apply(text, composed) == apply(apply(text, first), second)
    assert all(left.span.end <= right.span.start for left, right in pairwise(composed))


@given(rounds(count=3))
@settings(max_examples=examples(300))
def test_it_does_not_matter_which_rounds_are_composed_first(case):
    text, (first, second, third) = case
    whole = apply(apply(apply(text, first), second), third)
    assert apply(text, compose(compose(first, second), third)) == whole
    assert apply(text, compose(first, compose(second, third))) == whole


@given(rounds(count=1))
def test_composing_with_no_edits_changes_nothing(case):
    text, (edits,) = case
    assert apply(text, compose(edits, ())) == apply(text, compose((), edits)) == apply(text, edits)


@given(rounds())
@settings(max_examples=examples(300))
def test_narrow_edits_do_the_same_and_begin_and_end_with_a_change(case):
    text, (first, second) = case
    edits = narrow(text, compose(first, second))
    assert apply(text, edits) == apply(apply(text, first), second)
    for edit in edits:
        old = text[edit.span.start : edit.span.end]
        assert old != edit.text
        assert not (old and edit.text) or (old[0] != edit.text[0] and old[-1] != edit.text[-1])


@given(rounds(count=1))
@settings(max_examples=examples(300))
def test_every_character_that_stays_maps_there_and_back(case):
    text, (edits,) = case
    new = apply(text, edits)
    alignment = aligned(len(text), edits)
    replaced = {offset for edit in edits for offset in range(edit.span.start, edit.span.end)}
    for offset in set(range(len(text))) - replaced:
        start, end = alignment.forward(offset, offset + 1)
        assert new[start:end] == text[offset]
        assert alignment.back(start, end) == (offset, offset + 1)


@given(rounds(count=1), st.data())
@settings(max_examples=examples(300))
def test_a_range_comes_from_exactly_the_characters_that_stay_in_it(case, data):
    text, (edits,) = case
    length = len(apply(text, edits))
    alignment = aligned(len(text), edits)
    start, end = sorted((data.draw(st.integers(0, length)), data.draw(st.integers(0, length))))
    first, last = alignment.back(start, end)
    assert 0 <= first <= last <= len(text)
    replaced = {offset for edit in edits for offset in range(edit.span.start, edit.span.end)}
    for offset in set(range(len(text))) - replaced:
        there, _ = alignment.forward(offset, offset + 1)
        assert (start <= there < end) == (first <= offset < last)


@given(rounds(count=1))
def test_a_range_that_an_edit_replaced_maps_to_all_of_the_new_text(case):
    text, (edits,) = case
    alignment = aligned(len(text), edits)
    shift = 0
    for edit in edits:
        start = edit.span.start + shift
        shift += len(edit.text) - len(edit.span)
        if edit.text and len(edit.span):
            assert alignment.forward(edit.span.start, edit.span.end) == (start, start + len(edit.text))
            assert alignment.back(start, start + 1) == (edit.span.start, edit.span.end)


@pytest.mark.parametrize(
    ("left", "right", "together"),
    [
        (replace(0, 3, "x"), replace(3, 5, "y"), True),
        (replace(0, 3, "x"), replace(2, 5, "y"), False),
        (replace(0, 5, "x"), replace(2, 3, "y"), False),
        (replace(2, 5, "x"), replace(2, 5, "x"), False),
        (replace(0, 3, "x"), insert(3, "y"), False),
        (replace(0, 3, "x"), insert(0, "y"), False),
        (replace(0, 3, "x"), insert(4, "y"), True),
        (insert(3, "x"), insert(4, "y"), True),
        (insert(3, "x"), insert(3, "y"), False),
        (insert(3, ")"), insert(3, ")"), True),
    ],
)
def test_edits_that_touch_are_not_applied_together(left: Edit, right: Edit, together: bool) -> None:
    assert compatible([[left], [right]]) == ([0, 1] if together else [0])
    assert compatible([[right], [left]]) == ([0, 1] if together else [0])


def touch(left: Edit, right: Edit) -> bool:
    if left == right and not len(left.span):
        return False
    (start, end), (other_start, other_end) = (left.span.start, left.span.end), (right.span.start, right.span.end)
    if start == end or other_start == other_end:
        return start <= other_end and other_start <= end
    return start < other_end and other_start < end


@given(st.lists(rounds(count=1).map(lambda case: case[1][0]), max_size=8))
@settings(max_examples=examples(300))
def test_a_group_is_left_out_when_it_touches_one_that_was_chosen_before(groups):
    chosen: list[int] = []
    for index, group in enumerate(groups):
        if not any(touch(edit, other) for edit in group for number in chosen for other in groups[number]):
            chosen.append(index)
    assert compatible(groups) == chosen


def test_insertions_at_one_place_are_joined_in_order_and_an_edit_inside_another_is_dropped() -> None:
    edits = [insert(5, "c"), replace(1, 4, "x"), insert(5, "d"), replace(2, 3, "y"), insert(1, "a")]
    assert in_order(edits) == (insert(1, "a"), replace(1, 4, "x"), insert(5, "cd"))
