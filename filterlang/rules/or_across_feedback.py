"""The rule against an or(…) over run fields and feedback together, which v2 refuses."""

from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.evidence import MIGRATION

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
