"""The rule for a label of feedback that reads like a score."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.schema.fields import FAMILIES
from filterlang.syntax.numbers import number_value
from filterlang.syntax.tree import Call, Name, Number, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context
    from filterlang.semantics.conditions import Condition

RULE = Rule(
    "FL315", "score-and-label", Phase.MEANING, Severity.NOTE,
    summary="The label of a feedback is compared with a text that reads like a score.",
    why=(
        "A feedback has a score, which is a number (1 and 0 for true and false), and a label, which is a text. A note, because "
        "a label can be a text of digits."
    ),
    examples=(
        Bad('and(eq(feedback_key, "helpfulness"), eq(feedback_value, "0.5"))'),
        Bad('and(eq(feedback_key, "thumbs_up"), eq(feedback_value, "1"))'),
        Good('and(eq(feedback_key, "helpfulness"), eq(feedback_score, 0.5))'),
        Good('and(eq(feedback_key, "verdict"), eq(feedback_value, "halted"))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports equalities of labels with texts that are numbers."""
    for condition in context.analysis.by_operator["eq"] if "feedback" in context.analysis.families else ():
        roles = FAMILIES[condition.pair.family] if condition.pair is not None else {}
        if condition.pair is not None and "score" in roles and condition.pair is roles["value"]:
            _check_label(context, condition, roles["score"].name)


def _check_label(context: Context, condition: Condition, score: str) -> None:
    import re

    value = condition.node.arguments[-1]
    if not isinstance(value, String) or not re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", value.value, re.ASCII):
        return
    if not context.findings_about(value):
        tree = Call("eq", (Name(score), Number(number_value(value.value))))
        message = f"{context.spelled(value)} reads like a score, and is compared with a label"
        context.report(
            RULE, condition.node, message, at=value, suggest=Suggestion(tree, safe=False, lost="labels are then not compared")
        )
