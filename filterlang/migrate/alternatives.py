"""Splits a filter into several, where v2 refuses an ``or`` over run fields and feedback.

Owns the invariant that the filters together select the same runs as the whole, and that none of them has such an ``or``. There
are at most four, so time and text stay linear in the filter.
"""

from collections.abc import Sequence
from itertools import product

from filterlang.semantics.resolving import pair_field
from filterlang.syntax.tree import Call, Node, fold

_MOST = 4
_FEEDBACK = "feedback"

Alternative = tuple[Node, frozenset[bool]]
"""A condition, and the sides that it compares: True is feedback, False is any other field of a run."""


def alternatives(tree: Node) -> tuple[Node, ...]:
    """Returns filters of which at least one matches exactly where the whole matches.

    Returns none where there would be more than four, or where a ``not`` stands over the ``or``.
    """
    return tuple(node for node, _ in fold(tree, _alternatives) or ())


def _alternatives(node: Node, parts: list[list[Alternative] | None]) -> list[Alternative] | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if not isinstance(node, Call):
        return [(node, frozenset())]
    if node.operator == "or":
        return _if_few(_disjoined(node, [alternative for part in known for alternative in part]))
    if node.operator not in ("and", "not"):
        field = pair_field(node)
        return [(node, frozenset({field is not None and field.family == _FEEDBACK}))]
    return _distributed(node, known) if node.operator == "and" or all(len(part) == 1 for part in known) else None


def _if_few(conditions: list[Alternative]) -> list[Alternative] | None:
    return conditions if len(conditions) <= _MOST else None


def _disjoined(node: Call, parts: Sequence[Alternative]) -> list[Alternative]:
    """The conditions on runs in one ``or``, the conditions on feedback in another, and each condition on both by itself."""
    compared = frozenset[bool]().union(*(sides for _, sides in parts))
    if len(compared) < 2:
        return [(node, compared)]
    by_side = [[part for part in parts if part[1] == frozenset({side})] for side in (False, True)]
    joined = [(_either([tree for tree, _ in conditions]), conditions[0][1]) for conditions in by_side if conditions]
    return [*joined, *(part for part in parts if len(part[1]) > 1)]


def _either(conditions: list[Node]) -> Node:
    return conditions[0] if len(conditions) == 1 else Call("or", tuple(conditions))


def _distributed(node: Call, parts: list[list[Alternative]]) -> list[Alternative] | None:
    """Returns the call once for every choice among the alternatives of its conditions; None for too many."""
    count = 1
    for part in parts:
        count *= len(part)
        if count > _MOST:
            return None
    return [_with_conditions(node, choice) for choice in product(*parts)]


def _with_conditions(node: Call, choice: Sequence[Alternative]) -> Alternative:
    conditions = [_kept_apart(old, new) for old, (new, _) in zip(node.arguments, choice, strict=True)]
    same = all(new is old for old, new in zip(node.arguments, conditions, strict=True))
    return (node if same else node.with_children(conditions)), frozenset[bool]().union(*(sides for _, sides in choice))


def _kept_apart(old: Node, new: Node) -> Node:
    """Returns the new condition so that, as half of a pair, it does not join the pairs of the ``and`` around the old one."""
    return Call("and", (new,)) if new is not old and pair_field(new) is not None else new
