"""Findings: mistakes that recovery, the checker and the rules report, before they become diagnostics.

Owns the invariant that a diagnostic is made of a finding once, at the end, and that the severity of a finding is decided
here and nowhere else.
"""

from __future__ import annotations

from filterlang.findings.diagnostic import Diagnostic, Fix
from filterlang.findings.evidence import Evidence, Severity
from filterlang.findings.rule import Rule
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    class Spanned(Protocol):
        """A node of the tree: anything that has a place in the text."""

        @property
        def span(self) -> Span: ...


_LOUDNESS = {Severity.NOTE: 0, Severity.WARNING: 1, Severity.ERROR: 2}


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """One mistake: the rule that it breaks, the ``span`` to show, and the ``node`` that it is about, where there is one.

    ``replaces`` are findings on the same mistake that this one describes better. Findings are compared by identity.
    """

    rule: Rule
    message: str
    span: Span
    node: Spanned | None = None
    help: str | None = None
    fixes: tuple[Fix, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    replaces: tuple[Finding, ...] = ()

    @property
    def severity(self) -> Severity:
        """The severity that the evidence gives, but at least that of the rule; an error where neither of them gives any.

        A finding that replaces an error of another rule is an error as well: the text is no more accepted than before.
        """
        grounds = [] if self.rule.has_fixed_severity else [evidence.severity for evidence in self.evidence]
        if self.rule.severity is not None:
            grounds.append(self.rule.severity)
        grounds += [replaced.severity for replaced in self.replaces]
        return max(grounds, key=_LOUDNESS.__getitem__, default=Severity.ERROR)

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def diagnostic(self) -> Diagnostic:
        """The finding as plain data."""
        rule = self.rule
        return Diagnostic(
            rule.code, rule.slug, self.message, self.severity, self.span, self.help, self.fixes, self.evidence, phase=rule.phase
        )


def diagnostics(findings: Sequence[Finding]) -> list[Diagnostic]:
    """The diagnostics of the findings that no other finding replaces, each once, in order of place."""
    replaced = {finding for each in findings for finding in each.replaces}
    distinct: dict[tuple[str, Span, str], Diagnostic] = {}
    for finding in findings:
        if finding not in replaced:
            distinct.setdefault((finding.rule.code, finding.span, finding.message), finding.diagnostic())
    return sorted(distinct.values(), key=lambda finding: (finding.span, finding.code, finding.message))
