"""Groups the lines of a text into filters, by the rules in ``splitting``.

Owns the invariant that every line is in one filter at most, and only comments and empty lines are in none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
import re

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LONG_STRING = re.compile(
    r"""^[ \t]*\#[^\r\n]* | (?P<string>"(?:[^"\\]|\\.){0,500}+"(?=\s*[,)\]]) | '[^']{0,500}+'(?=\s*[,)\]]))""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
"""A comment of the file, or a string that is followed by a comma or a closing bracket: it may continue over lines."""
_PIECE = re.compile(
    r"""
    "(?:[^"\\\r\n]|\\.)*+"? | '[^'\r\n]*+'? | [“”„‟«»][^“”„‟«»\r\n]*+[“”„‟«»]?
  | (?P<open>[(\[{（［｛]) | (?P<close>[)\]}）］｝]) | (?P<comma>[,，])
    """,
    re.VERBOSE,
)
_ENDS_WITH_JOINT = re.compile(
    r"""(?:[(\[{（［｛,，=<>!~|&+:]|(?<![\w.])(?:and|or|not|in|like|is|contains|between))\Z""", re.IGNORECASE
)
_BEGINS_WITH_JOINT = re.compile(r"[)\]}）］｝,，=<>!~|&]|(?:and|or)(?![\w.(])", re.IGNORECASE)
_LOGICAL_CALL = re.compile(r"(?:and|or)\s+\(", re.IGNORECASE)
_CALL = re.compile(r"[A-Za-z_]\w*\(")
_SQL = re.compile(r"(?:select|with|insert|update|delete)\s+(?!\()", re.IGNORECASE)
_FENCE = "```"


@dataclass
class _OpenFilter:
    """A filter whose end is not known yet; ``until`` names its end where brackets do not count."""

    start: int
    end: int
    depth: int = 0
    ends_with_joint: bool = False
    until: str = ""  # "blank" for SQL, or the fence of a fenced block

    def extent(self) -> tuple[int, int, bool]:
        return self.start, self.end, self.depth == 0


def _on_one_line(match: re.Match[str]) -> str:
    """Returns a string with its line ends replaced, so that its length stays the same."""
    return re.sub(r"[\r\n]", "_", match[0]) if match["string"] else match[0]


def extents(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yields the start and end of each filter of a text, and whether its brackets are closed."""
    current: _OpenFilter | None = None
    for match in _LINE.finditer(_LONG_STRING.sub(_on_one_line, text)):
        line = match[0].strip()
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        if current is not None and not _continues(current, line, indented=start > match.start()):
            yield current.extent()
            current = None
        if not line or (current is None and line.startswith("#")):
            continue
        if current is None:
            current = _OpenFilter(
                start, start, until=_FENCE if line.startswith(_FENCE) else "blank" if _SQL.match(line) else ""
            )
        elif current.until == _FENCE and line.startswith(_FENCE):
            current.until = ""
        current.end = start + len(line)
        current.depth += sum((piece.lastgroup == "open") - (piece.lastgroup == "close") for piece in _PIECE.finditer(line))
        current.ends_with_joint = _ENDS_WITH_JOINT.search(line) is not None
    if current is not None:
        yield current.extent()


def _continues(current: _OpenFilter, line: str, *, indented: bool) -> bool:
    """Returns whether a line continues the filter before it."""
    if current.until:
        return current.until != "blank" or bool(line)
    if not line:
        return current.depth > 0
    if current.ends_with_joint:
        return True
    if current.depth > 0:
        return indented or not _CALL.match(line)
    return _BEGINS_WITH_JOINT.match(line) is not None and not (_LOGICAL_CALL.match(line) and _has_comma(line))


def _has_comma(line: str) -> bool:
    """Returns whether there is a comma directly inside the first bracket of a line, as in a call."""
    depth = 0
    for piece in _PIECE.finditer(line):
        depth += (piece.lastgroup == "open") - (piece.lastgroup == "close")
        if piece.lastgroup == "comma" and depth == 1:
            return True
    return False
