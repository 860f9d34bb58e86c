"""Opposites: the shortest filter for the runs that a filter does not select.

Owns the invariant that the opposite selects exactly the other runs, by the reference evaluator: a missing value is neither more
nor less than another, so ``not(gt(…))`` has no shorter form. (``negation`` has the nearest filter without ``not``.)
"""

from __future__ import annotations

from filterlang.rewrite.nesting_of_junctions import DUAL, JUNCTIONS, joins
from filterlang.schema.operators import LOGICAL, NEGATIVE, OPERATORS, support
from filterlang.schema.types import Support, Type
from filterlang.semantics.resolving import resolve
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Boolean, Call, Node


class Opposites:
    """The opposites of the conditions of one filter, and the lengths of their texts, each worked out once."""

    def __init__(self) -> None:
        self._opposites: dict[int, tuple[Node, Node]] = {}  # by the id of a node, which is kept alive beside its opposite
        self._lengths: dict[int, tuple[Node, int]] = {}

    def of(self, tree: Node) -> Node:
        """The shortest condition for the runs that a condition does not select: at worst, ``not`` around it."""
        pending: list[tuple[Node, bool]] = [(tree, False)]
        while pending:
            node, parts_are_known = pending.pop()
            if id(node) in self._opposites:
                continue
            junction = isinstance(node, Call) and node.operator in JUNCTIONS
            if parts_are_known or not junction:
                opposite = self._opposite(node)
                self._opposites[id(node)] = (node, opposite)
                if not any(opposite is part for part in node.children):
                    self._opposites[id(opposite)] = (opposite, node)
            else:
                pending.append((node, True))
                pending.extend((part, False) for part in node.children)
        return self._opposites[id(tree)][1]

    def length(self, tree: Node) -> int:
        """The length of the text of a condition."""
        pending: list[tuple[Node, bool]] = [(tree, False)]
        while pending:
            node, parts_are_known = pending.pop()
            if id(node) in self._lengths:
                continue
            if not (isinstance(node, Call) and node.operator in LOGICAL):
                self._lengths[id(node)] = (node, len(print_line(node)))
            elif parts_are_known:
                inside = sum(self._lengths[id(part)][1] for part in node.arguments)
                between = 2 * max(0, len(node.arguments) - 1)
                self._lengths[id(node)] = (node, len(node.operator) + 2 + inside + between)
            else:
                pending.append((node, True))
                pending.extend((part, False) for part in node.arguments)
        return self._lengths[id(tree)][1]

    def _opposite(self, node: Node) -> Node:
        denied = Call("not", (node,))
        if not isinstance(node, Call):
            return denied
        if node.operator == "not" and len(node.arguments) == 1:
            return node.arguments[0]
        if node.operator not in JUNCTIONS:
            return opposite_comparison(node) or denied
        parts = tuple(self._opposites[id(part)][1] for part in node.arguments)
        if not parts or joins(node.arguments if node.operator == "and" else parts):
            return denied
        pushed = Call(DUAL[node.operator], parts)
        return pushed if self.length(pushed) < self.length(denied) else denied


def opposite_comparison(node: Call) -> Call | None:
    """The comparison that holds exactly where this one does not; None where the language has none.

    For half of a pair this is so where it stands by itself, outside of an ``and`` with another half.
    """
    operator = OPERATORS.get(node.operator)
    if operator is None or len(node.arguments) != 2:
        return None
    subject = resolve(node.arguments[0])
    if subject is None or subject.field is None or not subject.exact:
        return None
    value = node.arguments[1]
    if subject.field.type is Type.BOOLEAN and isinstance(value, Boolean) and node.operator in ("eq", "neq"):
        negated = value.value if node.operator == "neq" else not value.value
        return Call("eq", (node.arguments[0], Boolean(negated)))
    if (
        not (operator.negative or operator.negated in NEGATIVE)
        or support(operator.negated, subject.field.operators) is Support.NO
    ):
        return None
    return Call(operator.negated, node.arguments)
