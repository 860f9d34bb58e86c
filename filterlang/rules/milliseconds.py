"""FL304: a duration reads like milliseconds."""

from filterlang.findings.rule import Bad, Good, Phase, Rule

RULE = Rule(
    "FL304", "milliseconds", Phase.MEANING,
    summary="A duration reads like milliseconds.",
    why=(
        "Durations are numbers of seconds: 5000 is more than 83 minutes. Quarters of an hour and whole hours are taken as "
        "they are."
    ),
    examples=(Bad("gt(latency, 5000)"), Good("gt(latency, 5)")),
)  # fmt: skip
