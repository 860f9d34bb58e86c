r"""String literals of Java: ``"…"``, text blocks and characters.

Owns the invariant that they are read and written as the Java Language Specification says: Unicode escapes first (3.3), then
the indentation of text blocks (3.10.6), then escape sequences (3.10.7).
"""

from __future__ import annotations

import re

from filterlang.hosts.embedded import Part
from filterlang.hosts.readers.literal_parts import (
    Encode, Escapes, indentation, lines_literal, lines_of, literal, quoting, utf16_escape, utf16_text,
)  # fmt: skip
from filterlang.text.source import Span

_NAMED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "s": " ", '"': '"', "'": "'", "\\": "\\"}
_UNICODE = r"\\u+[0-9a-fA-F]{4}"
_BACKSLASH = r"(?:\\u+005[cC]|\\(?!u))"
_ESCAPE = re.compile(
    rf"{_BACKSLASH}(?:(?P<name>[btnfrs\"']|\\u+005[cC]|\\)|(?P<octal>[0-3][0-7]{{0,2}}|[4-7][0-7]?))"
    rf"|(?P<units>\\u+[dD][89abAB][0-9a-fA-F]{{2}}\\u+[dD][c-fC-F][0-9a-fA-F]{{2}}|{_UNICODE})"
)
_WHITE = " \t\f\v\x1c\x1d\x1e\x1f\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u2028\u2029\u205f\u3000"
"""The white space of ``Character.isWhitespace`` that ends no line."""
_OPENING = re.compile(r'"""[ \t\f]*(?:\r\n|\r|\n)')


def java_string(host: str, span: Span) -> tuple[Part, ...]:
    """The parts of a string literal, a text block or a character."""
    opening = _OPENING.match(host, span.start, span.end)
    if opening is None:
        quoted = host[span.start] == '"'
        return literal(host, Span(span.start + 1, span.end - 1), _ESCAPES, java_quoted if quoted else None)
    lines = list(lines_of(host, Span(opening.end(), span.end - 3)))
    significant = [line for line in lines[:-1] if host[line.start : line.end].strip(_WHITE)] + lines[-1:]
    margin = min(indentation(host, line, _WHITE) for line in significant)
    kept: list[Span] = []
    continued: set[int] = set()
    for line in lines:
        text = host[line.start : line.end]
        start = line.start + min(margin, len(text))
        end = max(start, line.start + len(text.rstrip(_WHITE)))
        if line is not lines[-1] and (len(text) - len(text.rstrip("\\"))) % 2:
            end -= 1
            continued.add(end)
        kept.append(Span(start, end))
    line_break = opening[0][3:].lstrip(" \t\f")
    margin_text = host[lines[-1].start : lines[-1].start + margin]
    return lines_literal(host, kept, _ESCAPES, _block(line_break + margin_text), continued=continued)


def _meaning(match: re.Match[str]) -> str:
    if match["units"]:
        return utf16_text(escape[-4:] for escape in re.findall(_UNICODE, match["units"]))
    if match["octal"]:
        return chr(int(match["octal"], 8))
    return _NAMED[match["name"][0]]


def _block(line_break: str) -> Encode:
    """Returns a function that writes a text inside of a text block."""

    def encode(text: str) -> str | None:
        written = _in_block(text)
        if written is None:
            return None
        return re.sub(r" (?=\n)", r"\\s", written.replace('"""', '\\"""')).replace("\n", line_break)

    return encode


_ESCAPES = Escapes(_ESCAPE, _meaning)
java_quoted: Encode = quoting({text: f"\\{name}" for name, text in _NAMED.items() if name not in "s'"}, utf16_escape)
"""Writes a text between quotes."""
_in_block: Encode = quoting(
    {text: f"\\{name}" for name, text in _NAMED.items() if name not in "sn'\""} | {"\n": "\n"}, utf16_escape
)
