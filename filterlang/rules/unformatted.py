"""The rule for a filter that is not formatted."""

from __future__ import annotations

from filterlang.findings.diagnostic import Fix
from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.syntax.printer import print_line
from filterlang.text.edits import Edit, narrow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL509", "unformatted", Phase.STYLE, Severity.NOTE,
    summary="A filter on one line is not formatted.",
    why=(
        "One format makes filters easy to compare. `filterlang format` also breaks long filters into lines, and those are left "
        "alone here. A note, because the filter means the same. Off by default, as a matter of taste."
    ),
    examples=(
        Bad('and(eq(name,"a"),gt(latency,5))', fixed='and(eq(name, "a"), gt(latency, 5))'),
        Good('and(eq(name, "a"), gt(latency, 5))'), Good('eq(\n  name, "a"\n)'),
    ),
    optional=True,
)  # fmt: skip


def check(context: Context) -> None:
    """Reports a filter that parses, stands on one line, and is printed in another way."""
    analysis = context.analysis
    text = context.source.text.strip()
    if analysis.parsed.findings or "\n" in text:
        return
    printed = print_line(analysis.tree)
    if text != printed:
        edits = narrow(context.source.text, [Edit(analysis.tree.span, printed)])
        context.report(
            RULE, analysis.tree, "this filter is not formatted", fix=Fix("format it", tuple(edits)), help="format it"
        )
