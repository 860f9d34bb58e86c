"""The rule for a list of one value."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rewrite.equalities import of_single_item
from filterlang.rules.context import Suggestion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL503", "single-item-in", Phase.STYLE, Severity.NOTE,
    summary="A field is compared with a list of one value.",
    why=(
        "eq with the value says the same. Optional, because programs write lists of any length; a note, because the filter "
        "selects the same runs."
    ),
    optional=True,
    examples=(Bad('in(name, ["a"])', fixed='eq(name, "a")'), Good('in(name, ["a", "b"])'), Good('eq(name, "a")')),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports each ``in`` with a list of one value."""
    for condition in context.analysis.by_operator.get("in", ()):
        node = condition.node
        equal = of_single_item(node)
        if equal is not None and not context.findings_about(node):
            context.report(RULE, node, "this list has only one value", suggest=Suggestion(equal))
