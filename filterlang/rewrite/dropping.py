"""Dropping: parts of a filter without which it selects the same runs, as the solver proves.

Owns the invariant that a part is dropped only where every run is selected as before: whole conditions are compared, so pairs
that join otherwise, conditions around and conditions beside are all taken into account.
"""

from __future__ import annotations

from itertools import islice

from filterlang.rewrite.nesting_of_junctions import JUNCTIONS
from filterlang.rewrite.normal_form import formula, opposite
from filterlang.rewrite.satisfying import implies, never
from filterlang.schema.operators import LOGICAL
from filterlang.semantics.conditions import conditions_of
from filterlang.semantics.predicate import lower
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Node, walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from filterlang.rewrite.normal_form import Formula

    _Path = tuple[tuple[Call, int], ...]

MOST = 12
"""The most comparisons in a condition of which every part is tried."""


def formula_of(node: Node) -> Formula:
    """The normal form of a condition that stands by itself."""
    return formula(lower(conditions_of(node)))


def selects_none(node: Node) -> bool:
    """Whether it is proven that no run meets a condition."""
    return never(formula_of(node))


def selects_all(node: Node) -> bool:
    """Whether it is proven that every run meets a condition."""
    return never(opposite(formula_of(node)))


def is_small(node: Node) -> bool:
    """Whether a condition has few enough comparisons to try every part. Looks at no more of a larger one."""
    calls = (part for part in walk(node) if isinstance(part, Call))
    return len(list(islice(calls, 2 * MOST + 1))) <= 2 * MOST and sum(_compares(part) for part in walk(node)) <= MOST


def _compares(node: Node) -> bool:
    return isinstance(node, Call) and node.operator not in LOGICAL


def without_superfluous(node: Call) -> tuple[str, Node] | None:
    """A small condition without its first superfluous part, and the slug of the reason; None where every part is needed."""
    if node.operator not in LOGICAL or not is_small(node):
        return None
    before = formula_of(node)
    for junction, part, shorter in _shorter(node):
        after = formula_of(shorter)
        if implies(before, after) and implies(after, before):
            return _reason(junction, part), shorter
    return None


def _reason(junction: Call, part: Node) -> str:
    if junction.operator == "or" and selects_none(part):
        return "never-true"
    return "always-true" if junction.operator == "and" and selects_all(part) else "absorbed-condition"


def _shorter(tree: Call) -> Iterator[tuple[Call, Node, Node]]:
    """Each junction with each of its parts, and the tree without that part: outer ones first, long ones first."""
    pending: list[tuple[Call, _Path]] = [(tree, ())]
    for node, path in pending:
        parts = node.arguments
        if node.operator in JUNCTIONS and len(parts) > 1:
            for index in sorted(range(len(parts)), key=lambda index: (-len(print_line(parts[index])), -index)):
                rest = (*parts[:index], *parts[index + 1 :])
                yield node, parts[index], _inside(path, rest[0] if len(rest) == 1 else node.with_children(rest))
        if node.operator in LOGICAL:
            pending.extend((part, (*path, (node, index))) for index, part in enumerate(parts) if isinstance(part, Call))


def _inside(path: _Path, node: Node) -> Node:
    """The tree with a node at the end of a path; a junction that comes to stand in another like it becomes part of it."""
    for around, index in reversed(path):
        is_like = isinstance(node, Call) and node.operator == around.operator and node.operator in JUNCTIONS
        inner = node.children if is_like else (node,)
        node = around.with_children((*around.arguments[:index], *inner, *around.arguments[index + 1 :]))
    return node
