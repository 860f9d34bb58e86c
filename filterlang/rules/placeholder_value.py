"""FL601: a whole value is a placeholder that was never filled in."""

from filterlang.findings.rule import Bad, Good, Phase, Rule

RULE = Rule(
    "FL601", "placeholder-value", Phase.EMBEDDING,
    summary="A whole value is a placeholder that was never filled in.",
    why=(
        "A Python string without its f, a template that was not rendered, a variable that a shell or a workflow did not "
        "replace: the filter selects only runs whose value is the placeholder itself."
    ),
    examples=(Bad('eq(name, "{name}")'), Good('eq(name, "my run")')),
)  # fmt: skip
