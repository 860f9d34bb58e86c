"""FL301: a value is compared without its key."""

from filterlang.findings.rule import Bad, Good, Phase, Rule

RULE = Rule(
    "FL301", "unpaired-value", Phase.MEANING,
    summary="A value is compared without its key.",
    why="The condition then holds for the value under any key.",
    examples=(Bad('eq(metadata_value, "u1")'), Good('and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))')),
)  # fmt: skip
