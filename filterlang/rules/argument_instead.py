"""The rule for a condition that the call has an argument for."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.call_arguments import conjuncts, lacks
from filterlang.schema.query_arguments import ARGUMENT_TESTS, OF_ANY_OBJECT, UNBOUNDED, WINDOWED
from filterlang.schema.types import Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL612", "argument-instead", Phase.EMBEDDING, Severity.NOTE,
    summary="A condition stands in the filter, and the call has an argument for it.",
    why=(
        "is_root, run_type and trace_id are arguments of the calls that query runs: what is written there is checked with the "
        "program's types, and needs no quoting. Optional, because both mean the same."
    ),
    examples=(
        Bad("""client.list_runs(project_name="p", filter='and(eq(is_root, true), gt(latency, 5))')"""),
        Bad("""client.list_runs(project_name="p", filter='eq(run_type, "llm")')"""),
        Good("""client.list_runs(project_name="p", filter='neq(run_type, "llm")')"""),
        Good("""client.list_runs(project_name="p", filter='or(eq(is_root, true), gt(latency, 5))')"""),
    ),
    embedded=True,
    optional=True,
)  # fmt: skip

_FIELDS = {
    test.field.name: name
    for name, test in ARGUMENT_TESTS.items()
    if name in OF_ANY_OBJECT and test.field.type is not Type.DATETIME
}
"""The arguments that every call of runs has, by the field that they compare."""


def check(context: Context) -> None:
    """Reports equalities in the outermost ``and`` of a filter of runs, where the call does not give the argument."""
    call = context.analysis.call
    if call is None or call.parameter != "filter" or call.name not in UNBOUNDED | WINDOWED:
        return
    compared = {id(comparison.node): comparison.field.name for comparison in context.analysis.comparisons}
    for condition, _ in conjuncts(context):
        name = _FIELDS.get(compared.get(id(condition.node), ""))
        if name is not None and condition.node.operator == "eq" and lacks(call, (name,)):
            context.report(
                RULE, condition.node, f"the call has the argument `{name}` for this", help=f"pass `{name}` to the call"
            )
