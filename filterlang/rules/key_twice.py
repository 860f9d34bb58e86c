"""The rule for an and(…) over pairs of one key with different values."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.context import Suggestion
from filterlang.schema.fields import FAMILIES
from filterlang.semantics.pairs import whole_pair
from filterlang.syntax.tree import Call, List

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context
    from filterlang.semantics.conditions import Condition
    from filterlang.semantics.pairs import WholePair
    from filterlang.syntax.tree import Node

RULE = Rule(
    "FL316", "key-twice", Phase.MEANING, Severity.NOTE,
    summary="Two pairs of one and(…) ask for different values under one key.",
    why=(
        "A key has one value, except where it holds a list: only runs with both values in the list are selected. A note, "
        "because there are such lists. Feedback is left alone: a run can have several of one key."
    ),
    about_pairs=True,
    examples=(
        Bad(
            'and(and(eq(metadata_key, "env"), eq(metadata_value, "dev")), '
            'and(eq(metadata_key, "env"), eq(metadata_value, "test")))'
        ),
        Good('and(eq(metadata_key, "env"), in(metadata_value, ["dev", "test"]))'),
        Good(
            'and(and(eq(metadata_key, "env"), eq(metadata_value, "dev")), '
            'and(eq(metadata_key, "tier"), eq(metadata_value, "free")))'
        ),
        Good('and(and(eq(feedback_key, "ok"), eq(feedback_score, 1)), and(eq(feedback_key, "ok"), eq(feedback_score, 0)))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports each pair of an ``and`` whose key has another value in a pair before it."""
    analysis = context.analysis
    for conjunction in analysis.by_operator["and"] if analysis.families else ():
        first: dict[tuple[str, str], tuple[Condition, WholePair]] = {}  # by family and key
        for part in conjunction.parts:
            pair = whole_pair(part)
            if pair is not None and pair.value.node.operator == "eq" and "score" not in FAMILIES[pair.family]:
                before, known = first.setdefault((pair.family, pair.key), (part, pair))
                if known.compared != pair.compared:
                    values = [context.spelled(each.value.node.arguments[-1]) for each in (known, pair)]
                    message = f'only a list under the key "{pair.key}" has both {" and ".join(values)}'
                    suggest = Suggestion(
                        _with_either(conjunction, before, part), safe=False, lost="this selects runs with one of the values"
                    )
                    context.report(RULE, conjunction.node, message, at=part.node, suggest=suggest)


def _with_either(conjunction: Condition, first: Condition, second: Condition) -> Node:
    """The ``and`` with one pair for two, which has either value."""
    one, other = (next(part.node for part in pair.parts if part.is_value) for pair in (first, second))
    either = Call("in", (one.arguments[0], List((one.arguments[-1], other.arguments[-1]))))
    joined = first.node.with_children([either if argument is one else argument for argument in first.node.arguments])
    arguments = [joined if argument is first.node else argument for argument in conjunction.node.arguments]
    arguments = [argument for argument in arguments if argument is not second.node]
    return arguments[0] if len(arguments) == 1 else Call("and", tuple(arguments))
