"""The rule for a duration that reads like milliseconds."""

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule

RULE = Rule(
    "FL304", "milliseconds", Phase.MEANING, Severity.WARNING,
    summary="A duration reads like milliseconds.",
    why=(
        "Durations are numbers of seconds: 5000 is more than 83 minutes. Quarters of an hour and whole hours are taken as "
        "they are. A warning, because the filter is accepted and few runs take so long."
    ),
    examples=(Bad("gt(latency, 5000)"), Bad("lt(latency, 1500)"), Good("gt(latency, 5)"), Good("gt(latency, 3600)")),
)  # fmt: skip
