"""The rule for an underscore in a pattern, which stands for any character."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.semantics.wildcards import has_inner_underscore, without_inner_underscores
from filterlang.syntax.strings import ESCAPES
from filterlang.syntax.tree import Call, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL323", "underscore-wildcard", Phase.MEANING, Severity.NOTE,
    summary="An underscore inside of a word is a wildcard.",
    why=(
        "In a pattern _ stands for any character, so that %my_agent% matches \"my-agent\" as well. That rarely matters, "
        "names with underscores are common, and it is not known whether the servers read escapes: the rule is reported only "
        "where it is selected."
    ),
    examples=(
        Bad('like(name, "%my_agent%")'), Bad('notlike(name, "%a_b")'), Bad('like(tag, "user_id:%")'),
        Good('like(name, "%agent%")'), Good('like(name, "v_")'),
    ),
    optional=True,
)  # fmt: skip


def check(context: Context) -> None:
    """Reports patterns with an underscore between the characters of a word."""
    for comparison, pattern in context.analysis.patterns:
        if has_inner_underscore(pattern.value):
            escaped = String(without_inner_underscores(pattern.value))
            tree = Call(comparison.operator, (comparison.node.arguments[0], escaped))
            message = f"the underscore in {context.spelled(pattern)} stands for any character"
            context.report(RULE, comparison.node, message, at=pattern, suggest=Suggestion(tree, lost=ESCAPES))
