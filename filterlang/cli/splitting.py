"""Where each filter of a text begins and ends: a text holds one filter, or several, each beginning on a line of its own.

The rule, in order:

* A text that the language accepts as it is is one filter.
* A filter goes on over lines while a bracket is open, and where a line ends or the next begins with what joins two parts:
  a comma, an operator such as ``=`` or ``&&``, ``and`` or ``or`` between conditions (not the call ``and(…, …)``), or a
  closing bracket.
* A line that begins with a call, at its first column, behind a line that does not ask to go on, begins a filter even if a
  bracket is open: the bracket before it is not closed, and its filter is marked so.
* A string goes on over lines if a comma or a closing bracket follows its closing quote.
* Between filters, empty lines and lines that begin with ``#`` belong to none. SQL and a fenced block go on to their end.
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
"""A comment of the file, or a string as it should be: it may go on over lines."""
_PIECE = re.compile(
    r"""
    "(?:[^"\\\r\n]|\\.)*+"? | '[^'\r\n]*+'? | [“”„‟«»][^“”„‟«»\r\n]*+[“”„‟«»]?
  | (?P<open>[(\[{（［｛]) | (?P<close>[)\]}）］｝]) | (?P<comma>[,，])
    """,
    re.VERBOSE,
)
_ASKS_FOR_MORE = re.compile(
    r"""(?:[(\[{（［｛,，=<>!~|&+:]|(?<![\w.])(?:and|or|not|in|like|is|contains|between))\Z""", re.IGNORECASE
)
_GOES_ON = re.compile(r"[)\]}）］｝,，=<>!~|&]|(?:and|or)(?![\w.(])", re.IGNORECASE)
_LOGICAL_CALL = re.compile(r"(?:and|or)\s+\(", re.IGNORECASE)
_CALL = re.compile(r"[A-Za-z_]\w*\(")
_SQL = re.compile(r"(?:select|with|insert|update|delete)\s+(?!\()", re.IGNORECASE)
_FENCE = "```"


@dataclass(frozen=True)
class Part:
    """Where one filter stands in a text, and whether its brackets are closed."""

    start: int
    end: int
    closed: bool = True


@dataclass
class _Open:
    """A filter whose end is not known yet."""

    start: int
    end: int
    depth: int = 0
    asks_for_more: bool = False
    until: str = ""  # "blank" for SQL, or a fence

    def part(self) -> Part:
        return Part(self.start, self.end, self.depth == 0)


def parts(text: str) -> list[Part]:
    """The filters of a text. A text without any is one empty filter."""
    from filterlang.syntax.lalr import accept

    stripped = text.strip()
    start = len(text) - len(text.lstrip())
    if not stripped or accept(stripped) is not None:
        return [Part(start if stripped else 0, start + len(stripped) if stripped else 0)]
    return list(_parts(text)) or [Part(0, 0)]


def _on_one_line(match: re.Match[str]) -> str:
    """A string without line ends, as long as it was."""
    return re.sub(r"[\r\n]", "_", match[0]) if match["string"] else match[0]


def _parts(text: str) -> Iterator[Part]:
    current: _Open | None = None
    for match in _LINE.finditer(_LONG_STRING.sub(_on_one_line, text)):
        line = match[0].strip()
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        if current is not None and not _belongs(current, line, indented=start > match.start()):
            yield current.part()
            current = None
        if not line or (current is None and line.startswith("#")):
            continue
        if current is None:
            current = _Open(start, start, until=_FENCE if line.startswith(_FENCE) else "blank" if _SQL.match(line) else "")
        elif current.until == _FENCE and line.startswith(_FENCE):
            current.until = ""
        current.end = start + len(line)
        current.depth += sum((piece.lastgroup == "open") - (piece.lastgroup == "close") for piece in _PIECE.finditer(line))
        current.asks_for_more = _ASKS_FOR_MORE.search(line) is not None
    if current is not None:
        yield current.part()


def _belongs(current: _Open, line: str, *, indented: bool) -> bool:
    """Whether a line goes on with the filter before it."""
    if current.until:
        return current.until != "blank" or bool(line)
    if not line:
        return current.depth > 0
    if current.asks_for_more:
        return True
    if current.depth > 0:
        return indented or not _CALL.match(line)
    return _GOES_ON.match(line) is not None and not (_LOGICAL_CALL.match(line) and _has_comma(line))


def _has_comma(line: str) -> bool:
    """Whether the first bracket of a line holds a comma of its own, as a call does."""
    depth = 0
    for piece in _PIECE.finditer(line):
        depth += (piece.lastgroup == "open") - (piece.lastgroup == "close")
        if piece.lastgroup == "comma" and depth == 1:
            return True
    return False
