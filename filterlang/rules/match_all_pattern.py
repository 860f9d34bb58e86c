"""The rule for a pattern that every text matches."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.schema.aliases import PRESENCE
from filterlang.semantics.wildcards import matches_every_text
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Boolean, Call, Name, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context
    from filterlang.schema.types import Field

RULE = Rule(
    "FL324", "match-all-pattern", Phase.MEANING, Severity.NOTE,
    summary="A pattern matches every text.",
    why=(
        "like(name, \"%\") only says that there is a text, and notlike(name, \"%\") that there is none. Numbers and booleans "
        "match no pattern. A note, because the filter selects what it says."
    ),
    examples=(
        Bad('like(name, "%")'), Bad('notlike(error, "%%")'), Bad('and(eq(metadata_key, "user"), like(metadata_value, "%"))'),
        Good('like(name, "%a%")'), Good('like(name, "_%")'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports patterns that consist of % only."""
    for comparison, pattern in context.analysis.patterns:
        if matches_every_text(pattern.value):
            field, positive = comparison.field, comparison.operator == "like"
            says = f"that `{field.name}` is {'a' if positive else 'no'} text"
            example = Call(comparison.operator, (comparison.node.arguments[0], String("%word%")))
            suggest = _presence(field, present=positive)
            advice = None if suggest else f"put a text between wildcards, such as {print_line(example)}"
            message = f"{context.spelled(pattern)} matches every text: the condition only says {says}"
            context.report(RULE, comparison.node, message, at=pattern, suggest=suggest, help=advice)


def _presence(field: Field, *, present: bool) -> Suggestion | None:
    """The condition that is documented for whether a field has a value, where there is one."""
    if field.name not in PRESENCE:
        return None
    operator, name, value = PRESENCE[field.name][0 if present else 1]
    literal = Boolean(value) if isinstance(value, bool) else String(value)
    return Suggestion(Call(operator, (Name(name), literal)), safe=False)
