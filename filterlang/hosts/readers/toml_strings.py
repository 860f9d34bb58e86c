r"""Strings of TOML in their four forms, decoded from their source text, and written in the same form.

Owns the invariant that a text is what a TOML reader gives: a line break behind the opening quotes is none of it, and one behind
a backslash is left out with all white space that follows.
"""

from __future__ import annotations

import re

from filterlang.hosts.decoding import LiteralReader
from filterlang.hosts.embedded import Decoded

_ESCAPE = re.compile(r"\\(?:[ \t]*(?:\r\n|\n)[ \t\r\n]*|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|.)|\r\n", re.DOTALL)
_BREAK = re.compile("\r\n")
_MEANINGS = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}
_SPELLED = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\"\\]")
_SPELLINGS = {"\b": r"\b", "\n": r"\n", "\f": r"\f", "\r": r"\r", '"': r"\"", "\\": r"\\"}
_NOT_LITERAL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f']")
_NOT_MULTILINE_LITERAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|''|'\Z|\A'")


def toml_string(host: str, start: int, end: int) -> Decoded:
    r"""Decodes a string of TOML; the range is the string with its quotes.

    >>> toml_string('"a\\"\\u00e9"', 0, 11).text
    'a"é'
    """
    quote = host[start]
    length = 3 if host.startswith(quote * 3, start) and end - start >= 6 else 1
    is_basic = quote == '"'
    first, last = start + length, end - length
    if length == 3:
        first += 2 if host.startswith("\r\n", first) else host.startswith("\n", first)
    reader = LiteralReader(host)
    at = first
    for spelling in (_ESCAPE if is_basic else _BREAK).finditer(host, first, last):
        reader.exact(at, spelling.start())
        at = spelling.end()
        reader.escape(spelling.start(), at, _meaning(spelling[0]))
    reader.exact(at, last)
    return reader.decoded(_ENCODERS[quote * length], first)


def _meaning(spelling: str) -> str:
    """The text that an escape or a line break stands for."""
    if spelling == "\r\n":
        return "\n"
    if "\n" in spelling:
        return ""
    if len(spelling) > 2:
        code = int(f"0x{spelling[2:]}", 0)
        return chr(code) if code < 0x110000 else "\N{REPLACEMENT CHARACTER}"
    return _MEANINGS.get(spelling[1], spelling[1])


def encode_basic(text: str) -> str:
    """Writes a text in a basic string of one line."""
    return _SPELLED.sub(lambda match: _SPELLINGS.get(match[0]) or f"\\u{ord(match[0]):04x}", text)


def encode_multiline(text: str) -> str:
    """Writes a text in a basic string of several lines."""
    return encode_basic(text).replace(r"\n", "\n").replace("\\\n", r"\\n") if "\\" not in text else encode_basic(text)


def encode_literal(text: str) -> str | None:
    """Writes a text in a literal string of one line; None for a single quote or a line break."""
    return None if _NOT_LITERAL.search(text) else text


def encode_multiline_literal(text: str) -> str | None:
    """Writes a text in a literal string of several lines; None for what could be a part of its closing quotes."""
    return None if _NOT_MULTILINE_LITERAL.search(text) else text


_ENCODERS = {'"': encode_basic, '"""': encode_multiline, "'": encode_literal, "'''": encode_multiline_literal}
