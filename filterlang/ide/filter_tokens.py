"""Cuts a filter in an editor into tokens, and pairs its brackets, however broken the text is.

Owns the invariant that tokens are in the order of the text, do not overlap and lie in it, and that cutting and pairing take
linear time. The tokens of a filter of the language are those of the grammar, those of any other text are those of recovery, so
that they agree with the tree that was analysed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from filterlang.schema.operators import LOGICAL
from filterlang.syntax.lalr import lexemes
from filterlang.syntax.recovery.recovery_findings import Findings
from filterlang.syntax.recovery.tokenizing import tokenize
from filterlang.syntax.recovery.tokens import CLOSE, COMMA, NUMBER, OPEN, STRING, WORD
from filterlang.syntax.syntax_rules import COMMENT as COMMENT_RULE
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView

HOLE, COMMENT = "hole", "comment"
"""The kinds of tokens beside those of recovery."""

_KINDS = {
    "BOOLEAN": WORD, "NULL": WORD, "NAME": WORD, "NUMBER": NUMBER, "STRING": STRING, "COMMA": COMMA,
    "LPAR": OPEN, "LSQB": OPEN, "RPAR": CLOSE, "RSQB": CLOSE,
}  # fmt: skip
"""The kind of token that a terminal of the grammar is."""
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_PLAIN = str.maketrans("（［｛）］｝，", "([{)]},")
PUNCTUATION = frozenset({OPEN, CLOSE, COMMA})
"""The kinds of tokens that separate others."""
_OPERANDS = frozenset({WORD, STRING, NUMBER, CLOSE, HOLE})


@dataclass(frozen=True, slots=True)
class FilterToken:
    """A token of a filter. ``span`` is its place in the filter's text, ``analysed`` in the text with its holes filled.

    ``text`` is that of the filter, with plain brackets for full-width ones. ``holes`` are the spans of the holes in it.
    """

    kind: str
    span: Span
    analysed: Span
    text: str
    holes: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class BracketPair:
    """An opening bracket and the one that closes it, if there is one, as numbers of tokens.

    ``operator`` is the token of the call's operator; None for a list and for parentheses that only group. ``commas`` separate
    its own arguments. ``outer`` is the number of the pair around it. ``end`` is the offset up to which a cursor is inside:
    that of the closing bracket, or of the one that closes a pair around it, or the end of the text.
    """

    opener: int
    closer: int | None
    operator: int | None
    commas: tuple[int, ...]
    outer: int | None
    end: int


class FilterTokens(Sequence[FilterToken]):
    """The tokens of a filter, with its brackets in the order in which they open."""

    def __init__(self, tokens: Iterable[FilterToken], length: int) -> None:
        self._tokens = list(tokens)
        self._starts = [token.span.start for token in self._tokens]
        self.brackets: list[BracketPair] = _paired(self._tokens, length)

    def __len__(self) -> int:
        return len(self._tokens)

    def __getitem__(self, index: int) -> FilterToken:  # type: ignore[override]  # no slices
        return self._tokens[index]

    def __iter__(self) -> Iterator[FilterToken]:
        return iter(self._tokens)

    def number_at(self, offset: int) -> int | None:
        """The number of the token under a cursor: the one that begins there or contains it, or else that ends there.

        Between two tokens that touch, a word, a number, a string or a hole is preferred to punctuation.
        """
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or self._tokens[index].span.end < offset:
            return None
        token = self._tokens[index]
        before = index - 1
        if offset == token.span.start and before >= 0 and self._tokens[before].span.end == offset:
            punctuation = token.kind in PUNCTUATION
            return before if punctuation and self._tokens[before].kind not in PUNCTUATION else index
        return index

    def around(self, offset: int) -> int | None:
        """The number of the innermost pair of brackets that a cursor stands in; None outside of all."""
        innermost = None
        for number, pair in enumerate(self.brackets):
            if self._tokens[pair.opener].span.end > offset:
                break
            if offset <= pair.end:
                innermost = number
        return innermost

    def last_inside(self, pair: BracketPair) -> int:
        """The number of the last token between two brackets; that of the opening bracket where there is none."""
        if pair.closer is not None:
            return pair.closer - 1
        return max(bisect_left(self._starts, pair.end) - 1, pair.opener)

    def argument(self, pair: BracketPair, offset: int) -> int:
        """The number of the argument, from 0, that a cursor between two brackets stands in."""
        return bisect_right(pair.commas, offset, key=lambda comma: self._tokens[comma].span.end)

    def of_punctuation(self, number: int) -> int | None:
        """The number of the pair that a token is a bracket or a comma of; None for other tokens."""
        pairs = enumerate(self.brackets)
        return next((pair for pair, at in pairs if number in (at.opener, at.closer) or number in at.commas), None)


def tokens_of(view: FilterView) -> FilterTokens:
    """The tokens of a filter. The text that completes a fragment has no tokens."""
    return view.once(_tokens)


def _tokens(view: FilterView) -> FilterTokens:
    return FilterTokens(_placed(view), len(view.text))


def _placed(view: FilterView) -> Iterator[FilterToken]:
    """Yields the tokens by their place in the filter's text; the text that fills a hole is one token."""
    holes = () if view.embedded is None else tuple(hole.span for hole in view.embedded.holes)
    starts = [hole.start for hole in holes]
    end = 0
    for kind, analysed in _cut(view):
        span = view.span(analysed)
        if len(span) == 0 or span.start < end:
            continue
        end = span.end
        first = bisect_right(starts, span.start) - 1
        if first >= 0 and holes[first].start <= span.start and span.end <= holes[first].end:
            end = holes[first].end
            yield FilterToken(HOLE, holes[first], analysed, view.text[holes[first].start : end], (holes[first],))
            continue
        inside = tuple(hole for hole in holes[first + 1 : bisect_right(starts, span.end - 1)] if hole.end <= span.end)
        text = view.text[span.start : span.end]
        yield FilterToken(kind, span, analysed, text.translate(_PLAIN) if kind in PUNCTUATION else text, inside)


