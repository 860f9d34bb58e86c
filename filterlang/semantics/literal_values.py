"""Literals as values of the type of their field.

Owns the invariant that a text that is read as a value means one value. Datetimes are loaded only for a field that has them.
"""

from __future__ import annotations

from filterlang.schema.types import Type
from filterlang.semantics import durations
from filterlang.syntax.tree import Boolean, Number, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from filterlang.schema.types import Field
    from filterlang.syntax.tree import Node


def value_of(field: Field, node: Node) -> str | int | float | Decimal | bool | datetime | None:
    """Returns a literal as a value of its field's type."""
    if not isinstance(node, (String, Number, Boolean)):
        return None
    value = node.value
    if isinstance(value, str):
        if field.type is Type.DATETIME:
            from filterlang.semantics.datetimes import read_datetime

            return read_datetime(value)
        if field.type is Type.DURATION:
            seconds = durations.read_duration(value)
            return durations.guess_duration(value) if seconds is None else seconds
        if field.type is Type.NUMBER:
            return float(value)
        if field.type is Type.UUID:
            return durations.canonical_uuid(value)
    return value
