"""Texts and places in them.

Owns the invariant that an offset is a count of Unicode code points. Lines, columns, offsets in other encodings and places in
the file that a text was read from are worked out once, at the edge.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
import re

from filterlang.text.frozen import dataclass
from filterlang.text.lazy import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Literal as OneOf

    from filterlang.text.alignment import Alignment, Stretch
    from filterlang.text.encoded_offsets import EncodedOffsets

    Encoding = OneOf["utf-8", "utf-16", "utf-32"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The half-open range ``[start, end)`` of code points."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def cover(self, other: Span) -> Span:
        """The smallest span that holds both."""
        return Span(min(self.start, other.start), max(self.end, other.end))

    def contains(self, other: Span) -> bool:
        """Whether another span lies in this one; both may be the same."""
        return self.start <= other.start and other.end <= self.end

    def touches(self, other: Span) -> bool:
        """Whether the spans overlap, or one ends where the other begins."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True)
class Source:
    r"""A filter's text, and the name a person knows it by (a file, or ``filter``).

    A text that was decoded from a string literal of a file has a ``map`` to that file. Its own offsets and positions are
    those of the decoded text; ``in_file`` gives the file and the place there.

    A line ends with ``\n``, ``\r\n`` or ``\r``. Offsets, lines and columns count code points (``utf-32``) unless an encoding
    is given: ``utf-16`` code units, as most editors count, or ``utf-8`` bytes.

    >>> source = Source('eq(name, "\U0001f600")\nor')
    >>> source.position(12), source.position_from_0(12, "utf-16"), source.encoded_offset(12, "utf-8")
    ((1, 13), (0, 13), 15)
    >>> source.offset_from_0(0, 13, "utf-16")
    12
    """

    text: str
    name: str = "filter"
    map: OffsetMap | None = None

    def position(self, offset: int, encoding: Encoding = "utf-32") -> tuple[int, int]:
        """Line and column of an offset, both from 1, as people count."""
        line, column = self.position_from_0(offset, encoding)
        return line + 1, column + 1

    def position_from_0(self, offset: int, encoding: Encoding = "utf-32") -> tuple[int, int]:
        """Line and column of an offset, both from 0, as the language server protocol counts."""
        line = bisect_right(self._line_starts, offset) - 1
        start = self._line_starts[line]
        return line, self.encoded_offset(offset, encoding) - self.encoded_offset(start, encoding)

    def offset(self, line: int, column: int, encoding: Encoding = "utf-32") -> int:
        """The offset of a line and a column, both from 1."""
        return self.offset_from_0(line - 1, column - 1, encoding)

    def offset_from_0(self, line: int, column: int, encoding: Encoding = "utf-32") -> int:
        """The offset of a line and a column, both from 0.

        A column behind the line's text is its end, a line behind the last is the end of the text, and a column inside a
        character is its start. Raises ``ValueError`` for negative numbers.
        """
        if line < 0 or column < 0:
            raise ValueError(f"there is no line {line} and column {column}")
        if line >= len(self._line_starts):
            return len(self.text)
        span = self.line_span(line + 1)
        return min(self.decoded_offset(self.encoded_offset(span.start, encoding) + column, encoding), span.end)

    def encoded_offset(self, offset: int, encoding: Encoding) -> int:
        """How many bytes (``utf-8``) or code units the text before an offset takes."""
        encoded = self._encoded(encoding)
        return offset if encoded is None else encoded.units_before(offset)

    def decoded_offset(self, units: int, encoding: Encoding) -> int:
        """The offset of the character that has the byte or code unit with this number, from 0; at most the text's length."""
        encoded = self._encoded(encoding)
        return min(units, len(self.text)) if encoded is None else encoded.offset_of(units)

    def line_span(self, line: int) -> Span:
        """The span of a line (from 1), without its line end."""
        starts = self._line_starts
        end = starts[line] if line < len(starts) else len(self.text)
        while end > starts[line - 1] and self.text[end - 1] in "\r\n":
            end -= 1
        return Span(starts[line - 1], end)

    def in_file(self, span: Span) -> tuple[Source, Span]:
        """The file that the text was read from, through all hosts, and the place of a span there.

        A text without a map is its own file.
        """
        source = self
        while (map := source.map) is not None:
            source, span = map.host, map.to_host(span)
        return source, span

    def from_file(self, span: Span) -> Span:
        """The span of the text that a span of the file stands for: the way back of ``in_file``."""
        maps: list[OffsetMap] = []
        source = self
        while (map := source.map) is not None:
            maps.append(map)
            source = map.host
        for map in reversed(maps):
            span = map.to_text(span)
        return span

    @lazy
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", self.text))]

    def _encoded(self, encoding: Encoding) -> EncodedOffsets | None:
        """The offsets in an encoding; None where they are those of the code points."""
        if encoding == "utf-32" or self.text.isascii():
            return None
        if encoding not in self._encodings:
            from filterlang.text.encoded_offsets import EncodedOffsets

            self._encodings[encoding] = EncodedOffsets(self.text, encoding)
        return self._encodings[encoding]

    @lazy
    def _encodings(self) -> dict[str, EncodedOffsets]:
        return {}


