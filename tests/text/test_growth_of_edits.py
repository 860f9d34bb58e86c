"""Choosing, applying, composing and mapping edits takes work in proportion to their number: executed lines are counted."""

from collections.abc import Callable

from effort import lines_in
import pytest

from filterlang.checking.fixing import fix_parsed
from filterlang.syntax.input import parsed
from filterlang.text.edits import Edit, aligned, apply, compatible, compose, insert, narrow, replace

SHAPES: dict[str, Callable[[int], list[Edit]]] = {
    "side by side": lambda count: [replace(4 * index, 4 * index + 2, "abc") for index in range(count)],
    "from the end": lambda count: [replace(4 * index, 4 * index + 2, "abc") for index in reversed(range(count))],
    "insertions at one place": lambda count: [insert(1, ")") for _ in range(count)],
    "all over each other": lambda count: [replace(index, 4 * count - index, "abc") for index in range(count)],
    "inside each other": lambda count: [replace(index, 4 * count - index, "abc") for index in reversed(range(count))],
}


def choose(edits: list[Edit]) -> list[Edit]:
    return [edits[index] for index in compatible([[edit] for edit in edits])]


def map_all(edits: list[Edit]) -> None:
    alignment = aligned(4 * len(edits), edits)
    for edit in edits:
        alignment.back(*alignment.forward(edit.span.start, edit.span.end))


WORK: dict[str, Callable[[list[Edit]], object]] = {
    "choosing": choose,
    "applying": lambda edits: apply("x" * 4 * len(edits), choose(edits)),
    "composing with another round": lambda edits: compose(choose(edits), choose(edits)),
    "composing with one edit over all": lambda edits: compose(
        [replace(0, 4 * len(edits), "y" * 9 * len(edits))], choose(edits)
    ),
    "composing into one edit over all": lambda edits: compose(choose(edits), [replace(0, 4 * len(edits), "z")]),
    "narrowing": lambda edits: narrow("x" * 4 * len(edits), choose(edits)),
    "mapping": lambda edits: map_all(choose(edits)),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("work", WORK)
def test_the_work_grows_with_the_number_of_edits(work: str, shape: str) -> None:
    small, large = (lines_in(WORK[work], SHAPES[shape](count)) / count for count in (500, 4000))
    assert large < 1.6 * small  # a tally takes log n steps: log 4,000 is 1.33 times log 500


def trace_all(text: str) -> None:
    result = fix_parsed(parsed(text), "v2", unsafe=True)
    assert len(result.rounds) > 1
    assert apply(text, result.edits) == result.text
    for applied in result.applied():
        result.destination(applied.span)


def test_fixing_with_every_place_traced_takes_work_in_proportion_to_the_text() -> None:
    texts = ["and(" + 'status = success and user_id = "x", ' * count + "eq(run_type, llm))" for count in (20, 160)]
    small, large = (lines_in(trace_all, text) / len(text) for text in texts)
    assert large < 1.6 * small
