"""A document that is open in the editor: its text and filters, and its places in the client's units.

Owns the invariant that positions are converted here and nowhere else, and that a position which the document does not have
counts as the nearest that it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from lsprotocol import types as lsp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.editor_document import EditorDocument
    from filterlang.ide.filter_view import FilterView
    from filterlang.text.edits import Edit
    from filterlang.text.source import Encoding, Source, Span


class OpenDocument:
    """An open document. ``encoding`` is the client's unit of columns; ``version`` is None where the client counts none."""

    def __init__(self, uri: str, version: int | None, document: EditorDocument, encoding: Encoding) -> None:
        self.uri: str = uri
        self.version: int | None = version
        self.document: EditorDocument = document
        self.encoding: Encoding = encoding

    @property
    def source(self) -> Source:
        return self.document.source

    def offset(self, position: lsp.Position) -> int:
        """The offset of a position."""
        return self.source.offset_from_0(max(position.line, 0), max(position.character, 0), self.encoding)

    def span(self, range: lsp.Range) -> Span:
        """The span of a range, whichever of its ends comes first."""
        from filterlang.text.source import Span

        start, end = sorted((self.offset(range.start), self.offset(range.end)))
        return Span(start, end)

    def range(self, span: Span) -> lsp.Range:
        """The range of a span."""
        return range_of(self.source, span, self.encoding)

    def text_edits(self, edits: Iterable[Edit]) -> list[lsp.TextEdit]:
        """Edits of the document as the protocol has them."""
        return [lsp.TextEdit(self.range(edit.span), edit.text) for edit in edits]

    def located(self, position: lsp.Position) -> LocatedFilter | None:
        """The filter at a position, and the offset in its text."""
        located = self.document.view_at(self.offset(position))
        return None if located is None else LocatedFilter(self, *located)

    def views_in(self, range: lsp.Range) -> list[FilterView]:
        """The filters that a range touches."""
        wanted = self.span(range)
        spans = [(view, self.document.span_of(view)) for view in self.document.views]
        return [view for view, span in spans if span.touches(wanted)]

    def change(self, changes: Sequence[lsp.TextDocumentContentChangeEvent], version: int | None) -> None:
        """Applies the changes that the client has made, one after the other."""
        self.version = version
        pending: list[Edit] = []
        for change in changes:
            if isinstance(change, lsp.TextDocumentContentChangeWholeDocument):
                pending.clear()
                self._apply([_edit(0, len(self.source.text), change.text)])
                continue
            span = self.span(change.range)
            if pending and span.end >= pending[-1].span.start:  # its range counts the text that the last edits have made
                self._apply(pending)
                pending = []
                span = self.span(change.range)
            pending.append(_edit(span.start, span.end, change.text))
        self._apply(pending)

    def _apply(self, edits: list[Edit]) -> None:
        if edits:
            self.document = self.document.changed(edits)


def range_of(source: Source, span: Span, encoding: Encoding) -> lsp.Range:
    """The range of a span of a text."""
    start, end = (lsp.Position(*source.position_from_0(offset, encoding)) for offset in (span.start, span.end))
    return lsp.Range(start, end)


def _edit(start: int, end: int, text: str) -> Edit:
    from filterlang.text.edits import Edit
    from filterlang.text.source import Span

    return Edit(Span(start, end), text)


class LocatedFilter:
    """A filter of an open document and an offset in its text."""

    def __init__(self, opened: OpenDocument, view: FilterView, offset: int) -> None:
        self.opened: OpenDocument = opened
        self.view: FilterView = view
        self.offset: int = offset

    def span(self, span: Span) -> Span:
        """The place in the document of a span of the filter's text."""
        return self.opened.document.span(self.view, span)

    def range(self, span: Span) -> lsp.Range:
        """The range in the document of a span of the filter's text."""
        return self.opened.range(self.span(span))


def encoding_of(kind: lsp.PositionEncodingKind | str | None) -> Encoding:
    """The unit of columns that was negotiated."""
    return cast("Encoding", kind.value if isinstance(kind, lsp.PositionEncodingKind) else kind or "utf-16")
