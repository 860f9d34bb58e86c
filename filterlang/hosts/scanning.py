"""Scanning the text of a filter that may be broken and may have holes: its tokens, each with the call or list it is in.

Owns the invariant that a scan takes time linear in the text, and never fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, auto
import re
from typing import NamedTuple

from filterlang.schema.operators import LOGICAL
from filterlang.syntax.spellings import idea_of
from filterlang.text.source import Span


class TokenKind(Enum):
    """The kinds of tokens that a scan tells apart."""

    STRING = auto()
    WORD = auto()
    """A name or a number; also a hole, and a hole with the letters that touch it."""
    OPEN = auto()
    CLOSE = auto()
    COMMA = auto()
    COMPARISON = auto()
    OTHER = auto()


class ScannedToken(NamedTuple):
    """A token, with the numbers of the holes in it."""

    kind: TokenKind
    span: Span
    text: str
    holes: tuple[int, ...] = ()

    @property
    def compares(self) -> bool:
        """Whether the token is an infix comparison: ``=``, ``>``, ``like``, ``contains``."""
        if self.kind is TokenKind.COMPARISON:
            return True
        return self.kind is TokenKind.WORD and not self.holes and idea_of(self.text.lower()) not in ("", *LOGICAL)

    @property
    def joins(self) -> bool:
        """Whether the token is an infix connective: ``and``, ``or``, ``&&``."""
        return self.text.lower() in ("and", "or", "&&", "||", "&", "|")

    @property
    def is_terminated(self) -> bool:
        """Whether a string has its closing quote."""
        return len(self.text) > 1 and self.text[-1] == self.text.lstrip("\\")[0]


class Bracket:
    """A bracket that is open: the operator before it, the number of the argument, and the last name that is compared."""

    __slots__ = ("index", "joins", "opener", "operand", "operator")

    def __init__(self, opener: str = "", operator: str = "", operand: str = "") -> None:
        self.opener: str = opener
        self.operator: str = operator
        self.operand: str = operand
        self.index: int = 0
        self.joins: bool = opener != "[" and (not operator or (idea_of(operator.lower()) or operator) in LOGICAL)
        """Whether conditions stand in it: the top level, a group and ``and(…)``, but no comparison and no list."""

    @property
    def is_unknown(self) -> bool:
        """Whether the operator is none of the language, such as a hole: its arguments tell whether it joins conditions."""
        return not idea_of(self.operator.lower())


_TOKENS = re.compile(
    r"""(?P<STRING>\\(?P<quote>["']).*?\\(?P=quote) | "(?:[^"\\]|\\.)*"? | '[^']*'?)
    | (?P<WORD>[\w.$-]+) | (?P<OPEN>[(\[]) | (?P<CLOSE>[)\]]) | (?P<COMMA>,) | (?P<COMPARISON>[<>=!~:]+)
    | (?P<OTHER>[&|]+|\S)""",
    re.DOTALL | re.VERBOSE,
)


def tokens(text: str, holes: Sequence[Span] = ()) -> list[ScannedToken]:
    """The tokens of a text. Holes and words that touch each other are one token."""
    result: list[ScannedToken] = []
    number = position = 0
    while True:
        match = _TOKENS.search(text, position)
        start = match.start() if match else len(text)
        if number < len(holes) and holes[number].start <= start:
            token = ScannedToken(TokenKind.WORD, holes[number], text[holes[number].start : holes[number].end], (number,))
            number += 1
        elif match is None:
            return result
        else:
            inside = number
            while inside < len(holes) and holes[inside].start < match.end():
                inside += 1
            kind = TokenKind[match.lastgroup or "OTHER"] if match.lastgroup != "quote" else TokenKind.STRING
            token = ScannedToken(kind, Span(start, match.end()), match[0], tuple(range(number, inside)))
            number = inside
        position = token.span.end
        if result and _are_one(result[-1], token):
            first = result.pop()
            token = ScannedToken(
                TokenKind.WORD, first.span.cover(token.span), first.text + token.text, first.holes + token.holes
            )
        result.append(token)


def _are_one(left: ScannedToken, right: ScannedToken) -> bool:
    """Whether two tokens are parts of one word."""
    words = left.kind is TokenKind.WORD and right.kind is TokenKind.WORD
    return words and left.span.end == right.span.start and bool(left.holes or right.holes)


def scan(
    text: str, holes: Sequence[Span] = ()
) -> Iterator[tuple[ScannedToken, ScannedToken | None, ScannedToken | None, Bracket]]:
    """Yields each token with its neighbours and the innermost open bracket around it; a bracket is in its own frame."""
    row = tokens(text, holes)
    stack = [Bracket()]
    for number, token in enumerate(row):
        before = row[number - 1] if number else None
        after = row[number + 1] if number + 1 < len(row) else None
        frame = stack[-1]
        if token.kind is TokenKind.OPEN:
            stack.append(_opened(token, before, frame))
            frame.joins = frame.joins or (stack[-1].operator != "" and frame.opener == "(" and frame.is_unknown)
            yield token, before, after, stack[-1]
            continue
        yield token, before, after, frame
        if token.kind is TokenKind.CLOSE and len(stack) > 1:
            stack.pop()
        elif token.kind is TokenKind.COMMA:
            frame.index += 1
        elif token.kind is TokenKind.WORD and not token.holes and not token.compares and (frame.joins or not frame.index):
            frame.operand = token.text


def _opened(token: ScannedToken, before: ScannedToken | None, frame: Bracket) -> Bracket:
    """The frame of an opening bracket. A list keeps the operator and the operand of the call that it is in."""
    if token.text == "[":
        return Bracket("[", frame.operator, frame.operand)
    called = before is not None and before.kind is TokenKind.WORD and not before.joins
    return Bracket("(", before.text if called and before is not None else "")
