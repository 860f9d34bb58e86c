r"""Reading string literals that hold escapes, holes and indentation into the parts of a filter.

Owns the invariant that a literal is read from its source text, from left to right: each language says only how it escapes,
where its holes are, and which indentation it removes.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
import re

from filterlang.hosts.decoding import LiteralReader
from filterlang.hosts.embedded import Hole, Part
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

Encode = Callable[[str], str | None]
LINE_BREAK = re.compile(r"\r\n|\r|\n")


class PartsReader:
    """Collects the parts of one literal: stretches of text, with holes between them."""

    def __init__(self, host: str, encode: Encode | None) -> None:
        self._host = host
        self._encode = encode
        self._parts: list[Part] = []
        self._reader: LiteralReader | None = None

    def exact(self, start: int, end: int) -> None:
        """Reads characters that stand for themselves."""
        if start < end:
            self._open().exact(start, end)

    def escape(self, start: int, end: int, text: str) -> None:
        """Reads a spelling that stands for another text, as a whole."""
        if text:
            self._open().escape(start, end, text)

    def hole(self, hole: Hole) -> None:
        """Reads a hole."""
        self._close()
        self._parts.append(hole)

    def parts(self, at: int) -> tuple[Part, ...]:
        """The parts that were read; an empty literal stands ``at`` an offset of the host."""
        self._close()
        return tuple(self._parts) or (LiteralReader(self._host).decoded(self._encode, at),)

    def _open(self) -> LiteralReader:
        self._reader = self._reader or LiteralReader(self._host)
        return self._reader

    def _close(self) -> None:
        if self._reader is not None:
            self._parts.append(self._reader.decoded(self._encode))
            self._reader = None


@dataclass(frozen=True, slots=True)
class Escapes:
    """How a kind of literal escapes.

    Every match of ``pattern`` stands for the text that ``meaning`` gives, piece by piece where it gives several. A match
    without a meaning stands for itself.
    """

    pattern: re.Pattern[str]
    meaning: Callable[[re.Match[str]], str | Iterable[tuple[int, int, str]] | None]

    def read(self, reader: PartsReader, host: str, start: int, end: int) -> None:
        """Reads the host from ``start`` to ``end``, where no hole is."""
        for match in self.pattern.finditer(host, start, end):
            meaning = self.meaning(match)
            if meaning is not None:
                reader.exact(start, match.start())
                start = match.end()
                for piece in [(match.start(), start, meaning)] if isinstance(meaning, str) else meaning:
                    reader.escape(*piece)
        reader.exact(start, end)


def literal(host: str, content: Span, escapes: Escapes, encode: Encode | None, holes: Iterable[Hole] = ()) -> tuple[Part, ...]:
    """The parts of a literal without removed indentation; ``content`` is between its quotes, ``holes`` are in order."""
    return lines_literal(host, [content], escapes, encode, holes)


def lines_literal(
    host: str,
    lines: Iterable[Span],
    escapes: Escapes,
    encode: Encode | None,
    holes: Iterable[Hole] = (),
    *,
    continued: Container[int] = (),
    keeps_breaks: bool = False,
) -> tuple[Part, ...]:
    """The parts of a literal of which only some spans of its lines are kept.

    A line feed stands between each two of them, or, where the language ``keeps_breaks``, the file's own line break; nothing
    stands after a line whose end is one of ``continued``.
    """
    reader = PartsReader(host, encode)
    waiting = iter(holes)
    hole = next(waiting, None)
    end, at = -1, 0
    for line in lines:
        start = line.start
        if end < 0:
            at = start
        elif end not in continued:
            match = LINE_BREAK.search(host, end, start) if keeps_breaks else None
            reader.escape(end, start, "\n" if match is None else match[0])
        while hole is not None and hole.end <= line.end:
            escapes.read(reader, host, start, hole.start)
            reader.hole(hole)
            start = hole.end
            hole = next(waiting, None)
        escapes.read(reader, host, start, line.end)
        end = line.end
    return reader.parts(at)


def lines_of(host: str, content: Span, holes: Iterable[Hole] = ()) -> Iterator[Span]:
    """Yields the lines of a literal without their line breaks. A line break inside of a hole is none of the literal's."""
    spans = iter(holes)
    hole = next(spans, None)
    start = content.start
    for match in LINE_BREAK.finditer(host, content.start, content.end):
        while hole is not None and hole.end <= match.start():
            hole = next(spans, None)
        if hole is None or match.start() < hole.start:
            yield Span(start, match.start())
            start = match.end()
    yield Span(start, content.end)


def indentation(host: str, line: Span, white: str | None = None) -> int:
    """How many white-space characters a line begins with; ``white`` are those that the language counts."""
    text = host[line.start : line.end]
    return len(text) - len(text.lstrip(white))


def quoting(names: Mapping[str, str], beyond: Callable[[str], str | None]) -> Encode:
    """Returns a function that writes a text between quotes: some characters by their names, the others as ``beyond`` says.

    ``beyond`` is called for characters that are not printable; for one that cannot be written, it returns None.
    """

    def encode(text: str) -> str | None:
        pieces: list[str] = []
        for character in text:
            piece = names.get(character) or (character if character.isprintable() else beyond(character))
            if piece is None:
                return None
            pieces.append(piece)
        return "".join(pieces)

    return encode


def utf16_escape(character: str) -> str:
    r"""A character as ``\u`` escapes of its UTF-16 code units, as Java, Kotlin and C# read them."""
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{int.from_bytes(units[at : at + 2], 'big'):04x}" for at in range(0, len(units), 2))


def utf16_text(escapes: Iterable[str]) -> str:
    """The text of code units, each written as four hexadecimal digits."""
    return b"".join(bytes.fromhex(digits) for digits in escapes).decode("utf-16-be", "surrogatepass")
