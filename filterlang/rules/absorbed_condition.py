"""The rule for a condition that changes nothing, because another one beside it decides."""

from __future__ import annotations

from filterlang.findings.diagnostic import Fix
from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.syntax.tree import Origin
from filterlang.text.edits import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from filterlang.rewrite.junctions import Junction
    from filterlang.rules.context import Context
    from filterlang.semantics.conditions import Condition

RULE = Rule(
    "FL308", "absorbed-condition", Phase.MEANING, Severity.NOTE,
    summary="A condition changes nothing, because another one in the same and(…) or or(…) is stronger, or weaker.",
    why=(
        "What is above 10 is above 5 as well, and a run whose name is \"a\" has no other name. Often another field or value "
        "was meant. A note, because the filter selects what it says."
    ),
    examples=(
        Bad("and(gt(latency, 5), gt(latency, 10))", fixed="gt(latency, 10)"),
        Bad('and(eq(name, "a"), neq(name, "b"))', fixed='eq(name, "a")'),
        Bad('or(eq(name, "a"), in(name, ["a", "b"]))', fixed='in(name, ["a", "b"])'),
        Bad('or(eq(status, "error"), and(eq(status, "error"), gt(latency, 5)))', fixed='eq(status, "error")'),
        Good("and(gt(latency, 5), lt(latency, 10))"), Good('and(neq(name, "a"), neq(name, "b"))'),
    ),
    about_joins=True,
)  # fmt: skip


def check(context: Context) -> None:
    """Reports conditions that follow from another one of their ``and``, or that another one of their ``or`` follows from."""
    junctions = context.junctions
    if not junctions:
        return
    numbers = context.analysis.numbers
    absorbed = {part: by for junction in junctions for part, by in (*_tests(junction, numbers), *_inner(junction, numbers))}
    if absorbed:
        for joined in context.analysis.conditions:
            for index, part in enumerate(joined.parts):
                if part in absorbed and not context.findings_about(part.node):
                    _report(context, joined, index, absorbed[part])


def _tests(junction: Junction, numbers: Mapping[Condition, int]) -> Iterator[tuple[Condition, Condition]]:
    """The single conditions that another one absorbs, but for repetitions and empty lists, with that one."""
    if any(len(tests) > 1 for tests in junction.by_field.values()):
        from filterlang.rewrite.absorbing import absorbed_tests
        from filterlang.rewrite.normal_form import FieldTest

        for test, by in absorbed_tests(junction):
            (part, *more), (stronger, *others) = test.origins, by.origins
            is_empty = isinstance(test.test, FieldTest) and test.test.value == ()
            if not more and not others and numbers[part] != numbers[stronger] and not is_empty:
                yield part, stronger


def _inner(junction: Junction, numbers: Mapping[Condition, int]) -> Iterator[tuple[Condition, Condition]]:
    """The junctions inside that have a condition of the outer one among theirs, with that condition."""
    inner = [part for part in junction.inner if len(part.origins) == 1]
    tests = [test for test in junction.tests if len(test.origins) == 1] if inner else []
    own = {(numbers[test.origins[0]], not test.holds): test.origins[0] for test in tests}
    for part in inner if own else ():  # whose tests have the opposite sign
        inside = ((numbers[test.origins[0]], test.holds) for test in part.tests if len(test.origins) == 1)
        by = next((own[each] for each in inside if each in own), None)
        if by is not None:
            yield part.origins[0], by


def _report(context: Context, joined: Condition, index: int, by: Condition) -> None:
    part = joined.parts[index]
    nodes = [condition.node for condition in joined.parts]
    fix = None
    whole = len(nodes) == len(joined.node.arguments) > 1 and joined.node.operator in ("and", "or")
    if whole and joined.node.origin is Origin.WRITTEN and not context.analysis.parsed.findings:
        start, end = (nodes[index - 1].end, part.node.end) if index else (part.node.start, nodes[1].start)
        fix = Fix("remove it", (replace(start, end, ""),))
    message = f"this changes nothing beside {context.spelled(by.node)}"
    context.report(RULE, part.node, message, fix=fix, help="remove it")
