"""Tries edits of a document before they are offered.

Owns the invariant that edits are offered only if the edited document has the filters that are expected, and no more or worse
findings than before. In a long document a part of it is tried, where that reads as it does in the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
import re
from types import MappingProxyType

from filterlang.ide.editor_document import EditorDocument
from filterlang.ide.filter_view import FilterView
from filterlang.lint.reported import FileFinding
from filterlang.text.edits import Edit, apply
from filterlang.text.frozen import dataclass
from filterlang.text.source import Source, Span

_LONG = 8_000
"""The length of a text from which on a part of it is tried."""
_LONGEST_HEAD = 3_000
_LONGEST_BODY = 20_000
_BLOCK = re.compile(r"\n[ \t]*\r?\n(?=[^\s)\]}])")
"""The empty line before a block of a file: a line that is not indented."""
_NO_TEXTS: Mapping[FilterView, str | None] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Excerpt:
    """The beginning of a document up to ``head``, and the part at ``body``, as a document of its own."""

    document: EditorDocument
    head: int
    body: Span

    def moved(self, edits: Iterable[Edit]) -> list[Edit] | None:
        """Edits of the whole document as edits of the excerpt; None where one of them is outside of it."""
        results: list[Edit] = []
        for edit in edits:
            if self.body.contains(edit.span):
                results.append(Edit(self.place(edit.span), edit.text))
            elif edit.span.end < self.head:
                results.append(edit)
            else:
                return None
        return results

    def place(self, span: Span) -> Span:
        """The place in the excerpt of a span of the body."""
        by = self.head - self.body.start
        return Span(span.start + by, span.end + by)


class EditTrials:
    """Tries edits of a document at a span of it."""

    def __init__(self, document: EditorDocument, span: Span) -> None:
        self.document: EditorDocument = document
        self._span = span

    def is_right(
        self,
        edits: Iterable[Edit],
        texts: Mapping[FilterView, str | None] = _NO_TEXTS,
        hidden: FileFinding | None = None,
    ) -> bool:
        """Whether the document is right after edits.

        ``texts`` are the expected texts of the filters that change, with None for a filter that is not in the document any
        more. With a ``hidden`` finding, that is the only kind of finding which may go, and it has to.
        """
        edits = list(edits)
        excerpt = self._excerpt
        moved = None if excerpt is None else excerpt.moved(edits)
        if excerpt is None or moved is None:
            return _is_right(self.document, edits, texts, hidden)
        places = {excerpt.place(self.document.span_of(view)): text for view, text in texts.items()}
        own = {view: places[span] for view in excerpt.document.views if (span := excerpt.document.span_of(view)) in places}
        if len(own) < len(texts):
            return _is_right(self.document, edits, texts, hidden)
        return _is_right(excerpt.document, moved, own, hidden)

    def edits_of_filter(self, view: FilterView, edits: Iterable[Edit]) -> tuple[Edit, ...]:
        """Edits of a filter's text as edits of the document; none where nothing changes, or they would not be right."""
        edits = tuple(edits)
        text = apply(view.text, edits)
        written = self.document.edits(view, edits)
        return written if written and text != view.text and self.is_right(written, {view: text}) else ()

    @cached_property
    def _excerpt(self) -> _Excerpt | None:
        """The part of a long document that is tried; None where it does not read as it does in the whole document."""
        text = self.document.source.text
        if len(text) <= _LONG:
            return None
        starts = [0, *(match.end() for match in _BLOCK.finditer(text)), len(text)]
        body = Span(
            max(start for start in starts if start <= self._span.start or start == 0),
            min(start for start in starts if start > self._span.end or start == len(text)),
        )
        head = max(start for start in starts if start <= min(_LONGEST_HEAD, body.start))
        if len(body) > _LONGEST_BODY:
            return None
        source = Source(text[:head] + text[body.start : body.end], self.document.source.name)
        part = EditorDocument(source, self.document.language, self.document.settings, self.document.values)
        excerpt = _Excerpt(part, head, body)
        return excerpt if _reads_alike(self.document, excerpt) else None


def _reads_alike(document: EditorDocument, excerpt: _Excerpt) -> bool:
    """Whether an excerpt has the filters and findings that its body has in the document."""
    part = excerpt.document
    body = excerpt.place(excerpt.body)
    views = [(excerpt.place(document.span_of(view)), view.text, _identity(view)) for view in document.views
             if excerpt.body.contains(document.span_of(view))]  # fmt: skip
    findings = [(excerpt.place(each.diagnostic.span), each.diagnostic.message) for each in document.findings
                if excerpt.body.contains(each.diagnostic.span)]  # fmt: skip
    return views == [
        (part.span_of(view), view.text, _identity(view)) for view in part.views if body.contains(part.span_of(view))
    ] and findings == [
        (each.diagnostic.span, each.diagnostic.message) for each in part.findings if body.contains(each.diagnostic.span)
    ]


def _is_right(
    document: EditorDocument, edits: list[Edit], texts: Mapping[FilterView, str | None], hidden: FileFinding | None
) -> bool:
    after = document.changed(edits).settled()
    changed = [(texts.get(view, view.text), _identity(view)) for view in document.views]
    expected = [(text, identity) for text, identity in changed if text is not None]
    if [(view.text, _identity(view)) for view in after.views] != expected or _is_worse(after, document):
        return False
    return hidden is None or _hides(document, after, hidden)


def _is_worse(after: EditorDocument, before: EditorDocument) -> bool:
    """Whether a document has more findings than another, or more errors."""
    errors = [sum(finding.diagnostic.is_error for finding in document.findings) for document in (after, before)]
    return len(after.findings) > len(before.findings) or errors[0] > errors[1]


def _hides(before: EditorDocument, after: EditorDocument, finding: FileFinding) -> bool:
    """Whether a finding is not reported any more, and no other finding is new."""
    old, new = (Counter((each.diagnostic.code, each.diagnostic.message) for each in d.findings) for d in (before, after))
    key = finding.diagnostic.code, finding.diagnostic.message
    return new <= old and new[key] < old[key]


def _identity(view: FilterView) -> tuple[object, ...]:
    """The facts about a filter that no edit of its text may change."""
    embedded = view.embedded
    return () if embedded is None else (embedded.kind, embedded.language, embedded.grounds, len(embedded.holes))
