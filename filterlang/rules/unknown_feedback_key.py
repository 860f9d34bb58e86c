"""The rule for a feedback key that the project does not have."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.unlisted import check_listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

_LISTED = 'feedback = ["user_score", "correctness"]'

RULE = Rule(
    "FL352", "unknown-feedback-key", Phase.MEANING, Severity.NOTE,
    summary="A feedback key is not in the list that the configuration has of the project's keys.",
    why=(
        "No feedback has a key that is misspelled, and the filter selects nothing, or with a negative operator everything. "
        "A note, because the key may be new."
    ),
    examples=(
        Bad('and(eq(feedback_key, "user_scor"), eq(feedback_score, 1))', project=_LISTED),
        Bad('eq(feedback_key, "helpfulness")', project=_LISTED),
        Good('and(eq(feedback_key, "user_score"), eq(feedback_score, 1))', project=_LISTED),
        Good('eq(feedback_key, "user_scor")'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports keys, and patterns of keys, that no feedback of the project has."""
    check_listed(context, RULE, "feedback")
