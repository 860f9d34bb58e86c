"""How a value is written, by the field and the operator that it is compared with: for signatures and short explanations.

Owns the invariant that every form can stand in a filter as it is shown, but for names of units and the ellipsis.
"""

from __future__ import annotations

from filterlang.schema.types import Field, Operator, Takes, Type

_OF_TYPE = {
    Type.STRING: '"text"', Type.NUMBER: "number", Type.BOOLEAN: "true | false", Type.NULL: "null",
    Type.DATETIME: '"2026-01-31T00:00:00Z"', Type.DURATION: "seconds", Type.UUID: '"id"', Type.LIST: '"element"',
    Type.JSON: """'{"key": "value"}'""", Type.SCALAR: '"text" | number | true',
}  # fmt: skip
_OF_TAKES = {
    Takes.CONDITION: "condition", Takes.VALUE: "value", Takes.LIST: "[value, …]", Takes.PATTERN: '"pattern%"',
    Takes.KEY: '"key"', Takes.TEXT: '"words"',
}  # fmt: skip


def value_form(operator: Operator, field: Field | None) -> str:
    """The form of the last argument of an operator, for a field where it is known: ``seconds``, ``"success" | "error"``."""
    if field is None or operator.takes in (Takes.PATTERN, Takes.KEY, Takes.TEXT, Takes.CONDITION):
        return _OF_TAKES[operator.takes]
    form = _of_field(field)
    return f"[{form}, …]" if operator.takes is Takes.LIST else form


def _of_field(field: Field) -> str:
    if field.values:
        return " | ".join(f'"{value}"' for value in field.values)
    if field.role == "key":
        return '"key"'
    return field.unit or _OF_TYPE[field.type]
