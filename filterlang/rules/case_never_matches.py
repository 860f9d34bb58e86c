"""The rule for a pattern whose letters are of the wrong case for an enumeration."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rewrite.as_pattern import as_equality
from filterlang.rules.context import Suggestion
from filterlang.syntax.tree import Call, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL325", "case-never-matches", Phase.MEANING, Severity.WARNING,
    summary="A pattern never matches, because its letters are of another case than the values of the field.",
    why=(
        "Patterns are case-sensitive, and enumerations are stored in lower case. A warning, because the pattern matches "
        "none of the values that the field can have."
    ),
    examples=(
        Bad('like(run_type, "LLM%")'), Bad('like(status, "%Error%")'), Bad('notlike(run_type, "Chain")'),
        Good('eq(run_type, "llm")'), Good('like(name, "LLM%")'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports patterns that match a value of the enumeration only when they are written in lower case."""
    for comparison, pattern in context.analysis.patterns:
        field, lowered = comparison.field, pattern.value.lower()
        if lowered != pattern.value and _matches(lowered, field.values) and not _matches(pattern.value, field.values):
            tree = Call(comparison.operator, (comparison.node.arguments[0], String(lowered)))
            if lowered in field.values:
                tree = as_equality(comparison, lowered)
            message = f"`{field.name}` never matches {context.spelled(pattern)}: its values are in lower case"
            context.report(RULE, comparison.node, message, at=pattern, suggest=Suggestion(tree, safe=False))


def _matches(pattern: str, values: tuple[str, ...]) -> bool:
    if not values:
        return False
    from filterlang.semantics.value_tests import VALUE_TESTS

    return any(map(VALUE_TESTS["like"](pattern), values))
