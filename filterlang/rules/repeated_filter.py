"""The rule for a filter that a file has several times; ``hosts.repeated_filters`` finds it."""

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule

_FILTER = """client.list_runs(filter='and(eq(status, "error"), gt(latency, 5))')"""

RULE = Rule(
    "FL632", "repeated-filter", Phase.EMBEDDING, Severity.NOTE,
    summary="The same filter stands in several places of a file.",
    why=(
        "A filter that is changed in one place only selects other runs in the others. A name for it keeps them alike. "
        "Optional, because two filters can be alike by chance."
    ),
    examples=(
        Bad(f"{_FILTER}; {_FILTER}"),
        Good("""FAILED = 'and(eq(status, "error"), gt(latency, 5))'; client.list_runs(filter=FAILED)"""),
    ),
    embedded=True,
    optional=True,
)  # fmt: skip
