r"""Words and heredocs of a shell, decoded from their source text, and written.

Owns the invariant that a text is what bash passes to the command. Each quoting (none, ``'…'``, ``"…"``, ``$'…'``, a heredoc)
has escapes of its own, and a word is made of any of them side by side. What is expanded is a hole. Single quotes that end for
one quote and begin again, as in ``'it'\''s'``, are read as one literal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
import re

from filterlang.hosts.decoding import LiteralReader
from filterlang.hosts.embedded import Hole, Part
from filterlang.text.frozen import dataclass

_CODES = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_BYTES = re.compile(r"\\(?:x([0-9A-Fa-f]{1,2})|([0-7]{1,3}))")
_NOT_PLAIN = re.compile(r"[^\w@%+=:,./-]")
_CONTROLS = re.compile(r"[\x01-\x1f\x7f\\']")


@dataclass(frozen=True, slots=True, eq=False)
class _Quoting:
    """A way to quote: a pattern of its escapes and its end (the group ``end``), the meaning of an escape, and its inverse."""

    tokens: re.Pattern[str]
    meaning: Callable[[str], str]
    encode: Callable[[str], str | None]


def word_parts(host: str, start: int, end: int, holes: Sequence[Hole]) -> list[Part]:
    """The parts of a word: one for each quoting, and its holes."""
    parts: list[Part] = []
    pending = list(reversed(holes))
    at = start
    while at < end:
        opening = next(opening for opening in _QUOTINGS if host.startswith(opening, at))
        at = _read(host, at + len(opening), end, pending, _QUOTINGS[opening], parts)
    if parts or start == end:
        return parts or [LiteralReader(host).decoded(at=start)]
    opening = next(opening for opening in _QUOTINGS if host.startswith(opening, start))
    return [LiteralReader(host).decoded(_QUOTINGS[opening].encode, start + len(opening))]


def default_parts(host: str, start: int, end: int, *, quoted: bool) -> list[Part]:
    """The parts of the default of a variable, without expansions. In double quotes, single quotes stand for themselves."""
    if not quoted:
        return word_parts(host, start, end, [])
    parts: list[Part] = []
    _read(host, start, end, [], _DOUBLE, parts)
    return parts


def heredoc_parts(
    host: str, start: int, end: int, holes: Sequence[Hole], marker: str, *, quoted: bool, tabs: bool
) -> list[Part]:
    """The parts of a heredoc: ``quoted`` where its marker is, with ``tabs`` at the beginning of lines removed for ``<<-``."""
    tokens = [*([] if quoted else [r"\\[$`\\\n]"]), *([r"(?<![^\n])\t+", r"\n\t+"] if tabs else [])]
    first_tabs = re.compile(r"\t*").match(host, start) if tabs else None
    encode = heredoc_encoder(marker, first_tabs[0] if first_tabs else "", quoted=quoted)
    parts: list[Part] = []
    _read(host, start, end, list(reversed(holes)), _Quoting(re.compile("|".join(tokens) or "(?!)"), _in_heredoc, encode), parts)
    return parts


def _read(host: str, at: int, end: int, pending: list[Hole], quoting: _Quoting, parts: list[Part]) -> int:
    """Adds the parts of a quoting, takes its holes from those that are ``pending``, the next last, and returns its end."""
    while True:
        limit = pending[-1].start if pending else end
        reader = LiteralReader(host)
        token = None
        for token in quoting.tokens.finditer(host, at, limit):
            reader.exact(at, token.start())
            at = token.end()
            if token.lastgroup == "end":
                break
            reader.escape(token.start(), at, quoting.meaning(token[0]))
        is_over = token is not None and token.lastgroup == "end"
        if not is_over:
            reader.exact(at, limit)
        decoded = reader.decoded(quoting.encode)
        parts += [decoded] if decoded.text else []
        if is_over or not pending:
            return at if is_over else end
        hole = pending.pop()
        parts.append(hole)
        at = hole.end


def heredoc_encoder(marker: str, tabs: str, *, quoted: bool) -> Callable[[str], str | None]:
    """Writes a text in a heredoc with an end marker, whose lines begin with tabs that are removed."""

    def encode(text: str) -> str | None:
        lines = text.split("\n")
        if (
            "\0" in text
            or any(line.lstrip("\t") == marker for line in lines)
            or (tabs and any(line[:1] == "\t" for line in lines))
        ):
            return None
        return (text if quoted else re.sub(r"[$`\\]", r"\\\g<0>", text)).replace("\n", "\n" + tabs)

    return encode


def _unescaped(escape: str) -> str:
    """The text of a backslash outside of quotes."""
    return "" if escape == "\\\n" else escape[1:]


def _in_double_quotes(escape: str) -> str:
    return escape if escape[1:] not in tuple('$`"\\\n') else _unescaped(escape)


def _in_heredoc(escape: str) -> str:
    return _unescaped(escape) if escape[0] == "\\" else escape.rstrip("\t")


def _in_ansi_quotes(escape: str) -> str:
    r"""The text of an escape of ``$'…'``, or of several bytes that are one character."""
    numbers = [int(hex or octal, 16 if hex else 8) for hex, octal in _BYTES.findall(escape)]
    if numbers:
        return bytes(number & 0xFF for number in numbers).decode("utf-8", "replace")
    code = escape[1:]
    if code[0] in "uU" and len(code) > 1:
        number = int(f"0x{code[1:]}", 0)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\N{REPLACEMENT CHARACTER}"
    if code[0] == "c" and len(code) > 1:
        return chr(ord(code[1]) & 0x1F)
    return _CODES.get(code, code if code in tuple("\\'\"?") else escape)


def encode_plain(text: str) -> str | None:
    """Writes a text without quotes."""
    return None if "\n" in text or "\0" in text else _NOT_PLAIN.sub(r"\\\g<0>", text)


def encode_single(text: str) -> str | None:
    """Writes a text in single quotes; a single quote ends them, and begins them again."""
    return None if "\0" in text else text.replace("'", r"'\''")


def encode_double(text: str) -> str | None:
    """Writes a text in double quotes."""
    return None if "\0" in text else re.sub(r'[$`"\\]', r"\\\g<0>", text)


def encode_ansi(text: str) -> str | None:
    r"""Writes a text in ``$'…'``."""
    spellings = {code: f"\\{name}" for name, code in _CODES.items() if name in "nrt"} | {"\\": r"\\", "'": r"\'"}
    return None if "\0" in text else _CONTROLS.sub(lambda match: spellings.get(match[0], f"\\x{ord(match[0]):02x}"), text)


_ANSI = r"(?:\\x[0-9A-Fa-f]{1,2}|\\[0-7]{1,3})+|\\u[0-9A-Fa-f]{1,4}|\\U[0-9A-Fa-f]{1,8}|\\c.|\\.|(?P<end>')"
_DOUBLE = _Quoting(re.compile(r'\\.|(?P<end>")', re.DOTALL), _in_double_quotes, encode_double)
_QUOTINGS = {
    "'": _Quoting(re.compile(r"""'\\''|'"'"'|(?P<end>')"""), lambda escape: "'", encode_single),
    '"': _DOUBLE,
    "$'": _Quoting(re.compile(_ANSI, re.DOTALL), _in_ansi_quotes, encode_ansi),
    '$"': _DOUBLE,
    "": _Quoting(re.compile(r"""\\.|(?P<end>(?=\$?['"]))""", re.DOTALL), _unescaped, encode_plain),
}
"""The quotings by how they open."""
