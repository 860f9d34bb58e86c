"""The rule for a lower bound of the start that stands in the filter, and not in the argument of the call."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.citations import EXPORT
from filterlang.rules.call_arguments import conjuncts, lacks
from filterlang.schema.query_arguments import SCOPES, UNBOUNDED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL613", "start-time-in-filter", Phase.COST, Severity.NOTE,
    summary="A call of v1 bounds the start of runs in its filter, and not with start_time.",
    why=(
        "Queries of at most a week have 10 requests in 10 seconds, and those without the argument start_time have 3. "
        "Whether a bound in the filter counts is not known. Optional, because the documentation "
        "itself writes such filters, and a program with few requests does not meet the limit."
    ),
    evidence=(EXPORT,),
    examples=(
        Bad("""client.list_runs(project_name="p", filter='gt(start_time, "2026-11-01T00:00:00Z")')"""),
        Good("""client.list_runs(project_name="p", start_time=start, filter='gt(start_time, "2026-11-01T00:00:00Z")')"""),
    ),
    embedded=True,
    optional=True,
)  # fmt: skip

_START = "start_time"
_LOWER = frozenset({"gt", "gte", "eq"})


def check(context: Context) -> None:
    """Reports the lower bounds of the start in the outermost ``and`` of the filter."""
    call = context.analysis.call
    if call is None or call.name not in UNBOUNDED or call.parameter != "filter" or not lacks(call, (_START, *SCOPES)):
        return
    bounds = {id(comparison.node) for comparison in context.analysis.comparisons if comparison.field.name == _START}
    for condition, _ in conjuncts(context):
        if id(condition.node) in bounds and condition.node.operator in _LOWER:
            message = f"a call without `{_START}` has a lower rate limit, and this bound may not lift it"
            context.report(RULE, condition.node, message, help=f"give `{_START}` to the call as well")
