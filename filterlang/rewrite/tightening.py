"""Tightening: of the conditions on one field in one ``and`` or ``or``, those that decide.

Owns the invariant that the remaining conditions select the same runs, also those without a value. Time is linear in the
conditions, but for lists beside many patterns, which are left as they are.
"""

from __future__ import annotations

from filterlang.rewrite.equalities import equal_to_any, items_of, takes, with_changes
from filterlang.syntax.tree import Call, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from typing import Any

    from filterlang.rewrite.field_literals import FieldLiteral, FieldLiterals

    Changes = dict[int, Node | None]

_MOST_TESTS = 20_000
"""The most tests of a value for one field."""
_LOWER, _UPPER = ("gt", "gte"), ("lt", "lte")


def tightened(node: Call, literals: FieldLiterals) -> Node | None:
    """An ``and`` or ``or`` without the conditions on a field that others on it make superfluous; None where there are none.

    In an ``and`` the strongest bounds remain, and the values that meet everything; in an ``or`` the weakest bounds, and the
    values that meet nothing else. Only the first such field is treated. A condition that no run meets is left alone.
    """
    fields: dict[str, dict[int, FieldLiteral]] = {}
    for index, part in enumerate(node.arguments):
        literal = literals.of(part)
        if literal is not None:
            fields.setdefault(literal.field.name, {})[index] = literal
    treat = _all_of if node.operator == "and" else _any_of
    for same in fields.values():
        changes = treat(same) if len(same) > 1 else {}
        if changes:
            return with_changes(node, changes)
    return None


def _all_of(group: dict[int, FieldLiteral]) -> Changes:
    """What changes of the conditions that a value has to meet together: a new condition for an index, or None for none."""
    listed = [index for index, literal in group.items() if literal.is_equality and literal.holds]
    if listed:
        return _meeting_all(listed[0], group)
    changes = _superfluous_bounds(group, strongest=True)
    bounds = {index: literal for index, literal in group.items() if _is_bound(literal) and index not in changes}
    point = _single_point(bounds)
    if point is not None:
        return changes | point
    demands = [literal for index, literal in group.items() if literal.holds and index not in changes]
    denied = {index: literal for index, literal in group.items() if literal.is_equality and not literal.holds}
    if _affordable(denied.values(), demands):
        tests = [literal.test() for literal in demands]
        for index, literal in denied.items():
            if all(any(not test(value) for test in tests) for value in literal.values):
                changes[index] = None
    return changes


def _meeting_all(index: int, group: dict[int, FieldLiteral]) -> Changes:
    """The values of the list at ``index`` that meet all other conditions, which are then superfluous."""
    literal = group[index]
    others = [other for place, other in group.items() if place != index]
    if not _affordable([literal], others):
        return {}
    tests = [other.test() for other in others]
    condition = _restricted(literal, lambda value: all(test(value) for test in tests))
    if condition is None:
        return {}
    return {**dict.fromkeys(group, None), index: condition}


def _any_of(group: dict[int, FieldLiteral]) -> Changes:
    """What changes of the conditions of which a value has to meet one."""
    denied = next((index for index, literal in group.items() if literal.is_equality and not literal.holds), None)
    if denied is not None:
        return _beside_denied(denied, group)
    changes = _superfluous_bounds(group, strongest=False)
    rest = {index: literal for index, literal in group.items() if literal.holds and index not in changes}
    wider = [literal for literal in rest.values() if not literal.is_equality]
    listed = {index: literal for index, literal in rest.items() if literal.is_equality}
    if _affordable(listed.values(), wider):
        tests = [literal.test() for literal in wider]
        for index, literal in listed.items():
            condition = _restricted(literal, lambda value: not any(test(value) for test in tests))
            if condition is not literal.node:
                changes[index] = condition
    return changes


def _beside_denied(index: int, group: dict[int, FieldLiteral]) -> Changes:
    """The conditions that only values meet which meet the negative condition at ``index`` anyway."""
    values = group[index].values
    others = {place: literal for place, literal in group.items() if literal.holds}
    if not _affordable([group[index]], others.values()):
        return {}
    return {place: None for place, literal in others.items() if not any(map(literal.test(), values))}


def _restricted(literal: FieldLiteral, keeps: Callable[[Any], bool]) -> Node | None:
    """The condition with only the values that are kept; None where none is. The node itself where all are."""
    items = items_of(literal.node) or ()
    kept = [item for item, value in zip(items, literal.values, strict=False) if keeps(value)]
    if len(kept) == len(literal.values):
        return literal.node
    return equal_to_any(literal.node.children[0], kept) if kept else None


def _is_bound(literal: FieldLiteral) -> bool:
    return literal.holds and literal.operator in (*_LOWER, *_UPPER)


def _superfluous_bounds(group: dict[int, FieldLiteral], *, strongest: bool) -> Changes:
    """The bounds beside the strongest, or weakest, lower and upper one."""
    changes: Changes = {}
    for operators in (_LOWER, _UPPER):
        bounds = {index: literal for index, literal in group.items() if literal.holds and literal.operator in operators}
        kinds: set[type[object]] = {type(literal.values[0]) for literal in bounds.values()}
        if len(bounds) < 2 or len(kinds) > 1:
            continue
        is_greatest = (operators is _LOWER) is strongest
        chosen = (max if is_greatest else min)(bounds, key=lambda index: _rank(bounds[index]))
        changes.update((index, None) for index in bounds if index != chosen)
    return changes


def _rank(bound: FieldLiteral) -> tuple[Any, bool]:
    """Where a bound lies: ``gt`` of a value is above ``gte`` of it, and ``lte`` above ``lt``."""
    return (bound.values[0], bound.operator in ("gt", "lte"))


def _single_point(bounds: dict[int, FieldLiteral]) -> Changes | None:
    """``eq`` for ``gte`` and ``lte`` of one value, where the field takes it."""
    at = {literal.operator: (index, literal) for index, literal in bounds.items()}
    if len(bounds) != 2 or set(at) != {"gte", "lte"}:
        return None
    (first, lower), (second, upper) = at["gte"], at["lte"]
    name, value = lower.node.children
    if lower.keyed != upper.keyed or not takes("eq", name):
        return None
    return {min(first, second): Call("eq", (name, value)), max(first, second): None}


def _affordable(literals: Iterable[FieldLiteral], others: Collection[FieldLiteral]) -> bool:
    """Whether each value of some literals can be tested by each of the others."""
    return 0 < sum(len(literal.values) for literal in literals) * len(others) <= _MOST_TESTS
