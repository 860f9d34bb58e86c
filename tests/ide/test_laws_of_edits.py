"""What holds for all features that edit or list a document, in every host language and at every place."""

from functools import cache
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from filterlang.ide.code_actions import ActionKind, code_actions, fix_all
from filterlang.ide.definitions import definition
from filterlang.ide.editor_document import EditorDocument
from filterlang.ide.formatting import formatting, range_formatting
from filterlang.ide.document_symbols import Symbol, symbols
from filterlang.text.source import Span
from tests.effort import examples, some
from tests.ide.host_files import HABITS, assert_applies, document_of, document_of_file

document_of_habit = cache(document_of_file)


@st.composite
def places(draw: st.DrawFn) -> tuple[EditorDocument, int]:
    """A document and an offset, in or beside a filter, or anywhere."""
    document = document_of_habit(draw(st.sampled_from(HABITS)))
    spans = [document.span_of(view) for view in document.views]
    spans += [finding.diagnostic.span for finding in document.findings]
    whole = Span(0, len(document.source.text))
    span = draw(st.sampled_from([*spans, whole]))
    return document, draw(st.integers(max(span.start - 1, 0), min(span.end + 1, whole.end)))


@given(places(), st.integers(0, 40))
@settings(max_examples=examples(60))
def test_actions_apply_and_leave_no_more_findings(place: tuple[EditorDocument, int], length: int) -> None:
    document, offset = place
    for action in code_actions(document, Span(offset, min(offset + length, len(document.source.text)))):
        assert action.edits or action.command
        assert "\n" not in action.title
        assert_applies(document, action.edits)


@given(places())
@settings(max_examples=examples(60))
def test_a_definition_is_a_place_of_the_document(place: tuple[EditorDocument, int]) -> None:
    document, offset = place
    for span in definition(document, offset):
        assert 0 <= span.start <= span.end <= len(document.source.text)


@pytest.mark.parametrize("path", list(some(HABITS, 4)), ids=lambda path: path.name)
def test_a_formatted_document_stays_as_it_is(path: Path) -> None:
    document = document_of_habit(path)
    after = assert_applies(document, formatting(document, 88))
    assert [view.embedded and view.embedded.kind for view in after.views] == [
        view.embedded and view.embedded.kind for view in document.views
    ]
    assert formatting(after, 88) == ()


@given(places())
@settings(max_examples=examples(20))
def test_a_range_is_formatted_as_the_whole_document_is(place: tuple[EditorDocument, int]) -> None:
    document, offset = place
    edits = range_formatting(document, Span(offset, offset), 60)
    assert set(edits) <= set(formatting(document, 60))
    touched = [span for view in document.views if (span := document.span_of(view)).start <= offset <= span.end]
    assert all(any(span.start <= edit.span.start and edit.span.end <= span.end for span in touched) for edit in edits)


@pytest.mark.parametrize("path", list(some(HABITS, 4)), ids=lambda path: path.name)
def test_all_safe_fixes_leave_no_more_findings(path: Path) -> None:
    document = document_of_habit(path)
    after = assert_applies(document, fix_all(document))
    assert fix_all(after) == ()
    offered = code_actions(document, Span(0, 0), {ActionKind.FIX_ALL})
    assert [action.edits for action in offered] == ([fix_all(document)] if fix_all(document) else [])


@pytest.mark.parametrize("path", HABITS, ids=lambda path: path.name)
def test_symbols_are_in_order_and_inside_each_other(path: Path) -> None:
    document = document_of_habit(path)
    waiting: list[tuple[Span, list[Symbol]]] = [(Span(0, len(document.source.text)), symbols(document))]
    while waiting:
        around, siblings = waiting.pop()
        assert all(left.span.start <= right.span.start for left, right in pairwise(siblings))
        for symbol in siblings:
            assert symbol.name
            assert "\n" not in symbol.name + symbol.detail
            assert around.start <= symbol.span.start <= symbol.selection.start
            assert symbol.selection.end <= symbol.span.end <= around.end
            waiting.append((symbol.span, list(symbol.children)))


@pytest.mark.parametrize("name", ["a.filter", "a.py", "a.md", "a.yaml"])
def test_hostile_texts_raise_nothing(name: str) -> None:
    for text in ("", "(" * 1000, "and(" * 500, 'client.list_runs(filter="' + "and(" * 500 + '")', "\ud800eq(", '"' * 999):
        document = document_of(text, name)
        for offset in (0, len(text) // 2, len(text)):
            code_actions(document, Span(offset, offset))
            definition(document, offset)
        symbols(document)
        assert_applies(document, formatting(document, 88))
        assert_applies(document, fix_all(document))


@pytest.mark.parametrize("path", list(some(HABITS, 3)), ids=lambda path: path.name)
def test_a_place_has_the_same_actions_in_a_long_document(path: Path) -> None:
    """A long document is tried in parts."""
    document = document_of_habit(path)
    mark = document.language.comment
    if document.language.name in ("notebook", "json", "markdown", "http") or not document.views or not mark:
        return
    text = document.source.text
    long = document_of(f"{text}\n\n{f'{mark} a line of the document{chr(10)}' * 400}", path.name)
    for view in list(document.views)[:2]:
        span = document.span_of(view)
        kinds = {ActionKind.QUICK_FIX, ActionKind.REWRITE}
        short_actions, long_actions = (code_actions(each, span, kinds) for each in (document, long))
        assert [(each.title, each.edits) for each in long_actions] == [(each.title, each.edits) for each in short_actions]


def test_a_filter_that_goes_on_behind_an_empty_line_is_tried_in_the_whole_document() -> None:
    code = 'from langsmith import Client\n\nclient.list_runs(filter="""\nand(\neq(is_root, true),\n\neq(status, eror))\n""")\n'
    text = code + "\n\n" + "value = 1\n" * 1000
    document = document_of(text, "a.py")
    offset = text.index("eror")
    actions = code_actions(document, Span(offset, offset))
    assert actions[0].title == 'Write "error"'
    assert_applies(document, actions[0].edits)


def test_a_long_filter_is_fixed_but_not_rewritten() -> None:
    """A rewrite is tried on the whole filter while a person waits."""
    conditions = ", ".join(f'eq(name, "run {number}")' for number in range(2_000))
    text = f'and(eq(nam, "x"), {conditions})'
    kinds = {action.kind for action in code_actions(document_of(text, "long.filter"), Span(7, 7))}
    assert ActionKind.QUICK_FIX in kinds
    assert ActionKind.REWRITE not in kinds
