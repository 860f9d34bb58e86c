"""The format ``junit``: XML as most CI servers read it: a suite for each file, and a failed case for each finding.

Owns the invariant that the document is well-formed and in ASCII, whatever the files and messages hold.
"""

from __future__ import annotations

import re

from filterlang.text.display import harmless

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from filterlang.lint.lint_result import LintResult
    from filterlang.lint.reported import FileFinding, FileReport

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"})


def write(result: LintResult) -> Iterator[str]:
    """Yields the suites of the files with findings and of those that were skipped; one that passed where there are none."""
    reports = [report for report in result.files if report.findings or report.skipped is not None]
    cases = sum(len(report.findings) + (report.skipped is not None) for report in reports)
    failures = sum(len(report.findings) for report in reports)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="filterlang" tests="{max(1, cases)}" failures="{failures}" errors="0">\n'
    if not reports:
        yield '  <testsuite name="filterlang" tests="1" failures="0" errors="0" skipped="0">\n'
        yield '    <testcase name="no findings" classname="filterlang"/>\n  </testsuite>\n'
    for report in reports:
        yield from _suite(report)
    yield "</testsuites>\n"


def _suite(report: FileReport) -> Iterator[str]:
    path = _escaped(report.path)
    failures, skipped = len(report.findings), int(report.skipped is not None)
    counts = f'tests="{failures + skipped}" failures="{failures}" errors="0" skipped="{skipped}"'
    yield f'  <testsuite name="{path}" {counts}>\n'
    if report.skipped is not None:
        yield f'    <testcase name="skipped" classname="{path}"><skipped message="{_escaped(report.skipped)}"/></testcase>\n'
    for finding in report.findings:
        yield _case(report.path, finding)
    yield "  </testsuite>\n"


def _case(path: str, finding: FileFinding) -> str:
    diagnostic, place = finding.diagnostic, finding.place
    name = f"{diagnostic.code} {diagnostic.slug} at {place.line}:{place.column}"
    lines = [f"{path}:{place.line}:{place.column}: {diagnostic.message}"]
    if diagnostic.help:
        lines.append(f"help: {diagnostic.help}")
    return (
        f'    <testcase name="{_escaped(name)}" classname="{_escaped(path)}" file="{_escaped(path)}" line="{place.line}">\n'
        f'      <failure type="{diagnostic.severity.value}" message="{_escaped(diagnostic.message)}">'
        f"{chr(10).join(map(_escaped, lines))}</failure>\n"
        "    </testcase>\n"
    )


def _escaped(text: str) -> str:
    """A text as XML: markup escaped, what XML cannot hold written as an escape, the rest in ASCII."""
    markup = re.sub("[\ufffe\uffff]", lambda match: f"\\u{ord(match[0]):04x}", harmless(text)).translate(_ESCAPES)
    return markup.encode("ascii", "xmlcharrefreplace").decode("ascii")
