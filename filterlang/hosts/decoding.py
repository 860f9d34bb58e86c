"""Puts decoded texts together, stretch by stretch for a literal and part by part for a filter, and cuts them.

Owns the invariant that the stretches cover the whole text, in order.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from filterlang.hosts.embedded import HOLE, Decoded, Hole, Part
from filterlang.text.alignment import Stretch
from filterlang.text.source import Literal, OffsetMap, Source, Span


class LiteralReader:
    r"""Collects the text of one literal while it is read from the host, from left to right.

    >>> reader = LiteralReader('a\\"b')
    >>> reader.exact(0, 1); reader.escape(1, 3, '"'); reader.exact(3, 4); reader.decoded().text
    'a"b'
    """

    def __init__(self, host: str) -> None:
        self._host = host
        self._texts: list[str] = []
        self._stretches: list[Stretch] = []
        self._length = 0

    def exact(self, start: int, end: int) -> None:
        """Reads characters that stand for themselves."""
        if start < end:
            self._add(start, end, self._host[start:end], exact=True)

    def escape(self, start: int, end: int, text: str) -> None:
        """Reads a spelling that stands for another text, as a whole. A spelling that stands for nothing is passed over."""
        if text:
            self._add(start, end, text, exact=False)

    def _add(self, start: int, end: int, text: str, *, exact: bool) -> None:
        self._stretches.append((start, end, self._length, self._length + len(text), exact))
        self._texts.append(text)
        self._length += len(text)

    def decoded(self, encode: Callable[[str], str | None] | None = None, at: int = 0) -> Decoded:
        """The literal that was read; an empty one stands ``at`` an offset of the host."""
        return Decoded("".join(self._texts), tuple(self._stretches) or ((at, at, 0, 0, True),), encode)


def of_lines(host: str, lines: Sequence[tuple[int, int]], encode: Callable[[str], str | None]) -> Decoded:
    """The text of some lines, each from where it begins to behind its line end.

    The marks, the indentation and the lines between two of them belong to the line break before.
    """
    reader = LiteralReader(host)
    for index, (start, end) in enumerate(lines):
        following = lines[index + 1][0] if index + 1 < len(lines) else end
        line = host[start:end]
        last = start + len(line.rstrip("\r\n")) if following > end else end
        reader.exact(start, last)
        reader.escape(last, following, host[last:end])
    return reader.decoded(encode, lines[0][0] if lines else 0)


def joined(host: Source, parts: Iterable[Part], name: str = "filter") -> tuple[Source, list[tuple[Hole, Span]]]:
    """The text of some parts with its map to their host, and the holes with their spans in that text."""
    texts: list[str] = []
    literals: list[Literal] = []
    holes: list[tuple[Hole, Span]] = []
    length = 0
    for part in parts:
        if isinstance(part, Hole):
            holes.append((part, Span(length, length + len(HOLE))))
            texts.append(HOLE)
            literals.append(Literal(((part.start, part.end, length, length + len(HOLE), False),)))
        else:
            texts.append(part.text)
            literals.append(Literal(_shifted(part.stretches, length), part.encode))
        length += len(texts[-1])
    return Source("".join(texts), name, OffsetMap(host, literals)), holes


def cut(part: Decoded, start: int, end: int) -> Iterator[Decoded]:
    """Yields the piece of a literal with a range of its text, unless that is empty. An escape is taken whole."""
    if start < end:
        first = bisect_right(part.stretches, start, key=lambda stretch: stretch[3])
        last = bisect_left(part.stretches, end, key=lambda stretch: stretch[2])
        stretches = tuple(
            (
                host + max(start - low, 0) * exact,
                host_end - max(high - end, 0) * exact,
                max(low, start) - start,
                min(high, end) - start,
                exact,
            )
            for host, host_end, low, high, exact in part.stretches[first:last]
        )
        yield Decoded(part.text[start:end], stretches, part.encode)


def begins_json(text: str) -> bool:
    """Whether a text begins as a JSON object or list does."""
    return text.lstrip()[:1] in ("{", "[")


def text_between(text: str, start: int, end: int) -> Decoded:
    """A text that the host puts between two items of a list, which stands where the list separates them."""
    return Decoded(text, ((start, end, 0, len(text), False),))


def _shifted(stretches: Iterable[Stretch], by: int) -> Iterable[Stretch]:
    return tuple((start, end, first + by, last + by, exact) for start, end, first, last, exact in stretches)
