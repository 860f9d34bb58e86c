"""The format ``gitlab``: a code quality report, as GitLab shows it in merge requests."""

from __future__ import annotations

import json

from filterlang.findings.evidence import Severity
from filterlang.lint.finding_identity import identified
from filterlang.text.display import harmless

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from filterlang.lint.lint_result import LintResult

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def write(result: LintResult) -> Iterator[str]:
    """Yields a list of issues. The fingerprint of a finding stays when the lines of its file move."""
    issues = [
        {
            "description": harmless(finding.diagnostic.message),
            "check_name": finding.diagnostic.slug,
            "fingerprint": identity.fingerprint,
            "severity": _SEVERITIES[finding.diagnostic.severity],
            "location": {
                "path": report.path.removeprefix("./"),
                "lines": {"begin": finding.place.line, "end": finding.place.end_line},
            },
        }
        for report in result.files
        for identity, finding in identified(report)
    ]
    yield json.dumps(issues, indent=2) + "\n"
