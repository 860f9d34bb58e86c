r"""String literals of HCL: quoted templates and heredocs, decoded from their source text, and written.

Owns the invariant that a text is what Terraform reads: in quotes ``\n``, ``\r``, ``\t``, ``\"``, ``\\``, ``\uXXXX`` and
``\UXXXXXXXX`` are escapes, in a heredoc there are none, and in both ``$${`` and ``%%{`` stand for ``${`` and ``%{``. A line
break ends the text of a heredoc.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
import re

from filterlang.hosts.decoding import LiteralReader
from filterlang.hosts.embedded import Hole, Part

_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)|\$\$\{|%%\{", re.DOTALL)
_INDENT = re.compile(r"^[^\S\n]*(?=\S)", re.MULTILINE)
_BREAK = re.compile(r"\n|\$\$\{|%%\{")
_MEANINGS = {r"\n": "\n", r"\r": "\r", r"\t": "\t", r"\"": '"', r"\\": "\\", "$${": "${", "%%{": "%{"}
_SPELLINGS = str.maketrans({text: spelling for spelling, text in _MEANINGS.items() if len(text) == 1})
_VERB = re.compile(r"%(?:\[\d+\])?[-+# 0]*(?:\d+|\*)?(?:\.\d*)?(?:\[\d+\])?([a-zA-Z%])")
_SAFE_VERBS = "qdbeEfFgGt"
"""Verbs of ``format`` that write a quoted text, a number or a boolean."""


def quoted_parts(host: str, start: int, end: int, holes: Sequence[Hole]) -> list[Part]:
    """The parts of a quoted template between its quotes."""
    parts: list[Part] = []
    for first, last in _between(start, end, holes, parts):
        reader = LiteralReader(host)
        at = first
        for escape in _ESCAPE.finditer(host, first, last):
            reader.exact(at, escape.start())
            reader.escape(escape.start(), escape.end(), _meaning(escape[0]))
            at = escape.end()
        reader.exact(at, last)
        parts.append(reader.decoded(encode_quoted, first))
    return parts


def _meaning(spelling: str) -> str:
    """The text that an escape stands for; one that HCL does not know stands for itself."""
    if spelling[:2] in (r"\u", r"\U") and len(spelling) > 2:
        code = int(f"0x{spelling[2:]}", 0)
        return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\N{REPLACEMENT CHARACTER}"
    return _MEANINGS.get(spelling, spelling)


def encode_quoted(text: str) -> str:
    """Writes a text between the quotes of a quoted template."""
    return _without_templates(text.translate(_SPELLINGS))


def heredoc_parts(host: str, start: int, end: int, holes: Sequence[Hole], marker: str, *, flush: bool) -> list[Part]:
    """The parts of a heredoc from its first line to the line of its end marker.

    ``flush`` is that of ``<<-``, which removes the indentation of the least indented line from all.
    """
    indents = _indents(host, start, end, holes) if flush else {}
    least = min(indents.values(), default=0)
    indentation = next((host[line : line + least] for line in indents), "")
    encode = heredoc_encoder(marker, indentation)
    parts: list[Part] = []
    for first, last in _between(start, end, holes, parts):
        reader = LiteralReader(host)
        at = first + least if first in indents else first
        for piece in _BREAK.finditer(host, first, last):
            reader.exact(at, piece.start())
            at = piece.end() + (least if piece.end() in indents else 0)
            reader.escape(piece.start(), at, _MEANINGS.get(piece[0], piece[0]))
        reader.exact(at, last)
        parts.append(reader.decoded(encode, first))
    return parts


def _indents(host: str, start: int, end: int, holes: Sequence[Hole]) -> dict[int, int]:
    """The starts of the lines from which ``<<-`` removes indentation, with how much they have. Empty lines are left out."""
    pieces: list[str] = []
    at = start
    for hole in holes:
        pieces += (host[at : hole.start], "x" * (hole.end - hole.start))
        at = hole.end
    masked = "".join(pieces) + host[at:end]
    return {start + indent.start(): len(indent[0]) for indent in _INDENT.finditer(masked)}


def heredoc_encoder(marker: str, indentation: str) -> Callable[[str], str | None]:
    """Writes a text in a heredoc with an end marker, each line with an indentation."""

    def encode(text: str) -> str | None:
        if "\r" in text or any(line.strip() == marker for line in text.split("\n")):
            return None
        return _without_templates(text).replace("\n", "\n" + indentation)

    return encode


def format_parts(text: str, arguments: Sequence[str]) -> list[Part]:
    """The parts of the text of a format string, with a hole for each verb. ``arguments`` are the host's code of the values."""
    parts: list[Part] = []
    reader, at, count = LiteralReader(text), 0, 0
    for verb in _VERB.finditer(text):
        reader.exact(at, verb.start())
        at = verb.end()
        if verb[1] == "%":
            reader.escape(verb.start(), at, "%")
            continue
        parts.append(reader.decoded(_doubled))
        expression = arguments[count] if count < len(arguments) else verb[0]
        parts.append(Hole(verb.start(), at, expression, verb[1] in _SAFE_VERBS or is_safe(expression)))
        reader, count = LiteralReader(text), count + 1
    reader.exact(at, len(text))
    parts.append(reader.decoded(_doubled, len(text)))
    return [part for part in parts if isinstance(part, Hole) or part.text]


def _doubled(text: str) -> str:
    return text.replace("%", "%%")


def is_safe(expression: str) -> bool:
    """Whether an expression writes one whole literal of a filter."""
    return expression.startswith("jsonencode(") and expression.endswith(")")


def _without_templates(text: str) -> str:
    return text.replace("${", "$${").replace("%{", "%%{")


def _between(start: int, end: int, holes: Sequence[Hole], parts: list[Part]) -> Iterator[tuple[int, int]]:
    """Yields the ranges between holes that are not empty, and adds the holes to the parts in between."""
    at = start
    for hole in holes:
        if at < hole.start:
            yield at, hole.start
        parts.append(hole)
        at = hole.end
    if at < end or not parts:
        yield at, end
