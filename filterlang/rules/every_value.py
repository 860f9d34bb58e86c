"""The rule for an enumeration that is compared with all of its values."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.types import Type
from filterlang.syntax.tree import String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context
    from filterlang.schema.types import Field
    from filterlang.syntax.tree import Call

RULE = Rule(
    "FL309", "every-value", Phase.MEANING, Severity.NOTE,
    summary="A field with few values is compared with all of them.",
    why="Every run has one of these values, so that the condition leaves out nothing. A note, because it does what it says.",
    examples=(
        Bad('in(status, ["success", "error", "pending"])'),
        Bad('or(eq(status, "success"), eq(status, "error"), eq(status, "pending"))'),
        Good('in(status, ["success", "error"])'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports lists, and an ``or``, with all values of an enumeration."""
    if context.analysis.parsed.findings:
        return
    comparisons = [item for item in context.analysis.by_type[Type.ENUM] if item.operator in ("eq", "in")]
    for comparison in comparisons:
        values = {value.value for value in comparison.literals if isinstance(value, String)}
        if values.issuperset(comparison.field.values):
            _report(context, comparison.node, comparison.field)
    if len(comparisons) < 3:
        return
    by_node = {id(item.node): item for item in comparisons if item.operator == "eq"}
    for condition in context.analysis.by_operator["or"]:
        equal = [by_node[id(part.node)] for part in condition.parts if id(part.node) in by_node]
        for field in {item.field for item in equal}:
            literals = [value for item in equal if item.field is field for value in item.literals]
            values = {value.value for value in literals if isinstance(value, String)}
            if values.issuperset(field.values):
                _report(context, condition.node, field)


def _report(context: Context, node: Call, field: Field) -> None:
    context.report(
        RULE, node, f"every run has one of these values of `{field.name}`", help="leave it out, or leave a value out"
    )
