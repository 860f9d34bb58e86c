"""Why tests contradict each other, in words for the author of the filter.

Owns the invariant that the words name the conditions as they are written, or their fields and values.
"""

from __future__ import annotations

from filterlang.rewrite.normal_form import FieldTest, SignedTest
from filterlang.schema.operators import ORDERING
from filterlang.schema.run_facts import (
    ELAPSED,
    ENDED,
    NEVER_TURNED_ROUND,
    OF_EVERY_RUN,
    OF_STORED_RUNS,
    PLACED,
    ROOT_ID,
    STARTED,
)
from filterlang.schema.types import Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from filterlang.schema.types import Field
    from filterlang.semantics.conditions import Condition
    from filterlang.syntax.tree import Call, Node

_SHOWN = 4  # conditions that a message names
_WORDS = {
    "eq": "", "neq": "not ", "in": "in ", "like": "like ", "notlike": "not like ",
    "gt": "above ", "gte": "at least ", "lt": "below ", "lte": "at most ",
}  # fmt: skip
"""What stands before a value, as in "no `latency` is above 10 and below 5"."""
_OF_TIMES = _WORDS | {"eq": "at ", "gt": "after ", "gte": "at or after ", "lt": "before ", "lte": "at or before "}


def conflict_in_words(tests: Sequence[SignedTest], spelled: Callable[[Node], str]) -> str:
    """Why no run meets these tests; ``spelled`` shows a condition."""
    nodes = _nodes(tests)
    fields = {test.test.field for test in tests if isinstance(test.test, FieldTest)}
    if len(tests) == 1:
        return _alone(tests[0], nodes, spelled)
    if fields == {STARTED, ENDED}:
        return NEVER_TURNED_ROUND
    for fact in (*OF_EVERY_RUN, *OF_STORED_RUNS):
        if fields == {fact.field, fact.other}:
            return fact.says
    if fields == {*PLACED}:
        return ROOT_ID
    by_field = {} if any(not isinstance(test.test, FieldTest) or _is_reversed(test) for test in tests) else _by_field(tests)
    if len(by_field) == 1 and len(nodes) == 2:
        field = next(iter(by_field))
        return _in_one(f"`{field.name}`", nodes, spelled, times=field.type is Type.DATETIME)
    if fields == _SPAN and len(nodes) == len(fields):
        return _in_time(
            {field: _said(of_field[0], spelled, _OF_TIMES) for field, of_field in by_field.items()}, by_field, spelled
        )
    if len(nodes) == 1:
        return f"{spelled(nodes[0])} is asked for and ruled out"
    if len(nodes) > _SHOWN:
        return f"{spelled(nodes[0])} and {len(nodes) - 1} other conditions exclude each other"
    return " and ".join(spelled(node) for node in nodes) + " exclude each other"


def advice(tests: Sequence[SignedTest]) -> str | None:
    """What to write instead, where it can be guessed."""
    if len(tests) == 1:
        repeated = _repeated_part(tests[0])
        if len(repeated) == 2 and all(origin.node.operator == "eq" for origin in repeated):
            return "write in(…) if either value will do, or an and(…) around each key with its value for two pairs"
        return "write an and(…) around each key with its value for two pairs" if repeated else None
    fields = {test.test.field for test in tests if isinstance(test.test, FieldTest)}
    operators = [node.operator for node in _nodes(tests)]
    if fields == {STARTED, ENDED}:
        return "exchange the two datetimes, or correct one"
    if len(fields) != 1 or len(tests) != 2 or not all(isinstance(test.test, FieldTest) for test in tests):
        return None
    if operators == ["eq", "eq"]:
        return "write or(…) or in(…) if either value will do"
    if len(operators) == 2 and all(operator in ORDERING for operator in operators):
        return "exchange the bounds if the values between them are meant, or write or(…) for the values outside"
    return "remove one of the two, or write or(…) if either will do"


