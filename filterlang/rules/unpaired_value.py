"""The rule for a value that is compared without its key."""

from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.evidence import NESTED_PAIRS

RULE = Rule(
    "FL301", "unpaired-value", Phase.MEANING,
    summary="A value is compared without its key.",
    why="The condition then holds for the value under any key.",
    evidence=(NESTED_PAIRS,),
    about_pairs=True,
    examples=(
        Bad('eq(metadata_value, "u1")'),
        Bad('and(eq(status, "error"), gt(feedback_score, 0.5))'),
        Good('and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))'),
    ),
)  # fmt: skip
