"""A quick look at two tests of one text, of which one lists the values that it accepts: the solver is not needed for these.

Owns the invariant that an answer is that of the solver; where a look is not enough there is none.
"""

from __future__ import annotations

from filterlang.rewrite.normal_form import FieldTest
from filterlang.rewrite.value_sets import NULL, TEXT, BoundedSet, ItemSet, PatternSet, accepted_values, kinds_of
from filterlang.schema.types import Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rewrite.normal_form import SignedTest
    from filterlang.rewrite.value_sets import ValueSet


def can_both_hold(one: SignedTest, other: SignedTest) -> bool | None:
    """Whether some value meets two tests of one field; None where that is not seen at once, or one is never met."""
    test, opposed = one.test, other.test
    if not isinstance(test, FieldTest) or not isinstance(opposed, FieldTest) or test.field is not opposed.field:
        return None
    if test.field.type is Type.ENUM or kinds_of(test.field) != (TEXT, NULL):
        return None
    first = accepted_values(test.field, test.operator, test.value)
    second = accepted_values(opposed.field, opposed.operator, opposed.value)
    if isinstance(first, BoundedSet) or isinstance(second, BoundedSet):
        return None
    if one.holds and isinstance(first, ItemSet):
        return _has_value(first, second, holds=other.holds)
    if other.holds and isinstance(second, ItemSet):
        return _has_value(second, first, holds=one.holds)
    lists, pattern = (first, other) if isinstance(first, ItemSet) else (second, one)
    return True if isinstance(lists, ItemSet) and pattern.holds else None


def _has_value(listed: ItemSet, values: ValueSet, *, holds: bool) -> bool | None:
    """Whether a listed value is, or where it does not hold, is not, among others; None where no value is listed."""
    items = [(kind, item) for kind in (TEXT, NULL) for item in listed.by_kind.get(kind, ())]
    return any(_accepts(values, kind, item) is holds for kind, item in items) if items else None


def _accepts(values: ValueSet, kind: str, item: object) -> bool:
    if isinstance(values, ItemSet):
        return item in values.by_kind.get(kind, ())
    if not isinstance(values, PatternSet) or not isinstance(item, str):
        return False
    return item.startswith(values.pattern.prefix) and item.endswith(values.pattern.suffix) and values.matches(item)