class Literal:
    """A string literal of a host, or a part of one: the stretches its text is read from, and how text is written into it.

    ``stretches`` are ``(host start, host end, text start, text end, exact)``, in order. An exact stretch stands for the text
    character for character; any other, such as an escape, only as a whole. The host between two stretches, such as a continued
    line, stands for no text. Indentation that the host removes belongs to the stretch of the line break before it, so that an
    edit which removes the break removes the indentation too. A literal without text has one empty stretch.

    ``encode`` writes a text as the host spells it inside this literal, and returns None for a text that cannot stand there. A
    literal without ``encode``, such as the hole of a template, cannot be edited.
    """

    def __init__(self, stretches: Iterable[Stretch], encode: Callable[[str], str | None] | None = None) -> None:
        self.stretches: tuple[Stretch, ...] = tuple(stretches)
        self.encode = encode

    @lazy
    def alignment(self) -> Alignment:
        """How the host corresponds to the text, within this literal."""
        from filterlang.text.alignment import Alignment

        return Alignment(self.stretches)


class OffsetMap:
    """Where a text that was decoded from a host stands in it: the host, and the literals in the order of their texts.

    The literals cover the whole text. The host may itself have been decoded from another host.
    """

    def __init__(self, host: Source, literals: Iterable[Literal]) -> None:
        self.host = host
        self.literals: tuple[Literal, ...] = tuple(literals)

    @lazy
    def _alignment(self) -> Alignment:
        from filterlang.text.alignment import Alignment

        return Alignment(stretch for literal in self.literals for stretch in literal.stretches)

    @lazy
    def _starts(self) -> list[int]:
        return [literal.stretches[0][2] for literal in self.literals]

    @property
    def span(self) -> Span:
        """The span of the host from the beginning of the first literal's text to the end of the last one's."""
        return Span(self.literals[0].stretches[0][0], self.literals[-1].stretches[-1][1])

    def to_host(self, span: Span) -> Span:
        """The place in the host of a span of the text; of an empty one, the place after the character before it."""
        return Span(*self._alignment.back(span.start, span.end))

    def to_text(self, span: Span) -> Span:
        """The span of the text that a span of the host stands for. Places outside of the literals count as their edges."""
        return Span(*self._alignment.forward(span.start, span.end))

    def literals_of(self, span: Span) -> list[Literal]:
        """The literals in which a span of the text can be edited: none for a span across a join, two for an insertion there."""
        first = bisect_right(self._starts, span.start) - 1
        last = bisect_left(self._starts, span.end) - 1
        if len(span):
            return [self.literals[first]] if first == last else []
        return [self.literals[index] for index in dict.fromkeys((last, first)) if index >= 0]
