"""The rule for a text between single quotes."""

from __future__ import annotations

from filterlang.findings.diagnostic import Fix
from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import String, walk
from filterlang.text.edits import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL507", "single-quotes", Phase.STYLE, Severity.NOTE,
    summary="A text stands between single quotes.",
    why=(
        "Filters are formatted with double quotes, which JSON has as well. A note, because both are read alike. Off by "
        "default, because a program may put the filter itself between double quotes."
    ),
    examples=(Bad("eq(name, 'a')", fixed='eq(name, "a")'), Good('eq(name, "a")'), Good('eq(name, "it\'s")')),
    optional=True,
)  # fmt: skip


def check(context: Context) -> None:
    """Reports each text between single quotes, in a filter that parses."""
    if context.analysis.parsed.findings or "'" not in context.source.text:
        return
    for node in walk(context.analysis.tree):
        if isinstance(node, String) and context.source.text[node.start : node.start + 1] == "'":
            written = print_line(node)
            fix = Fix(f"write {written}", (Edit(node.span, written),))
            context.report(RULE, node, "this text stands between single quotes", fix=fix, help="put it between double quotes")
