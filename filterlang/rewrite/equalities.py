"""Equalities: lists of values, and comparisons with one value after the other.

Owns the invariant that ``in`` is an ``or`` of ``eq``, for halves of pairs as well.
"""

from __future__ import annotations

from filterlang.rewrite.nesting_of_junctions import family_of
from filterlang.schema.operators import support
from filterlang.schema.types import Support
from filterlang.semantics.resolving import resolve
from filterlang.syntax.tree import Call, List, Name, Node, Null

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_KNOWN = (Support.YES, Support.LIKELY)


def items_of(node: Node) -> tuple[Node, ...] | None:
    """The values that ``eq`` or ``in`` compares a field with; None for another condition, and where one of them is null."""
    if not isinstance(node, Call) or node.operator not in ("eq", "in") or len(node.arguments) != 2:
        return None
    value = node.arguments[1]
    if not isinstance(node.arguments[0], Name) or (node.operator == "in") is not isinstance(value, List):
        return None
    items = value.items if isinstance(value, List) else (value,)
    return None if any(isinstance(item, Null) for item in items) else items


def equal_to_any(name: Node, items: Sequence[Node]) -> Call:
    """The condition that a field equals one of some values: ``eq`` for one of them, else ``in``."""
    return Call("eq", (name, items[0])) if len(items) == 1 else Call("in", (name, List(tuple(items))))


def takes(operator: str, name: Node) -> bool:
    """Whether it is known, or likely, that the field of a name takes an operator."""
    subject = resolve(name)
    return subject is not None and subject.field is not None and support(operator, subject.field.operators) in _KNOWN


def without_repeated_items(node: Call) -> Call | None:
    """A comparison with a list in which each item stands once; None where none stands twice."""
    value = node.arguments[-1] if node.arguments else None
    if not isinstance(value, List):
        return None
    items = tuple(dict.fromkeys(value.items))
    return node.with_children((*node.arguments[:-1], List(items))) if len(items) < len(value.items) else None


def of_single_item(node: Call) -> Call | None:
    """``eq`` with the only item of the list of an ``in``; None for any other condition."""
    items = items_of(node) if node.operator == "in" else None
    return equal_to_any(node.arguments[0], items) if items is not None and len(items) == 1 else None


def merged_equals(node: Call, families_beside: Collection[str] = ()) -> Node | None:
    """An ``or`` in which the parts that compare one field with values are one ``in``, in the place of the first.

    None where no two parts do, or where it is not known that the field takes ``in``. Only the first such field is merged.
    Halves of pairs of the ``families_beside`` the ``or`` are left alone, because a single one could join them.
    """
    if node.operator != "or":
        return None
    indexes: dict[str, list[int]] = {}
    for index, part in enumerate(node.arguments):
        if items_of(part) and isinstance(name := part.children[0], Name) and family_of(part) not in families_beside:
            indexes.setdefault(name.id, []).append(index)
    for same in indexes.values():
        parts = [node.arguments[index] for index in same]
        name = parts[0].children[0]
        if len(parts) > 1 and takes("in", name):
            items = tuple(dict.fromkeys(item for part in parts for item in items_of(part) or ()))
            changes: dict[int, Node | None] = {**dict.fromkeys(same, None), same[0]: equal_to_any(name, items)}
            return with_changes(node, changes)
    return None


def with_changes(node: Call, changes: Mapping[int, Node | None]) -> Node:
    """The ``and`` or ``or`` with other parts at some indexes, or with None, without them; the only part, if one is left."""
    changed = (changes.get(index, part) for index, part in enumerate(node.arguments))
    parts = tuple(part for part in changed if part is not None)
    return parts[0] if len(parts) == 1 else Call(node.operator, parts)
