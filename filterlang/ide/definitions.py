"""The places that the text at an offset is defined at: of the value of a pair, the condition that names its key.

Owns the invariant that a definition is a place of the same document.
"""

from __future__ import annotations

from collections.abc import Iterator

from filterlang.ide.editor_document import EditorDocument
from filterlang.ide.filter_view import FilterView
from filterlang.semantics.conditions import Condition
from filterlang.semantics.pairs import groups
from filterlang.text.source import Span


def definition(document: EditorDocument, offset: int) -> list[Span]:
    """The places in a document that define the text at an offset."""
    found = document.view_at(offset)
    return [] if found is None else [document.span(found[0], span) for span in _keys(*found)]


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
