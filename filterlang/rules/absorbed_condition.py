"""The rule for a condition that changes nothing, because another one beside it decides."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.removal import removal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from filterlang.rewrite.junctions import Junction
    from filterlang.rewrite.normal_form import SignedTest
    from filterlang.rules.context import Context
    from filterlang.semantics.conditions import Condition
    from filterlang.syntax.tree import Node

RULE = Rule(
    "FL308", "absorbed-condition", Phase.MEANING, Severity.NOTE,
    summary="A condition changes nothing beside, or inside of, a stronger or a weaker one.",
    why=(
        "What is above 10 is above 5 as well, and a run whose name is \"a\" has no other name. Often another field or value "
        "was meant. A note, because the filter selects what it says."
    ),
    examples=(
        Bad("and(gt(latency, 5), gt(latency, 10))", fixed="and(gt(latency, 10))"),
        Bad('and(eq(name, "a"), neq(name, "b"))', fixed='and(eq(name, "a"))'),
        Bad('or(eq(name, "a"), in(name, ["a", "b"]))', fixed='or(in(name, ["a", "b"]))'),
        Bad('or(eq(status, "error"), and(eq(status, "error"), gt(latency, 5)))', fixed='or(eq(status, "error"))'),
        Bad('and(has(tags, "a"), or(has(tags, "a"), has(tags, "b")))', fixed='and(has(tags, "a"))'),
        Good("and(gt(latency, 5), lt(latency, 10))"), Good('and(neq(name, "a"), neq(name, "b"))'),
    ),
    about_joins=True,
)  # fmt: skip


def check(context: Context) -> None:
    """Reports conditions that follow from others beside them or around them, or where they are alternatives, imply them."""
    junctions = context.junctions
    if not junctions:
        return
    from filterlang.rewrite.decided_parts import superfluous_parts

    absorbed: dict[Condition, list[Node]] = {}
    for junction in junctions:
        absorbed.update(_beside(junction))
    for decided in superfluous_parts(junctions):
        if len(decided.origins) == 1:
            absorbed.setdefault(decided.origins[0], _nodes(decided.by))
    for joined in context.analysis.conditions if absorbed else ():
        for index, part in enumerate(joined.parts):
            if part in absorbed and not context.findings_about(part.node):
                _report(context, joined, index, absorbed[part])


def _beside(junction: Junction) -> Iterator[tuple[Condition, list[Node]]]:
    """The single conditions that another one absorbs, but for repetitions and empty lists, with the conditions of that one."""
    if len(junction.tests) > 1:
        from filterlang.rewrite.absorbing import absorbed_tests
        from filterlang.rewrite.normal_form import FieldTest

        for test, by in absorbed_tests(junction):
            is_empty = isinstance(test.test, FieldTest) and test.test.value == ()
            if len(test.origins) == 1 and [test.origins[0].node] != _nodes([by]) and not is_empty:
                yield test.origins[0], _nodes([by])


def _nodes(tests: Iterable[SignedTest]) -> list[Node]:
    return sorted(dict.fromkeys(origin.node for test in tests for origin in test.origins), key=lambda node: node.start)


def _report(context: Context, joined: Condition, index: int, by: Sequence[Node]) -> None:
    part = joined.parts[index]
    whole = len(joined.parts) == len(joined.node.arguments) and joined.node.operator in ("and", "or")
    fix = removal(context, joined, index) if whole and not _parts_pairs(joined, part) else None
    message = "this changes nothing beside " + " and ".join(map(context.spelled, by))
    context.report(RULE, part.node, message, fix=fix, help="remove it")


def _parts_pairs(joined: Condition, removed: Condition) -> bool:
    """Whether conditions on pairs may join in another way where a condition is removed from between them."""
    return removed.pair is not None and sum(part.pair is not None for part in joined.parts) > 1
