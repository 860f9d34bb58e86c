"""The rule for a wildcard in a text that is compared exactly."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rewrite.as_pattern import PATTERNS_ONLY, as_pattern
from filterlang.rules.context import Suggestion
from filterlang.semantics.placeholders import is_unfilled
from filterlang.semantics.wildcards import looks_like_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL321", "wildcard-in-text", Phase.MEANING, Severity.NOTE,
    summary="A text that is compared exactly has the wildcard %.",
    why=(
        "Only like and notlike take patterns; for eq, neq, in and has a % is a character like any other. Percentages such as "
        "\"100%\" are left alone. A note, because a text may begin or end with %."
    ),
    examples=(
        Bad('eq(name, "bot%")'), Bad('has(tags, "v1%")'), Bad('in(name, ["%bot%", "agent"])'),
        Bad('and(eq(metadata_key, "user"), eq(metadata_value, "a%"))'),
        Good('like(name, "bot%")'), Good('has(tags, "100%")'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports texts that look like patterns."""
    for comparison, text in context.analysis.texts:
        if "%" in text.value and looks_like_pattern(text.value) and not is_unfilled(comparison.operator, text.value):
            tree = as_pattern(comparison, text.value)
            suggest = Suggestion(tree, safe=False) if tree is not None else None
            message = f"`{comparison.operator}` compares {context.spelled(text)} exactly: % is no wildcard here"
            context.report(RULE, comparison.node, message, at=text, suggest=suggest, help=None if suggest else PATTERNS_ONLY)
