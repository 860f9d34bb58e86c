"""Files of every host language under random edits: what an open document says is never wrong, and at most late."""

from itertools import pairwise
from pathlib import Path

from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
import pytest

from effort import examples
from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.host_languages import INSTRUCTION, language_of_file
from filterlang.ide import editor_document
from filterlang.ide.editor_document import EditorDocument
from filterlang.ide.filter_view import FilterView
from filterlang.lint.lint_settings import LintSettings
from filterlang.text.edits import Edit, apply, insert
from filterlang.text.source import Source, Span

FOLDER = Path(__file__).parents[1] / "hosts" / "habits"
FILES = {path.name: path.read_bytes().decode() for path in sorted(FOLDER.glob("*")) if path.suffix != ".expected"}
FILES["saved.filter"] = 'eq(status, "error")\n\nand(\n  gt(latency, 5),\n  has(tags, "beta")\n)\n# the last\neq(name, "x")'
PIECES = (
    "e", "eq(", ")", ", ", "5", " ", '"', "'", "`", '"""', "\\", '\\"', "\\n", "\n", "\r\n", "\r", "\t", "{", "}", "{{", "${",
    "${x}", "{name}", "#", "//", "%", "<", "(", "[", "]", ":", "|", "and(", "or", "é", "🤖", "\u2028", "\x00", "\ud800",
    'eq(status, "error")', "eq(metadata_key, 'k')", 'filter="eq(status, ', "filter: eq(status", "\n  ", "```", "---\n",
    "# filterlang: ignore[FL301]\n", "-->", "EOF\n", "=", "~", "null",
)  # fmt: skip
SETTINGS = LintSettings()


def fresh(document: EditorDocument) -> EditorDocument:
    return EditorDocument(document.source, document.language, document.settings)


def described(document: EditorDocument, view: FilterView) -> object:
    """Everything of a filter that its findings depend on, and its place."""
    filter = view.embedded
    assert isinstance(filter, EmbeddedFilter)
    holes = [
        (hole.hole.expression, hole.hole.safe, hole.hole.joiner, hole.span, hole.place, hole.token) for hole in filter.holes
    ]
    place = document.span(view, Span(0, len(view.text)))
    call = (
        None
        if filter.call is None
        else (filter.call.name, filter.call.parameter, repr(filter.call.arguments), filter.call.complete)
    )
    return (
        place,
        view.text,
        view.dialect,
        holes,
        filter.kind,
        filter.grounds,
        filter.where,
        filter.fragment,
        filter.fixable,
        call,
    )


def findings_at(document: EditorDocument, view: FilterView) -> list[object]:
    place = document.span(view, Span(0, len(view.text)))
    found = [finding for finding in document.findings if finding.filter is not None and finding.filter.span == place]
    return [(finding.diagnostic.code, finding.diagnostic.span, finding.diagnostic.message, finding.place) for finding in found]


def assert_in_text(text: str, edits: tuple[Edit, ...]) -> None:
    """The edits lie in the text, apart from each other."""
    ordered = sorted((edit.span for edit in edits), key=lambda span: (span.start, span.end))
    assert all(0 <= span.start <= span.end <= len(text) for span in ordered)
    assert all(left.end <= right.start for left, right in pairwise(ordered))
    apply(text, edits)


def assert_sound(document: EditorDocument) -> None:
    """Nothing raises, and everything lies in the document."""
    text = document.source.text
    for view in document.views:
        place = document.span(view, Span(0, len(view.text)))
        assert 0 <= place.start <= place.end <= len(text)
        assert view.analysis is not None
        assert document.view_at(place.start) is not None
        written = document.edits(view, [insert(len(view.text) // 2, 'x"')])
        if written is not None:
            assert_in_text(text, written)
    for finding in document.findings:
        span = finding.diagnostic.span
        assert 0 <= span.start <= span.end <= len(text)
        for fix in finding.diagnostic.fixes:
            assert_in_text(text, fix.edits)


class Typing(RuleBasedStateMachine):
    """A person who edits a file, and takes edits back."""

    @initialize(name=st.sampled_from(sorted(FILES)))
    def open(self, name: str) -> None:
        language = language_of_file(name)
        assert language is not None
        self.document = EditorDocument(Source(FILES[name], name), language, SETTINGS)
        self.before: list[EditorDocument] = []
        self.check()

    @rule(place=st.floats(0, 1), piece=st.sampled_from(PIECES))
    def type(self, place: float, piece: str) -> None:
        self.change([insert(self.offset(place), piece)])

    @rule(number=st.integers(0, 50), place=st.floats(0, 1), piece=st.sampled_from(PIECES))
    def type_in_filter(self, number: int, place: float, piece: str) -> None:
        views = self.document.views
        if views:
            span = self.document.span(views[number % len(views)], Span(0, len(views[number % len(views)].text)))
            self.change([insert(span.start + round(place * len(span)), piece)])

    @rule(place=st.floats(0, 1), length=st.integers(1, 40))
    def delete(self, place: float, length: int) -> None:
        start = self.offset(place)
        self.change([Edit(Span(start, min(start + length, len(self.document.source.text))), "")])

    @rule(places=st.lists(st.floats(0, 1), min_size=2, max_size=12), piece=st.sampled_from(PIECES))
    def type_at_many_places(self, places: list[float], piece: str) -> None:
        self.change([insert(offset, piece) for offset in sorted({self.offset(place) for place in places})])

    @rule(place=st.floats(0, 1), length=st.integers(0, 30), piece=st.sampled_from(PIECES))
    def replace(self, place: float, length: int, piece: str) -> None:
        start = self.offset(place)
        self.change([Edit(Span(start, min(start + length, len(self.document.source.text))), piece)])

    @rule()
    def undo(self) -> None:
        if self.before:
            text = self.before.pop().source.text
            self.change([Edit(Span(0, len(self.document.source.text)), text)])
            self.before.pop()

    @rule()
    def pause(self) -> None:
        self.document = self.document.settled()
        assert self.document.is_settled

    def offset(self, place: float) -> int:
        return round(place * len(self.document.source.text))

    def change(self, edits: list[Edit]) -> None:
        expected = apply(self.document.source.text, edits)
        self.before.append(self.document)
        self.document = self.document.changed(edits)
        assert self.document.source.text == expected
        for edit in edits[:2]:
            self.assert_found_at(edit.span.start + len(edit.text))
        self.check()

    def assert_found_at(self, offset: int) -> None:
        """The filter at an offset, if there is one, has the characters around it."""
        found = self.document.view_at(min(offset, len(self.document.source.text)))
        if found is not None:
            view, inner = found
            assert 0 <= inner <= len(view.text)
            written = self.document.edits(view, [insert(inner, "x")])
            if written is not None:
                assert_in_text(self.document.source.text, written)

    def check(self) -> None:
        document, again = self.document, fresh(self.document)
        settled = document.settled()
        assert_sound(document)
        assert_sound(again)
        assert [described(settled, view) for view in settled.views] == [described(again, view) for view in again.views]
        assert settled.findings == again.findings
        assert settled.skipped == again.skipped
        if INSTRUCTION not in document.source.text and all(INSTRUCTION not in each.source.text for each in self.before):
            searched = {repr(described(again, view)): view for view in again.views}
            for view in document.views:
                same = searched.get(repr(described(document, view)))
                assert same is None or findings_at(document, view) == findings_at(again, same)


def test_an_open_document_is_that_of_its_text_whatever_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor_document, "_SEARCHED_AT_ONCE", 0)
    run_state_machine_as_test(Typing, settings=settings(max_examples=examples(60), stateful_step_count=15))
