"""The rule for a query of v2 that looks only at the last day."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.citations import OPENAPI
from filterlang.rules.call_arguments import lacks, report_on_filter, speaks_for
from filterlang.schema.query_arguments import SCOPES, WINDOWED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL616", "last-day-only", Phase.COST, Severity.NOTE,
    summary="A query of v2 without min_start_time covers only the last day.",
    why=(
        "The default of min_start_time is one day ago, whatever times the filter compares: a program "
        "that comes from list_runs loses all runs before that without an error. A note, because a day can be what is meant."
    ),
    evidence=(OPENAPI,),
    examples=(
        Bad("""langsmith.runs.query_v2(project_ids=ids, filter='eq(status, "error")')"""),
        Bad("""langsmith.runs.query_v2(project_ids=ids, filter='gt(start_time, "2026-01-01T00:00:00Z")')"""),
        Good("""langsmith.runs.query_v2(project_ids=ids, min_start_time=start, filter='eq(status, "error")')"""),
        Good("""langsmith.runs.query_v2(ids=ids, filter='eq(status, "error")')"""),
    ),
    embedded=True,
)  # fmt: skip

_START = "min_start_time"


def check(context: Context) -> None:
    """Reports the first filter of a call of v2 that has neither a start nor names the runs to look at."""
    call = context.analysis.call
    if call is None or call.name not in WINDOWED or not speaks_for(call):
        return
    if lacks(call, (_START, *SCOPES)):
        report_on_filter(context, RULE, f"without `{_START}`, the query covers only the last day", help=f"pass `{_START}`")