def _cut(view: FilterView) -> Iterator[tuple[str, Span]]:
    """The kind and the place of each token of the text with its holes filled."""
    parsed = view.analysis.parsed
    text = parsed.source.text
    if not parsed.findings:
        yield from ((_KINDS[terminal], Span(start, end)) for terminal, start, end in lexemes(text))
        return
    comments = [(COMMENT, finding.span) for finding in parsed.findings if finding.rule is COMMENT_RULE]
    words = [(token.kind, Span(token.start, token.end)) for token in tokenize(text, Findings(text))]
    yield from sorted(comments + words, key=lambda token: token[1])


def _paired(tokens: Sequence[FilterToken], length: int) -> list[BracketPair]:
    """The pairs of brackets, in the order in which they open. A bracket that nothing closes ends with the one around it."""
    openers: list[int] = []
    outer: list[int | None] = []
    closers: dict[int, int] = {}  # by the number of the pair
    ends: dict[int, int] = {}
    commas: list[list[int]] = []
    stack: list[int] = []
    waiting = dict.fromkeys(_CLOSING.values(), 0)
    for number, token in enumerate(tokens):
        if token.kind == OPEN:
            outer.append(stack[-1] if stack else None)
            stack.append(len(openers))
            openers.append(number)
            commas.append([])
            waiting[_CLOSING[token.text]] += 1
        elif token.kind == CLOSE and waiting.get(token.text):
            while True:
                pair = stack.pop()
                closing = _CLOSING[tokens[openers[pair]].text]
                waiting[closing] -= 1
                ends[pair] = token.span.start
                if closing == token.text:
                    closers[pair] = number
                    break
        elif token.kind == COMMA and stack:
            commas[stack[-1]].append(number)
    return [
        BracketPair(
            opener, closers.get(pair), _operator(tokens, opener), tuple(commas[pair]), outer[pair], ends.get(pair, length)
        )
        for pair, opener in enumerate(openers)
    ]


def _operator(tokens: Sequence[FilterToken], opener: int) -> int | None:
    """The operator before an opening parenthesis. Behind an operand, as in ``status in (…)``, the word is infix."""
    word = tokens[opener - 1] if opener else None
    if tokens[opener].text != "(" or word is None or word.kind not in (WORD, HOLE):
        return None
    before = tokens[opener - 2] if opener > 1 else None
    infix = before is not None and before.kind in _OPERANDS and before.text.lower() not in LOGICAL
    return None if infix else opener - 1
