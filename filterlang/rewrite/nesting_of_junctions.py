"""The shape of ``and`` and ``or``: nesting that means nothing.

Owns the invariant that halves of pairs join as before: a condition on a key, a value or a score comes to stand beside another
of its family only where it did before.
"""

from __future__ import annotations

from filterlang.semantics.resolving import pair_field
from filterlang.syntax.tree import Call, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

JUNCTIONS = ("and", "or")
DUAL = {"and": "or", "or": "and"}


def family_of(node: Node) -> str:
    """The family of the pair that a condition is half of; empty for any other condition."""
    field = pair_field(node)
    return "" if field is None else field.family


def families(parts: Iterable[Node]) -> list[str]:
    """The family of each half of a pair among some conditions."""
    return [family for part in parts if (family := family_of(part))]


def joins(parts: Iterable[Node]) -> bool:
    """Whether two of the conditions would describe one pair inside an ``and``."""
    names = families(parts)
    return len(set(names)) < len(names)


def only_argument(node: Node) -> Node | None:
    """The condition inside an ``and`` or ``or`` of only one."""
    return node.arguments[0] if isinstance(node, Call) and node.operator in JUNCTIONS and len(node.arguments) == 1 else None


def flat(node: Call) -> Call | None:
    """An ``and`` or ``or`` with the parts of others like it, which are its parts, at any depth; None where there are none.

    An inner ``and`` with halves of a pair stays where there are other halves of that family, which could join.
    """
    if not any(_can_be_opened(part, node.operator) for part in node.arguments):
        return None
    shared = _shared_families(node) if node.operator == "and" else frozenset[str]()
    parts: list[Node] = []
    opened = 0
    pending = list(reversed(node.arguments))
    while pending:
        part = pending.pop()
        if _can_be_opened(part, node.operator) and shared.isdisjoint(families(part.children)):
            pending.extend(reversed(part.children))
            opened += 1
        else:
            parts.append(part)
    return Call(node.operator, tuple(parts)) if opened else None


def _shared_families(node: Call) -> frozenset[str]:
    """The families of which halves stand in more than one of an ``and`` and those that are its parts, at any depth."""
    seen: set[str] = set()
    shared: set[str] = set()
    pending: list[Node] = [node]
    while pending:
        opened = pending.pop()
        own = set(families(opened.children))
        shared |= own & seen
        seen |= own
        pending.extend(part for part in opened.children if _can_be_opened(part, node.operator))
    return frozenset(shared)


def _can_be_opened(part: Node, operator: str) -> bool:
    if not isinstance(part, Call) or part.operator not in JUNCTIONS or not part.arguments:
        return False
    return part.operator == operator or len(part.arguments) == 1
