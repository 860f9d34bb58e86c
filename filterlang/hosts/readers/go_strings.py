r"""String literals of Go: ``"interpreted"`` and ``raw`` between backquotes.

Owns the invariant that they are read and written as the Go specification says ("String literals", "Rune literals"). A Go
string is a sequence of bytes: ``\xNN`` and ``\NNN`` are single bytes, which are read as UTF-8.
"""

from __future__ import annotations

from collections.abc import Iterator
import re

from filterlang.hosts.embedded import Part
from filterlang.hosts.readers.literal_parts import Encode, Escapes, literal, quoting
from filterlang.text.source import Span

_NAMED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"', "'": "'"}
_BYTE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|[0-3][0-7]{2})")
_ESCAPE = re.compile(
    rf"(?P<bytes>(?:{_BYTE.pattern})+)|\\u(?P<short>[0-9a-fA-F]{{4}})|\\U(?P<long>[0-9a-fA-F]{{8}})|\\(?P<name>[abfnrtv\\\"'])"
)
_UNPRINTABLE_IN_RAW = re.compile("[`\r\0\ufeff\ud800-\udfff]")


def go_string(host: str, span: Span) -> tuple[Part, ...]:
    """The parts of a string literal, or of a rune, which is read as a string of one character."""
    content = Span(span.start + 1, span.end - 1)
    if host[span.start] == "`":
        return literal(host, content, _IN_RAW, _raw(host[content.start : content.end]))
    return literal(host, content, _IN_QUOTES, go_quoted)


def _meaning(match: re.Match[str]) -> str | Iterator[tuple[int, int, str]] | None:
    if match["bytes"]:
        return _characters(match)
    if match["name"]:
        return _NAMED[match["name"]]
    code = int(match["short"] or match["long"], 16)
    return None if code > 0x10FFFF or 0xD800 <= code < 0xE000 else chr(code)


def _characters(match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """Yields the characters of escaped bytes, each with its place. A byte that is not UTF-8 is read as U+FFFD, as JSON does."""
    escapes = [(each.start(), each.end(), _byte(each[0])) for each in _BYTE.finditer(match.string, match.start(), match.end())]
    at = 0
    while at < len(escapes):
        lead = escapes[at][2]
        length = 1 if lead < 0xC0 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
        try:
            text = bytes(escape[2] for escape in escapes[at : at + length]).decode()
        except UnicodeDecodeError:
            length, text = 1, "\ufffd"
        yield escapes[at][0], escapes[at + length - 1][1], text
        at += length


def _byte(escape: str) -> int:
    return int(f"0{escape[1:]}", 0) if escape[1] == "x" else int(escape[1:], 8)


def _beyond(character: str) -> str | None:
    code = ord(character)
    if 0xD800 <= code < 0xE000:
        return None
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


_IN_QUOTES = Escapes(_ESCAPE, _meaning)
_IN_RAW = Escapes(re.compile(r"\r+\n?"), lambda match: "\n" if match[0].endswith("\n") else "")
"""Raw strings have no escapes; carriage returns are dropped from them."""
go_quoted: Encode = quoting({text: f"\\{name}" for name, text in _NAMED.items() if name != "'"}, _beyond)
"""Writes a text inside of an interpreted string."""


def _raw(content: str) -> Encode:
    line_break = "\r\n" if "\r\n" in content else "\n"

    def encode(text: str) -> str | None:
        return None if _UNPRINTABLE_IN_RAW.search(text) else text.replace("\n", line_break)

    return encode
