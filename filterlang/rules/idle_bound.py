"""The rule for a bound that every stored value meets."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.types import Type
from filterlang.semantics.literal_values import value_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL310", "idle-bound", Phase.MEANING, Severity.NOTE,
    summary="Every stored value meets a bound.",
    why=(
        "Seconds, tokens and costs are never below zero: a lower bound only says that the run has a value. A note, because "
        "that may be what was meant."
    ),
    examples=(
        Bad("gte(latency, 0)"), Bad('gte(latency, "0s")'), Bad("gt(total_cost, -1)"), Bad("neq(latency, -1)"),
        Good("gt(latency, 0)"), Good("gte(latency, 1)"),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports lower bounds that are not above the least number that is stored, and numbers below it that are ruled out."""
    if context.analysis.parsed.findings:
        return
    for comparison in (*context.analysis.by_type[Type.NUMBER], *context.analysis.by_type[Type.DURATION]):
        least = comparison.field.least
        if least is None or comparison.operator not in ("gt", "gte", "neq") or context.findings_about(comparison.value):
            continue
        amount = value_of(comparison.field, comparison.value)
        if not isinstance(amount, (int, float)):
            continue
        is_idle = amount < least or (amount == least and comparison.operator == "gte")
        if is_idle and not context.findings_about(comparison.node):
            name = comparison.field.name
            means = "every run meets this" if comparison.operator == "neq" else "this only says that the run has a value"
            message = f"`{name}` is never below {least:g}: {means}"
            context.report(RULE, comparison.node, message, help="write another bound, or leave the condition out")
