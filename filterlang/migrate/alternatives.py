"""Taking a filter apart into several, where v2 refuses an ``or`` over run fields and feedback.

Owns the invariant that the filters together select what the one selected, and that none of them has such an ``or``. They are
at most four, so time and text stay linear in the filter.
"""

from collections.abc import Sequence
from itertools import product

from filterlang.semantics.resolving import pair_field
from filterlang.syntax.tree import Call, Node, fold

_MOST = 4
_FEEDBACK = "feedback"

Alternative = tuple[Node, frozenset[bool]]
"""A condition, and what it asks about: True is feedback, False is anything else of a run."""


def alternatives(tree: Node) -> tuple[Node, ...]:
    """Filters of which one matches wherever the whole does; none where there would be too many, or a ``not`` stands over it."""
    found = fold(tree, _alternatives)
    return tuple(node for node, _ in found or ())


def _alternatives(node: Node, parts: list[list[Alternative] | None]) -> list[Alternative] | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if not isinstance(node, Call):
        return [(node, frozenset())]
    if node.operator == "or":
        return _few(_disjoined(node, [one for part in known for one in part]))
    if node.operator not in ("and", "not"):
        field = pair_field(node)
        return [(node, frozenset({field is not None and field.family == _FEEDBACK}))]
    return _distributed(node, known) if node.operator == "and" or all(len(part) == 1 for part in known) else None


def _few(found: list[Alternative]) -> list[Alternative] | None:
    return found if len(found) <= _MOST else None


def _disjoined(node: Call, parts: Sequence[Alternative]) -> list[Alternative]:
    """The conditions on runs in one ``or``, those on feedback in another, those on both each alone."""
    about = frozenset[bool]().union(*(asked for _, asked in parts))
    if len(about) < 2:
        return [(node, about)]
    sides = [[part for part in parts if part[1] == frozenset({side})] for side in (False, True)]
    joined = [(_either([tree for tree, _ in side]), side[0][1]) for side in sides if side]
    return [*joined, *(part for part in parts if len(part[1]) > 1)]


def _either(conditions: list[Node]) -> Node:
    return conditions[0] if len(conditions) == 1 else Call("or", tuple(conditions))


def _distributed(node: Call, parts: list[list[Alternative]]) -> list[Alternative] | None:
    """The call once for every choice among the alternatives of its conditions."""
    count = 1
    for part in parts:
        count *= len(part)
        if count > _MOST:
            return None
    return [_over(node, choice) for choice in product(*parts)]


def _over(node: Call, choice: Sequence[Alternative]) -> Alternative:
    conditions = [_whole(old, new) for old, (new, _) in zip(node.arguments, choice, strict=True)]
    same = all(new is old for old, new in zip(node.arguments, conditions, strict=True))
    return (node if same else node.with_children(conditions)), frozenset[bool]().union(*(asked for _, asked in choice))


def _whole(old: Node, new: Node) -> Node:
    """A condition that takes another's place; half a pair must not join the pairs of the ``and`` it comes into."""
    return Call("and", (new,)) if new is not old and pair_field(new) is not None else new
