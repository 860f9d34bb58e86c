"""The format ``jsonl``: one finding as JSON on each line."""

from __future__ import annotations

import json

from filterlang.lint.report.plain_findings import finding_values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from filterlang.lint.lint_result import LintResult


def write(result: LintResult) -> Iterator[str]:
    """Yields one line for each finding."""
    for values in finding_lines(result):
        yield json.dumps(values) + "\n"


def finding_lines(result: LintResult) -> Iterator[dict[str, object]]:
    """Yields the findings of all files as plain values."""
    for report in result.files:
        if report.findings:
            source = result.source(report)
            for finding in report.findings:
                yield finding_values(report.path, finding, source)
