"""Amounts in a smaller unit than that of their field, such as cents for dollars.

Owns the invariant that an amount is converted only where it is unlikely in the unit of the field.
"""

from __future__ import annotations

from filterlang.syntax.tree import Number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.schema.types import Field
    from filterlang.syntax.tree import Node


def in_smaller_unit(unit: str, field: Field, value: Node) -> Number | None:
    """Returns a whole number that is likely in the smaller unit, in the unit of its field; None for any other value."""
    smaller = field.mistaken
    if smaller is None or smaller.name != unit or not isinstance(value, Number):
        return None
    if not smaller.least <= value.value <= smaller.most or value.value % 1:
        return None
    amount = float(value.value) / smaller.per
    return Number(int(amount) if amount.is_integer() else amount)
