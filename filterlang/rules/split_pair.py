"""FL303: a key and its value stand in different and(…) or or(…)."""

from filterlang.findings.rule import Bad, Good, Phase, Rule

RULE = Rule(
    "FL303", "split-pair", Phase.MEANING,
    summary="A key and its value stand in different and(…) or or(…).",
    why="Only conditions in the same and(…) describe the same pair.",
    examples=(
        Bad('and(or(eq(feedback_key, "a"), eq(feedback_key, "b")), eq(feedback_score, 0))'),
        Good('or(and(eq(feedback_key, "a"), eq(feedback_score, 0)), and(eq(feedback_key, "b"), eq(feedback_score, 0)))'),
    ),
)  # fmt: skip
