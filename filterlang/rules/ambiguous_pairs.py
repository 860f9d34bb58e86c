"""FL302: several pairs of one family stand side by side."""

from filterlang.findings.rule import Bad, Good, Phase, Rule

RULE = Rule(
    "FL302", "ambiguous-pairs", Phase.MEANING,
    summary="Several pairs of one family stand side by side.",
    why="Which value belongs to which key is not defined: nest each pair in an and(…) of its own.",
    examples=(
        Bad('and(eq(metadata_key, "a"), eq(metadata_value, "1"), eq(metadata_key, "b"), eq(metadata_value, "2"))'),
        Good('and(and(eq(metadata_key, "a"), eq(metadata_value, "1")), and(eq(metadata_key, "b"), eq(metadata_value, "2")))'),
    ),
)  # fmt: skip
