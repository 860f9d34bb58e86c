"""The colours of a filter: what each of its tokens is, by its meaning rather than its spelling.

Owns the invariant that the tokens are in order, do not overlap, and cover every token of the text and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from filterlang.findings.evidence import Severity
from filterlang.ide.filter_tokens import COMMENT, HOLE, FilterToken, tokens_of
from filterlang.ide.placed_nodes import NodeRole, PlacedNode, placed_nodes
from filterlang.schema.dialects import LASTING, RUNS
from filterlang.schema.facts_in_words import refusals_of_every_use
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import OPERATORS
from filterlang.syntax.recovery.tokens import CLOSE, COMMA, JUNK, NUMBER, OPEN, OPERATOR, PLACEHOLDER, RANGE, STRING, WORD
from filterlang.syntax.spellings import idea_of
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView
    from filterlang.schema.types import Field, Operator


class TokenType(StrEnum):
    """The type of a token of a filter."""

    OPERATOR = "operator"
    FIELD = "field"
    STRING = "string"
    NUMBER = "number"
    KEYWORD = "keyword"
    """``true``, ``false`` and ``null``."""
    ENUM_VALUE = "enum value"
    KEY = "key"
    """The key of a pair, such as ``"user_id"``."""
    HOLE = "hole"
    """A part that the program fills in."""
    COMMENT = "comment"
    PUNCTUATION = "punctuation"
    """Brackets and commas, for which the language server protocol has no type."""


class TokenModifier(StrEnum):
    """A further fact about a token, which editors show as strikethrough or in another colour."""

    DEPRECATED = "deprecated"
    """Refused by all that the filter is for, or accepted by v1 only, which ends."""
    UNKNOWN = "unknown"
    """Not a name or a token of the language as it is written, whatever it may be meant for."""


@dataclass(frozen=True, slots=True)
class SemanticToken:
    """A token with its place in the filter's text. It may be longer than a line: a string can hold a line break."""

    span: Span
    type: TokenType
    modifiers: frozenset[TokenModifier] = frozenset()


_NONE: frozenset[TokenModifier] = frozenset()
_DEPRECATED = frozenset({TokenModifier.DEPRECATED})
_UNKNOWN = frozenset({TokenModifier.UNKNOWN})
_KEYWORDS = frozenset({"true", "false", "null"})
_BY_KIND = {
    STRING: (TokenType.STRING, _NONE), NUMBER: (TokenType.NUMBER, _NONE), OPEN: (TokenType.PUNCTUATION, _NONE),
    CLOSE: (TokenType.PUNCTUATION, _NONE), COMMA: (TokenType.PUNCTUATION, _NONE), OPERATOR: (TokenType.OPERATOR, _UNKNOWN),
    RANGE: (TokenType.NUMBER, _UNKNOWN), PLACEHOLDER: (TokenType.HOLE, _UNKNOWN), JUNK: (TokenType.PUNCTUATION, _UNKNOWN),
    HOLE: (TokenType.HOLE, _NONE), COMMENT: (TokenType.COMMENT, _UNKNOWN),
}  # fmt: skip
"""The type of a token by its kind, where no condition determines it."""


def semantic_tokens(view: FilterView) -> list[SemanticToken]:
    """Every token of a filter with its type, in order."""
    return list(_coloured(view))


def _coloured(view: FilterView) -> Iterator[SemanticToken]:
    tokens = tokens_of(view)
    nodes = placed_nodes(view)
    called = {pair.operator for pair in tokens.brackets}
    backends = view.analysis.backends
    for number, token in enumerate(tokens):
        type, modifiers = _of_node(nodes.get(token.analysed), token, backends) or _of_token(token, called=number in called)
        yield from _around_holes(token, type, modifiers)


def _around_holes(token: FilterToken, type: TokenType, modifiers: frozenset[TokenModifier]) -> Iterator[SemanticToken]:
    """The pieces of a token between its holes, and the holes."""
    start = token.span.start
    for hole in token.holes:
        if start < hole.start:
            yield SemanticToken(Span(start, hole.start), type, modifiers)
        yield SemanticToken(hole, TokenType.HOLE)
        start = hole.end
    if start < token.span.end:
        yield SemanticToken(Span(start, token.span.end), type, modifiers)


_Type = tuple[TokenType, frozenset[TokenModifier]]


def _of_node(placed: PlacedNode | None, token: FilterToken, backends: frozenset[str]) -> _Type | None:
    """The type of a token by its role in a condition; None where the kind of the token determines it."""
    if placed is None or token.kind not in (WORD, STRING):
        return None
    if placed.role is NodeRole.OPERATOR:
        return TokenType.OPERATOR, _modifiers(OPERATORS.get(token.text), backends)
    if placed.role is NodeRole.FIELD:
        if token.kind == STRING and placed.field is None:
            return None
        return TokenType.FIELD, _modifiers(FIELDS.get(token.text), backends)
    if token.text in _KEYWORDS:
        return None
    if placed.is_key:
        return TokenType.KEY, _NONE
    if placed.field is not None and placed.field.values:
        known = token.kind == STRING and getattr(placed.node, "value", None) in placed.field.values
        return TokenType.ENUM_VALUE, _NONE if known else _UNKNOWN
    return (TokenType.STRING, _UNKNOWN) if token.kind == WORD else None


def _of_token(token: FilterToken, *, called: bool) -> _Type:
    if token.kind != WORD:
        return _BY_KIND[token.kind]
    if token.text in _KEYWORDS:
        return TokenType.KEYWORD, _NONE
    if called or token.text in OPERATORS or idea_of(token.text):
        return TokenType.OPERATOR, _NONE if token.text in OPERATORS and called else _UNKNOWN
    return (TokenType.FIELD, _NONE if token.text in FIELDS else _UNKNOWN)


def _modifiers(named: Field | Operator | None, backends: frozenset[str]) -> frozenset[TokenModifier]:
    """The modifiers of a name: unknown, or deprecated where no server that the filter is for will go on taking it."""
    if named is None:
        return _UNKNOWN
    known = [refusal for refusal in refusals_of_every_use(named) if refusal.evidence.severity is not Severity.NOTE]
    refusing = frozenset[str]().union(*(refusal.dialects for refusal in known))
    return _DEPRECATED if backends <= refusing or (backends <= RUNS and LASTING in refusing) else _NONE
