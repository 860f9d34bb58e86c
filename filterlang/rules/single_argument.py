"""The rule for an and(…) or or(…) of only one condition."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rewrite.nesting_of_junctions import JUNCTIONS, family_of, only_argument
from filterlang.rules.context import Suggestion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context
    from filterlang.semantics.conditions import Condition

RULE = Rule(
    "FL501", "single-argument", Phase.STYLE, Severity.NOTE,
    summary="An and(…) or or(…) holds only one condition.",
    why=(
        "The condition means the same without it. Around a condition on a key or a value, and(…) keeps it from joining others, "
        "and LangSmith's documentation writes it as well: that is left alone. A note, because it is a matter of style: "
        "`fix` leaves it as it is written, and `simplify` shortens it."
    ),
    examples=(
        Bad('and(eq(name, "a"))'),
        Bad('and(gt(latency, 5), or(eq(status, "error")))'),
        Good('and(neq(metadata_key, "k"))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports each ``and`` and ``or`` with one condition that is not half of a pair."""
    if context.analysis.parsed.findings:
        return
    reported: set[Condition] = set()  # the conditions inside of one that is reported, down to one that is no such junction
    for condition in context.analysis.conditions:
        inner = only_argument(condition.node) if condition.node.operator in JUNCTIONS else None
        if inner is None or not condition.parts or condition in reported:
            continue
        part = condition.parts[0]
        while part.node.operator in JUNCTIONS and part.parts and (deeper := only_argument(part.node)) is not None:
            reported.add(part)
            inner, part = deeper, part.parts[0]
        if not family_of(inner):
            message = f"this {condition.node.operator}(…) holds only one condition"
            context.report(RULE, condition.node, message, suggest=Suggestion(inner, safe=False))
