"""The format of one line for each finding, which editors and scripts read."""

from __future__ import annotations

from filterlang.text.display import harmless

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from filterlang.lint.lint_result import LintResult


def write(result: LintResult) -> Iterator[str]:
    """Yields ``path:line:column: code [*] message`` for each finding; the star marks a safe fix."""
    for report in result.files:
        for finding in report.findings:
            diagnostic, place = finding.diagnostic, finding.place
            star = " [*]" if any(fix.safe for fix in diagnostic.fixes) else ""
            where = f"{harmless(report.path)}:{place.line}:{place.column}"
            yield f"{where}: {diagnostic.code}{star} {harmless(diagnostic.message)}\n"
