"""The fenced blocks of a Markdown document, and the lines between them.

Owns the invariant that a document is read once, line by line: in lists and quotes, in the tabs of MDX, and in the deepest of
these alike. A block's lines stand without the marks and the indentation of what the block is in.
"""

from __future__ import annotations

from collections.abc import Iterator
import re

from filterlang.text.frozen import dataclass

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_OPENING = re.compile(r"((?:[ \t]|>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))*)(`{3,}(?=[^`\r\n]*(?:[\r\n]|\Z))|~{3,})([^\r\n]*)")
_MARKER = re.compile(r"[-*+]|\d{1,9}[.)]")
_QUOTE = re.compile(r"[ \t]*>")
_NAME = re.compile(r"\{?[ \t]*[.]?([\w+#-]+)")
_DIRECTIVES = frozenset({"code-cell", "code-block", "code", "sourcecode", "highlight"})
_TAB = 4


@dataclass(frozen=True, slots=True)
class FencedBlock:
    """A fenced block: the name of its language, and its lines, each from where its content begins to behind its line end."""

    language: str
    lines: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Container:
    """The surroundings of a fence: how many quotes, the width of the indentation, and whether it begins the item of a list."""

    quotes: int
    width: int
    is_item: bool


def blocks(text: str, start: int = 0) -> Iterator[FencedBlock | tuple[int, int]]:
    """Yields the fenced blocks of a text, and the start and end of each line that is in none, from an offset on."""
    opening: re.Match[str] | None = None
    container = _Container(0, 0, False)
    lines: list[tuple[int, int]] = []
    for line in _LINE.finditer(text, start):
        if opening is not None:
            begin = _content(text, line.start(), line.end(), container)
            if begin is not None and not _closes(text[begin : line.end()], opening[2]):
                lines.append((begin, line.end()))
                continue
            yield FencedBlock(language_name(opening[3]), tuple(lines))
            opening = None
            if begin is not None:
                continue
        opening = _OPENING.match(text, line.start(), line.end())
        if opening is None:
            yield line.span()
        else:
            container, lines = _container(opening[1]), []
    if opening is not None:
        yield FencedBlock(language_name(opening[3]), tuple(lines))


def language_name(info: str) -> str:
    """The language of a fence: ``py`` in ``py title="a.py"``, ``{.py .numberLines}``, ``{code-block} py`` and ``py:a.py``."""
    for name in _NAME.finditer(info.replace("}", " ")):
        if name[1] not in _DIRECTIVES:
            return name[1].lower()
    return ""


def _container(prefix: str) -> _Container:
    quotes = prefix.count(">")
    indent = prefix.rpartition(">")[2]
    if quotes:
        indent = indent.removeprefix(" ")
    return _Container(quotes, len(indent.expandtabs(_TAB)), _MARKER.search(indent) is not None)


def _content(text: str, start: int, end: int, container: _Container) -> int | None:
    """Where the content of a line begins; None for a line that is outside of the container."""
    for _ in range(container.quotes):
        mark = _QUOTE.match(text, start, end)
        if mark is None:
            return None
        start = mark.end()
    if container.quotes and text[start : start + 1] == " ":
        start += 1
    column = 0
    while column < container.width and text[start : start + 1] in (" ", "\t"):
        column += 1 if text[start] == " " else _TAB - column % _TAB
        start += 1
    return None if container.is_item and column < container.width and text[start:end].strip() else start


def _closes(line: str, fence: str) -> bool:
    """Whether a line closes a fence."""
    mark = line.strip()
    return len(mark) >= len(fence) and not mark.strip(fence[0]) and len(line) - len(line.lstrip(" ")) < _TAB
