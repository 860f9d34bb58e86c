"""The places that define the text at an offset: the filter or the value that a name is given, the key of a pair's value.

Owns the invariant that a definition is a place of the same document.
"""

from __future__ import annotations

from collections.abc import Iterator

from filterlang.hosts.documents import UnparsedError
from filterlang.hosts.named_values import values_at
from filterlang.ide.editor_document import EditorDocument
from filterlang.ide.filter_view import FilterView
from filterlang.semantics.conditions import Condition
from filterlang.semantics.pairs import groups
from filterlang.text.source import Span


def definition(document: EditorDocument, offset: int) -> list[Span]:
    """The places in a document that define the text at an offset."""
    located = document.view_at(offset)
    hole = None if located is None else _hole_at(document, located[0], offset)
    if hole is not None:
        return _values(document, offset if hole.start < offset < hole.end else hole.start)
    if located is not None and (keys := list(_keys(*located))):
        return [document.span(located[0], span) for span in keys]
    literals = [document.span_of(view) for view in document.views]
    return [place for place in _values(document, offset) if any(place.contains(literal) for literal in literals)]


def _hole_at(document: EditorDocument, view: FilterView, offset: int) -> Span | None:
    """The place in the document of the hole of a filter at an offset."""
    places = (document.span(view, hole.span) for hole in (view.embedded.holes if view.embedded is not None else ()))
    return next((place for place in places if place.start <= offset <= place.end), None)


def _values(document: EditorDocument, offset: int) -> list[Span]:
    """The places of the values that the name at an offset is given."""
    try:
        return values_at(document.source, document.language, offset)
    except (UnparsedError, ImportError):
        return []


def _keys(view: FilterView, offset: int) -> Iterator[Span]:
    """Yields the places of the keys that the value of a pair at an offset stands under."""
    analysis = view.analysis
    at = view.analysed_offset(offset)
    values = [each for each in analysis.conditions if each.is_value and each.node.span.start <= at <= each.node.span.end]
    for conjunction in analysis.conditions if values else ():
        if conjunction.node.operator == "and" and values[-1] in conjunction.parts:
            yield from (view.span(key.node.arguments[-1].span) for key in _keys_beside(conjunction, values[-1]))


def _keys_beside(conjunction: Condition, value: Condition) -> Iterator[Condition]:
    """Yields the conditions on keys that describe one pair with a condition on a value."""
    family = value.pair.family if value.pair is not None else ""
    for group in groups(conjunction.parts, family):
        if value in group:
            yield from (part for part in group if part.opens_pair)
