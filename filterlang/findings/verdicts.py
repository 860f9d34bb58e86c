"""What a finding means for a filter: that it has no meaning, or that a backend refuses it. The phase of its rule decides."""

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.rule import ACCEPTANCE, Phase

_SOUNDNESS = ACCEPTANCE - {Phase.DIALECT}


def denies_meaning(finding: Diagnostic) -> bool:
    """Whether a condition with this finding has no meaning."""
    return finding.is_error and finding.phase in _SOUNDNESS


def is_refusal(finding: Diagnostic) -> bool:
    """Whether a finding says what a dialect does not take, rather than what is wrong with the filter as such."""
    return finding.phase is Phase.DIALECT


def concerns_acceptance(finding: Diagnostic) -> bool:
    """Whether a finding can make a backend refuse the filter, rather than say something of a filter that is accepted."""
    return finding.phase in ACCEPTANCE
