"""Finding equal comparisons without a look at each pair of them.

Owns the invariant that two conditions without parts have the same number if, and only if, they are equal.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from filterlang.semantics.conditions import Condition
    from filterlang.syntax.tree import Call, Node


def numbers_of(conditions: Iterable[Condition]) -> dict[Condition, int]:
    """A number for each condition without parts, the same for equal ones. Only those with the same words are compared."""
    numbers: dict[Condition, int] = {}
    by_words: dict[object, tuple[Call, int]] = {}
    others: dict[Call, int] = {}  # those that differ from the first one with the same words
    for condition in conditions:
        if not condition.parts:
            node = condition.node
            first, number = by_words.setdefault((node.operator, *map(_word, node.arguments)), (node, len(numbers)))
            numbers[condition] = number if first is node or first == node else others.setdefault(node, len(numbers))
    return numbers


def _word(argument: Node) -> object:
    """A value that equal arguments have in common."""
    return getattr(argument, "value", None) or getattr(argument, "id", None)
