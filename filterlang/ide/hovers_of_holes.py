"""The hover text of a hole: the expression that fills it, and whether its value can change the filter.

Owns the invariant that the expression of the program is shown as code, and that nothing of it runs.
"""

from __future__ import annotations

from collections.abc import Iterator

from filterlang.text.safe_markdown import code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.hosts.embedded import PlacedHole
    from filterlang.ide.filter_view import FilterView
    from filterlang.text.source import Span

_PLACES = {
    "quoted": "Between the quotes of a value", "value": "In the place of a value", "field": "In the place of a field",
    "operator": "In the place of an operator", "list": "In the place of a list, or of items of one",
    "condition": "In the place of a condition", "whole": "In the place of the whole filter",
}  # fmt: skip
"""Where a hole is in the filter, by ``HolePlace``."""


def hole_blocks(view: FilterView, span: Span) -> Iterator[str]:
    """The paragraphs on the hole with a span."""
    placed = next((hole for hole in view.embedded.holes if hole.span == span), None) if view.embedded else None
    if placed is None:
        return
    expression = " ".join(placed.hole.expression.split())
    yield f"Filled in by the program: {code(expression)}" if expression else "Filled in by the program"
    yield f"{_PLACES[placed.place.value]}{f' of {code(placed.field)}' if placed.field else ''}. {_safety(placed)}"


def _safety(placed: PlacedHole) -> str:
    if placed.is_risky:
        return "Not safe: a quote in its value ends the text."
    if placed.hole.safe:
        return "Safe: it is written as one literal."
    return "Its value is read as a part of the filter, whatever it holds."
