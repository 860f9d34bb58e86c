"""The rule for an expression of the builder that is put into a text; ``hosts.hole_checks`` finds it."""

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule

RULE = Rule(
    "FL634", "expression-in-text", Phase.EMBEDDING, Severity.NOTE,
    summary="An expression of the builder is put into a text.",
    why=(
        "The builder combines expressions with & and |, and checks them; in a text they are joined by hand, and a mistake in "
        "the text around them is found late. A note, because the filter can be right."
    ),
    examples=(
        Bad("""client.list_runs(filter=f'and({F.latency > 5}, eq(is_root, true))')"""),
        Good("""client.list_runs(filter=(F.latency > 5) & F.is_root)"""),
    ),
    embedded=True,
)  # fmt: skip
