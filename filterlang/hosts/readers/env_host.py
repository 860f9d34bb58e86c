r"""Filters in ``.env`` files: values of variables, quoted or not.

Owns the invariant that a value is what dotenv readers agree on: single quotes keep everything, double quotes have the escapes
``\"``, ``\\``, ``\n``, ``\r`` and ``\t``, and a value without quotes ends before a comment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
import re

from filterlang.hosts.decoding import LiteralReader
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate, Decoded
from filterlang.hosts.known_places import under_name
from filterlang.hosts.readers.links import link_candidates
from filterlang.hosts.readers.template_marks import template_parts

_VARIABLE = re.compile(
    r"""^[ \t\ufeff]*+(?:export[ \t]++|set[ \t]++)?(?P<name>[A-Za-z_][\w.-]*+)[ \t]*+[=:][ \t]*+
    (?: "(?P<double>(?:[^"\\]|\\.)*+)" | '(?P<single>[^']*+)' | `(?P<back>[^`]*+)`
      | (?P<bare>[^\s"'`\#][^\r\n]*?)(?=[ \t]*+(?:(?<=[ \t])\#[^\r\n]*+)?\r?$) )""",
    re.MULTILINE | re.VERBOSE | re.DOTALL,
)
_LONGEST_NAME = 60
_ESCAPE = re.compile(r"\\.", re.DOTALL)
_MEANINGS = {r"\"": '"', r"\\": "\\", r"\n": "\n", r"\r": "\r", r"\t": "\t", r"\$": "$"}
_SPELLINGS = str.maketrans({'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the values of variables that may be filters."""
    for variable in _VARIABLE.finditer(document.text):
        style = str(variable.lastgroup)
        place = under_name(variable["name"]) if len(variable["name"]) <= _LONGEST_NAME else None
        if place is not None:
            parts = template_parts(_decoded(document.text, *variable.span(style), style))
            yield Candidate(document.source, document.language.name, parts, *place, variable["name"])
        else:
            yield from link_candidates(document, document.source, *variable.span(style))


def _decoded(host: str, start: int, end: int, style: str) -> Decoded:
    """Decodes a value; the range is the text between its quotes."""
    reader = LiteralReader(host)
    at = start
    for escape in _ESCAPE.finditer(host, start, end) if style == "double" else ():
        reader.exact(at, escape.start())
        at = escape.end()
        reader.escape(escape.start(), at, _MEANINGS.get(escape[0], escape[0]))
    reader.exact(at, end)
    return reader.decoded(_ENCODERS[style], start)


def _double(text: str) -> str:
    return text.translate(_SPELLINGS)


def _without(characters: str) -> Callable[[str], str | None]:
    """Writes a text in which none of some characters can stand."""

    def encode(text: str) -> str | None:
        return None if any(character in text for character in characters) else text

    return encode


_ENCODERS: dict[str, Callable[[str], str | None]] = {
    "double": _double, "single": _without("'\r\n"), "back": _without("`\r\n"), "bare": _without("#\r\n"),
}  # fmt: skip
