"""The limits of YAML's grammar: texts with more lines than it can count are read in pieces, and those too deep not at all.

Owns the invariant that a piece begins with an entry and ends before the next line that is indented less than its first one.
"""

from __future__ import annotations

from collections.abc import Iterator
import re

from filterlang.hosts.decoding import LiteralReader, joined
from filterlang.text.source import Source

MOST_LINES = 32_000
"""Lines of the longest text that the grammar reads: its scanner counts them in 16 bits."""
MOST_LEVELS = 200
"""Indented levels of a text that is parsed: from 255 on, the grammar writes beyond its memory."""
_MARKERS = re.compile(r"^ *(?=[^ \r\n])(?:[-?:][ \t]+|[&!]\S*[ \t]+)*", re.MULTILINE)
_MARKER = re.compile(r"[-?:](?=[ \t])")
_ENTRY = re.compile(r"^( *)(?:- |[\w\"'][^\n]*:(?:[ \r\n]|$)|---)", re.MULTILINE)


def yaml_pieces(source: Source) -> Iterator[Source]:
    """Yields the pieces of a text, each with a map to it."""
    text = source.text
    lines = [0, *(match.end() for match in re.finditer("\n", text))]
    entries = {match.start(): len(match[1]) for match in _ENTRY.finditer(text)}
    first = 0
    while first < len(lines):
        end = _piece_end(lines, entries, first)
        reader = LiteralReader(text)
        reader.exact(lines[first], lines[end] if end < len(lines) else len(text))
        yield joined(source, [reader.decoded(_unchanged, lines[first])], "YAML")[0]
        first = end


def _piece_end(lines: list[int], entries: dict[int, int], first: int) -> int:
    """The line where the next piece begins: the last of the least indented entries in reach, or the first dedented one."""
    own = entries.get(lines[first], 0)
    limit = min(first + MOST_LINES - 1, len(lines))
    indents = [(entries[lines[number]], -number) for number in range(first + 1, limit) if lines[number] in entries]
    dedented = [-number for indent, number in indents if indent < own]
    if dedented:
        return dedented[0]
    return len(lines) if limit == len(lines) else -min(indents, default=(0, -limit))[1]


def is_too_deep(text: str) -> bool:
    """Whether a text has more levels than the grammar can hold."""
    columns: list[int] = []
    for line in _MARKERS.finditer(text):
        indent = len(line[0]) - len(line[0].lstrip(" "))
        while columns and columns[-1] >= indent:
            columns.pop()
        columns += (indent, *(match.start() + 1 for match in _MARKER.finditer(line[0])))
        if len(columns) > MOST_LEVELS:
            return True
    return False


def _unchanged(text: str) -> str:
    return text
