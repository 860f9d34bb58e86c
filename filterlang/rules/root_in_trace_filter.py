"""The rule for a condition that every root run meets, in a filter on root runs."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.citations import TQS
from filterlang.rules.call_arguments import implied, report_implied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL617", "root-in-trace-filter", Phase.EMBEDDING, Severity.NOTE,
    summary="A filter on the root runs of traces says that they are roots.",
    why=(
        "A trace_filter is about the root run of each trace, so that the condition changes nothing: it does not leave the "
        "children out of the answer, which is_root in the filter of the runs does. A note, because the "
        "filter selects what it says."
    ),
    evidence=(TQS,),
    examples=(
        Bad("""client.list_runs(trace_filter='and(eq(is_root, true), eq(status, "error"))')""",
            fixed="""client.list_runs(trace_filter='and(eq(status, "error"))')"""),
        Good("""client.list_runs(filter='and(eq(is_root, true), eq(status, "error"))')"""),
        Good("""client.list_runs(tree_filter='and(eq(is_root, true), eq(status, "error"))')"""),
    ),
    embedded=True,
)  # fmt: skip


def check(context: Context) -> None:
    """Reports the conditions of the outermost ``and`` of a filter on root runs that all of them meet."""
    call = context.analysis.call
    if call is None:
        return
    from filterlang.semantics.argument_conditions import argument_conditions

    for condition, around, name in implied(context, argument_conditions(call)):
        if not name:
            report_implied(context, RULE, condition, around, "every root run meets this", safe=True)
