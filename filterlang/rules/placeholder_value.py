"""The rule for a whole value that is a placeholder which was never filled in."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.semantics.placeholders import ADVICE, is_placeholder, is_unfilled
from filterlang.syntax.tree import Node, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL601", "placeholder-value", Phase.EMBEDDING, Severity.WARNING,
    summary="A whole value is a placeholder that was never filled in.",
    why=(
        "A Python string without its f, a template that was not rendered, a variable that a shell or a workflow did not "
        "replace: the filter selects only runs whose value is the placeholder itself. A warning, because such runs can exist."
    ),
    examples=(
        Bad('eq(name, "{name}")'), Bad('eq(name, "$NAME")'), Bad('eq(name, "<run name>")'),
        Good('eq(name, "my run")'), Good('eq(name, "<lambda>")'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports values and searched texts that are placeholders, but for those with another finding."""
    for comparison in context.analysis.comparisons:
        for value in comparison.literals if comparison.typed else ():
            if (
                isinstance(value, String)
                and is_unfilled(comparison.operator, value.value)
                and not context.findings_about(value)
            ):
                _report(context, value)
    for condition in context.analysis.conditions:
        arguments = condition.node.arguments
        if condition.node.operator == "search" and len(arguments) == 1:
            text = arguments[0]
            if isinstance(text, String) and is_placeholder(text.value) and any(map(str.isalnum, text.value)):
                _report(context, text)


def _report(context: Context, value: Node) -> None:
    context.report(RULE, value, f"the placeholder {context.spelled(value)} was not filled in", help=ADVICE)
