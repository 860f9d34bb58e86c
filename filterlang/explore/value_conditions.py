"""Conditions that select the runs which have a value: "filter by this value".

Owns the invariants that a condition is made by the builder, so that no value becomes syntax, and that the run which has the
value meets it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from filterlang.builder.namespace import F
from filterlang.evaluate.rows import double, field_values, stored_datetime
from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Field, Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LONGEST = 500
"""Characters of the longest text that is compared as a whole."""
_LONGEST_ERROR = 80
"""Characters of an error that a pattern looks for: the beginning says most."""
_FURTHEST = 1e15
"""Whole numbers up to this one are the same as doubles."""

Maker = Callable[[], object]


def of_field(field: Field, value: object) -> str | None:
    """Returns the condition on a field's value; None where the language has none."""
    compare = _BY_OPERATORS.get(field.operators) or _BY_TYPE.get(field.type)
    return None if compare is None else _made(lambda: compare(getattr(F, field.name), value))


def of_pair(container: str, keys: Sequence[str], value: object) -> str | None:
    """Returns the condition on the value below keys of a container (``metadata``); None where there is none."""
    key = ".".join(keys)
    return _made(lambda: getattr(F, container)[key] == _scalar(value)) if keys and len(key) <= LONGEST else None


def of_feedback(key: object, score: object = None, label: object = None) -> str | None:
    """Returns the condition on a feedback with a score, or else with a label, or else with its key only."""
    if not isinstance(key, str) or len(key) > LONGEST:
        return None
    if score is not None:
        number = float(score) if isinstance(score, bool) else score  # true and false are scores
        return _made(lambda: F.feedback[key].score == _number(number))
    return _made(lambda: F.feedback[key].exists() if label is None else F.feedback[key].value == _text(label))


def of_tag(value: object) -> str | None:
    """Returns the condition that a run has a tag."""
    return _made(lambda: F.tags.has(_text(value)))


def of_entry(section: str, keys: Sequence[str], value: object, parent: Mapping[str, Any], levels: int) -> str | None:
    """Returns the condition on a value of a run's section, below these keys and in the object ``parent``.

    ``levels`` are the objects and lists around the value: most sections are compared at one level only.
    """
    make = _BY_SECTION.get(section)
    return None if make is None or levels != _LEVELS.get(section, levels) else make(keys, value, parent)


class _Unsaid(ValueError):
    """A value that no condition selects."""


def _made(make: Maker) -> str | None:
    """The text of a condition; None where the builder refuses the value, or has no such field."""
    try:
        return str(make())
    except (AttributeError, TypeError, ValueError):
        return None


def _scalar(value: object) -> object:
    return value if isinstance(value, bool) else _text(value) if isinstance(value, str) else _number(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise _Unsaid
    return value


def _number(value: object) -> float:
    """The double that runs are compared by, as a whole number where it is one."""
    number = None if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)) else double(value)
    if number is None:
        raise _Unsaid
    return int(number) if number.is_integer() and abs(number) < _FURTHEST else number


def _amount(field: Any, value: object) -> object:
    """At least this amount: hardly two runs cost the same or take as long."""
    return field >= _number(double(value) if isinstance(value, str) else value)


def _time(field: Any, value: object) -> object:
    time = stored_datetime(value)
    if time is None:
        raise _Unsaid
    return field >= time


def _error(field: Any, value: object) -> object:
    """A pattern for the first line: a wildcard in the text matches itself, and the place of a backslash is left open."""
    lines = value.strip().splitlines() if isinstance(value, str) else []
    if not lines:
        raise _Unsaid
    return field.like(f"%{lines[0][:_LONGEST_ERROR].replace(chr(92), '_')}%")


def _of_stored(keys: Sequence[str], value: object, parent: Mapping[str, Any]) -> str | None:
    """The condition on a field. Filters compare the latency between a run's times, whichever its record states."""
    field = FIELDS.get(keys[0]) if len(keys) == 1 else None
    if field is None:
        return None
    return of_field(field, next(iter(field_values(parent, field)), None) if field.derived == "elapsed" else value)


def _of_feedback_entry(keys: Sequence[str], value: object, parent: Mapping[str, Any]) -> str | None:
    """In a list of feedbacks the object around a value has the key; in their statistics it is the first of the keys."""
    if "key" in parent and len(keys) == 1 and value is not None:
        make = _OF_FEEDBACK.get(keys[0])
        return None if make is None else make(parent["key"], value)
    return of_feedback(keys[0], score=value) if len(keys) == 2 and keys[1] == "avg" and value is not None else None


_OF_FEEDBACK: Mapping[str, Callable[[object, object], str | None]] = {
    "key": lambda key, _: of_feedback(key),
    "score": lambda key, value: of_feedback(key, score=value),
    "value": lambda key, value: of_feedback(key, label=value),
}
"""The condition on a feedback, by the key of the value in it."""

_BY_SECTION: Mapping[str, Callable[[Sequence[str], object, Mapping[str, Any]], str | None]] = {
    "inputs": lambda keys, value, _: of_pair("inputs", keys, value),
    "outputs": lambda keys, value, _: of_pair("outputs", keys, value),
    "metadata": lambda keys, value, _: of_pair("metadata", keys, value),
    "feedback": _of_feedback_entry,
    "tags": lambda keys, value, _: None if keys else of_tag(value),
    "error": lambda keys, value, _: None if keys else of_field(FIELDS["error"], value),
    "fields": _of_stored,
}
"""The condition on a value, by the section of the run that it stands in."""

_LEVELS = {"error": 0, "tags": 1, "fields": 1, "feedback": 2}
"""The level of the values that are compared; inputs, outputs and metadata are compared at any."""

_BY_OPERATORS: Mapping[str, Callable[[Any, object], object]] = {"error": _error, "amount": _amount}
_BY_TYPE: Mapping[Type, Callable[[Any, object], object]] = {
    **dict.fromkeys((Type.STRING, Type.ENUM, Type.UUID), lambda field, value: field == _text(value)),
    Type.BOOLEAN: lambda field, value: field == value,
    Type.DATETIME: _time,
}
"""The condition on a field, by its row of ``operators.MATRIX`` or else by its type."""
