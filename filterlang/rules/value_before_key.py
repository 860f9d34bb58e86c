"""The rule for a value that stands before the key that it belongs to."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.semantics.pairs import groups

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context
    from filterlang.semantics.conditions import Condition

RULE = Rule(
    "FL508", "value-before-key", Phase.STYLE, Severity.NOTE,
    summary="A condition on a value stands before the condition on its key.",
    why=(
        "Key first is how LangSmith's documentation writes a pair, and how it is read. Only a family with one pair in the "
        "and(…) is reported. A note, because both orders select the same runs."
    ),
    examples=(
        Bad(
            'and(eq(metadata_value, "v"), eq(metadata_key, "k"))', fixed='and(eq(metadata_key, "k"), eq(metadata_value, "v"))',
        ),
        Bad(
            'and(gt(feedback_score, 0.5), eq(status, "error"), eq(feedback_key, "k"))',
            fixed='and(eq(feedback_key, "k"), gt(feedback_score, 0.5), eq(status, "error"))',
        ),
        Good('and(eq(metadata_key, "k"), eq(metadata_value, "v"))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports each ``and`` in which a value stands before the only key of its family."""
    if not context.analysis.families or context.analysis.parsed.findings:
        return
    for condition in context.analysis.by_operator.get("and", ()):
        families = {part.pair.family for part in condition.parts if part.pair is not None and part.is_key}
        if families and len(condition.parts) == len(condition.node.arguments) and not context.findings_about(condition.node):
            for family in sorted(families):
                _check_pair(context, condition, family)


def _check_pair(context: Context, conjunction: Condition, family: str) -> None:
    pairs = groups(conjunction.parts, family)
    first, *others = pairs[0]
    keys = [part for part in others if part.is_key]
    if len(pairs) > 1 or first.is_key or len(keys) != 1 or not keys[0].opens_pair:
        return
    (key,) = keys
    arguments = [part.node for part in conjunction.parts if part is not key]
    arguments.insert(conjunction.parts.index(first), key.node)
    tree = conjunction.node.with_children(arguments)
    message = f"this {family} value stands before its key"
    context.report(RULE, conjunction.node, message, at=first.node, suggest=Suggestion(tree), help="put the key first")
