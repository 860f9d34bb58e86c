"""The rule for conditions that contradict each other, so that no run meets them."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.findings.finding import Finding
    from filterlang.rewrite.normal_form import SignedTest
    from filterlang.rules.context import Context

RULE = Rule(
    "FL306", "never-true", Phase.MEANING, Severity.WARNING,
    summary="Conditions contradict each other, or a condition never holds: no run meets them.",
    why=(
        "A run has one name, one status, one latency; a range with its bounds the wrong way round is empty. It counts that "
        "LangSmith stores no negative amounts, no end before the start, and no error of a run that succeeded. A warning, "
        "because the filter is accepted and certainly selects nothing there."
    ),
    examples=(
        Bad('and(eq(name, "a"), eq(name, "b"))'), Bad("and(gt(latency, 10), lt(latency, 5))"),
        Bad('and(eq(status, "error"), neq(status, "error"))'), Bad("lt(latency, 0)"),
        Bad('and(eq(metadata_key, "k"), eq(metadata_value, "a"), eq(metadata_value, "b"))'),
        Bad('and(eq(status, "success"), like(error, "%timeout%"))'),
        Bad('and(gt(start_time, "2026-02-01T00:00:00Z"), lt(end_time, "2026-01-01T00:00:00Z"))'),
        Bad('and(gte(start_time, "2026-02-01T00:00:00Z"), lte(start_time, "2026-01-01T00:00:00Z"))'),
        Good('or(eq(name, "a"), eq(name, "b"))'), Good("and(gt(latency, 5), lt(latency, 10))"),
        Good('and(has(tags, "a"), has(tags, "b"))'),
    ),
    about_joins=True,
)  # fmt: skip

_BETTER = (Phase.SYNTAX, Phase.NAMES, Phase.MEANING)
"""The phases whose findings say better what is wrong with a condition."""


def check(context: Context) -> None:
    """Reports the contradictions in each ``and``, and conditions that contradict themselves."""
    if not context.junctions:
        return
    from filterlang.rewrite.junctions import never_holds
    from filterlang.schema.operators import NEGATIVE

    for junction in context.junctions:
        impossible = [test for test in junction.tests if never_holds(test)]
        for test in impossible:
            if test.origins[0].node.operator not in NEGATIVE:
                _report(context, (test,))
        if junction.joins == "and" and not impossible and junction.contradiction:
            _report(context, junction.contradiction)


def _is_about_pairs(context: Context, tests: tuple[SignedTest, ...]) -> bool:
    """Whether a finding already says that key and value are not joined as they were meant."""
    from filterlang.rewrite.normal_form import RowTest

    return any(isinstance(test.test, RowTest) for test in tests) and any(
        finding.rule.about_pairs for finding in context.findings
    )


def _says_better(finding: Finding, *, alone: bool) -> bool:
    """Whether a finding about a condition says better why no run meets it: about several of them, a guess does not."""
    return finding.rule.phase in _BETTER and (alone or finding.severity is not Severity.NOTE)


def _report(context: Context, tests: tuple[SignedTest, ...]) -> None:
    from filterlang.rewrite.conflict_words import advice, conflict_in_words

    nodes = list(dict.fromkeys(origin.node for test in tests for origin in test.origins))
    last = max(nodes, key=lambda node: node.start)
    about = [*nodes, *nodes[0].children] if len(tests) == 1 else nodes
    if _is_about_pairs(context, tests):
        return
    findings = (finding for node in about for finding in context.findings_about(node))
    if not any(_says_better(finding, alone=len(tests) == 1) for finding in findings):
        words = conflict_in_words(tests, context.spelled)
        context.report(RULE, last, f"no run meets this: {words}", help=advice(tests))
