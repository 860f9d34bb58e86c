"""The rule for a pattern without a wildcard, which is compared whole."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rewrite.as_pattern import as_equality
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
        "counted as a wildcard. In alerts, like and notlike match single words of error, inputs and outputs, which need no "
        "wildcard. A note, because the filter selects what it says."
    ),
    examples=(
        Bad('like(name, "bot")'), Bad('notlike(error, "timeout")'), Bad('like(name, "my_agent")'),
        Bad('and(eq(metadata_key, "user"), like(metadata_value, "smith"))'),
        Bad('like(run_type, "llm")', fixed='eq(run_type, "llm")'),
        Good('like(name, "%bot%")'), Good('like(name, "b_t_")'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports patterns that match one text only."""
    for comparison, pattern in context.analysis.patterns:
        if "*" not in pattern.value and is_plain(pattern.value) and not is_unfilled(comparison.operator, pattern.value):
            message = f"`{comparison.operator}` without % compares the whole text with {context.spelled(pattern)}"
            if comparison.field.type is not Type.ENUM:
                suggest, advice = _suggestion(comparison, pattern)
                context.report(RULE, comparison.node, message, at=pattern, suggest=suggest, help=advice)
            elif pattern.value in comparison.field.values:
                suggest = Suggestion(as_equality(comparison, pattern.value))
                context.report(RULE, comparison.node, message, at=pattern, suggest=suggest)


def _suggestion(comparison: FieldComparison, pattern: String) -> tuple[Suggestion, str]:
    """The pattern for a part of the text; the advice names the equality as well, where the field takes one."""
    part = Call(comparison.operator, (comparison.node.arguments[0], String(f"%{pattern.value}%")))
    exact = as_equality(comparison, pattern.value)
    advice = f"write {print_line(part)}"
    if support(exact.operator, comparison.field.operators) in (Support.YES, Support.LIKELY) and "\\" not in pattern.value:
        advice += f", or {print_line(exact)} for the whole text"
    return Suggestion(part, safe=False), advice
