"""The format for people: each finding with the line of its file, and the findings of a file together."""

from __future__ import annotations

from filterlang.findings.rendering import render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from filterlang.lint.lint_result import LintResult

_MARGIN = 9
"""Columns before an excerpt: a line number of up to six digits, the bar and the spaces around it."""


def write(result: LintResult) -> Iterator[str]:
    """Yields each finding with an excerpt of the file and what to write instead, and an empty line after it."""
    for report in result.files:
        source = result.source(report) if report.findings else None
        for finding in report.findings:
            assert source is not None
            shown = render(
                finding.diagnostic, source, colour=result.colour, sources=result.sources, width=result.width - _MARGIN
            )
            yield f"{shown}\n\n"
