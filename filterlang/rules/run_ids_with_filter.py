"""The rule for a filter beside the ids of runs, which v1 ignores."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.citations import TQS
from filterlang.rules.call_arguments import gives, report_on_filter
from filterlang.schema.query_arguments import UNBOUNDED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL614", "run-ids-with-filter", Phase.EMBEDDING, Severity.WARNING,
    summary="A call of v1 has a filter beside the ids of runs.",
    why=(
        "The ids make v1 ignore all other filtering arguments: every run with one of the ids comes back. "
        "Compare the ids in the filter, with in(id, […]), or test the runs that come back. A "
        "warning, because the filter certainly has no effect."
    ),
    evidence=(TQS,),
    examples=(
        Bad("""client.list_runs(run_ids=ids, filter='eq(status, "error")')"""),
        Good("""client.list_runs(project_name="p", filter='eq(status, "error")')"""),
    ),
    embedded=True,
)  # fmt: skip

_IDS = ("run_ids", "id")


def check(context: Context) -> None:
    """Reports each filter of a call of v1 that has the ids of runs as well."""
    call = context.analysis.call
    if call is None or call.name not in UNBOUNDED:
        return
    if name := gives(call, _IDS):
        message = f"the filter is ignored: v1 returns every run of `{name}`"
        report_on_filter(context, RULE, message, help="compare the ids in the filter, with in(id, […])")
