"""The format ``json``: one list of all findings."""

from __future__ import annotations

import json

from filterlang.lint.report.jsonl_report import finding_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from filterlang.lint.lint_result import LintResult


def write(result: LintResult) -> Iterator[str]:
    """Yields a list with one finding on each group of lines; an empty list where there are none."""
    separator = "[\n"
    for values in finding_lines(result):
        yield separator + json.dumps(values, indent=2)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"
