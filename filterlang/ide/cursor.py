"""The place of a cursor in a filter, finished or not: the word or string that is typed there, and the brackets around it.

Owns the invariant that a cursor is found without parsing, in time linear in the text, and that its span lies in the text and
contains it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
import re
from typing import NamedTuple

from filterlang.syntax.strings import unescape
from filterlang.text.source import Span

CALL, WORD, STRING, OPEN, CLOSE, COMMA, SYMBOL, OTHER = range(8)
"""The kinds of pieces. A number is a word, and so is a hole; a comparison may be one piece where the cursor is not in it."""

_STRING = r""""(?:[^"\\]|\\.)*+"|'[^']*+'"""
_LITERAL = rf"(?:{_STRING}|[\w.+-]+)"
_VALUE = rf"(?:{_LITERAL}|\[(?:{_LITERAL}|[\s,])*+\])"
_CALL = rf"[A-Za-z_]\w*+\s*+\(\s*+(?:[\w.]++\s*+,\s*+{_VALUE}|{_STRING})\s*+\)"
_LEFT_OPEN = r"""["'][^"'()\n\\]*+(?=\)\s*+,\s*+\w++\s*+\()"""
"""A string whose other quote is missing, since a further call of a filter follows."""
_PIECE = rf"""([\w.$-]+)|({_STRING}|{_LEFT_OPEN}|"(?:[^"\\]|\\.)*+\\?|'[^']*+)|([(\[{{])|([)\]}}])|(,)|([<>=!~:]+|[&|]+)|(\S)"""
_PIECES = re.compile(_PIECE, re.DOTALL)
_PIECES_AND_CALLS = re.compile(f"({_CALL})|{_PIECE}", re.DOTALL)
_CLOSED = re.compile(_STRING, re.DOTALL)
_BALANCED = re.compile(rf"(?:[^\"']|{_STRING})*+", re.DOTALL)
_UNFINISHED = re.compile(r"[^,()\[\]{}\"'\n]*")
"""The text behind a cursor in a string without its second quote that still reads as the content of the string."""
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class Piece(NamedTuple):
    """A token of a text that may be broken, or a call of tokens."""

    kind: int
    start: int
    end: int
    text: str


class OpenBracket:
    """A bracket that is open at the cursor, as the number of its piece, with the commas in it before the cursor."""

    __slots__ = ("commas", "opener", "separator", "text")

    def __init__(self, opener: int, text: str) -> None:
        self.opener: int = opener
        self.text: str = text
        self.separator: int = opener
        """The number of the piece that the argument at the cursor begins behind."""
        self.commas: int = 0


