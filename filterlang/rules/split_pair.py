"""The rule for a key and its value in different and(…) or or(…)."""

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.evidence import NESTED_PAIRS

RULE = Rule(
    "FL303", "split-pair", Phase.MEANING, Severity.WARNING,
    summary="A key and its value stand in different and(…) or or(…).",
    why=(
        "Only conditions in the same and(…) describe the same pair. A warning, because the value may then belong to another "
        "key."
    ),
    evidence=(NESTED_PAIRS,),
    about_pairs=True,
    examples=(
        Bad('and(or(eq(feedback_key, "a"), eq(feedback_key, "b")), eq(feedback_score, 0))'),
        Bad('and(eq(metadata_key, "a"), or(eq(metadata_value, "1"), eq(metadata_value, "2")))'),
        Good('or(and(eq(feedback_key, "a"), eq(feedback_score, 0)), and(eq(feedback_key, "b"), eq(feedback_score, 0)))'),
    ),
)  # fmt: skip
