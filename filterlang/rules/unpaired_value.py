"""The rule for a value that is compared without its key."""

from __future__ import annotations

from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.citations import NESTED_PAIRS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from filterlang.rules.context import Context
    from filterlang.semantics.conditions import Condition

RULE = Rule(
    "FL301", "unpaired-value", Phase.MEANING,
    summary="A value is compared without its key.",
    why="The condition then holds for the value under any key.",
    evidence=(NESTED_PAIRS,),
    about_pairs=True,
    examples=(
        Bad('eq(metadata_value, "u1")'),
        Bad('and(eq(status, "error"), gt(feedback_score, 0.5))'),
        Good('and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports values whose key is not in the same ``and``; those of split pairs are reported with their key."""
    analysis = context.analysis
    if not analysis.families:
        return
    split = {pair.value for pair in analysis.split_pairs}
    pending: list[tuple[Condition, Collection[str]]] = [(analysis.conditions[0], ())]
    while pending:
        condition, keyed = pending.pop()
        if condition in split:
            continue
        if condition.joins:
            parts = condition.parts
            is_conjunction = condition.node.operator == "and"
            inside = {part.pair.family for part in parts if part.pair is not None and part.is_key} if is_conjunction else ()
            pending.extend((part, inside) for part in reversed(parts))
        elif condition.pair is not None and condition.is_value and condition.pair.family not in keyed:
            field, family = condition.pair.name, condition.pair.family
            message = f"`{field}` without a key holds for any {family} key"
            advice = f"add a condition on {family}_key to the same and(…)"
            context.report(RULE, condition.node, message, help=advice, evidence=(NESTED_PAIRS,))
