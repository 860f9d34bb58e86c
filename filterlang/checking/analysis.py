"""Analysing a parsed filter: the checking pass, then the rules, then one finding for each mistake.

Owns the invariant that a filter is checked once for a dialect: everything else reads the analysis.
"""

from filterlang.checking.condition_checks import check_condition
from filterlang.rules.context import Context
from filterlang.rules.rule_files import checks
from filterlang.rules.rule_needs import words_of
from filterlang.schema.dialects import DIALECTS
from filterlang.semantics.analysed_filter import Analysis
from filterlang.semantics.surroundings import NO_PROJECT, CallSite, ProjectFacts
from filterlang.syntax.parser import Parsed


def analyse(
    parsed: Parsed, dialect: str, project: ProjectFacts = NO_PROJECT, call: CallSite | None = None, *, rules: bool = True
) -> Analysis:
    """The analysis of a parsed filter in a dialect. Raises ``ValueError`` for an unknown dialect.

    Without ``rules``, only what makes a filter refused or leaves it without a meaning is found.

    >>> from filterlang import parse
    >>> [finding.rule.code for finding in analyse(parse("eq(status, success)"), "portable").findings]
    ['FL014']
    """
    if dialect not in DIALECTS:
        raise ValueError(f"there is no dialect {dialect!r}: choose one of {', '.join(DIALECTS)}")
    analysis = Analysis(parsed, dialect, project, call)
    context = Context(analysis)
    for condition in analysis.conditions:
        check_condition(context, condition)
    for check in checks(words_of(analysis), project.rules) if rules else ():
        check(context)
    analysis.findings = context.findings
    if parsed.findings:
        from filterlang.checking.superseding import superseded

        analysis.findings = superseded(context)
    return analysis
