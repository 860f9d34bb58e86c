r"""String literals of C#: regular, verbatim, raw, and interpolated ones of each kind.

Owns the invariant that they are read and written as the C# specification says, in its sections on string literals,
interpolated strings and raw string literals. Line breaks are kept as they are in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
import re

from filterlang.hosts.embedded import Hole, Part
from filterlang.hosts.readers.literal_parts import (
    Encode, Escapes, lines_literal, lines_of, literal, quoting, utf16_escape, utf16_text,
)  # fmt: skip
from filterlang.text.source import Span

_NAMED = {
    "0": "\0", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", '"': '"', "'": "'",
}  # fmt: skip
_UNICODE = r"\\u[0-9a-fA-F]{4}"
_REGULAR = (
    rf"\\(?P<name>[0abefnrtv\\\"'])|\\x(?P<short>[0-9a-fA-F]{{1,4}})|\\U(?P<long>[0-9a-fA-F]{{8}})"
    rf"|(?P<units>\\u[dD][89abAB][0-9a-fA-F]{{2}}\\u[dD][c-fC-F][0-9a-fA-F]{{2}}|{_UNICODE})"
)
_BRACES = r"|(?P<brace>\{\{|\}\})"
_OPENING = re.compile(r'(?P<marks>[$@]*)(?P<quotes>"+)')
_SAFE = re.compile(r":[FfNnDdEe]\d+\Z")


def csharp_string(host: str, span: Span, interpolations: Iterable[Span]) -> tuple[Part, ...]:
    """The parts of a literal or a character. ``interpolations`` are the places of its ``{…}``."""
    opening = _OPENING.match(host, span.start, span.end)
    if opening is None:
        return literal(host, Span(span.start + 1, span.end - 1), _escapes(_REGULAR), None)
    marks, quotes = opening["marks"], len(opening["quotes"])
    if quotes >= 3 and "@" not in marks:
        return _raw_string(host, Span(opening.end(), span.end - quotes), quotes, marks.count("$"), interpolations)
    is_interpolated = "$" in marks
    content = Span(span.start + len(marks) + 1, span.end - 1)
    holes = [_hole(host, place, 1) for place in interpolations]
    braces = _BRACES if is_interpolated else ""
    if "@" in marks:
        return literal(host, content, _escapes(rf'(?P<quote>""){braces}'), _verbatim(is_interpolated=is_interpolated), holes)
    return literal(host, content, _escapes(_REGULAR + braces), _with_braces if is_interpolated else csharp_quoted, holes)


def _raw_string(host: str, content: Span, quotes: int, dollars: int, interpolations: Iterable[Span]) -> tuple[Part, ...]:
    """The parts of a raw string, in one line or in several, whose indentation is that of its closing quotes."""
    if dollars > 1:
        interpolations = list(_braced(host, content, dollars))
    holes = [_hole(host, place, dollars) for place in interpolations]
    lines = list(lines_of(host, content, holes))
    if len(lines) == 1:
        return literal(host, content, _escapes("(?!)"), _raw(quotes, dollars, None), holes)
    cut = len(lines[-1])
    kept = [Span(min(line.start + cut, line.end), line.end) for line in lines[1:-1]] or [Span(lines[-1].end, lines[-1].end)]
    margin = host[lines[-1].start : lines[-1].end]
    return lines_literal(host, kept, _escapes("(?!)"), _raw(quotes, dollars, margin), holes, keeps_breaks=True)


def _braced(host: str, content: Span, dollars: int) -> Iterator[Span]:
    """Yields the interpolations of a raw string with several dollar signs; a longer run of braces begins with text."""
    count = f"{{{dollars}}}"
    pattern = r"\{" + count + r"(?!\{)(?:[^{}]|\{[^{}]*\})*\}" + count
    for match in re.compile(pattern).finditer(host, content.start, content.end):
        yield Span(match.start(), match.end())


def _hole(host: str, place: Span, braces: int) -> Hole:
    expression = host[place.start + braces : place.end - braces]
    return Hole(place.start, place.end, expression.strip(), _SAFE.search(expression) is not None)


def _escapes(pattern: str) -> Escapes:
    return Escapes(re.compile(pattern), _meaning)


def _meaning(match: re.Match[str]) -> str | None:
    groups = {name: text for name, text in match.groupdict().items() if text}
    if "name" in groups:
        return _NAMED[groups["name"]]
    if "units" in groups:
        return utf16_text(escape[-4:] for escape in re.findall(_UNICODE, groups["units"]))
    if "quote" in groups or "brace" in groups:
        return match[0][0]
    code = int(groups.get("short") or groups["long"], 16)
    return chr(code) if code <= 0x10FFFF else None


def _doubled_braces(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _with_braces(text: str) -> str | None:
    """Writes a text into an interpolated string."""
    return csharp_quoted(_doubled_braces(text))


def _verbatim(*, is_interpolated: bool) -> Encode:
    def encode(text: str) -> str | None:
        if _is_unwritable(text):
            return None
        doubled = text.replace('"', '""')
        return _doubled_braces(doubled) if is_interpolated else doubled

    return encode


def _raw(quotes: int, dollars: int, margin: str | None) -> Encode:
    """Returns a function that writes a text inside of a raw string; without a margin it has one line."""
    braces = re.compile(rf"[{{}}]{{{dollars},}}" if dollars else "(?!)")

    def encode(text: str) -> str | None:
        if _is_unwritable(text) or '"' * quotes in text or braces.search(text):
            return None
        if margin is None:
            return None if "\n" in text or "\r" in text else text
        return re.sub(r"\r\n|\r|\n", rf"\g<0>{margin}", text)

    return encode


def _is_unwritable(text: str) -> bool:
    return any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text)


csharp_quoted: Encode = quoting({text: f"\\{name}" for name, text in _NAMED.items() if name not in "0e'"}, utf16_escape)
"""Writes a text between the quotes of a regular string."""
