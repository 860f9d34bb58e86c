"""The outline of a document: its filters, each with its conditions.

Owns the invariant that the symbols are in order of place, and that each lies in the symbol around it.
"""

from __future__ import annotations

from enum import Enum

from filterlang.hosts.embedded import Grounds
from filterlang.ide.editor_document import EditorDocument
from filterlang.ide.filter_view import FilterView
from filterlang.schema.operators import OPERATORS
from filterlang.semantics.conditions import Condition
from filterlang.text.display import clip
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

_DEEPEST = 20
"""Levels of conditions that an outline shows."""
_LONGEST_NAME = 80
_MOST_READ = 200
"""Characters of a part that are read for its name."""


class SymbolKind(Enum):
    """The kind of part of a filter that a symbol stands for."""

    FILTER = "filter"
    JUNCTION = "junction"
    """A call that joins conditions."""
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A filter or a condition in an outline. ``selection`` is the part of ``span`` that its name stands for."""

    name: str
    detail: str
    kind: SymbolKind
    span: Span
    selection: Span
    children: tuple[Symbol, ...] = ()


def symbols(document: EditorDocument) -> list[Symbol]:
    """The filters of a document, in order; a text that only mentions a filter has no symbol."""
    return [
        _filter(document, view)
        for view in document.views
        if view.embedded is None or view.embedded.grounds is not Grounds.MENTION
    ]


def _filter(document: EditorDocument, view: FilterView) -> Symbol:
    """The symbol of a filter: in a text of filters only, named by the filter, elsewhere by the place that it stands in."""
    span = document.span_of(view)
    text = clip(" ".join(view.text[:_MOST_READ].split()), _LONGEST_NAME)
    where = view.embedded.where if view.embedded is not None and view.embedded.language != "filter" else ""
    name, detail = (clip(where, _LONGEST_NAME), text) if where else (text, "")
    return Symbol(name or "filter", detail, SymbolKind.FILTER, span, span, _conditions(document, view))


def _conditions(document: EditorDocument, view: FilterView) -> tuple[Symbol, ...]:
    """The symbols of the conditions of a filter: those in its outermost ``and``, or else the only one."""
    conditions = view.analysis.conditions
    depths = {id(condition): 0 for condition in conditions[:1]}
    for condition in conditions:
        depths.update((id(part), depths[id(condition)] + 1) for part in condition.parts)
    made: dict[int, Symbol] = {}
    for condition in reversed(conditions):
        if depths[id(condition)] <= _DEEPEST:
            parts = tuple(made[id(part)] for part in condition.parts if id(part) in made)
            if (symbol := _condition(document, view, condition, parts)) is not None:
                made[id(condition)] = symbol
    outermost = [made[id(condition)] for condition in conditions[:1] if id(condition) in made]
    is_and = bool(outermost) and conditions[0].node.operator == "and"
    return outermost[0].children if is_and else tuple(outermost)


def _condition(document: EditorDocument, view: FilterView, condition: Condition, parts: tuple[Symbol, ...]) -> Symbol | None:
    """The symbol of a condition; None for one that does not stand in the filter, but in what completes it."""
    span = view.span(condition.node.span)
    if not len(span):
        return None
    place = document.span(view, span)
    kind = SymbolKind.JUNCTION if condition.joins else SymbolKind.CONDITION
    name = clip(_name(view, condition), _LONGEST_NAME)
    return Symbol(name or "condition", "", kind, place, place, parts)


def _name(view: FilterView, condition: Condition) -> str:
    """A condition as people write comparisons: ``latency > 10``."""
    node = condition.node
    operator = OPERATORS.get(node.operator)
    if condition.joins or operator is None or len(node.arguments) != 2:
        return node.operator if condition.joins else _text(view, node.span)
    sign = operator.name if operator.python.isidentifier() or not operator.python else operator.python
    subject, value = (_text(view, argument.span) for argument in node.arguments)
    return f"{subject} {sign} {value}"


def _text(view: FilterView, analysed: Span) -> str:
    """The text of a part of a filter as it is written, on one line."""
    span = view.span(analysed)
    return " ".join(view.text[span.start : span.end][:_MOST_READ].split())
