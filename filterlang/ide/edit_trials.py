"""Tries edits of a document before they are offered.

Owns the invariant that edits are offered only if the edited document has the filters that are expected, and no more or worse
findings than before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from filterlang.ide.editor_document import EditorDocument
from filterlang.ide.filter_view import FilterView
from filterlang.text.edits import Edit, apply


def edited(document: EditorDocument, edits: Iterable[Edit], texts: Mapping[FilterView, str | None]) -> EditorDocument | None:
    """The document after edits; None where they would not be right.

    ``texts`` are the expected texts of the filters that change; None for a filter that is not in the document any more.
    """
    after = document.changed(edits)
    changed = [(texts.get(view, view.text), _identity(view)) for view in document.views]
    expected = [(text, identity) for text, identity in changed if text is not None]
    if [(view.text, _identity(view)) for view in after.views] != expected or _is_worse(after, document):
        return None
    return after


def edits_of_filter(document: EditorDocument, view: FilterView, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Edits of a filter's text as edits of the document; none where nothing changes, or they would not be right."""
    edits = tuple(edits)
    text = apply(view.text, edits)
    written = document.edits(view, edits)
    if not written or text == view.text or edited(document, written, {view: text}) is None:
        return ()
    return written


def _identity(view: FilterView) -> tuple[object, ...]:
    """What stays the same of a filter, whatever its text becomes."""
    embedded = view.embedded
    return () if embedded is None else (embedded.kind, embedded.language, embedded.grounds, len(embedded.holes))


def _is_worse(after: EditorDocument, before: EditorDocument) -> bool:
    """Whether a document has more findings than another, or more errors."""
    errors = [sum(finding.diagnostic.is_error for finding in document.findings) for document in (after, before)]
    return len(after.findings) > len(before.findings) or errors[0] > errors[1]
