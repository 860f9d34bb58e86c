"""Reading a filter takes work in proportion to its text, however deeply it nests: calls are counted."""

from collections.abc import Callable

import pytest

from filterlang.ide.filter_view import FilterView
from filterlang.ide.folding import folding
from filterlang.ide.highlights import highlights, linked
from filterlang.ide.hovers import hover
from filterlang.ide.inlay_hints import inlay_hints
from filterlang.ide.selection_ranges import selections
from filterlang.ide.semantic_tokens import semantic_tokens
from filterlang.ide.signatures import signature
from filterlang.text.source import Source, Span
from tests.effort import calls_in, depth

PAIR = 'eq(metadata_key, "k"), gt(latency, 600), eq(metadata_value, "v"), '
SHAPES = {
    "many conditions": ("", f"and({PAIR}", PAIR, 'eq(name, "x"))'),
    "a long list": ("", 'in(name, ["a"', ', "b"', "])"),
    "nested calls": ("and(\n", "", "", 'eq(name, "x")'),
    "unclosed calls": ("and(eq(name, ", "", "", '"x'),
    "brackets": ("([{", "", "", ""),
    "infix": ("", "latency > 5", ' and name contains "x"', ""),
}
"""What is repeated in front, what stands behind it once, what is repeated behind that, and the end."""


def text_of(shape: str, count: int) -> str:
    opening, start, item, end = SHAPES[shape]
    closing = "\n)" * count if shape == "nested calls" else ""
    return opening * count + start + item * count + end + closing


FEATURES: dict[str, Callable[[FilterView, int], object]] = {
    "tokens": lambda view, offset: semantic_tokens(view),
    "hints": lambda view, offset: inlay_hints(view),
    "folds": lambda view, offset: folding(view),
    "hover": hover,
    "signature": signature,
    "selections": selections,
    "highlights": highlights,
    "linked": linked,
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_takes_work_in_proportion_to_the_text(feature: str, shape: str) -> None:
    def work(text: str) -> int:
        view = FilterView(Source(text))
        view.analysis  # noqa: B018 - made once, before the features are measured
        return calls_in(lambda offset: FEATURES[feature](view, offset), len(text) // 2)

    small, large = work(text_of(shape, 100)), work(text_of(shape, 300))
    assert large < 3.6 * small + 500


@pytest.mark.parametrize("opening", ["not(", "and(", "(", "eq(name, ", "["])
def test_nothing_recurses(opening: str) -> None:
    levels = depth()
    view = FilterView(Source(opening * levels + 'eq(name, "x")' + ")" * levels))
    for offset in (0, levels * len(opening), len(view.text)):
        for feature in FEATURES.values():
            feature(view, offset)


def test_a_deep_filter_has_no_deep_selections() -> None:
    levels = depth()
    view = FilterView(Source("and(" * levels + 'eq(name, "x")' + ")" * levels))
    spans = selections(view, len(view.text) // 2)
    assert len(spans) < 310
    assert spans[-1] == Span(0, len(view.text))


def test_a_place_has_a_limited_number_of_highlights() -> None:
    view = FilterView(Source("and(" + "," * 5_000))
    marks = highlights(view, 4_000)
    assert len(marks) <= 1_001
    assert any(mark.span.start <= 4_000 <= mark.span.end for mark in marks)
