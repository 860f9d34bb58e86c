"""The rule for alternatives of which one holds for every run."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL307", "always-true", Phase.MEANING, Severity.WARNING,
    summary="Of the alternatives of an or(…), one holds for every run.",
    why=(
        "The or(…) selects everything: often and(…) was meant, because a run that has one value has not the other. A warning, "
        "because the filter is accepted and certainly leaves nothing out there."
    ),
    examples=(
        Bad('or(neq(name, "a"), neq(name, "b"))'), Bad('or(eq(status, "error"), neq(status, "error"))'),
        Bad('or(neq(metadata_key, "k"), eq(metadata_key, "k"))'),
        Good('and(neq(name, "a"), neq(name, "b"))'), Good("or(gt(latency, 10), lt(latency, 5))"),
    ),
    about_joins=True,
)  # fmt: skip


def check(context: Context) -> None:
    """Reports each ``or`` that every run meets, without regard to what is stored."""
    for junction in context.junctions:
        tests = junction.contradiction if junction.joins == "or" else ()
        if not tests:
            continue
        nodes = list(dict.fromkeys(origin.node for test in tests for origin in test.origins))
        if not nodes or any(context.findings_about(node) for node in nodes):
            continue
        *others, last = sorted(nodes, key=lambda node: node.start)
        words = " or ".join(context.spelled(node) for node in (*others, last))
        negative = all(not test.holds for test in tests)
        advice = None if negative else "write and(…) if none of these is wanted"
        context.report(RULE, last, f"every run meets this: {words}", help=advice)
