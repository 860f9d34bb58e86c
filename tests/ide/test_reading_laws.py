"""What holds for the features that read a filter, for every text and every place in it.

The texts are those of the conformance cases, with a cursor at every offset, and texts that Hypothesis damages and assembles.
"""

from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings, strategies as st
from markdown_it import MarkdownIt
import pytest
import yaml

from filterlang.ide.filter_view import FilterView
from filterlang.ide.folding import folding
from filterlang.ide.highlights import highlights, linked
from filterlang.ide.hovers import hover
from filterlang.ide.inlay_hints import HintKind, inlay_hints
from filterlang.ide.selection_ranges import selections
from filterlang.ide.semantic_tokens import TokenType, semantic_tokens
from filterlang.ide.signatures import signature
from filterlang.schema.dialects import DIALECTS
from filterlang.syntax.lalr import lexemes
from filterlang.syntax.printer import print_wrapped
from filterlang.syntax.recovery.recovery_findings import Findings
from filterlang.syntax.recovery.tokenizing import tokenize
from filterlang.syntax.tree import Node
from filterlang.text.source import Source, Span
from tests.effort import examples, some
from tests.ide.host_files import HABITS, document_of_file
from tests.properties.strategies import grammar_trees, texts

FOLDER = Path(__file__).parents[2] / "grammar" / "conformance"
FILES = [path for path in sorted(FOLDER.glob("*.yaml")) if path.stem != "runs"]
PARSER = MarkdownIt("js-default")
LONG = 200
"""The length from which on the cursor is put at some offsets only."""


def assert_inside(span: Span, view: FilterView) -> None:
    assert 0 <= span.start <= span.end <= len(view.text)


def assert_laws_of_text(view: FilterView) -> None:
    """Tokens, hints and folds of a whole text."""
    tokens = semantic_tokens(view)
    for token in tokens:
        assert_inside(token.span, view)
        assert len(token.span)
    assert all(left.span.end <= right.span.start for left, right in pairwise(tokens))
    hints = inlay_hints(view)
    assert [hint.offset for hint in hints] == sorted(hint.offset for hint in hints)
    for hint in hints:
        assert_inside(Span(hint.offset, hint.offset), view)
        assert hint.text
        assert "\n" not in hint.text + hint.tooltip
    for fold in folding(view):
        assert_inside(fold, view)
        assert view.source.position(fold.start)[0] < view.source.position(fold.end)[0]


def assert_harmless(markdown: str) -> None:
    """Nothing becomes a link, an image, HTML, a heading or a block of code."""
    for block in PARSER.parse(markdown.encode("utf-8", "replace").decode()):
        for token in (block, *(block.children or ())):
            kind = token.type.removesuffix("_open").removesuffix("_close")
            assert kind in {"paragraph", "inline", "text", "text_special", "code_inline", "softbreak", "hardbreak", "strong",
                            "bullet_list", "list_item"}  # fmt: skip


def assert_laws_of_place(view: FilterView, offset: int) -> None:
    """Everything that has a cursor."""
    shown = hover(view, offset)
    if shown is not None:
        assert_inside(shown.span, view)
        assert shown.span.start <= offset <= shown.span.end
        assert shown.markdown.strip()
        assert_harmless(shown.markdown)
    call = signature(view, offset)
    if call is not None:
        assert_harmless(call.documentation)
        assert all(left.end < right.start for left, right in pairwise(call.parameters))
        assert all(0 < span.start < span.end < len(call.label) for span in call.parameters)
        assert 0 <= call.active <= len(call.parameters)
    spans = selections(view, offset)
    for span in spans:
        assert_inside(span, view)
        assert span.start <= offset <= span.end
    assert all(outer.start <= inner.start and inner.end <= outer.end and outer != inner for inner, outer in pairwise(spans))
    assert not view.text or spans[-1] == Span(0, len(view.text))
    marked = [highlight.span for highlight in highlights(view, offset)]
    for span in marked:
        assert_inside(span, view)
    assert all(left.end <= right.start for left, right in pairwise(marked))
    assert not marked or any(span.start <= offset <= span.end for span in marked)
    together = linked(view, offset)
    assert len({view.text[span.start : span.end] for span in together}) <= 1
    assert not together or any(span.start <= offset <= span.end for span in together)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_laws_hold_at_every_offset_of_the_conformance_cases(path: Path) -> None:
    for case in yaml.safe_load(path.read_text(encoding="utf-8")):
        view = FilterView(Source(case["text"]))
        assert_laws_of_text(view)
        for offset in range(0, len(view.text) + 1, 1 + len(view.text) // LONG):
            assert_laws_of_place(view, offset)


@given(texts, st.sampled_from(sorted(DIALECTS)), st.data())
@settings(max_examples=examples(150))
def test_the_laws_hold_for_any_text(text: str, dialect: str, data: st.DataObject) -> None:
    view = FilterView(Source(text), dialect)
    assert_laws_of_text(view)
    assert_laws_of_place(view, data.draw(st.integers(0, len(text))))


@pytest.mark.parametrize("path", list(some(HABITS, 3)), ids=lambda path: path.name)
def test_the_laws_hold_for_filters_in_files(path: Path) -> None:
    """Their texts have holes, which are analysed as values that suit their places."""
    for view in document_of_file(path).views[:6]:
        assert_laws_of_text(view)
        for offset in range(0, len(view.text) + 1, 3):
            assert_laws_of_place(view, offset)
        assert_no_filling_is_shown(view)


def assert_no_filling_is_shown(view: FilterView) -> None:
    """Every hole is a token of its own, and no hint stands behind one."""
    assert view.embedded is not None
    holes = [hole.span for hole in view.embedded.holes]
    coloured = [token.span for token in semantic_tokens(view) if token.type is TokenType.HOLE]
    assert [hole for hole in holes if hole not in coloured] == []
    assert not {hole.end for hole in holes} & {hint.offset for hint in inlay_hints(view) if hint.kind is not HintKind.KEY}
    for hole in holes:
        shown = hover(view, hole.start)
        assert shown is not None
        assert shown.span == hole


@given(texts)
@settings(max_examples=examples(100))
def test_every_token_of_recovery_is_covered(text: str) -> None:
    covered = {
        offset for token in semantic_tokens(FilterView(Source(text))) for offset in range(token.span.start, token.span.end)
    }
    assert {offset for token in tokenize(text, Findings(text)) for offset in range(token.start, token.end)} <= covered


@given(grammar_trees)
@settings(max_examples=examples(60))
def test_every_token_of_the_grammar_is_covered(tree: Node) -> None:
    """Between the tokens of a filter of the language there is white space only."""
    text = print_wrapped(tree, 40)
    tokens = semantic_tokens(FilterView(Source(text)))
    assert "".join(text[token.span.start : token.span.end] for token in tokens) == "".join(
        text[start:end] for _, start, end in lexemes(text)
    )


@given(texts, st.data())
@settings(max_examples=examples(60))
def test_a_signature_depends_on_what_stands_before_the_cursor(text: str, data: st.DataObject) -> None:
    """A call that is being written has the argument that it has when nothing is behind the cursor yet."""
    call = data.draw(st.sampled_from(["eq(name, ", "gt(latency, ", 'and(eq(name, "a"), in(run_type, [']))
    alone = signature(FilterView(Source(call)), len(call))
    assert alone is not None
    plain = "".join(character for character in text if character.isalnum() or character in " ()")
    behind = signature(FilterView(Source(f"{call}{plain}")), len(call))
    assert behind is not None
    assert (behind.label, behind.active) == (alone.label, alone.active)
