"""The rule for the same condition twice in one and(…) or or(…)."""

from __future__ import annotations

from filterlang.findings.diagnostic import Fix
from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.syntax.tree import Origin
from filterlang.text.edits import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context
    from filterlang.semantics.conditions import Condition

RULE = Rule(
    "FL305", "duplicate-condition", Phase.MEANING, Severity.NOTE,
    summary="The same condition stands twice in one and(…) or or(…).",
    why=(
        "The second one changes nothing; often another value was meant. Halves of pairs in an and(…) are left alone, because a "
        "second key begins another pair. A note, because the filter selects what it says."
    ),
    examples=(
        Bad('or(eq(name, "a"), eq(name, "a"))', fixed='eq(name, "a")'),
        Bad('and(gt(latency, 5), eq(status, "error"), gt(latency, 5))', fixed='and(gt(latency, 5), eq(status, "error"))'),
        Good('or(eq(name, "a"), eq(name, "b"))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports each condition that equals one before it in the same ``and`` or ``or``."""
    number_of = dict(context.analysis.numbers)
    if len(set(number_of.values())) == len(number_of):
        return
    numbers: dict[object, int] = {}  # equal conditions have one number, so that nested ones are compared in linear time
    for condition in reversed(context.analysis.conditions):  # so that the parts of a condition come before it
        parts, node = condition.parts, condition.node
        if not parts:
            continue
        is_whole = len(parts) == len(node.arguments)  # a call with other arguments beside conditions equals no other
        identity = (node.operator, *(number_of[part] for part in parts)) if is_whole else condition
        number_of[condition] = numbers.setdefault(identity, len(context.analysis.numbers) + len(numbers))
        if len(parts) > 1 and is_whole and node.operator in ("and", "or"):
            _check_parts(context, condition, number_of)


def _check_parts(context: Context, joined: Condition, number_of: dict[Condition, int]) -> None:
    seen: set[int] = set()
    if len({number_of[part] for part in joined.parts}) == len(joined.parts):
        return
    fixable = joined.node.origin is Origin.WRITTEN and not context.analysis.parsed.findings
    for index, part in enumerate(joined.parts):
        if joined.node.operator == "and" and part.pair is not None:
            continue
        if number_of[part] in seen:
            edit = replace(joined.parts[index - 1].node.end, part.node.end, "")
            fix = Fix("remove it", (edit,)) if fixable else None
            context.report(RULE, part.node, "this condition stands here a second time", fix=fix, help="remove it")
        seen.add(number_of[part])
