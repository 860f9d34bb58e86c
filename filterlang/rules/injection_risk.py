"""The rule for a value between quotes that may hold a quote; ``hosts.hole_checks`` finds it."""

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule

RULE = Rule(
    "FL602", "injection-risk", Phase.EMBEDDING, Severity.WARNING,
    summary="A value is put between quotes as it is.",
    why=(
        "A quote in the value ends the string early: the filter is refused, or a user who chooses the value chooses the runs. "
        "A function such as `json.dumps` or `filterlang.quote` writes the whole literal, and the builder quotes every value. "
        "Numbers, dates and ids, where the code shows that they are such, cannot hold quotes and are not reported. "
        "A warning, because most values have no quotes."
    ),
    examples=(
        Bad("""client.list_runs(filter=f'eq(name, "{name}")')"""),
        Bad("""client.list_runs(filter='eq(name, "%s")' % name)"""),
        Good("client.list_runs(filter=f'eq(name, {json.dumps(name)})')"),
        Good("client.list_runs(filter=f'gt(latency, {int(seconds)})')"),
    ),
    embedded=True,
)  # fmt: skip
