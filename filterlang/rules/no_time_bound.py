"""The rule for a query of v1 over all the time of a project."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.citations import EXPORT
from filterlang.rules.call_arguments import lacks, number, other_filters, report_on_filter, speaks_for
from filterlang.schema.query_arguments import ARGUMENT_TESTS, MOST_OF_A_BODY, SCOPES, UNBOUNDED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL615", "no-time-bound", Phase.COST, Severity.NOTE,
    summary="A query of v1 has no bound in time.",
    why=(
        "The query covers all runs of the project, and queries without start_time are limited to 3 requests in 10 seconds, "
        "those of a week or less to 10. Queries with a limit of 100 or less, of runs by "
        "their ids, or with a time in a filter are not reported. Optional, because a project can be small."
    ),
    evidence=(EXPORT,),
    examples=(
        Bad("""client.list_runs(project_name="p", filter='eq(status, "error")')"""),
        Good("""client.list_runs(project_name="p", start_time=start, filter='eq(status, "error")')"""),
        Good("""client.list_runs(project_name="p", filter='eq(status, "error")', limit=20)"""),
    ),
    embedded=True,
    optional=True,
)  # fmt: skip

_TIME = "_time"


def check(context: Context) -> None:
    """Reports the first filter of a call of v1 that has neither a start, nor few runs, nor a filter on a time."""
    call = context.analysis.call
    if call is None or call.name not in UNBOUNDED or not speaks_for(call):
        return
    limit = number(call, "limit")
    times = [name for name, test in ARGUMENT_TESTS.items() if _TIME in test.field.name]
    others = other_filters(call)
    texts = [context.source.text, *(others or ())]
    is_bounded = others is None or (limit is not None and limit <= MOST_OF_A_BODY) or any(_TIME in text for text in texts)
    if not is_bounded and lacks(call, (*times, *SCOPES)):
        report_on_filter(
            context, RULE, "without `start_time`, the query covers all runs of the project", help="pass `start_time`"
        )
