"""Findings as diagnostics of the protocol.

Owns the invariant that a diagnostic has the place, the severity and the words of its finding, and an identity that outlives
edits elsewhere in the file.
"""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types as lsp

from filterlang.lsp.open_document import range_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.findings.diagnostic import Diagnostic
    from filterlang.lint.reported import FileFinding
    from filterlang.text.source import Encoding, Source

_SEVERITIES = {
    "error": lsp.DiagnosticSeverity.Error,
    "warning": lsp.DiagnosticSeverity.Warning,
    "note": lsp.DiagnosticSeverity.Information,
}


def diagnostics_of(source: Source, findings: Sequence[FileFinding], encoding: Encoding) -> list[lsp.Diagnostic]:
    """The diagnostics of the findings in a file, in order."""
    from filterlang.lint.finding_identity import identified
    from filterlang.lint.reported import FileReport

    report = FileReport(source.name, findings=tuple(findings))
    return [
        lsp.Diagnostic(
            range_of(source, finding.diagnostic.span, encoding),
            message_of(finding.diagnostic),
            severity=_SEVERITIES[finding.diagnostic.severity.value],
            code=finding.diagnostic.code,
            source="filterlang",
            tags=_tags(finding.diagnostic) or None,
            data={"rule": finding.diagnostic.slug, "fingerprint": identity.fingerprint},
        )
        for identity, finding in identified(report)
    ]


def message_of(diagnostic: Diagnostic) -> str:
    """The message of a finding, and on a line of its own what to write instead."""
    return f"{diagnostic.message}\n{diagnostic.help}" if diagnostic.help else diagnostic.message


def _tags(diagnostic: Diagnostic) -> list[lsp.DiagnosticTag]:
    """How an editor shows the place of a finding: struck through where it is deprecated, faded where it is unnecessary."""
    from filterlang.findings.rule import Phase

    if diagnostic.phase is Phase.DEPRECATION:
        return [lsp.DiagnosticTag.Deprecated]
    return [lsp.DiagnosticTag.Unnecessary] if _is_unnecessary(diagnostic) else []


def _is_unnecessary(diagnostic: Diagnostic) -> bool:
    """Whether the text at a finding changes nothing: the filter is accepted, and a safe fix only removes the text."""
    from filterlang.findings.verdicts import concerns_acceptance

    if concerns_acceptance(diagnostic):
        return False
    removals = [fix.edits for fix in diagnostic.fixes if fix.safe and not any(edit.text for edit in fix.edits)]
    return any(edit.span.contains(diagnostic.span) for edits in removals for edit in edits)
