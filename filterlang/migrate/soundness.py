"""Whether a filter is fit to be migrated: what cannot be read has no meaning that could be kept.

Owns the invariant that every migration refuses the same filters: those with errors of syntax, of names or of types. What a
dialect refuses is no error here, because a filter may be migrated for that very reason.
"""

from collections.abc import Container

from filterlang.checking.analysis import analyse
from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.errors import FilterError
from filterlang.findings.verdicts import denies_meaning
from filterlang.rules.registry import RULES
from filterlang.syntax.input import FilterLike, parsed
from filterlang.syntax.parser import Parsed


def well_formed(filter: FilterLike) -> Parsed:
    """The filter, parsed. Raises ``FilterError`` when it does not parse as it is."""
    before = parsed(filter)
    if before.diagnostics:
        raise FilterError(before.source, analyse(before, "portable").diagnostics)
    return before


def sound_findings(before: Parsed, dialect: str = "portable", excused: Container[int] = ()) -> list[Diagnostic]:
    """The findings of a check.

    Raises ``FilterError`` for errors of names and types, unless they stand at an excused offset.
    """
    findings = analyse(before, dialect).diagnostics
    if any(denies_meaning(finding) and finding.span.start not in excused for finding in findings):
        raise FilterError(before.source, findings)
    return findings


def is_about_pairs(finding: Diagnostic) -> bool:
    """Whether a finding says which key and value conditions belong to one pair."""
    return RULES[finding.code].about_pairs


def with_advice(finding: Diagnostic) -> str:
    """The message of a finding and its advice in one sentence."""
    guessed = " (a guess)" if finding.fixes and not any(fix.safe for fix in finding.fixes) else ""
    return f"{finding.message}: {finding.help}{guessed}" if finding.help else finding.message
