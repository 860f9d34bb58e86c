"""Conditions that select the runs which have a value: "filter by this value".

Owns the invariants that a condition is printed from a tree, so that no value becomes syntax, and that the run which has the
value meets it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
import math

from filterlang.evaluate.rows import double, stored_datetime
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.types import Field, Type
from filterlang.semantics.durations import is_uuid
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Boolean, Call, Name, Node, Number, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LONGEST = 500
"""Characters of the longest text that is compared as a whole."""
_LONGEST_ERROR = 80
"""Characters of an error that a pattern looks for: the beginning says most."""


def of_field(field: Field, value: object) -> str | None:
    """Returns the condition on a field's value; None where the language has none."""
    build = _BY_OPERATORS.get(field.operators) or _BY_TYPE.get(field.type)
    return _printed(None if build is None else build(field, value))


def of_pair(family: str, keys: Sequence[str], value: object) -> str | None:
    """Returns the condition on the pair of a family that a value below these keys makes; None where there is none."""
    literal = _literal(value)
    if not keys or literal is None:
        return None
    fields = FAMILIES[family]
    return _printed(_of_one_pair(fields["key"], ".".join(keys), fields["value"], literal))


def of_feedback(key: object, score: object = None, label: object = None) -> str | None:
    """Returns the condition on a feedback with a score, or else with a label, or else with its key only."""
    if not isinstance(key, str) or len(key) > LONGEST:
        return None
    fields = FAMILIES["feedback"]
    number = _number(float(score) if isinstance(score, bool) else score)
    if number is not None:
        return _printed(_of_one_pair(fields["key"], key, fields["score"], number))
    if isinstance(label, str) and len(label) <= LONGEST:
        return _printed(_of_one_pair(fields["key"], key, fields["value"], String(label)))
    return _printed(_equal(fields["key"], String(key))) if score is None and label is None else None


def of_tag(value: object) -> str | None:
    """Returns the condition that a run has a tag."""
    if not isinstance(value, str) or len(value) > LONGEST:
        return None
    return _printed(_equal(FIELDS["tags"], String(value), "has"))


def of_entry(section: str, keys: Sequence[str], value: object, parent: Mapping[str, Any]) -> str | None:
    """Returns the condition on a value of a run's section, below these keys and in the object ``parent``."""
    build = _BY_SECTION.get(section)
    return None if build is None else build(keys, value, parent)


def _printed(node: Node | None) -> str | None:
    return None if node is None else print_line(node)


def _equal(field: Field, value: Node, operator: str = "eq") -> Node:
    return Call(operator, (Name(field.name), value))


def _of_one_pair(key: Field, name: str, value: Field, literal: Node) -> Node | None:
    return Call("and", (_equal(key, String(name)), _equal(value, literal))) if len(name) <= LONGEST else None


def _literal(value: object) -> Node | None:
    """A text, a number or a truth value as a literal; None for any other value, and for a text that is too long to compare."""
    if isinstance(value, bool):
        return Boolean(value)
    if isinstance(value, str):
        return String(value) if len(value) <= LONGEST else None
    return _number(value)


def _number(value: object) -> Node | None:
    number = double(value) if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) else None
    if number is None:
        return None
    return Number(int(number) if number.is_integer() and math.fabs(number) < 1e15 else number)


def _text(field: Field, value: object) -> Node | None:
    known = not field.values or value in field.values
    return _equal(field, String(value)) if isinstance(value, str) and known and len(value) <= LONGEST else None


def _id(field: Field, value: object) -> Node | None:
    return _equal(field, String(value)) if isinstance(value, str) and is_uuid(value) else None


def _amount(field: Field, value: object) -> Node | None:
    """At least this amount: hardly two runs cost the same or take as long."""
    number = _number(double(value) if isinstance(value, str) else value)
    return None if number is None else _equal(field, number, "gte")


def _time(field: Field, value: object) -> Node | None:
    time = stored_datetime(value)
    return None if time is None else _equal(field, String(time.isoformat().replace("+00:00", "Z")), "gte")


def _flag(field: Field, value: object) -> Node | None:
    return _equal(field, Boolean(value)) if isinstance(value, bool) else None


def _error(field: Field, value: object) -> Node | None:
    """A pattern for the first line: a wildcard in the text matches itself, and the place of a backslash is left open."""
    if not isinstance(value, str) or not value.strip():
        return None
    first = value.strip().splitlines()[0][:_LONGEST_ERROR]
    return _equal(field, String(f"%{first.replace(chr(92), '_')}%"), "like")


def _of_stored(keys: Sequence[str], value: object, _: Mapping[str, Any]) -> str | None:
    field = FIELDS.get(keys[0]) if len(keys) == 1 else None
    return None if field is None else of_field(field, value)


def _of_feedback_entry(keys: Sequence[str], value: object, parent: Mapping[str, Any]) -> str | None:
    """In a list of feedbacks the object around a value has the key; in their statistics it is the first of the keys."""
    if "key" in parent and len(keys) == 1:
        build = _OF_FEEDBACK.get(keys[0])
        return None if build is None else build(parent["key"], value)
    return of_feedback(keys[0], score=value) if len(keys) == 2 and keys[1] == "avg" else None


_OF_FEEDBACK: Mapping[str, Callable[[object, object], str | None]] = {
    "key": lambda key, _: of_feedback(key),
    "score": lambda key, value: of_feedback(key, score=value) if value is not None else None,
    "value": lambda key, value: of_feedback(key, label=value) if value is not None else None,
}
"""The condition on a feedback, by the key of the value in it."""

_BY_SECTION: Mapping[str, Callable[[Sequence[str], object, Mapping[str, Any]], str | None]] = {
    "inputs": lambda keys, value, _: of_pair("input", keys, value),
    "outputs": lambda keys, value, _: of_pair("output", keys, value),
    "metadata": lambda keys, value, _: of_pair("metadata", keys, value),
    "feedback": _of_feedback_entry,
    "tags": lambda keys, value, _: None if keys else of_tag(value),
    "error": lambda keys, value, _: None if keys else of_field(FIELDS["error"], value),
    "fields": _of_stored,
}
"""The condition on a value, by the section of the run that it stands in."""

_BY_OPERATORS: Mapping[str, Callable[[Field, object], Node | None]] = {"error": _error, "amount": _amount}
_BY_TYPE: Mapping[Type, Callable[[Field, object], Node | None]] = {
    Type.STRING: _text, Type.ENUM: _text, Type.UUID: _id, Type.DATETIME: _time, Type.BOOLEAN: _flag,
}  # fmt: skip
"""The condition on a field, by its row of ``operators.MATRIX`` or else by its type."""
