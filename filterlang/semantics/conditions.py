"""Conditions: the calls of a tree that stand where a condition is expected, with the names they compare resolved.

Owns the invariant that a name is resolved once: the checker, the rules and the predicate read it from here.
"""

from __future__ import annotations

from filterlang.schema.operators import LOGICAL, OPERATORS, POSITIVE
from filterlang.semantics.resolving import ResolvedName, resolve
from filterlang.syntax.tree import Call, Name, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    from filterlang.schema.types import Field

    T = TypeVar("T")

_JOINING = LOGICAL | {"in"}  # any_of(…) as well


class Condition:
    """A call in the place of a condition.

    ``subject`` is what the first argument names. ``pair`` is the field of a comparison that is half of a pair. ``negated`` is
    whether a ``not`` stands around the call. ``parts`` are the conditions in its arguments, in order.
    """

    __slots__ = ("negated", "node", "pair", "parts", "subject")

    def __init__(self, node: Call, subject: ResolvedName | None, pair: Field | None, *, negated: bool) -> None:
        self.node: Call = node
        self.subject: ResolvedName | None = subject
        self.pair: Field | None = pair
        self.negated: bool = negated
        self.parts: list[Condition] = []

    @property
    def joins(self) -> bool:
        """Whether the call joins conditions: ``and``, ``or``, ``not``."""
        return self.node.operator in LOGICAL

    @property
    def is_key(self) -> bool:
        """Whether the condition compares the key of a pair."""
        return self.pair is not None and self.pair.role == "key"

    @property
    def is_value(self) -> bool:
        """Whether the condition compares the value or the score of a pair."""
        return self.pair is not None and self.pair.role != "key"

    @property
    def opens_pair(self) -> bool:
        """Whether the condition names the key that the values after it belong to."""
        return self.is_key and self.node.operator in POSITIVE


def conditions_of(tree: Node) -> list[Condition]:
    """Every condition of a tree, those around others first. A call inside a comparison is no condition."""
    conditions: list[Condition] = []
    pending: list[tuple[Node, bool, list[Condition]]] = [(tree, False, [])]
    while pending:
        node, negated, siblings = pending.pop()
        if not isinstance(node, Call):
            continue
        operator, arguments = node.operator, node.arguments
        subject = resolve(arguments[0]) if arguments and operator not in LOGICAL else None
        field = subject.field if subject is not None and subject.exact else None
        condition = Condition(node, subject, field if field is not None and field.family else None, negated=negated)
        conditions.append(condition)
        siblings.append(condition)
        if _joins_conditions(node):
            inside = negated or operator == "not"
            pending.extend((argument, inside, condition.parts) for argument in reversed(arguments))
    return conditions


def _joins_conditions(node: Call) -> bool:
    """Whether the arguments of a call are conditions; for an unknown operator, its name or its arguments decide."""
    if node.operator in OPERATORS:
        return node.operator in _JOINING
    from filterlang.syntax.spellings import idea_of

    idea = idea_of(node.operator)
    if idea:
        return idea in _JOINING
    calls = bool(node.arguments) and all(isinstance(argument, Call) for argument in node.arguments)
    return calls and resolve(Name(node.operator)) is None
