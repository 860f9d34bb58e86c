"""The text that an editor shows under the mouse: on an operator, a field, a value, a pair, a condition, a hole, a finding.

Owns the invariant that the first line is short and that nothing of the filter is read as Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator

from filterlang.ide.conditions_in_words import meaning
from filterlang.ide.filter_tokens import PUNCTUATION, FilterTokens, tokens_of
from filterlang.ide.hovers_of_findings import finding_blocks
from filterlang.ide.hovers_of_holes import hole_blocks
from filterlang.ide.hovers_of_names import field_blocks, operator_blocks
from filterlang.ide.hovers_of_values import key_blocks, value_blocks
from filterlang.ide.placed_nodes import NodeRole, PlacedNode, placed_nodes
from filterlang.schema.operators import OPERATORS
from filterlang.semantics.resolving import meant_by
from filterlang.syntax.spellings import idea_of
from filterlang.text.frozen import dataclass
from filterlang.text.safe_markdown import with_code
from filterlang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from filterlang.ide.filter_view import FilterView
    from filterlang.semantics.conditions import Condition


@dataclass(frozen=True, slots=True)
class Hover:
    """A text in Markdown for a span of the filter."""

    span: Span
    markdown: str


def hover(view: FilterView, offset: int) -> Hover | None:
    """The description of the token at an offset and of its findings; None where there is nothing to describe."""
    tokens = tokens_of(view)
    number = tokens.number_at(offset)
    span = Span(offset, offset) if number is None else _span(tokens, number, offset)
    findings = list(finding_blocks(view, span))
    blocks = findings if number is None else [*_blocks(view, tokens, number, span, reported=bool(findings)), *findings]
    return Hover(span, "\n\n".join(blocks)) if blocks else None


def _span(tokens: FilterTokens, number: int, offset: int) -> Span:
    """The span of a token, or of the hole in it that the offset is at."""
    token = tokens[number]
    return next((hole for hole in token.holes if hole.start <= offset < hole.end), token.span)


def _blocks(view: FilterView, tokens: FilterTokens, number: int, span: Span, *, reported: bool) -> Iterator[str]:
    """Yields the paragraphs on a token: its own description, then the meaning of its condition."""
    token = tokens[number]
    if span in token.holes:
        yield from hole_blocks(view, span)
        return
    nodes = placed_nodes(view)
    if token.kind in PUNCTUATION:
        yield from _meaning(view, _condition_of(tokens, number, nodes))
        return
    placed = nodes.get(token.analysed)
    name = token.text if token.text in OPERATORS else idea_of(token.text)
    if name in OPERATORS and (placed is None or placed.role is NodeRole.OPERATOR):
        words = _meaning(view, None if placed is None else placed.condition)
        yield from operator_blocks(token.text, OPERATORS[name], words, reported=reported)
    elif placed is not None and placed.role is NodeRole.FIELD:
        yield from _of_field(view, token.text.strip("\"'"), placed, reported=reported)
    elif placed is not None and placed.role is NodeRole.VALUE and not view.is_filled(token.analysed):
        yield from value_blocks(view, placed)
        yield from _meaning(view, placed.condition)


def _of_field(view: FilterView, word: str, placed: PlacedNode, *, reported: bool) -> Iterator[str]:
    """Yields the paragraphs on the compared field, or on a key that is written in its place."""
    subject = placed.condition.subject
    if subject is not None and subject.key and not subject.field:
        yield from key_blocks(view, subject.family, subject.key)
        yield from () if reported else (with_code(meant_by(word, subject)),)
    elif placed.field is not None:
        yield from field_blocks(word, placed.field, subject, reported=reported)


def _condition_of(tokens: FilterTokens, number: int, nodes: Mapping[Span, PlacedNode]) -> Condition | None:
    """The condition that a bracket or a comma belongs to: that of the innermost call around it."""
    around = tokens.of_punctuation(number)
    while around is not None:
        pair = tokens.brackets[around]
        placed = None if pair.operator is None else nodes.get(tokens[pair.operator].analysed)
        if placed is not None:
            return placed.condition
        around = pair.outer
    return None


def _meaning(view: FilterView, condition: Condition | None) -> Iterator[str]:
    words = "" if condition is None else meaning(view, condition)
    if words:
        yield words
