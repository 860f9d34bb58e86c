"""The rule for a value that is written as the program prints it; ``hosts.hole_checks`` finds it."""

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule

RULE = Rule(
    "FL608", "printed-value", Phase.EMBEDDING, Severity.WARNING,
    summary="A value is written as the program's language prints it.",
    why=(
        "Python prints None, True and a text with an apostrophe or a backslash in other ways than a filter writes them, and a "
        "tuple between parentheses. `json.dumps` writes lists, texts, true and null as a filter has them. "
        "A warning, because some values are printed as a filter has them."
    ),
    examples=(
        Bad("client.list_runs(filter=f'eq(name, {name!r})')"),
        Bad("client.list_runs(filter=f'in(name, {str(names)})')"),
        Good("client.list_runs(filter=f'in(name, {json.dumps(names)})')"),
    ),
    embedded=True,
)  # fmt: skip
