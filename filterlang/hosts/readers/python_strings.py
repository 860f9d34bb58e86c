r"""String literals of Python, read from their source text and written back.

Owns the invariant that a literal is read as Python reads it: an invalid escape such as ``\d`` stands for itself, every line
end inside of triple quotes for ``\n``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
import re
import unicodedata

from filterlang.hosts.decoding import LiteralReader
from filterlang.hosts.embedded import Decoded
from filterlang.text.source import Span

_OPENING = re.compile(r"""([a-zA-Z]{0,2})(\"\"\"|'''|"|')""")
_ESCAPE = re.compile(
    r"""\\(?:(?P<line>\r\n|[\r\n])|N\{(?P<name>[^{}]*)\}|(?P<octal>[0-7]{1,3})"""
    r"""|x(?P<x>[0-9a-fA-F]{2})|u(?P<u>[0-9a-fA-F]{4})|U(?P<U>[0-9a-fA-F]{8})|(?P<one>(?s:.)))"""
)
_SPECIAL = re.compile(rf"(?P<brace>\{{\{{|\}}\}})|(?P<end>\r\n|\r)|{_ESCAPE.pattern}")
_SPECIAL_IN_RAW = re.compile(r"(?P<brace>\{\{|\}\})|(?P<end>\r\n|\r)")
_NAMED = {"\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_WRITTEN = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class StringStyle:
    """How a literal is written: its prefix in lower case, its quotes, and the line end of the file."""

    prefix: str
    quotes: str
    line_end: str = "\n"

    @property
    def is_text(self) -> bool:
        """Whether the literal is a text; others are bytes."""
        return "b" not in self.prefix

    @property
    def is_raw(self) -> bool:
        return "r" in self.prefix

    @property
    def is_template(self) -> bool:
        """Whether braces are holes, as in f-strings."""
        return "f" in self.prefix or "t" in self.prefix

    def encode(self, text: str) -> str | None:
        """A text as it is written between the quotes; None for one that a raw literal cannot hold.

        In triple quotes, a quote at the end of the text is not escaped, since the text may stand before others.
        """
        if self.is_template:
            text = text.replace("{", "{{").replace("}", "}}")
        return self._encoded_raw(text) if self.is_raw else self._encoded(text)

    def _encoded_raw(self, text: str) -> str | None:
        is_long = len(self.quotes) == 3
        allowed = "\n\t" if is_long else "\t"
        backslashes = len(text) - len(text.rstrip("\\"))
        if self.quotes in text or backslashes % 2 or any(not c.isprintable() and c not in allowed for c in text):
            return None
        return text.replace("\n", self.line_end)

    def _encoded(self, text: str) -> str:
        quote = self.quotes[0]
        if len(self.quotes) == 1:
            return "".join(f"\\{quote}" if character == quote else _written(character) for character in text)
        written = "".join(self.line_end if character == "\n" else _written(character) for character in text)
        return written.replace(self.quotes, f"{quote}{quote}\\{quote}")


def _written(character: str) -> str:
    """A character in a literal that is not raw."""
    if character.isprintable() and character != "\\":
        return character
    code = ord(character)
    escape = f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return _WRITTEN.get(character, escape)


def opening(text: str, start: int) -> tuple[StringStyle, int] | None:
    """The style of the literal that starts at an offset and where its content starts; None where no literal starts."""
    match = _OPENING.match(text, start)
    return None if match is None else (StringStyle(match[1].lower(), match[2]), match.end())


def string_style(text: str, literal: Span) -> tuple[StringStyle, Span] | None:
    """The style of a literal and the span between its quotes; None for one that is not closed."""
    start = opening(text, literal.start)
    if start is None:
        return None
    style, first = start
    last = literal.end - len(style.quotes)
    if last < first or not text.endswith(style.quotes, first, literal.end):
        return None
    line_end = "\r\n" if text.find("\r\n", first, last) >= 0 else "\n"
    return StringStyle(style.prefix, style.quotes, line_end), Span(first, last)


def decoded_piece(text: str, style: StringStyle, piece: Span) -> Decoded:
    """The text of a literal, or of the part of an f-string up to a hole."""
    reader = LiteralReader(text)
    position = piece.start
    for match in (_SPECIAL_IN_RAW if style.is_raw else _SPECIAL).finditer(text, piece.start, piece.end):
        if match["brace"] and not style.is_template:
            continue
        reader.exact(position, match.start())
        meaning = match["brace"][0] if match["brace"] else "\n" if match["end"] else _meaning(match)
        reader.escape(match.start(), match.end(), meaning)
        position = match.end()
    reader.exact(position, piece.end)
    encode: Callable[[str], str | None] = style.encode
    return reader.decoded(encode, piece.start)


def _meaning(match: re.Match[str]) -> str:
    """The text that an escape stands for; an escape that is invalid stands for itself."""
    if match["line"]:
        return ""
    if match["octal"]:
        return chr(int(match["octal"], 8))
    digits = match["x"] or match["u"] or match["U"]
    if digits:
        return chr(int(digits, 16)) if int(digits, 16) <= 0x10FFFF else match[0]
    if match["name"] is not None:
        return _character_named(match["name"]) or match[0]
    return _NAMED.get(match["one"], match[0])


def _character_named(name: str) -> str | None:
    try:
        character = unicodedata.lookup(name)
    except KeyError:
        return None
    return character if len(character) == 1 else None
