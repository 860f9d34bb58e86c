"""The rule for a pattern without a wildcard, which is compared whole."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.schema.operators import support
from filterlang.schema.types import Support, Type
from filterlang.semantics.placeholders import is_unfilled
from filterlang.semantics.wildcards import is_plain
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context
    from filterlang.semantics.analysed_filter import FieldComparison

RULE = Rule(
    "FL320", "like-without-wildcard", Phase.MEANING, Severity.NOTE,
    summary="A pattern has no wildcard.",
    why=(
        "A pattern has to match the whole text, so without % it says what eq says. An underscore inside of a word is not "
        "counted as a wildcard. A note, because the filter selects what it says."
    ),
    examples=(
        Bad('like(name, "bot")'), Bad('notlike(error, "timeout")'), Bad('like(name, "my_agent")'),
        Bad('and(eq(metadata_key, "user"), like(metadata_value, "smith"))'),
        Good('like(name, "%bot%")'), Good('like(name, "b_t_")'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports patterns that match one text only."""
    for comparison, pattern in context.analysis.patterns:
        if comparison.field.type is Type.ENUM or "*" in pattern.value or not is_plain(pattern.value):
            continue
        if not is_unfilled(comparison.operator, pattern.value):
            _report(context, comparison, pattern)


def _report(context: Context, comparison: FieldComparison, pattern: String) -> None:
    subject, operator = comparison.node.arguments[0], comparison.operator
    part = Call(operator, (subject, String(f"%{pattern.value}%")))
    exact = Call("eq" if operator == "like" else "neq", (subject, pattern))
    advice = f"write {print_line(part)}"
    if support(exact.operator, comparison.field.operators) in (Support.YES, Support.LIKELY) and "\\" not in pattern.value:
        advice += f", or {print_line(exact)} for the whole text"
    message = f"`{operator}` without % compares the whole text with {context.spelled(pattern)}"
    context.report(RULE, comparison.node, message, at=pattern, suggest=Suggestion(part, safe=False), help=advice)