def _nodes(tests: Sequence[SignedTest]) -> list[Call]:
    nodes = dict.fromkeys(origin.node for test in tests for origin in test.origins)
    return sorted(nodes, key=lambda node: node.start)


def _is_reversed(test: SignedTest) -> bool:
    """Whether a condition is meant the other way round than it is written, or written otherwise than the words know."""
    return len(test.origins) != 1 or test.origins[0].negated or test.origins[0].node.operator not in _WORDS


def _by_field(tests: Sequence[SignedTest]) -> dict[Field, list[Call]]:
    by_field: dict[Field, list[Call]] = {}
    for test in tests:
        if isinstance(test.test, FieldTest):
            by_field.setdefault(test.test.field, []).append(test.origins[0].node)
    return by_field


def _said(node: Call, spelled: Callable[[Node], str], words: dict[str, str] = _WORDS) -> str:
    """A comparison without what it compares: ``above 10``."""
    return words[node.operator] + spelled(node.children[-1])


def _in_one(subject: str, nodes: Sequence[Call], spelled: Callable[[Node], str], *, times: bool = False) -> str:
    """Why one value does not meet two comparisons."""
    first, second = (_said(node, spelled, _OF_TIMES if times else _WORDS) for node in nodes)
    if all(node.operator == "eq" for node in nodes):
        both = " and ".join(spelled(node.children[-1]) for node in nodes)
        return f"{subject} cannot be both {both}"
    return f"no {subject.removeprefix('the ')} is {first} and {second}"


def _in_time(said: dict[Field, str], by_field: dict[Field, list[Call]], spelled: Callable[[Node], str]) -> str:
    """Why no run has such a start, such an end and such a latency."""
    elapsed = _said(by_field[ELAPSED][0], spelled)
    return f"a run that starts {said[STARTED]} and ends {said[ENDED]} has no `{ELAPSED.name}` {elapsed}"


_SPAN = {STARTED, ENDED, ELAPSED}


def _repeated_part(test: SignedTest) -> list[Condition]:
    """The conditions on one part of a pair, of which the pair has several; none where that is not one part."""
    by_role: dict[str, list[Condition]] = {}
    for origin in test.origins:
        by_role.setdefault(origin.pair.role if origin.pair is not None else "", []).append(origin)
    repeated = [of_role for role, of_role in by_role.items() if role and len(of_role) > 1]
    return repeated[0] if len(repeated) == 1 else []


def _in_pair(test: SignedTest, spelled: Callable[[Node], str]) -> str | None:
    """Why no pair meets two comparisons of its key, value or score; None where this is not what is wrong."""
    repeated = _repeated_part(test)
    if len(repeated) != 2 or any(origin.negated or origin.node.operator not in _WORDS for origin in repeated):
        return None
    keys = [origin.node for origin in test.origins if origin.is_key and origin.node.operator == "eq"]
    field = repeated[0].pair
    assert field is not None
    named = (
        f"the {field.role} of {spelled(keys[0].children[-1])}" if len(keys) == 1 and field.role != "key" else f"`{field.name}`"
    )
    return _in_one(named, [origin.node for origin in repeated], spelled)


def _alone(test: SignedTest, nodes: Sequence[Call], spelled: Callable[[Node], str]) -> str:
    """Why a test cannot hold by itself."""
    meant = test.test
    if not isinstance(meant, FieldTest):
        in_pair = _in_pair(test, spelled)
        if in_pair is not None:
            return in_pair
        return " and ".join(spelled(node) for node in nodes) + (
            " exclude each other in one pair" if len(nodes) > 1 else " cannot hold"
        )
    if meant.field.type is Type.ENUM:
        return f"`{meant.field.name}` is {', '.join(meant.field.values[:-1])} or {meant.field.values[-1]}"
    if meant.field.least is not None:
        return f"`{meant.field.name}` is never below {meant.field.least:g}"
    return f"{spelled(nodes[0])} cannot hold"
