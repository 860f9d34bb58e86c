r"""Scalars of YAML in their five styles, decoded from their source text, and written in the same style.

Owns the invariant that a text is what a YAML reader gives: a line break of a plain or quoted scalar is folded into a space, one
of a block scalar kept by ``|`` and folded by ``>``, and the indentation behind a break belongs to it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
import re

from filterlang.hosts.decoding import LiteralReader
from filterlang.hosts.embedded import Decoded
from filterlang.text.frozen import dataclass

_FOLD = r"(?:(?<![ \t])[ \t]++)?+(?:\r\n|\r|\n)(?:[ \t]*+(?:\r\n|\r|\n))*+[ \t]*+"
_PLAIN = re.compile(_FOLD)
_SINGLE = re.compile(rf"''|{_FOLD}")
_DOUBLE = re.compile(
    rf"\\(?:x[0-9a-fA-F]{{2}}|u[0-9a-fA-F]{{4}}|U[0-9a-fA-F]{{8}}|(?:\r\n|\r|\n)(?:[ \t]*(?:\r\n|\r|\n))*[ \t]*|.)|{_FOLD}",
    re.DOTALL,
)
_BREAK = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(r"([^\r\n]*+)(\r\n|\r|\n|\Z)")
_HEADER = re.compile(
    r"(?P<style>[|>])(?=[-+]?(?P<indent>[1-9]?))(?=[1-9]?(?P<chomp>[-+]?))[-+1-9]*+(?=[ \t\r\n]|\Z)[^\r\n]*+(?:\r\n|\r|\n|\Z)"
)
_MEANINGS = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_SPELLINGS = {meaning: f"\\{letter}" for letter, meaning in _MEANINGS.items() if letter.isalnum() and meaning != "\xa0"}
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_ENDS_PLAIN = re.compile(r":(?=\s|\Z)|(?<!\S)#|\t")
_ENDS_FLOW_PLAIN = re.compile(r"[,\[\]{}]")
_BREAKS = re.compile(r"[\r\n\x85\u2028\u2029]")
_SPELLED = re.compile(r"[\x00-\x1f\"\\\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def double_quoted(host: str, start: int, end: int) -> Decoded:
    """Decodes a double-quoted scalar, whose range is the text between the quotes."""
    return _decoded(host, start, end, _DOUBLE, encode_double)


def single_quoted(host: str, start: int, end: int) -> Decoded:
    """Decodes a single-quoted scalar, whose range is the text between the quotes."""
    return _decoded(host, start, end, _SINGLE, encode_single)


def plain(host: str, start: int, end: int) -> Decoded:
    """Decodes a plain scalar."""
    return _decoded(host, start, end, _PLAIN, encode_plain)


def flow_plain(host: str, start: int, end: int) -> Decoded:
    """Decodes a plain scalar inside of brackets."""
    return _decoded(host, start, end, _PLAIN, encode_flow_plain)


def _decoded(host: str, start: int, end: int, pattern: re.Pattern[str], encode: Callable[[str], str | None]) -> Decoded:
    reader = LiteralReader(host)
    at = start
    for spelling in pattern.finditer(host, start, end):
        reader.exact(at, spelling.start())
        at = spelling.end()
        reader.escape(spelling.start(), at, _meaning(spelling[0]))
    reader.exact(at, end)
    return reader.decoded(encode, start)


def _meaning(spelling: str) -> str:
    """The text that an escape, a doubled quote or a line break with the white space around it stands for."""
    if spelling == "''":
        return "'"
    breaks = len(_BREAK.findall(spelling))
    if breaks:
        folded = "" if spelling[0] == "\\" else " "
        return folded if breaks == 1 else "\n" * (breaks - 1)
    if len(spelling) > 2:
        code = int(f"0x{spelling[2:]}", 0)
        return chr(code) if code < 0x110000 else "\N{REPLACEMENT CHARACTER}"
    return _MEANINGS.get(spelling[1], spelling[1])


def encode_double(text: str) -> str:
    r"""Writes a text between double quotes.

    >>> encode_double('é "\n')
    'é \\"\\n'
    """
    return _SPELLED.sub(lambda match: _SPELLINGS.get(match[0]) or _escape(match[0]), text)


def _escape(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return f"\\x{ord(character):02x}" if ord(character) < 0x100 else f"\\u{ord(character):04x}"


def encode_single(text: str) -> str | None:
    """Writes a text between single quotes; None for a line break or an unprintable character."""
    return None if _BREAKS.search(text) or _UNPRINTABLE.search(text) else text.replace("'", "''")


def encode_plain(text: str) -> str | None:
    """Writes a text in a plain scalar; None for what could end it there: a line break, a comment, a colon before a space."""
    return None if _BREAKS.search(text) or _UNPRINTABLE.search(text) or _ENDS_PLAIN.search(text) else text


def encode_flow_plain(text: str) -> str | None:
    """Writes a text in a plain scalar inside of brackets, which a comma or a bracket ends as well."""
    return None if _ENDS_FLOW_PLAIN.search(text) else encode_plain(text)


def block(host: str, start: int, parent: int) -> Decoded:
    """Decodes a block scalar from its header on. ``parent`` is the column, from 0, of the entry that it is the value of.

    The scalar reaches to the first line that is not indented far enough.
    """
    header = _HEADER.match(host, start)
    if header is None:
        return LiteralReader(host).decoded(None, start)
    indent = parent + int(header["indent"]) if header["indent"] else _indent(host, header.end(), parent)
    lines = _lines(host, header.end(), indent)
    filled = [number for number, line in enumerate(lines) if line.first < line.last]
    reader = LiteralReader(host)
    for before, number in zip([-1, *filled], filled, strict=False):
        if number:
            start = lines[before].last if before >= 0 else header.end()
            breaks = _folded(host, lines, before, number) if header["style"] == ">" else "\n" * (number - max(before, 0))
            reader.escape(start, lines[number].first, breaks)
        reader.exact(lines[number].first, lines[number].last)
    _end(reader, lines, filled, header["chomp"])
    encode = partial(_encode_literal, newline="\n" + " " * indent) if header["style"] == "|" else _encode_folded
    return reader.decoded(encode, header.end())


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """A line of a block scalar: where its text begins and ends, and where the next line begins."""

    first: int
    last: int
    next: int


def _indent(host: str, start: int, parent: int) -> int:
    """The indentation of a block scalar: that of its first line that is not empty."""
    indent = parent + 1
    for line in _LINE.finditer(host, start):
        text = line[1].lstrip(" ")
        indent = max(indent, len(line[1]) - len(text))
        if text or not line[2]:
            break
    return indent


def _lines(host: str, start: int, indent: int) -> list[_Line]:
    """The lines of a block scalar, with the empty ones at its end."""
    lines: list[_Line] = []
    for line in _LINE.finditer(host, start):
        text = line[1].lstrip(" ")
        spaces = len(line[1]) - len(text)
        if (text and spaces < indent) or line.start() == len(host):
            break
        lines.append(_Line(min(line.start() + indent, line.end(1)), line.end(1), line.end()))
        if not line[2]:
            break
    return lines


def _folded(host: str, lines: list[_Line], before: int, number: int) -> str:
    """What the line breaks between two lines that are not empty stand for: one between lines of text is a space."""
    if before < 0:
        return "\n" * number
    between = number - before - 1
    if host[lines[before].first] in " \t" or host[lines[number].first] in " \t":
        return "\n" * (between + 1)
    return "\n" * between or " "


def _end(reader: LiteralReader, lines: list[_Line], filled: list[int], chomp: str | None) -> None:
    """Reads the line breaks at the end of a block scalar as its chomping tells."""
    last = filled[-1] if filled else -1
    kept = lines[last + 1 :] if chomp == "+" else []
    if last >= 0 and lines[last].last < lines[last].next and chomp != "-":
        reader.escape(lines[last].last, lines[last].next, "\n")
    for line in kept:
        reader.escape(line.last, line.next, "\n" if line.last < line.next else "")


def _encode_literal(text: str, newline: str) -> str | None:
    return None if _UNPRINTABLE.search(text) or re.search(r"[\r\x85\u2028\u2029]", text) else text.replace("\n", newline)


def _encode_folded(text: str) -> str | None:
    return None if _BREAKS.search(text) or _UNPRINTABLE.search(text) else text
