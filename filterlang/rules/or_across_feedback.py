"""FL204: v2 refuses an or(…) over run fields and feedback together."""

from filterlang.findings.rule import Bad, Phase, Rule

RULE = Rule(
    "FL204", "or-across-feedback", Phase.DIALECT,
    summary="v2 refuses an or(…) over run fields and feedback together.",
    why="Make two queries and join their results.",
    examples=(Bad('or(eq(status, "error"), eq(feedback_key, "user_score"))'),),
)  # fmt: skip
