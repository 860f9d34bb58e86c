"""The rule for not(…) inside not(…)."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rewrite.nesting_of_junctions import family_of
from filterlang.rules.context import Suggestion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL510", "double-negation", Phase.STYLE, Severity.NOTE,
    summary="A not(…) stands directly inside another.",
    why=(
        "The two cancel each other. Elsewhere than in the dialect examples, each not is refused anyway. A note, because the "
        "filter selects the same runs."
    ),
    examples=(
        Bad('not(not(exists(metadata, "k")))', fixed='exists(metadata, "k")', dialect="examples"),
        Good('not(exists(metadata, "k"))', dialect="examples"),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports each ``not`` whose only condition is another ``not``, where the dialect takes both."""
    for condition in context.analysis.by_operator.get("not", ()):
        inner = condition.parts[0] if len(condition.parts) == 1 else None
        if inner is None or inner.node.operator != "not" or len(inner.parts) != 1:
            continue
        denied = inner.parts[0].node
        if not family_of(denied) and not context.findings_about(condition.node):
            context.report(RULE, condition.node, "two negations cancel each other", suggest=Suggestion(denied))
