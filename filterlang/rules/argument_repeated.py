"""The rule for a condition that repeats an argument beside the filter."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.citations import TQS
from filterlang.rules.call_arguments import implied, report_implied
from filterlang.schema.query_arguments import ARGUMENT_TESTS
from filterlang.schema.types import Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL611", "argument-repeated", Phase.EMBEDDING, Severity.NOTE,
    summary="A condition repeats what an argument of the call requires.",
    why=(
        "All arguments of a query hold together: the condition changes nothing, and has to be changed with the argument. A "
        "note, because the filter selects what it says."
    ),
    evidence=(TQS,),
    examples=(
        Bad("""client.list_runs(is_root=True, filter='and(eq(is_root, true), gt(latency, 5))')""",
            fixed="""client.list_runs(is_root=True, filter='and(gt(latency, 5))')"""),
        Bad("""client.list_runs(run_type="llm", filter='in(run_type, ["llm", "chain"])')"""),
        Good("""client.list_runs(is_root=True, filter='gt(latency, 5)')"""),
        Good("""client.list_runs(is_root=True, filter='or(eq(is_root, true), gt(latency, 5))')"""),
    ),
    embedded=True,
)  # fmt: skip


def check(context: Context) -> None:
    """Reports the conditions of the outermost ``and`` that an argument requires already."""
    call = context.analysis.call
    if call is None:
        return
    from filterlang.semantics.argument_conditions import argument_conditions

    for condition, around, name in implied(context, argument_conditions(call)):
        if name and not context.findings_about(condition.node):
            test = ARGUMENT_TESTS.get(name)
            safe = test is not None and test.field.type is not Type.DATETIME
            report_implied(context, RULE, condition, around, f"the argument `{name}` already requires this", safe=safe)
