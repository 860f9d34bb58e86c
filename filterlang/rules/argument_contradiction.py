"""The rule for a filter that contradicts the arguments beside it."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.call_arguments import report_on_filter
from filterlang.schema.citations import TQS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from filterlang.rewrite.normal_form import Formula
    from filterlang.rules.context import Context
    from filterlang.semantics.predicate import Compare

RULE = Rule(
    "FL610", "argument-contradiction", Phase.EMBEDDING, Severity.WARNING,
    summary="No run meets a filter together with the arguments of its call.",
    why=(
        "All arguments of a query hold together, so that nothing is selected. A trace_filter is about the root runs of traces, "
        "which have no parent."
    ),
    evidence=(TQS,),
    examples=(
        Bad("""client.list_runs(is_root=True, filter='eq(is_root, false)')"""),
        Bad("""client.list_runs(run_type="llm", filter='and(eq(run_type, "chain"), gt(latency, 5))')"""),
        Bad("""client.list_runs(error=False, filter='eq(status, "error")')"""),
        Bad("""client.list_runs(start_time=datetime(2026, 2, 1), filter='lt(start_time, "2026-01-01T00:00:00Z")')"""),
        Bad("""client.list_runs(trace_filter='eq(is_root, false)')"""),
        Good("""client.list_runs(is_root=True, filter='gt(latency, 5)')"""),
        Good("""client.list_runs(is_root=True, tree_filter='eq(is_root, false)')"""),
        Good("""client.list_runs(error=True, filter='eq(run_type, "llm")')"""),
    ),
    embedded=True,
)  # fmt: skip


def check(context: Context) -> None:
    """Reports a filter that some run meets, but none together with the arguments."""
    call = context.analysis.call
    if call is None or context.meaning is None:
        return
    from filterlang.semantics.argument_conditions import argument_conditions

    if arguments := argument_conditions(call):
        _check(context, arguments)


def _check(context: Context, arguments: Mapping[str, tuple[Compare, ...]]) -> None:
    from filterlang.rewrite.normal_form import AllOf, formula
    from filterlang.rewrite.satisfying import never, solve
    from filterlang.semantics.predicate import And

    assert context.meaning is not None
    own = formula(*context.meaning)
    beside = {name: formula(And(comparisons)) for name, comparisons in arguments.items()}
    if not never(AllOf((own, *beside.values())), stored=True) or never(own, stored=True):
        return
    name = next((name for name, argument in beside.items() if never(AllOf((own, argument)), stored=True)), None)
    needed: list[Formula] = [*beside.values()] if name is None else [beside[name]]
    outcome = solve(AllOf((own, *needed)), stored=True)
    nodes = list({id(origin): origin.node for test in outcome.conflict for origin in test.origins}.values())
    if len(nodes) == 1:
        context.report(RULE, nodes[0], _message(name, arguments))
    else:
        report_on_filter(context, RULE, _message(name, arguments))


def _message(name: str | None, arguments: Mapping[str, tuple[Compare, ...]]) -> str:
    """What contradicts the filter: one argument, all of them, or for an empty name that the runs are roots."""
    if name == "":
        return "no root run of a trace meets this, and the filter is on root runs"
    if name is None:
        return f"no run meets this together with the arguments {', '.join(f'`{each}`' for each in arguments)}"
    return f"no run meets this together with the argument `{name}`"
