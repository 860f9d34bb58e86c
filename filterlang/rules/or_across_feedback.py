"""The rule against an or(…) over run fields and feedback together, which v2 refuses."""

from __future__ import annotations

from filterlang.schema.citations import MIGRATION
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.dialects import OR_ACROSS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context
    from filterlang.semantics.conditions import Condition

RULE = Rule(
    "FL204", "or-across-feedback", Phase.DIALECT,
    summary="v2 refuses an or(…) over run fields and feedback together.",
    why="Make two queries and join their results.",
    evidence=(MIGRATION,),
    examples=(
        Bad('or(eq(status, "error"), eq(feedback_key, "user_score"))'),
        Bad('or(gt(latency, 5), and(eq(feedback_key, "a"), lt(feedback_score, 1)))'),
        Good('or(eq(status, "error"), eq(feedback_key, "user_score"))', dialect="v1"),
        Good('and(eq(status, "error"), eq(feedback_key, "user_score"))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports each innermost ``or`` over conditions on feedback and on anything else of a run."""
    if not OR_ACROSS.dialects & context.backends or "feedback" not in context.analysis.families:
        return
    on_feedback: dict[Condition, frozenset[bool]] = {}
    reported: set[Condition] = set()  # the conditions with a finding on them or inside
    for condition in reversed(context.analysis.conditions):  # so that the parts of a condition come before it
        if not condition.joins:
            on_feedback[condition] = frozenset({condition.pair is not None and condition.pair.family == "feedback"})
            continue
        on_feedback[condition] = frozenset[bool]().union(*(on_feedback[part] for part in condition.parts))
        crosses = condition.node.operator == "or" and len(on_feedback[condition]) > 1
        if reported.intersection(condition.parts):
            reported.add(condition)
        elif crosses:
            context.refuse(RULE, OR_ACROSS, condition.node, at=condition.node.operator_span)
            reported.add(condition)
