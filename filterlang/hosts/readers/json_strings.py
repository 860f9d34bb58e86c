r"""String literals of JSON, decoded from their source text and written.

Owns the invariant that a text is what a JSON reader gives: two ``\u`` escapes that are a surrogate pair stand for one
character, and a lone surrogate for itself. The escapes that only JSON5 has are read as well.
"""

from __future__ import annotations

import re

from filterlang.hosts.decoding import LiteralReader
from filterlang.hosts.embedded import Decoded

_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|.)", re.DOTALL
)
_MEANINGS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\n": "", "\r": "", "\r\n": ""}
_SPELLED = re.compile(r"[\x00-\x1f\"\\\ud800-\udfff]")
_SPELLINGS = {"\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", '"': r"\"", "\\": r"\\"}


def json_string(host: str, start: int, end: int) -> Decoded:
    r"""Decodes the literal whose characters between the quotes are a range of the host.

    >>> json_string(r'"a\u00e9\"\n"', 1, 12).text
    'aé"\n'
    """
    reader = LiteralReader(host)
    at = start
    for escape in _ESCAPE.finditer(host, start, end):
        reader.exact(at, escape.start())
        at = escape.end()
        reader.escape(escape.start(), at, _meaning(escape[0][1:]))
    reader.exact(at, end)
    return reader.decoded(encode_json if host[start - 1 : start] != "'" else encode_json5, start)


def _meaning(spelling: str) -> str:
    """The text that an escape stands for, without its backslash; an unknown escape is the character itself."""
    if len(spelling) == 11:
        return chr(0x10000 + ((int(spelling[1:5], 16) - 0xD800) << 10) + int(spelling[7:], 16) - 0xDC00)
    if len(spelling) > 2:
        return chr(int(spelling[1:], 16))
    return _MEANINGS.get(spelling, spelling)


def encode_json(text: str) -> str:
    r"""Writes a text between double quotes; only what cannot stand there is escaped.

    >>> encode_json('a/é "\n')
    'a/é \\"\\n'
    """
    return _SPELLED.sub(lambda match: _SPELLINGS.get(match[0]) or f"\\u{ord(match[0]):04x}", text)


def encode_json5(text: str) -> str:
    """Writes a text between the single quotes that JSON5 allows."""
    return encode_json(text).replace(r"\"", '"').replace("'", r"\'")
