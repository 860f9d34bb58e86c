"""The rule for a filter that is put together from many parts; ``hosts.hole_checks`` finds it."""

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule

RULE = Rule(
    "FL631", "concatenated-filter", Phase.EMBEDDING, Severity.NOTE,
    summary="A filter is put together from a text and three or more values.",
    why=(
        "The builder writes every value as its field needs it, and checks the filter where the program runs. Optional, because "
        "the filter can be right."
    ),
    examples=(
        Bad("""client.list_runs(filter=f'and(gt(latency, {low}), lt(latency, {high}), eq(name, {json.dumps(name)}))')"""),
        Good("client.list_runs(filter=f'gt(latency, {low})')"),
        Good("client.list_runs(filter=(F.latency > low) & (F.latency < high) & (F.name == name))"),
    ),
    embedded=True,
    optional=True,
)  # fmt: skip
