"""Renders a diagnostic for a person: the message, the line with carets under it, what to write instead.

Owns the invariant that the output is harmless: control, bidirectional and unpaired characters are escaped, and a long line is
cut around the place of the diagnostic.
"""

import re

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.evidence import Evidence, Severity
from filterlang.text.display import display_width, harmless
from filterlang.text.source import Source, Span

_WIDTH = 96
_BEFORE = 32
_SECRET = r"(?<=\blsv2_)\w{12,}"
"""The part of a key of LangSmith's API that is secret: a key that stands beside a filter is not shown."""
_LONGEST_SECRET = 100
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def render(diagnostic: Diagnostic, source: Source, *, colour: bool = False, sources: bool = False, width: int = _WIDTH) -> str:
    """Returns a diagnostic as text with the line and carets; optionally in ANSI colours and with the sources of its facts.

    For a source that was read from a host file, the line is the file's. At most ``width`` characters of it are shown.
    """
    file, span = source.in_file(diagnostic.span)

    def paint(text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if colour else text

    tint = "1;" + _COLOURS[diagnostic.severity]
    line, column = file.position(span.start)
    number = str(line)
    gutter = paint(" " * len(number) + " |", "34")
    shown, carets = _excerpt(file, line, span, width)
    rows = [
        paint(f"{diagnostic.severity.value}[{diagnostic.code}]", tint) + ": " + paint(harmless(diagnostic.message), "1"),
        paint(" " * len(number) + "-->", "34") + f" {harmless(file.name)}:{line}:{column}",
        gutter,
        paint(f"{number} |", "34") + (f" {shown}" if shown else ""),
        gutter + " " + paint(carets, tint),
    ]
    if diagnostic.help:
        rows.append(paint(" " * len(number) + " =", "34") + " " + paint("help", "1") + f": {harmless(diagnostic.help)}")
    for evidence in diagnostic.evidence if sources else ():
        first, *links = cited(evidence)
        rows += [paint(" " * len(number) + " =", "34") + f" {first}", *(" " * (len(number) + 3) + link for link in links)]
    return "\n".join(rows)


def cited(evidence: Evidence) -> list[str]:
    """Returns the lines that cite the source of a fact: its name and grade, and each address."""
    return [f"source: {harmless(evidence.source)} [{evidence.grade.value}]", *(f"        {link}" for link in evidence.links)]


def _excerpt(source: Source, line: int, span: Span, width: int) -> tuple[str, str]:
    """The part of a line around a span, and the carets that go under it."""
    whole = source.line_span(line)
    begin = min(span.start, whole.end)
    end = max(begin, min(span.end, whole.end))
    left = whole.start if len(whole) <= width else max(whole.start, begin - _BEFORE)
    right = min(whole.end, left + width)
    first = max(whole.start, left - _LONGEST_SECRET)
    text = re.sub(_SECRET, lambda match: "*" * len(match[0]), source.text[first:right])
    before, marked, after = (
        harmless(text[start - first : stop - first])
        for start, stop in ((left, begin), (begin, min(end, right)), (min(end, right), right))
    )
    head, tail = "…" if left > whole.start else "", "…" if right < whole.end else ""
    carets = " " * (len(head) + display_width(before)) + "^" * max(1, display_width(marked))
    return head + before + marked + after + tail, carets
