r"""String literals of Kotlin: ``"…"`` and raw strings, with templates and with ``trimIndent()`` and ``trimMargin()``.

Owns the invariant that they are read and written as the Kotlin specification says. Templates such as ``$name`` are found in
the text, because the syntax tree does not show them in every literal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
import re

from filterlang.hosts.embedded import Hole, Part
from filterlang.hosts.readers.literal_parts import (
    Encode, Escapes, indentation, lines_literal, lines_of, literal, quoting, utf16_escape, utf16_text,
)  # fmt: skip
from filterlang.text.source import Span

_NAMED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "\\": "\\", '"': '"', "$": "$", "'": "'"}
_UNICODE = r"\\u[0-9a-fA-F]{4}"
_IN_QUOTES = re.compile(
    rf"(?P<dollar>\$\{{(?:'\\?\$'|\"\\?\$\")\}})|\\(?P<name>[tbnr'\"\\$])"
    rf"|(?P<units>\\u[dD][89abAB][0-9a-fA-F]{{2}}\\u[dD][c-fC-F][0-9a-fA-F]{{2}}|{_UNICODE})"
)
_IN_RAW = re.compile(r"(?P<dollar>\$\{(?:'\\?\$'|\"\\?\$\")\})|\r\n|\r")
_TEMPLATE = re.compile(r"(?P<escape>\\.)|\$(?P<name>[^\W\d]\w*|`[^`\r\n]+`)")
_TEMPLATE_IN_RAW = re.compile(r"(?P<escape>(?!))|\$(?P<name>[^\W\d]\w*|`[^`\r\n]+`)")
_UNWRITABLE_IN_RAW = re.compile('"""|[\r\0\ud800-\udfff]')


def kotlin_string(host: str, span: Span, templates: Iterable[Span], margin: str | None = None) -> tuple[Part, ...]:
    """The parts of a literal. ``templates`` are the places of ``${…}``.

    ``margin`` is the prefix of the lines for ``trimMargin``, an empty text for ``trimIndent``, None for neither.
    """
    if not host.startswith('"""', span.start):
        content = Span(span.start + 1, span.end - 1)
        if host[span.start] == "'":
            return literal(host, content, _QUOTED, None)
        return literal(host, content, _QUOTED, kotlin_quoted, _holes(host, content, templates, _TEMPLATE))
    content = Span(span.start + 3, span.end - 3)
    holes = list(_holes(host, content, templates, _TEMPLATE_IN_RAW))
    line_break = "\r\n" if "\r\n" in host[content.start : content.end] else "\n"
    if margin is None:
        return literal(host, content, _RAW, _raw(line_break), holes)
    lines = list(lines_of(host, content, holes))
    kept = lines[_is_blank(host, lines[0]) : len(lines) - (len(lines) > 1 and _is_blank(host, lines[-1]))]
    cut = min((indentation(host, line) for line in kept if not _is_blank(host, line)), default=0)
    spans = [_cut(host, line, cut, margin) for line in kept] or [Span(content.start, content.start)]
    return lines_literal(host, spans, _RAW, _raw(line_break + (host[kept[0].start : spans[0].start] if kept else "")), holes)


def _cut(host: str, line: Span, cut: int, margin: str) -> Span:
    """A line without its indentation."""
    if not margin:
        return Span(min(line.start + cut, line.end), line.end)
    start = line.start + indentation(host, line)
    return Span(start + len(margin), line.end) if host.startswith(margin, start, line.end) else line


def _is_blank(host: str, line: Span) -> bool:
    return not host[line.start : line.end].strip()


def _holes(host: str, content: Span, templates: Iterable[Span], template: re.Pattern[str]) -> Iterator[Hole]:
    """Yields the holes of a literal in their order; ``${'$'}`` is none, but a dollar sign."""
    start = content.start
    for braced in [*templates, Span(content.end, content.end)]:
        for match in template.finditer(host, start, braced.start):
            if match["name"]:
                yield Hole(match.start(), match.end(), match["name"])
        if len(braced) and not _IN_RAW.match(host, braced.start, braced.end):
            yield Hole(braced.start, braced.end, host[braced.start + 2 : braced.end - 1].strip())
        start = braced.end


def _meaning(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if groups["dollar"]:
        return "$"
    if groups.get("name"):
        return _NAMED[match["name"]]
    return utf16_text(escape[-4:] for escape in re.findall(_UNICODE, groups["units"])) if groups.get("units") else "\n"


def _raw(line_break: str) -> Encode:
    """Returns a function that writes a text inside of a raw string, whose lines begin with what ``line_break`` ends with."""

    def encode(text: str) -> str | None:
        if _UNWRITABLE_IN_RAW.search(text):
            return None
        return re.sub(r"\$(?=[\w{`]|\Z)", "${'$'}", text).replace("\n", line_break)

    return encode


_QUOTED = Escapes(_IN_QUOTES, _meaning)
_RAW = Escapes(_IN_RAW, _meaning)
kotlin_quoted: Encode = quoting({text: f"\\{name}" for name, text in _NAMED.items() if name != "'"}, utf16_escape)
"""Writes a text between quotes."""
