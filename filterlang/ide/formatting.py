"""Formats the filters of a document where they stand.

Owns the invariant that a formatted filter reads back with the meaning that it had, and that a filter with errors stays.
"""

from __future__ import annotations

from collections.abc import Callable

from filterlang.hosts.documents import UnparsedError
from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.ide.editor_document import EditorDocument
from filterlang.lint.file_texts import FileText
from filterlang.lint.fixing_files import every_filter, format_text
from filterlang.text.edits import Edit
from filterlang.text.source import Span


def formatting(document: EditorDocument, width: int) -> tuple[Edit, ...]:
    """The edits that format all filters, to lines of at most ``width`` columns where a filter may have several lines."""
    return _formatted(document, width, every_filter)


def range_formatting(document: EditorDocument, span: Span, width: int) -> tuple[Edit, ...]:
    """The edits that format the filters which a span of the document touches."""

    def is_touched(filter: EmbeddedFilter) -> bool:
        return filter.span.touches(span)

    return _formatted(document, width, is_touched)


def _formatted(document: EditorDocument, width: int, wanted: Callable[[EmbeddedFilter], bool]) -> tuple[Edit, ...]:
    try:
        return format_text(
            FileText(document.source.text), document.source.name, document.language, width, wanted=wanted
        ).edits  # fmt: skip
    except (UnparsedError, ImportError):
        return ()
