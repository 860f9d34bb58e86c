"""The rule for a cost that reads like cents."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.schema.types import Type
from filterlang.semantics.smaller_units import in_smaller_unit
from filterlang.syntax.printer import print_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL328", "cents", Phase.MEANING, Severity.NOTE,
    summary="A cost reads like cents.",
    why=(
        "Costs are in US dollars. Whole numbers from 50 on are reported: a run with ten million tokens costs about that much. "
        "A note, because a run can cost more."
    ),
    examples=(
        Bad("gt(total_cost, 500)"), Bad("lte(prompt_cost, 50)"), Bad("and(eq(is_root, true), gte(total_cost, 100))"),
        Good("gt(total_cost, 0.5)"), Good("gt(total_cost, 10)"),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports whole numbers of dollars that few runs cost."""
    for comparison in context.analysis.by_type[Type.NUMBER]:
        for value in comparison.literals:
            dollars = in_smaller_unit("cents", comparison.field, value)
            if dollars is not None:
                message = f"`{comparison.field.name}` is in US dollars: {context.spelled(value)} is a high cost for a run"
                advice = f"write {print_line(dollars)} if cents were meant"
                context.report(RULE, value, message, suggest=Suggestion(dollars, safe=False), help=advice)
