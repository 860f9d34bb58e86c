"""What an editor shows for the place under the mouse: an operator, a field, a value, a pair, a condition, a hole, a finding.

Owns the invariant that the first line is short and that nothing of the filter is read as Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator

from filterlang.ide.conditions_in_words import words_of
from filterlang.ide.filter_tokens import PUNCTUATION, FilterTokens, tokens_of
from filterlang.ide.hovers_of_findings import finding_blocks
from filterlang.ide.hovers_of_holes import hole_blocks
from filterlang.ide.hovers_of_names import field_blocks, operator_blocks
from filterlang.ide.hovers_of_values import key_blocks, value_blocks
from filterlang.ide.pair_members import pair_members
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


_MOST_LINES = 16
"""The number of lines up to which the meaning of a filter is shown in full."""


def hover(view: FilterView, offset: int) -> Hover | None:
    """What there is to know of the place at an offset; None where there is nothing."""
    tokens = tokens_of(view)
    number = tokens.number_at(offset)
    span = Span(offset, offset) if number is None else _span(tokens, number, offset)
    findings = list(finding_blocks(view, span))
    blocks = [] if number is None else _blocks(view, tokens, number, span, reported=bool(findings))
    shown = [block for block in blocks if not any(block in finding for finding in findings)]
    return Hover(span, "\n\n".join(shown + findings)) if shown or findings else None


def _span(tokens: FilterTokens, number: int, offset: int) -> Span:
    """The span of a token, or of the hole in it that the offset is at."""
    token = tokens[number]
    return next((hole for hole in token.holes if hole.start <= offset < hole.end), token.span)


def _blocks(view: FilterView, tokens: FilterTokens, number: int, span: Span, *, reported: bool) -> Iterator[str]:
    """The paragraphs on a token: what it is, then what its condition means."""
    token = tokens[number]
    if span in token.holes:
        yield from hole_blocks(view, span)
        return
    nodes = placed_nodes(view)
    if token.kind in PUNCTUATION:
        yield from _in_words(view, _condition_of(tokens, number, nodes))
        return
    placed = nodes.get(token.analysed)
    name = token.text if token.text in OPERATORS else idea_of(token.text)
    if name in OPERATORS and (placed is None or placed.role is NodeRole.OPERATOR):
        meaning = _in_words(view, None if placed is None else placed.condition)
        yield from operator_blocks(token.text, OPERATORS[name], meaning, reported=reported)
    elif placed is not None and placed.role is NodeRole.FIELD:
        yield from _of_field(view, token.text.strip("\"'"), placed, reported=reported)
    elif placed is not None and placed.role is NodeRole.VALUE and not view.is_filled(token.analysed):
        yield from value_blocks(view, placed)
        yield from _in_words(view, placed.condition)


def _of_field(view: FilterView, word: str, placed: PlacedNode, *, reported: bool) -> Iterator[str]:
    """The paragraphs on what a condition compares: a field, or a key that is written in its place."""
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


def _in_words(view: FilterView, condition: Condition | None) -> Iterator[str]:
    """What a condition means, with the others of its pair, as a sentence or a list."""
    words = "" if condition is None else words_of(view, pair_members(view).get(condition, [condition]))
    if not words:
        return
    first, *rest = words.split("\n")
    if rest:
        first = f"{first} {rest.pop(0).strip()}"
    left = len(rest) - _MOST_LINES
    lines = [with_code(first), *map(_list_item, rest[:_MOST_LINES]), *([f"- … and {left} more lines"] if left > 0 else [])]
    yield "\n".join(lines)


def _list_item(line: str) -> str:
    """A line of a description as an item of a list in Markdown."""
    text = line.lstrip(" ")
    indent = len(line) - len(text) - 4
    return f"{' ' * max(indent, 0)}- {with_code(text.removeprefix('- '))}"
