"""The rule for a value whose quotes the program escapes by hand; ``hosts.hole_checks`` finds it."""

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule

RULE = Rule(
    "FL630", "escaped-by-hand", Phase.EMBEDDING, Severity.WARNING,
    summary="A value between quotes is escaped by hand, or for another language.",
    why=(
        "A backslash before each quote is not enough: a value that ends in a backslash takes the quote after it, so that the "
        "text goes on. Escapes of HTML, of addresses and of patterns change the value, and no run has the changed one. "
        "A function such as `json.dumps` or `filterlang.quote` writes the whole literal. A replacement that doubles the "
        "backslashes as well is not reported. A warning, because most values need no escapes."
    ),
    examples=(
        Bad("""client.list_runs(filter='eq(name, "%s")' % name.replace('"', '\\\\"'))"""),
        Bad("""client.list_runs(filter='eq(name, "{}")'.format(html.escape(name)))"""),
        Good("client.list_runs(filter=f'eq(name, {json.dumps(name)})')"),
    ),
    embedded=True,
)  # fmt: skip
