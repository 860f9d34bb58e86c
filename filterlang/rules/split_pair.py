"""The rule for a key and its value in different and(…) or or(…)."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.schema.citations import NESTED_PAIRS
from filterlang.schema.fields import FAMILIES
from filterlang.syntax.tree import Boolean, Call, List, Name, Node, Number, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context
    from filterlang.semantics.conditions import Condition

RULE = Rule(
    "FL303", "split-pair", Phase.MEANING, Severity.WARNING,
    summary="A key and its value stand in different and(…) or or(…).",
    why=(
        "Only conditions in the same and(…) describe the same pair. A warning, because the value may then belong to another "
        "key."
    ),
    evidence=(NESTED_PAIRS,),
    about_pairs=True,
    examples=(
        Bad('and(or(eq(feedback_key, "a"), eq(feedback_key, "b")), eq(feedback_score, 0))'),
        Bad('and(eq(metadata_key, "a"), or(eq(metadata_value, "1"), eq(metadata_value, "2")))'),
        Good('or(and(eq(feedback_key, "a"), eq(feedback_score, 0)), and(eq(feedback_key, "b"), eq(feedback_score, 0)))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports values whose keys stand on another level; shown at the part of the ``and`` that the value is in."""
    for pair in context.analysis.split_pairs:
        message = f"this {pair.family} value and its key stand in different conditions, and need not belong to the same pair"
        tree = _with_one_half(pair.conjunction, pair.family)
        suggest = Suggestion(tree, safe=False) if tree is not None else None
        advice = None if suggest else "put key and value into one and(…)"
        context.report(
            RULE, pair.conjunction.node, message, at=pair.value.node, suggest=suggest, help=advice, evidence=(NESTED_PAIRS,)
        )


def _with_one_half(conjunction: Condition, family: str) -> Node | None:
    """The ``and`` with one ``in`` for an ``or`` of keys or of values, beside which the other half of the pair stands."""
    if "score" in FAMILIES[family]:
        return None
    beside = {part.pair.role for part in conjunction.parts if part.pair is not None and part.pair.family == family}
    for part in conjunction.parts:
        halves = [half.pair for half in part.parts if half.pair is not None and half.pair.family == family]
        if part.node.operator != "or" or len(halves) < len(part.node.arguments) or len(set(halves)) > 1:
            continue
        compared = [_values_compared(half.node) for half in part.parts]
        if beside - {halves[0].role} and all(compared):
            values = tuple(value for values in compared for value in values)
            listed = Call("in", (Name(halves[0].name), List(values)))
            node = conjunction.node
            return node.with_children([listed if argument is part.node else argument for argument in node.arguments])
    return None


def _values_compared(condition: Call) -> tuple[Node, ...]:
    """The texts and numbers of which a condition asks for one."""
    value = condition.arguments[-1]
    if condition.operator == "eq" and isinstance(value, (String, Number, Boolean)):
        return (value,)
    return value.items if condition.operator == "in" and isinstance(value, List) else ()
