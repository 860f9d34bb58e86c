"""The spans that a growing selection takes: a word, its string, the argument, the call, the arguments around it.

Owns the invariant that each span contains the cursor and is larger than the one before.
"""

from __future__ import annotations

from collections.abc import Iterator
import re

from filterlang.ide.filter_tokens import PUNCTUATION, BracketPair, FilterToken, FilterTokens, tokens_of
from filterlang.syntax.recovery.tokens import STRING
from filterlang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView

_MOST_CALLS = 100
"""Calls that a selection grows through before it takes the whole filter: clients read the ranges recursively."""
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"""(\\*["'])(.*)\1""", re.DOTALL)


def selections(view: FilterView, offset: int) -> list[Span]:
    """The spans that a selection at an offset grows through, the innermost first; none in an empty text."""
    spans: list[Span] = []
    for span in _candidates(view, offset):
        if span.start <= offset <= span.end and (not spans or (span.contains(spans[-1]) and span != spans[-1])) and len(span):
            spans.append(span)
    return spans


def _candidates(view: FilterView, offset: int) -> Iterator[Span]:
    tokens = tokens_of(view)
    number = tokens.number_at(offset)
    if number is not None:
        yield from _in_token(tokens[number], offset)
    around, calls = tokens.around(offset), 0
    while around is not None and calls < _MOST_CALLS:
        pair = tokens.brackets[around]
        yield from _in_brackets(tokens, pair, offset)
        around, calls = pair.outer, calls + 1
    text = view.text
    yield Span(len(text) - len(text.lstrip()), len(text.rstrip()))
    yield Span(0, len(text))


def _in_token(token: FilterToken, offset: int) -> Iterator[Span]:
    """The word at an offset, the text between the quotes, and the whole token."""
    for match in _WORD.finditer(token.text):
        span = Span(token.span.start + match.start(), token.span.start + match.end())
        if span.start <= offset <= span.end:
            yield span
            break
    quoted = _QUOTED.fullmatch(token.text) if token.kind == STRING else None
    if quoted is not None:
        yield Span(token.span.start + quoted.start(2), token.span.start + quoted.end(2))
    if token.kind not in PUNCTUATION:
        yield token.span


def _in_brackets(tokens: FilterTokens, pair: BracketPair, offset: int) -> Iterator[Span]:
    """The argument at an offset, all arguments, and the call or the list."""
    last = tokens.last_inside(pair)
    if last > pair.opener:
        edges = [pair.opener, *pair.commas, last + 1]
        slot = tokens.argument(pair, offset)
        first, behind = edges[slot] + 1, edges[slot + 1]
        if first < behind:
            yield Span(tokens[first].span.start, tokens[behind - 1].span.end)
        yield Span(tokens[pair.opener + 1].span.start, tokens[last].span.end)
    closing = last if pair.closer is None else pair.closer
    opening = pair.opener if pair.operator is None else pair.operator
    yield Span(tokens[opening].span.start, tokens[closing].span.end)
