"""The rule for bounds of the feedback's time in a query without a condition on feedback."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.call_arguments import gives, other_filters, report_on_filter, speaks_for
from filterlang.schema.citations import FEEDBACK_WINDOW
from filterlang.schema.query_arguments import FEEDBACK_TIMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL618", "feedback-window-without-feedback", Phase.EMBEDDING, Severity.WARNING,
    summary="A query bounds the time of feedback, and none of its filters has a condition on feedback.",
    why=(
        "The bounds apply to the feedback conditions of the filters, and require at least one. A warning, because the query is "
        "wrong, and not the filter."
    ),
    evidence=(FEEDBACK_WINDOW,),
    examples=(
        Bad("""langsmith.runs.query_v2(filter='eq(is_root, true)', min_feedback_modified_at=since)"""),
        Good(
            "langsmith.runs.query_v2(min_start_time=start, min_feedback_modified_at=since, "
            """filter='eq(feedback_key, "score")')"""
        ),
    ),
    embedded=True,
)  # fmt: skip

_FAMILY = "feedback"


def check(context: Context) -> None:
    """Reports the first filter of a call with such a bound, where no filter of the call is about feedback."""
    call = context.analysis.call
    if call is None or not (bound := gives(call, FEEDBACK_TIMES)) or not speaks_for(call):
        return
    others = other_filters(call)
    if others is None or _FAMILY in context.source.text or any(_FAMILY in text for text in others):
        return
    message = f"`{bound}` requires a condition on feedback, and there is none"
    report_on_filter(context, RULE, message, evidence=(FEEDBACK_WINDOW,))
