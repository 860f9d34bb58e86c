"""The rule for not(…) inside not(…)."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rewrite.nesting_of_junctions import family_of
from filterlang.rules.context import Suggestion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context
    from filterlang.semantics.conditions import Condition

RULE = Rule(
    "FL510", "double-negation", Phase.STYLE, Severity.NOTE,
    summary="A not(…) stands directly inside another.",
    why=(
        "The two cancel each other. Elsewhere than in the dialect examples, each not is refused anyway. A note, because the "
        "filter selects the same runs."
    ),
    examples=(
        Bad('not(not(exists(metadata, "k")))', fixed='exists(metadata, "k")', dialect="examples"),
        Good('not(exists(metadata, "k"))', dialect="examples"),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports each ``not`` whose only condition is another ``not``, the first of a chain, where the dialect takes both."""
    seen: set[Condition] = set()
    for condition in context.analysis.by_operator.get("not", ()):
        if condition in seen:
            continue
        denied: Condition | None = None
        inner = condition
        while (second := _only_not(inner)) is not None and len(second.parts) == 1:
            seen.update((inner, second))
            denied = inner = second.parts[0]
        if denied is not None and not family_of(denied.node) and not context.findings_about(condition.node):
            context.report(RULE, condition.node, "two negations cancel each other", suggest=Suggestion(denied.node))


def _only_not(condition: Condition) -> Condition | None:
    """The ``not`` that is the only condition of another."""
    part = condition.parts[0] if condition.node.operator == "not" and len(condition.parts) == 1 else None
    return part if part is not None and part.node.operator == "not" else None
