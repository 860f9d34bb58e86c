"""The runs that meet one formula and not another, as a formula without the parts that the two have in common.

Owns the invariant that the formula means the same as with these parts. Two versions of a long filter differ in few conditions,
and only these are left to the solver.
"""

from __future__ import annotations

from filterlang.rewrite.choice_search import flat
from filterlang.rewrite.normal_form import AllOf, AnyOf, FieldTest, Formula, RowTest, SignedTest, Test, opposite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable


def difference(first: Formula, second: Formula) -> Formula:
    """The formula that holds where the first one holds and the second does not.

    What the first requires is not asked of the second again; an alternative of the second is no alternative of the first.
    """
    numbers = _numbers(first, second)
    required = {numbers[part] for part in flat(first, AllOf)}
    asked = AllOf(tuple(part for part in flat(second, AllOf) if numbers[part] not in required))
    excluded = {numbers[part] for part in flat(asked, AnyOf) if part is not asked}
    possible = tuple(part for part in flat(first, AnyOf) if numbers[part] not in excluded)
    return AllOf((AnyOf(possible), opposite(asked)))


def _numbers(*formulas: Formula) -> dict[Formula, int]:
    """A number for each part of some formulas: the same one for parts that mean the same by their look."""
    by_look: dict[Hashable, int] = {}
    numbers: dict[Formula, int] = {}
    pending: list[tuple[Formula, bool]] = [(formula, False) for formula in formulas]
    while pending:
        item, parts_are_done = pending.pop()
        if item in numbers:
            continue
        if isinstance(item, SignedTest):
            numbers[item] = by_look.setdefault((item.holds, _look(item.test)), len(by_look))
        elif parts_are_done:
            parts = frozenset(numbers[part] for part in item.parts)
            look = (type(item), parts) if len(parts) != 1 else None
            numbers[item] = min(parts) if look is None else by_look.setdefault(look, len(by_look))
        else:
            pending.append((item, True))
            pending.extend((part, False) for part in item.parts)
    return numbers


def _look(test: Test) -> Hashable:
    """A key that tests of the same meaning have: values of different kinds differ, as ``repr`` shows them."""
    if isinstance(test, FieldTest):
        return test.field, test.operator, repr(test.value)
    if isinstance(test, RowTest):
        return test.family, tuple((part.part, part.operator, repr(part.value), part.holds) for part in test.parts)
    return test.text, test.field
