"""The rule for white space around a value."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.schema.aliases import CUSTOM
from filterlang.syntax.tree import String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL338", "surrounding-space", Phase.MEANING, Severity.NOTE,
    summary="A value begins or ends with white space.",
    why=(
        "Texts are compared exactly, white space included. Values of inputs and outputs, which often end with a line end, are "
        "left alone. A note, because a text can begin or end with white space."
    ),
    examples=(
        Bad('eq(name, " bot")'), Bad('has(tags, "prod ")'), Bad('in(name, ["a", " b"])'),
        Bad('and(eq(metadata_key, "user "), eq(metadata_value, "u1"))'),
        Good('eq(name, "my bot")'), Good('like(name, "% bot%")'),
        Good('and(eq(output_key, "text"), eq(output_value, "Yes "))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports texts with white space at their ends, and suggests them without it."""
    for comparison, text in context.analysis.texts:
        plain = text.value.strip()
        if plain != text.value and not (comparison.field.role == "value" and comparison.field.family != CUSTOM):
            ends = "begins" if text.value[0].isspace() else "ends"
            suggest = Suggestion(String(plain), safe=False) if plain else None
            advice = None if suggest else "put a text into the quotes"
            context.report(RULE, text, f"{context.spelled(text)} {ends} with white space", suggest=suggest, help=advice)
