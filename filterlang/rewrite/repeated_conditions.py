"""Absorbing: conditions that stand beside the same condition, or beside one that contains them.

Owns the invariant that two conditions with one number mean the same. Halves of pairs in an ``and`` are left alone.
"""

from __future__ import annotations

from collections import Counter

from filterlang.rewrite.nesting_of_junctions import DUAL, JUNCTIONS, families, family_of
from filterlang.schema.operators import LOGICAL
from filterlang.syntax.tree import Call, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rewrite.field_literals import FieldLiterals


class Numbers:
    """Numbers for the conditions of one filter, such that conditions with one number mean the same."""

    def __init__(self, literals: FieldLiterals) -> None:
        self._literals = literals
        self._by_identity: dict[object, int] = {}
        self._by_id: dict[int, tuple[Node, int]] = {}

    def of(self, tree: Node) -> int:
        """The number of a condition."""
        pending: list[tuple[Node, bool]] = [(tree, False)]
        while pending:
            node, parts_are_known = pending.pop()
            if id(node) in self._by_id:
                continue
            inner = isinstance(node, Call) and node.operator in LOGICAL
            if parts_are_known or not inner:
                number = self._by_identity.setdefault(self._identity(node), len(self._by_identity))
                self._by_id[id(node)] = (node, number)
            else:
                pending.append((node, True))
                pending.extend((part, False) for part in node.children)
        return self._by_id[id(tree)][1]

    def _identity(self, node: Node) -> object:
        literal = self._literals.of(node)
        if literal is not None:
            return literal.identity
        if not isinstance(node, Call) or node.operator not in LOGICAL:
            return node
        numbers = [self._by_id[id(part)][1] for part in node.arguments]
        is_ordered = node.operator == "not" or (node.operator == "and" and families(node.arguments))
        return (node.operator, *(numbers if is_ordered else sorted(set(numbers))))


def without_duplicates(node: Call, numbers: Numbers) -> Call | None:
    """An ``and`` or ``or`` without the conditions that stand in it a second time; None where none does."""
    seen: set[int] = set()
    kept: list[Node] = []
    for part in node.arguments:
        number = numbers.of(part)
        if number not in seen or (node.operator == "and" and family_of(part)):
            kept.append(part)
        seen.add(number)
    return Call(node.operator, tuple(kept)) if len(kept) < len(node.arguments) else None


def without_absorbed(node: Call, numbers: Numbers) -> Call | None:
    """``a or (a and b)`` without the second part, and ``a and (a or b)`` likewise; None where there is no such part."""
    inner = DUAL[node.operator]
    if not any(isinstance(part, Call) and part.operator == inner for part in node.arguments):
        return None
    outer = {numbers.of(part) for part in node.arguments if not (node.operator == "and" and family_of(part))}
    kept = [part for part in node.arguments if not (_is(part, inner) and any(n in outer for n in _own(part, numbers)))]
    return Call(node.operator, tuple(kept)) if len(kept) < len(node.arguments) else None


def _is(part: Node, operator: str) -> bool:
    return isinstance(part, Call) and part.operator == operator and operator in JUNCTIONS


def _own(junction: Node, numbers: Numbers) -> list[int]:
    """The numbers of the parts of a junction, but for those of halves that are joined with another."""
    halves = Counter(families(junction.children) if _is(junction, "and") else ())
    return [numbers.of(part) for part in junction.children if halves[family_of(part)] < 2]
