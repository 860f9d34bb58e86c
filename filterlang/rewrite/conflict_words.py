"""Why tests contradict each other, in words for the author of the filter.

Owns the invariant that the words name the conditions as they are written, or their fields and values.
"""

from __future__ import annotations

from filterlang.rewrite.normal_form import FieldTest, SignedTest
from filterlang.schema.operators import ORDERING
from filterlang.schema.run_facts import ENDED, NEVER_TURNED_ROUND, OF_EVERY_RUN, OF_STORED_RUNS, STARTED
from filterlang.schema.types import Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from filterlang.syntax.tree import Call, Node

_SHOWN = 4  # conditions that a message names
_ABOVE = {"gt": "above", "gte": "at least", "lt": "below", "lte": "at most"}
_AFTER = {"gt": "after", "gte": "at or after", "lt": "before", "lte": "at or before"}


def conflict_in_words(tests: Sequence[SignedTest], spelled: Callable[[Node], str]) -> str:
    """Why no run meets these tests; ``spelled`` shows a condition."""
    nodes = sorted(dict.fromkeys(origin.node for test in tests for origin in test.origins), key=lambda node: node.start)
    fields = {test.test.field for test in tests if isinstance(test.test, FieldTest)}
    of_fields = all(isinstance(test.test, FieldTest) for test in tests)
    if len(tests) == 1:
        return _alone(tests[0], nodes, spelled)
    if fields == {STARTED, ENDED}:
        return NEVER_TURNED_ROUND
    for fact in (*OF_EVERY_RUN, *OF_STORED_RUNS):
        if fields == {fact.field, fact.other}:
            return fact.says
    if of_fields and len(fields) == 1 and len(nodes) == 2 and all(test.holds for test in tests):
        field = next(iter(fields))
        operators = [node.operator for node in nodes]
        values = [spelled(node.children[-1]) for node in nodes]
        if operators == ["eq", "eq"]:
            return f"`{field.name}` cannot be both {values[0]} and {values[1]}"
        if all(operator in ORDERING for operator in operators):
            words = _AFTER if field.type is Type.DATETIME else _ABOVE
            return f"no `{field.name}` is {words[operators[0]]} {values[0]} and {words[operators[1]]} {values[1]}"
    if len(nodes) == 1:
        return f"{spelled(nodes[0])} contradicts itself"
    if len(nodes) > _SHOWN:
        return f"{spelled(nodes[0])} and {len(nodes) - 1} other conditions exclude each other"
    return " and ".join(spelled(node) for node in nodes) + " exclude each other"


def advice(tests: Sequence[SignedTest]) -> str | None:
    """What to write instead, where it can be guessed."""
    of_fields = [test.test for test in tests if isinstance(test.test, FieldTest) and test.holds]
    operators = [test.operator for test in of_fields] if len({test.field for test in of_fields}) == 1 else []
    if operators == ["eq", "eq"]:
        return "write or(…) or in(…) if either value will do"
    if len(tests) == 2 and len(operators) == 2 and all(operator in ORDERING for operator in operators):
        return "exchange the bounds if the values between them are meant, or write or(…) for the values outside"
    return None


def _alone(test: SignedTest, nodes: Sequence[Call], spelled: Callable[[Node], str]) -> str:
    """Why a test cannot hold by itself."""
    meant = test.test
    if not isinstance(meant, FieldTest):
        return " and ".join(spelled(node) for node in nodes) + (
            " exclude each other in one pair" if len(nodes) > 1 else " cannot hold"
        )
    if meant.field.type is Type.ENUM:
        return f"`{meant.field.name}` is {', '.join(meant.field.values[:-1])} or {meant.field.values[-1]}"
    if meant.field.least is not None:
        return f"`{meant.field.name}` is never below {meant.field.least:g}"
    return f"{spelled(nodes[0])} cannot hold"
