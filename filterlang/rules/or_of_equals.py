"""The rule for an or(…) that compares one field with several values."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rewrite.equalities import merged_equals
from filterlang.rewrite.nesting_of_junctions import family_of
from filterlang.rules.context import Suggestion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL506", "or-of-equals", Phase.STYLE, Severity.NOTE,
    summary="An or(…) compares one field with several values.",
    why=(
        "in with a list says the same in one condition. Only fields that are known to take in are reported, not keys and "
        "values of pairs. A note, because the filter selects the same runs. Off by default, as a matter of taste."
    ),
    examples=(
        Bad('or(eq(name, "a"), eq(name, "b"))', fixed='in(name, ["a", "b"])'),
        Good('or(eq(name, "a"), eq(status, "error"))'),
        Good('or(has(tags, "a"), has(tags, "b"))'),
    ),
    optional=True,
)  # fmt: skip


def check(context: Context) -> None:
    """Reports each ``or`` of which two parts compare one field with values."""
    if context.analysis.parsed.findings:
        return
    for condition in context.analysis.by_operator.get("or", ()):
        node = condition.node
        if any(map(family_of, node.arguments)) or any(map(context.findings_about, (node, *node.arguments))):
            continue
        merged = merged_equals(node)
        if merged is not None:
            context.report(RULE, node, "this or(…) compares one field with several values", suggest=Suggestion(merged))
