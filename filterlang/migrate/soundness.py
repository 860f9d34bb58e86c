"""Whether a filter is fit to be migrated: what cannot be read has no meaning that could be kept.

Owns the invariant that every migration refuses the same filters: those with errors of syntax, of names or of types. What a
dialect refuses is no error here, because a filter may be migrated for that very reason.
"""

from collections.abc import Container

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.errors import FilterError
from filterlang.checking.analysis import analyse
from filterlang.syntax.input import FilterLike, parsed
from filterlang.syntax.parser import Parsed


def well_formed(filter: FilterLike) -> Parsed:
    """The filter, parsed. Raises ``FilterError`` when it does not parse as it is."""
    before = parsed(filter)
    if before.diagnostics:
        raise FilterError(before.source, analyse(before, "portable").diagnostics)
    return before


def makes_sense(before: Parsed, dialect: str = "portable", excused: Container[int] = ()) -> list[Diagnostic]:
    """What a check finds. Raises ``FilterError`` for errors of names and types, unless they stand at an excused offset."""
    findings = analyse(before, dialect).diagnostics
    if any(is_senseless(found) and found.span.start not in excused for found in findings):
        raise FilterError(before.source, findings)
    return findings


def is_senseless(finding: Diagnostic) -> bool:
    """Whether a finding leaves a condition without a meaning."""
    return finding.is_error and finding.code < "FL2"


def is_refusal(finding: Diagnostic) -> bool:
    """Whether a finding says what a dialect takes and not, rather than what is wrong with the filter as such."""
    return finding.code.startswith("FL2")


def is_about_pairs(finding: Diagnostic) -> bool:
    """Whether a finding says which key and value conditions speak of one pair."""
    return finding.code.startswith("FL3")


def said(finding: Diagnostic) -> str:
    """A finding and its advice in one breath."""
    guessed = " (a guess)" if finding.fixes and not any(fix.safe for fix in finding.fixes) else ""
    return f"{finding.message}: {finding.help}{guessed}" if finding.help else finding.message
