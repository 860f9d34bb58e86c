"""The rule for the same condition twice in one and(…) or or(…)."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.removal import removal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from filterlang.rules.context import Context
    from filterlang.semantics.conditions import Condition

RULE = Rule(
    "FL305", "duplicate-condition", Phase.MEANING, Severity.NOTE,
    summary="The same condition stands twice in one and(…) or or(…).",
    why=(
        "The second one changes nothing, also in an and(…) inside of an and(…); often another value was meant. The order of "
        "conditions does not matter. Halves of pairs in an and(…) are left alone, because a second key begins another pair. A "
        "note, because the filter selects what it says."
    ),
    examples=(
        Bad('or(eq(name, "a"), eq(name, "a"))', fixed='or(eq(name, "a"))'),
        Bad('and(gt(latency, 5), eq(status, "error"), gt(latency, 5))', fixed='and(gt(latency, 5), eq(status, "error"))'),
        Bad(
            'or(and(eq(name, "a"), has(tags, "b")), and(has(tags, "b"), eq(name, "a")))',
            fixed='or(and(eq(name, "a"), has(tags, "b")))',
        ),
        Bad('or(eq(name, "a"), or(eq(name, "b"), eq(name, "a")))', fixed='or(eq(name, "a"), or(eq(name, "b")))'),
        Good('or(eq(name, "a"), eq(name, "b"))'),
    ),
)  # fmt: skip


def check(context: Context) -> None:
    """Reports each condition that equals one before it in the same ``and`` or ``or``, or in one around that."""
    of_leaves = context.analysis.numbers
    if len(set(of_leaves.values())) == len(of_leaves):
        return
    number_of = _numbered(context.analysis.conditions, of_leaves)
    known: dict[Condition, set[int]] = {}  # by junction: the numbers of the conditions before it in those around it
    for joined in context.analysis.conditions:
        if len(joined.parts) > 1 and _is_junction(joined):
            _check_parts(context, joined, number_of, known)


def _is_junction(condition: Condition) -> bool:
    """Whether a condition is an ``and`` or an ``or`` of conditions only."""
    return condition.node.operator in ("and", "or") and len(condition.parts) == len(condition.node.arguments)


def _numbered(conditions: list[Condition], of_leaves: Mapping[Condition, int]) -> dict[Condition, int]:
    """A number for each condition, equal for equal ones, so that nested ones are compared in linear time."""
    number_of = dict(of_leaves)
    numbers: dict[object, int] = {}
    for condition in reversed(conditions):  # so that the parts of a condition come before it
        node, inside = condition.node, [number_of[part] for part in condition.parts]
        if not inside:
            continue
        identity: object = condition  # of a call with other arguments beside conditions, which equals no other
        if _is_junction(condition):
            ordered = node.operator == "and" and sum(part.is_key for part in condition.parts) > 1
            identity = (node.operator, *(inside if ordered else sorted(inside)))
        elif len(inside) == len(node.arguments):
            identity = (node.operator, *inside)
        number_of[condition] = numbers.setdefault(identity, len(of_leaves) + len(numbers))
    return number_of


def _check_parts(
    context: Context, joined: Condition, number_of: Mapping[Condition, int], known: dict[Condition, set[int]]
) -> None:
    seen = known.get(joined, set())
    for index, part in enumerate(joined.parts):
        if joined.node.operator == "and" and part.pair is not None:
            continue
        if number_of[part] in seen:
            fix = removal(context, joined, index)
            context.report(RULE, part.node, "this condition stands here a second time", fix=fix, help="remove it")
        elif part.node.operator == joined.node.operator and _is_junction(part):
            known[part] = seen
        seen.add(number_of[part])
