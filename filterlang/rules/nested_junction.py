"""The rule for an and(…) inside another, or an or(…) inside another."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rewrite.nesting_of_junctions import JUNCTIONS, families, flat
from filterlang.rules.context import Suggestion
from filterlang.syntax.tree import Call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context
    from filterlang.semantics.conditions import Condition

RULE = Rule(
    "FL502", "nested-junction", Phase.STYLE, Severity.NOTE,
    summary="An and(…) stands directly inside another, or an or(…) inside another.",
    why=(
        "One and(…) takes any number of conditions. An and(…) with conditions on keys or values is left alone: it keeps a "
        "pair together. A note, because the filter selects the same runs: `fix` leaves it as it is written, and `simplify` "
        "flattens it."
    ),
    examples=(
        Bad('and(eq(status, "error"), and(gt(latency, 5), has(tags, "x")))'),
        Bad('or(has(tags, "x"), or(has(tags, "y"), eq(name, "z")))'),
        Good('and(eq(is_root, true), and(eq(feedback_key, "k"), eq(feedback_score, 1)))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports each outermost ``and`` or ``or`` in which others like it stand."""
    if context.analysis.parsed.findings:
        return
    for operator in JUNCTIONS:
        conditions = context.analysis.by_operator.get(operator, ())
        inner = {id(part) for condition in conditions for part in condition.parts if _is_plain(part, operator)}
        if inner:
            for condition in conditions:
                if (
                    id(condition) not in inner
                    and len(condition.parts) > 1
                    and any(id(part) in inner for part in condition.parts)
                ):
                    _check_condition(context, condition)


def _is_plain(part: Condition, operator: str) -> bool:
    """Whether a condition is such a call of several conditions, without halves of pairs among them."""
    node = part.node
    return node.operator == operator and 1 < len(part.parts) == len(node.arguments) and not families(node.arguments)


def _check_condition(context: Context, condition: Condition) -> None:
    node = condition.node
    shorter = flat(node)
    if shorter is not None and all(isinstance(part, Call) for part in shorter.arguments):
        message = f"{node.operator}(…) stands inside {node.operator}(…)"
        context.report(RULE, node, message, suggest=Suggestion(shorter, safe=False))
