"""Texts that Python makes of others: by ``.format``, ``%``, ``Template``, ``.replace``, ``dedent`` and ``strip``.

Owns the invariant that the rest of a text keeps its place in the file, and that a text which is written into it is escaped for
the template.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
import re
from textwrap import dedent
from typing import TYPE_CHECKING

from filterlang.hosts.embedded import Decoded
from filterlang.hosts.readers.open_quotes import open_quote
from filterlang.text.alignment import Stretch
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_FORMAT_FIELD = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}!:]*)(?P<conversion>![rsa])?(?::(?P<spec>(?:[^{}]|\{[^{}]*\})*))?\}")
_PERCENT_FIELD = re.compile(r"%(?:\((?P<name>[^()]*)\))?[-+# 0]*[\d*]*(?:\.[\d*]+)?[hlL]?(?P<verb>[a-zA-Z%])")
_DOLLAR_FIELD = re.compile(r"\$(?:\$|(?P<name>[a-zA-Z_]\w*)|\{(?P<braced>[a-zA-Z_]\w*)\})", re.ASCII)


@dataclass(frozen=True, slots=True)
class CodeHole:
    """A hole whose place in the filter is not yet known. Its value is safe between quotes, or as a whole value, or neither."""

    start: int
    end: int
    expression: str
    safe_in_quotes: bool = False
    safe_as_value: bool = False
    joiner: str | None = None
    node: Node | None = None


Piece = Decoded | CodeHole
Transform = Callable[[list[Piece]], list[Piece]]
Filling = Callable[[str, str, Span], CodeHole]
"""The hole of a template's field: from the field's name, its format with the conversion, and its place."""


class _Rewriting:
    """One literal that is written anew from left to right: ranges kept, changed or made holes."""

    def __init__(self, literal: Decoded, escape: Callable[[str], str]) -> None:
        write = literal.encode
        self._encode: Callable[[str], str | None] | None = None if write is None else lambda text: write(escape(text))
        self._literal = literal
        self._starts = [stretch[2] for stretch in literal.stretches]
        self._texts: list[str] = []
        self._stretches: list[Stretch] = []
        self._length = 0
        self.pieces: list[Piece] = []

    def keep(self, start: int, end: int) -> None:
        if start < end:
            for first, last, low, high, exact in self._cut(start, end):
                self._add(first, last, self._literal.text[low:high], exact=exact)

    def change(self, start: int, end: int, text: str) -> None:
        if text:
            span = self.span(start, end)
            self._add(span.start, span.end, text, exact=False)

    def hole(self, hole: CodeHole) -> None:
        self.close()
        self.pieces.append(hole)

    def close(self) -> list[Piece]:
        """Ends the run of text; returns all pieces."""
        if self._texts:
            self.pieces.append(Decoded("".join(self._texts), tuple(self._stretches), self._encode))
            self._texts, self._stretches, self._length = [], [], 0
        return self.pieces

    def span(self, start: int, end: int) -> Span:
        """The place in the host of a range that is not empty."""
        stretches = list(self._cut(start, end))
        return Span(stretches[0][0], stretches[-1][1])

    def _add(self, start: int, end: int, text: str, *, exact: bool) -> None:
        self._stretches.append((start, end, self._length, self._length + len(text), exact))
        self._texts.append(text)
        self._length += len(text)

    def _cut(self, start: int, end: int) -> Iterator[Stretch]:
        """Yields the stretches of a range, with the offsets of the whole text."""
        for at in range(bisect_right(self._starts, start) - 1, bisect_left(self._starts, end)):
            first, last, begin, stop, exact = self._literal.stretches[at]
            low, high = max(start, begin), min(end, stop)
            if last - first == stop - begin:
                yield first + low - begin, last - (stop - high), low, high, exact
            else:
                yield first, last, low, high, exact


def _filled(
    pieces: Iterable[Piece],
    pattern: re.Pattern[str],
    escape: Callable[[str], str],
    replace: Callable[[re.Match[str], Span], str | CodeHole],
) -> list[Piece]:
    """The pieces with every match of a pattern replaced."""
    filled: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, CodeHole):
            filled.append(piece)
            continue
        rewriting = _Rewriting(piece, escape)
        position = 0
        for match in pattern.finditer(piece.text):
            rewriting.keep(position, match.start())
            replacement = replace(match, rewriting.span(match.start(), match.end()))
            if isinstance(replacement, str):
                rewriting.change(match.start(), match.end(), replacement)
            else:
                rewriting.hole(replacement)
            position = match.end()
        rewriting.keep(position, len(piece.text))
        filled += rewriting.close()
    return filled


def formatted(pieces: Iterable[Piece], fill: Filling) -> list[Piece]:
    """A template of ``str.format``. Fields without a name are numbered."""
    number = 0

    def replace(match: re.Match[str], span: Span) -> str | CodeHole:
        nonlocal number
        if match["name"] is None:
            return match[0][0]
        name = match["name"]
        if not name:
            name, number = str(number), number + 1
        return fill(name, f"{match['conversion'] or ''}:{match['spec'] or ''}", span)

    return _filled(pieces, _FORMAT_FIELD, lambda text: text.replace("{", "{{").replace("}", "}}"), replace)


def percent_formatted(pieces: Iterable[Piece], fill: Filling) -> list[Piece]:
    """A template of the ``%`` operator. Directives without a name are numbered."""
    number = 0

    def replace(match: re.Match[str], span: Span) -> str | CodeHole:
        nonlocal number
        if match["verb"] == "%":
            return "%"
        name = match["name"]
        if name is None:
            name, number = str(number), number + 1
        return fill(name, "!r:" if match["verb"] == "r" else f":{match['verb']}".replace(":s", ":"), span)

    return _filled(pieces, _PERCENT_FIELD, lambda text: text.replace("%", "%%"), replace)


def dollar_formatted(pieces: Iterable[Piece], fill: Filling) -> list[Piece]:
    """A template of ``string.Template``."""

    def replace(match: re.Match[str], span: Span) -> str | CodeHole:
        name = match["name"] or match["braced"]
        return "$" if name is None else fill(name, ":", span)

    return _filled(pieces, _DOLLAR_FIELD, lambda text: text.replace("$", "$$"), replace)


def replaced(pieces: Iterable[Piece], old: str, new: str | Filling) -> list[Piece]:
    """A text in which ``str.replace`` puts another text, or a hole, for each ``old``."""
    return _filled(
        pieces, re.compile(re.escape(old)), str, lambda _, span: new if isinstance(new, str) else new(old, ":", span)
    )


def dedented(pieces: Sequence[Piece]) -> list[Piece]:
    """A text without the white space that all its lines begin with, as ``textwrap.dedent`` gives it."""
    text = "".join("{}" if isinstance(piece, CodeHole) else piece.text for piece in pieces)
    lines = ((before, after) for before, after in zip(text.split("\n"), dedent(text).split("\n"), strict=True) if after)
    margin = next((before[: len(before) - len(after)] for before, after in lines), "")
    kept: list[Piece] = []
    for index, piece in enumerate(pieces):
        if isinstance(piece, CodeHole):
            kept.append(piece)
            continue
        before = r"(?:\A|\n)" if index == 0 else r"\n"
        behind = r"(?=\n|\Z)" if index == len(pieces) - 1 else r"(?=\n)"
        kept += _without(rf"{before}(?:[ \t]+{behind}|{margin})", piece, margin)
    return kept


def _without(indentation: str, piece: Decoded, margin: str) -> list[Piece]:
    """A text without the indentation of its lines, each of which belongs to the line break before it."""
    rewriting = _Rewriting(piece, lambda text: text.replace("\n", f"\n{margin}"))
    position = 0
    for match in re.finditer(indentation, piece.text):
        rewriting.keep(position, match.start())
        rewriting.change(match.start(), match.end(), "\n" * match[0].startswith("\n"))
        position = match.end()
    rewriting.keep(position, len(piece.text))
    return rewriting.close()


def stripped(pieces: Sequence[Piece]) -> list[Piece]:
    """A text without the white space around it."""
    kept = list(pieces)
    for index, strip in ((0, str.lstrip), (-1, str.rstrip)):
        if kept and isinstance(piece := kept[index], Decoded):
            rest = strip(piece.text)
            start = len(piece.text) - len(rest) if index == 0 else 0
            rewriting = _Rewriting(piece, str)
            rewriting.keep(start, start + len(rest))
            kept[index : index + 1 or None] = rewriting.close()
    return kept


def with_quotes_read(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, bool]]:
    """Yields each piece, and whether it begins inside of a quoted value of the filter."""
    quote = ""
    for piece in pieces:
        yield piece, bool(quote)
        if isinstance(piece, Decoded):
            quote = open_quote(piece.text, quote)
