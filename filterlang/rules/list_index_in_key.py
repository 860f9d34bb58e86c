"""The rule for the position in a list inside of a key."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.schema.fields import FAMILIES
from filterlang.syntax.tree import String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL336", "list-index-in-key", Phase.MEANING, Severity.NOTE,
    summary="A key has the position of an item of a list.",
    why=(
        "Keys are paths without the positions of lists: every item of a list stands under the same key. A note, because a "
        "number can be a key itself."
    ),
    examples=(
        Bad('eq(input_key, "messages.0.content")'), Bad('eq(output_key, "messages[0].content")'),
        Bad('and(eq(metadata_key, "steps[-1]"), eq(metadata_value, "done"))'), Bad('in(input_key, ["documents.12.id"])'),
        Bad('eq(input_key, "messages.-1.content")'),
        Good('eq(input_key, "messages.content")'), Good('eq(metadata_key, "v1.0")'), Good('eq(metadata_key, "report.2026")'),
    ),
)  # fmt: skip

_BRACKETS = r"(?<=\w)(?:\[(?:-?\d{1,4}|\*|)\])+"
_STEP = r"(?<=[A-Za-z_])\.-?\d{1,3}(?=\.|$)"


def check(context: Context) -> None:
    """Reports keys with a position, and suggests the key without it."""
    for comparison, key in context.analysis.texts:
        if comparison.field.role != "key" or "score" in FAMILIES[comparison.field.family]:
            continue
        if "[" not in key.value and "." not in key.value:
            continue
        import re

        plain = re.sub(_STEP, "", re.sub(_BRACKETS, "", key.value, flags=re.ASCII), flags=re.ASCII)
        if plain != key.value:
            message = f"{context.spelled(key)} has the position of a list item, which keys leave out"
            context.report(RULE, key, message, suggest=Suggestion(String(plain), lost="this takes in every item of the list"))
