"""The rule for a list without values."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.syntax.tree import List

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL504", "empty-in", Phase.MEANING, Severity.WARNING,
    summary="A field is compared with an empty list.",
    why=(
        "No value is in an empty list, so no run meets the condition; mostly a program found nothing to "
        "look for. A warning, because the condition selects nothing."
    ),
    examples=(Bad("in(name, [])"), Bad('and(eq(status, "error"), in(id, []))'), Good('in(name, ["a", "b"])')),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports each ``in`` with an empty list."""
    for condition in context.analysis.by_operator.get("in", ()):
        node = condition.node
        value = node.arguments[-1] if node.arguments else None
        if isinstance(value, List) and not value.items and not context.findings_about(node):
            context.report(
                RULE, node, "no run meets this: the list is empty", at=value, help="leave out the condition, or the request"
            )
