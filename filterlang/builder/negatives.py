"""Negates trees, or says why the language cannot express the negative."""

from __future__ import annotations

from filterlang.rewrite.negation import negate, unsayable, without_not
from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Type
from filterlang.semantics.resolving import pair_field
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Name, Node

_REASONS = {
    "list": "no operator tests that an element is missing; the nearest is F.tag.not_like(…), which looks at one element, or "
    "leave the runs out after fetching them",
    "search": "no operator tests that a text is missing; the nearest is .not_like(…) on one field, such as "
    "F.inputs.not_like(…), or leave the runs out after fetching them",
    "value": "another key can still hold the value; name the key",
    "pair": "its conditions are about one pair; make each condition a pair of its own, and negate those",
    "other": "write the condition that should hold instead",
}
"""The reason why a condition has no negative, and what to write instead, by the kind of the condition."""


def negative(tree: Node) -> Node:
    """Returns the negative of a tree. Raises ``ValueError`` where the language cannot express it."""
    result = negate(tree)
    if result is None:
        raise _no_negative(tree)
    return result


def with_negatives_for_not(tree: Node) -> Node:
    """Returns the tree with each ``not`` replaced by the negative of its argument. Raises ``ValueError`` as ``negative``."""
    result = without_not(tree)
    if result is None:
        raise _no_negative(tree)
    return result


def _no_negative(tree: Node) -> ValueError:
    part = unsayable(tree)
    return ValueError(f"the language has no negative of {print_line(part)}: {_REASONS[_kind(part)]}")


def _kind(node: Node) -> str:
    field = pair_field(node) or (FIELDS.get(first.id) if isinstance(first := next(iter(node.children), None), Name) else None)
    if isinstance(node, Call) and node.operator in ("search", "and"):
        return {"search": "search", "and": "pair"}[node.operator]
    if field is None:
        return "other"
    return "list" if field.type is Type.LIST else "value" if field.family else "other"
