"""The format ``github``: workflow commands, which GitHub Actions shows as annotations at the lines of a change.

Owns the invariant that nothing in a file name or a message begins another workflow command.
"""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.text.display import harmless

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from filterlang.lint.lint_result import LintResult
    from filterlang.lint.reported import FileFinding

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_IN_MESSAGES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTIES = _IN_MESSAGES | str.maketrans({":": "%3A", ",": "%2C"})


def write(result: LintResult) -> Iterator[str]:
    """Yields one workflow command for each finding, and a warning for each file that was skipped."""
    for report in result.files:
        if report.skipped is not None:
            yield f"::warning file={_property(report.path)},title=filterlang::{_message(f'skipped: {report.skipped}')}\n"
        for finding in report.findings:
            yield _annotation(report.path, finding)


def _annotation(path: str, finding: FileFinding) -> str:
    """The command of one finding. GitHub takes columns only for a range within one line."""
    place, diagnostic = finding.place, finding.diagnostic
    columns = f",col={place.column},endColumn={place.end_column}" if place.line == place.end_line else ""
    title = _property(f"filterlang ({diagnostic.code})")
    advice = f"\n{diagnostic.help}" if diagnostic.help else ""
    return (
        f"::{_LEVELS[diagnostic.severity]} file={_property(path)},line={place.line},endLine={place.end_line}{columns},"
        f"title={title}::{_message(f'{diagnostic.code} {diagnostic.message}{advice}')}\n"
    )


def _property(text: str) -> str:
    return harmless(text.translate(_IN_PROPERTIES))


def _message(text: str) -> str:
    return harmless(text.translate(_IN_MESSAGES))
