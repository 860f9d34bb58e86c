"""The rule for a score that reads like percent."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.schema.key_names import measures_amount
from filterlang.schema.types import Type
from filterlang.semantics.smaller_units import in_smaller_unit
from filterlang.syntax.printer import print_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL329", "percent", Phase.MEANING, Severity.NOTE,
    summary="A score reads like percent.",
    why=(
        "Scores are mostly between 0 and 1, and ratings end at 5 or 10. Scores from 11 to 100 are reported, unless the key of "
        "the feedback names an amount, such as word_count. A note, because a feedback can have any scale."
    ),
    examples=(
        Bad('and(eq(feedback_key, "correctness"), gte(feedback_score, 80))'), Bad("lt(feedback_score, 50)"),
        Bad('and(eq(feedback_key, "helpfulness"), eq(feedback_score, 100))'),
        Good('and(eq(feedback_key, "correctness"), gte(feedback_score, 0.8))'),
        Good('and(eq(feedback_key, "stars"), gte(feedback_score, 4))'),
        Good('and(eq(feedback_key, "word_count"), gt(feedback_score, 50))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports scores on a scale that ends at 100."""
    for comparison in context.analysis.by_type[Type.NUMBER]:
        for value in comparison.literals:
            score = in_smaller_unit("percent", comparison.field, value)
            keys = context.analysis.pair_keys.get(id(comparison.node), ()) if score is not None else ()
            if score is not None and not any(map(measures_amount, keys)):
                advice = f"write {print_line(score)} if percent were meant"
                message = f"scores are mostly between 0 and 1, and {context.spelled(value)} reads like percent"
                context.report(RULE, value, message, suggest=Suggestion(score, safe=False), help=advice)
