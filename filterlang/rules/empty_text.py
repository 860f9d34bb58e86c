"""The rule for an empty text where no run has one."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL337", "empty-text", Phase.MEANING, Severity.NOTE,
    summary="A name, a key, a tag or a pattern is empty.",
    why=(
        "Empty texts are compared exactly like others, and an empty pattern matches only the empty text: most often a variable "
        "was empty. Values under keys can be empty and are left alone. A note, because a run can have an empty text."
    ),
    examples=(
        Bad('eq(name, "")'), Bad('has(tags, "")'), Bad('like(inputs, "")'), Bad('in(name, ["bot", ""])'),
        Good('eq(name, "bot")'), Good('and(eq(metadata_key, "user"), neq(metadata_value, ""))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports empty texts, except values of pairs."""
    for comparison, text in context.analysis.patterns:
        if not text.value:
            message = "an empty pattern matches only the empty text"
            context.report(
                RULE, comparison.node, message, at=text, help="put a text into the pattern, or leave the condition out"
            )
    for comparison, text in context.analysis.texts:
        field = comparison.field
        if not text.value and field.role != "value" and not context.findings_about(comparison.node):
            message = f"hardly any run has an empty text as `{field.name}`"
            context.report(
                RULE, comparison.node, message, at=text, help="put a text into the quotes, or leave the condition out"
            )