class TextCursor:
    """A cursor in a text. ``span`` holds the text that is typed at the cursor: a word, the content of a string, or nothing.

    ``quote`` is the quote of the string that the cursor stands in, or empty; ``is_closed`` is whether that string has its other
    quote. ``before`` are the pieces before the span, ``brackets`` those that are open there, the text as a whole first.
    """

    def __init__(self, text: str, offset: int, holes: Sequence[Span]) -> None:
        self.text: str = text
        self.offset: int = offset
        self.span: Span = Span(offset, offset)
        self.quote: str = ""
        self.is_closed: bool = False
        self.before: list[Piece] = []
        self.touched: Piece | None = None
        """The word at the cursor, or the string that begins there."""
        self._holes: Sequence[Span] = holes
        self._read()
        self.brackets: list[OpenBracket] = _open_brackets(self.before)

    def _read(self) -> None:
        """Reads the pieces before the cursor, and the piece at the cursor."""
        position = 0
        for piece in pieces(self.text, self._holes, calls=True):
            position = piece.start
            if piece.end >= self.offset:
                break
            self.before.append(piece)
            position = piece.end
        for piece in pieces(self.text, self._holes, position):
            if piece.start >= self.offset:
                self._touch(piece)
                return
            if piece.end >= self.offset and self._holds(piece):
                return
            self.before.append(piece)

    def _touch(self, piece: Piece) -> None:
        """Takes a word or a string that begins at the cursor as the typed text."""
        if piece.start == self.offset and (piece.kind == WORD or (piece.kind == STRING and _is_closed(piece))):
            self.touched, self.span = piece, Span(piece.start, piece.end)

    def _holds(self, piece: Piece) -> bool:
        """Whether the cursor stands in a piece, or at the end of a word; then the piece is the typed text."""
        if piece.kind == WORD:
            self.touched, self.span = piece, Span(piece.start, piece.end)
            return True
        closed = _is_closed(piece)
        if piece.kind != STRING or (closed and piece.end == self.offset):
            return False
        rest = _UNFINISHED.match(self.text, self.offset)
        end = rest.end() if rest is not None else self.offset
        if closed and (self._is_balanced(piece.end) or not self._is_balanced(end)):
            end = piece.end - 1
        else:
            closed = False
        self.quote, self.is_closed = piece.text[0], closed
        self.span = Span(piece.start + 1, end)
        return True

    def _is_balanced(self, start: int) -> bool:
        """Whether every string from an offset on is closed."""
        match = _BALANCED.match(self.text, start)
        return match is not None and match.end() == len(self.text)

    @property
    def typed(self) -> str:
        """The part of the span before the cursor."""
        return self.text[self.span.start : self.offset]

    @property
    def typed_text(self) -> str:
        """The text that is typed, with the escapes of a string decoded; an unfinished escape is left out."""
        if self.quote != '"':
            return self.typed
        backslashes = len(self.typed) - len(self.typed.rstrip("\\"))
        return unescape(self.typed[:-1] if backslashes % 2 else self.typed)

    @property
    def token(self) -> Span:
        """The span, with the quotes around it."""
        return Span(self.span.start - bool(self.quote), self.span.end + self.is_closed)

    def behind(self, *, calls: bool = False) -> Iterator[Piece]:
        """Yields the pieces behind the typed text; with ``calls``, each comparison is one piece."""
        return pieces(self.text, self._holes, self.token.end, calls=calls)

    @cached_property
    def next(self) -> Piece | None:
        """The piece behind the typed text; None at the end."""
        return next(self.behind(), None)

    @property
    def argument(self) -> list[Piece]:
        """The pieces of the argument at the cursor that stand before the span."""
        return self.before[self.brackets[-1].separator + 1 :]

    def outer_argument(self, depth: int = 1) -> list[Piece]:
        """The pieces, before the innermost bracket, of the argument that the bracket is in."""
        outer, inner = self.brackets[-depth - 1], self.brackets[-depth]
        return self.before[outer.separator + 1 : inner.opener]


def cursor_at(text: str, offset: int, holes: Sequence[Span] = ()) -> TextCursor | None:
    """The cursor at an offset of a text; None where it stands in a hole, at one, or in a string with one."""
    offset = min(max(offset, 0), len(text))
    if any(hole.start <= offset <= hole.end for hole in holes):
        return None
    cursor = TextCursor(text, offset, holes)
    token = cursor.token
    return None if any(hole.touches(token) for hole in holes) else cursor


def pieces(text: str, holes: Sequence[Span], start: int = 0, *, calls: bool = False) -> Iterator[Piece]:
    """Yields the pieces of a text from an offset on; each hole outside of strings is a word.

    With ``calls``, a comparison with a literal is one piece: that is quicker.
    """
    remaining = iter(holes)
    hole = next(remaining, None)
    end = start
    for match in (_PIECES_AND_CALLS if calls else _PIECES).finditer(text, start):
        begin = match.start()
        if begin < end:
            continue
        while hole is not None and hole.end <= begin:
            hole = next(remaining, None)
        if hole is not None and hole.start == begin:
            end = hole.end
            yield Piece(WORD, begin, end, text[begin:end])
        else:
            end = match.end()
            yield Piece((match.lastindex or OTHER) - calls, begin, end, match[0])


def _is_closed(piece: Piece) -> bool:
    return _CLOSED.fullmatch(piece.text) is not None


def _open_brackets(row: Sequence[Piece]) -> list[OpenBracket]:
    """The brackets that are open behind some pieces; a closing bracket that closes none of them is passed over."""
    result = [OpenBracket(-1, "")]
    waiting = dict.fromkeys(_CLOSING.values(), 0)
    for number, piece in enumerate(row):
        if piece.kind == OPEN:
            result.append(OpenBracket(number, piece.text))
            waiting[_CLOSING[piece.text]] += 1
        elif piece.kind == COMMA:
            result[-1].separator = number
            result[-1].commas += 1
        elif piece.kind == CLOSE and waiting[piece.text]:
            closed = ""
            while closed != piece.text:
                closed = _CLOSING[result.pop().text]
                waiting[closed] -= 1
    return result
