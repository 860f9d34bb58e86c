"""The spans that an editor marks around the cursor: matching brackets, the halves of a pair, the same field elsewhere.

Owns the invariant that the spans are in order, do not overlap and lie in the text, and that the cursor is at one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from filterlang.ide.filter_tokens import PUNCTUATION, FilterTokens, tokens_of
from filterlang.ide.pair_members import pair_members
from filterlang.ide.placed_nodes import NodeRole, PlacedNode, placed_nodes
from filterlang.syntax.recovery.tokens import STRING
from filterlang.syntax.tree import List
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView
    from filterlang.semantics.conditions import Condition


_MOST = 1_000
"""Highlights for a place; of more, those that are nearest to it."""


class HighlightKind(StrEnum):
    """How a highlighted span relates to the cursor's."""

    TEXT = "text"
    """It belongs to the same construct, or says the same."""
    READ = "read"
    """A value, which stands under a key."""
    WRITE = "write"
    """A key, which says what the values belong to."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """A span of the filter's text to mark."""

    span: Span
    kind: HighlightKind = HighlightKind.TEXT


def highlights(view: FilterView, offset: int) -> list[Highlight]:
    """The spans that belong together with the token at an offset, in order; none where there is no token."""
    tokens = tokens_of(view)
    number = tokens.number_at(offset)
    if number is None:
        return []
    token = tokens[number]
    placed = placed_nodes(view)
    node = placed.get(token.analysed)
    related: Iterable[Highlight] = ()
    if token.kind in PUNCTUATION or number in {pair.operator for pair in tokens.brackets}:
        related = map(Highlight, _brackets(tokens, number))
    elif node is not None and node.role is NodeRole.VALUE and node.condition.pair is not None:
        related = _pair(view, node.condition)
    elif node is not None and node.role is not NodeRole.OPERATOR:
        related = map(Highlight, _same(view, placed.values(), node))
    nearest = sorted(related, key=lambda highlight: abs(highlight.span.start - token.span.start))[:_MOST]
    return _apart([*nearest, Highlight(token.span)])


def linked(view: FilterView, offset: int) -> list[Span]:
    """The texts between the quotes of equal keys, for an editor that changes all of them while one is typed.

    Only where the cursor is in a key that is written in the same way more than once: the same key under other quotes or with
    escapes is left alone, and so is one that the program fills in. Empty where there is nothing to link.
    """
    tokens = tokens_of(view)
    number = tokens.number_at(offset)
    if number is None or tokens[number].kind != STRING or tokens[number].holes:
        return []
    token = tokens[number]
    placed = placed_nodes(view)
    node = placed.get(token.analysed)
    if node is None or not node.is_key or not token.span.start < offset < token.span.end:
        return []
    equal = [
        other.span
        for other in tokens
        if other.text == token.text and not other.holes and _is_key_of(placed.get(other.analysed), node)
    ]
    closed = len(token.text) > 2 and token.text[0] == token.text[-1]
    return [Span(span.start + 1, span.end - 1) for span in equal] if closed and len(equal) > 1 else []


def _is_key_of(node: PlacedNode | None, key: PlacedNode) -> bool:
    return node is not None and node.is_key and node.field is key.field


def _brackets(tokens: FilterTokens, number: int) -> Iterator[Span]:
    """The operator and the brackets that a token belongs to; with a comma, the other commas between them."""
    for pair in tokens.brackets:
        commas = pair.commas if number in pair.commas else ()
        if commas or number in (pair.operator, pair.opener, pair.closer):
            yield from (tokens[part].span for part in (pair.operator, pair.opener, pair.closer, *commas) if part is not None)
            return


def _pair(view: FilterView, condition: Condition) -> Iterator[Highlight]:
    """The keys and the values of a pair."""
    for member in pair_members(view).get(condition, ()):
        kind = HighlightKind.WRITE if member.is_key else HighlightKind.READ
        for argument in member.node.arguments[1:]:
            for literal in argument.items if isinstance(argument, List) else (argument,):
                yield Highlight(view.span(literal.span), kind)


def _same(view: FilterView, nodes: Iterable[PlacedNode], node: PlacedNode) -> Iterator[Span]:
    """The same field elsewhere; of a value, the equal values of the same field."""
    by_name = node.role is NodeRole.FIELD and node.field is not None
    for other in nodes:
        if other.role is node.role and other.field is node.field and (by_name or other.node == node.node):
            yield view.span(other.node.span)


def _apart(highlights: Iterable[Highlight]) -> list[Highlight]:
    """The highlights in order, without those that overlap another, and each span once."""
    distinct: dict[Span, Highlight] = {}
    for highlight in highlights:
        if len(highlight.span):
            distinct.setdefault(highlight.span, highlight)
    result: list[Highlight] = []
    for highlight in sorted(distinct.values(), key=lambda each: each.span):
        if not result or result[-1].span.end <= highlight.span.start:
            result.append(highlight)
    return result
