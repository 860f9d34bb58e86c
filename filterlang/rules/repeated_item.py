"""The rule for a value that stands twice in a list."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rewrite.equalities import without_repeated_items
from filterlang.rules.context import Suggestion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL505", "repeated-item", Phase.STYLE, Severity.NOTE,
    summary="A value stands twice in a list.",
    why="The second one changes nothing; often another value was meant. A note, because the filter selects the same runs.",
    examples=(Bad('in(name, ["a", "b", "a"])', fixed='in(name, ["a", "b"])'), Good('in(name, ["a", "A"])')),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports each ``in`` with a list in which a value stands twice."""
    for condition in context.analysis.by_operator.get("in", ()):
        node = condition.node
        shorter = without_repeated_items(node)
        if shorter is not None and not context.findings_about(node):
            context.report(RULE, node, "a value stands twice in this list", at=node.arguments[-1], suggest=Suggestion(shorter))
