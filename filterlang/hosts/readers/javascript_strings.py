"""Decodes the string literals of JavaScript and TypeScript from their source text, and writes other texts into them.

Owns the invariant that a decoded text is the one that the program has when it runs, in code points: a pair of escaped
surrogates is one character.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import unescape
import re

from filterlang.hosts.decoding import LiteralReader
from filterlang.hosts.embedded import Decoded

_HIGH, _LOW = r"[dD][89abAB][0-9a-fA-F]{2}", r"[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(
    rf"""\\(?:
    (?P<pair>(?:u{_HIGH}|u\{{0*{_HIGH}\}})\\(?:u{_LOW}|u\{{0*{_LOW}\}}))
  | u\{{(?P<point>[0-9a-fA-F]+)\}} | u(?P<unit>[0-9a-fA-F]{{4}}) | x(?P<byte>[0-9a-fA-F]{{2}})
  | (?P<octal>[0-3][0-7]{{0,2}}|[4-7][0-7]?) | (?P<continued>\r\n|[\n\r\u2028\u2029]) | (?P<other>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_LINE_END = re.compile(r"\r\n?")
_ESCAPE_OR_LINE_END = re.compile(rf"{_ESCAPE.pattern} | {_LINE_END.pattern}", re.VERBOSE | re.DOTALL)
_CHARACTER_REFERENCE = re.compile(r"&(?:\w+|#\d+|#[xX][0-9a-fA-F]+);")
_NAMED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_SPELLINGS = {text: f"\\{name}" for name, text in _NAMED.items()}
_CONTROLS = r"\x00-\x1f\x7f\u2028\u2029\ud800-\udfff"
_RAW = re.compile(r"(?:[^`\\$\r]|\\[^\r]|\$(?!\{|\Z))*", re.DOTALL)


def string_literal(host: str, start: int, end: int) -> Decoded:
    """The text of a literal in single or double quotes; the range includes the quotes."""
    return _read(host, start + 1, end - 1, _ESCAPE, _escaped, partial(_in_quotes, host[start]))


def template_chunk(host: str, start: int, end: int) -> Decoded:
    """The text of a template between its backticks and holes."""
    return _read(host, start, end, _ESCAPE_OR_LINE_END, _escaped, _in_template)


def raw_chunk(host: str, start: int, end: int) -> Decoded:
    """The text between the backticks and holes of a template that is tagged with ``String.raw``."""
    return _read(host, start, end, _LINE_END, lambda _: "\n", _in_raw_template)


def attribute(host: str, start: int, end: int) -> Decoded:
    """The text of an attribute of JSX in quotes, where characters are escaped as in HTML."""
    return _read(host, start + 1, end - 1, _CHARACTER_REFERENCE, _referenced, partial(_in_attribute, host[start]))


def _read(
    host: str,
    start: int,
    end: int,
    escape: re.Pattern[str],
    text_of: Callable[[re.Match[str]], str],
    encode: Callable[[str], str | None],
) -> Decoded:
    reader = LiteralReader(host)
    offset = start
    for match in escape.finditer(host, start, end):
        reader.exact(offset, match.start())
        reader.escape(match.start(), match.end(), text_of(match))
        offset = match.end()
    reader.exact(offset, end)
    return reader.decoded(encode, start)


def _escaped(match: re.Match[str]) -> str:
    """The text that an escape, or a line end of a template, stands for."""
    spelling, name = match[0], match.lastgroup
    if name is None:
        return "\n"
    if name == "pair":
        units = [int(unit, 16) for unit in re.findall(r"[0-9a-fA-F]{4}", spelling)]
        return chr(0x10000 + (units[0] - 0xD800 << 10) + (units[1] - 0xDC00))
    if name == "continued":
        return ""
    if name == "other":
        return _NAMED.get(match[name], match[name])
    number = int(match[name], 8 if name == "octal" else 16)
    return chr(number) if number <= 0x10FFFF else spelling


def _referenced(match: re.Match[str]) -> str:
    return unescape(match[0])


def _spelled(match: re.Match[str]) -> str:
    """The escape for a character that cannot stand for itself."""
    character = match[0]
    number = ord(character)
    if character in _SPELLINGS:
        return _SPELLINGS[character]
    return f"\\{character}" if " " <= character <= "~" else f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"


def _in_quotes(quote: str, text: str) -> str:
    return re.sub(rf"[\\{quote}{_CONTROLS}]", _spelled, text)


def _in_template(text: str) -> str:
    return re.sub(rf"(?![\n\t])[\\`{_CONTROLS}]|\$(?=\{{|\Z)|\A\{{", _spelled, text)


def _in_raw_template(text: str) -> str | None:
    return text if _RAW.fullmatch(text) and not re.search(r"[\ud800-\udfff]", text) else None


def _in_attribute(quote: str, text: str) -> str | None:
    if re.search(f"[{_CONTROLS}]", text.replace("\n", "").replace("\t", "")):
        return None
    reference = "&quot;" if quote == '"' else "&#39;"
    return re.sub(r"&(?=#|\w)", "&amp;", text).replace(quote, reference)
