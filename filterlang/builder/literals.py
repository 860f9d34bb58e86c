"""Writes Python values as literals of the language, with a function for each type.

Owns the invariant that every value becomes one literal that reads back as the same value, or is refused with the reason and
what to write instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import SupportsFloat, cast
from uuid import UUID

from filterlang.schema.aliases import ENUM_ALIASES
from filterlang.schema.operators import ORDERING, PATTERNS
from filterlang.schema.types import Field, Type
from filterlang.semantics.datetimes import write_datetime
from filterlang.semantics.durations import canonical_uuid, is_uuid
from filterlang.semantics.typos import close_to
from filterlang.syntax.numbers import number_text, number_value
from filterlang.syntax.printer import write_list
from filterlang.syntax.strings import quote

Writer = Callable[[Field, object], str]

_SHOWN = 60
_HINTS: tuple[tuple[tuple[type, ...], str], ...] = (
    ((type(None),),
     "null is refused in filters: use .exists() or .is_null() where the field has them"),
    ((list, tuple, set, frozenset), "compare with one value at a time, and join the comparisons with any_of(…) or all_of(…)"),
    ((bytes, bytearray), "decode it first"),
    ((Enum,), "write its .value"),
)  # fmt: skip
"""The advice for a value that no field accepts, by its type."""

_AS_NUMBER = "convert it with float() or int()"
_AS_TEXT = (int, float, Decimal, UUID, date)
"""Types of values that people mean as a text."""

_TIMES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (date, "write datetime(…, tzinfo=UTC)"),
    (str, "read it with datetime.fromisoformat(…)"),
    (timedelta, "write datetime.now(UTC) - timedelta(…)"),
    ((int, float), "write datetime.fromtimestamp(…, UTC)"),
)
"""How to convert a value to a datetime, by its type."""


def literal(field: Field, value: object, operator: str = "") -> str:
    """Returns a value as a literal for a field. Raises ``TypeError`` or ``ValueError``, which say what to write instead."""
    return writer(field, operator)(field, value)


def writer(field: Field, operator: str = "") -> Writer:
    """Returns the function that writes the values which an operator compares a field with."""
    type_ = _SCALARS.get(operator, field.type) if field.type is Type.SCALAR else field.type
    return _WRITERS[type_]


def literal_list(write: Writer, field: Field, values: object) -> str:
    """Returns values as a list of literals, those of a set in a fixed order. Raises as ``write``, and for an empty list."""
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise TypeError(f"`{field.name}` is compared with a list of values, not {type(values).__name__}: write [value]")
    literals = [write(field, value) for value in cast("Iterable[object]", values)]
    if not literals:
        raise ValueError(f"`{field.name}` is compared with an empty list, which matches nothing: leave the condition out")
    return write_list(sorted(literals) if isinstance(values, (set, frozenset)) else literals)


def _wrong(field: Field, value: object, wanted: str, hint: str = "") -> TypeError:
    text = repr(value)
    text = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    hint = next((advice for types, advice in _HINTS if isinstance(value, types)), hint)
    return TypeError(f"`{field.name}` is compared with {wanted}, not {text}{': ' + hint if hint else ''}")


def _text(field: Field, value: object) -> str:
    if isinstance(value, str):
        return quote(value)
    raise _wrong(field, value, "a text", "convert it with str()" if isinstance(value, _AS_TEXT) else "")


def _enum(field: Field, value: object) -> str:
    if isinstance(value, str) and str.__str__(value) in field.values:
        return quote(value)
    if not isinstance(value, str):
        raise _wrong(field, value, f"one of {', '.join(field.values)}")
    known = ENUM_ALIASES.get(value.lower())
    close = [known] if known in field.values else close_to(value.lower(), field.values, 0.6)
    advice = f"write {quote(close[0])}" if close else f"it is one of {', '.join(field.values)}"
    raise ValueError(f"`{field.name}` is never {value[:_SHOWN]!r}: {advice}")


def _uuid(field: Field, value: object) -> str:
    if isinstance(value, UUID):
        return quote(str(value))
    if isinstance(value, str) and is_uuid(value):
        return quote(canonical_uuid(value))
    if not isinstance(value, str):
        raise _wrong(field, value, "a UUID")
    raise ValueError(f"`{field.name}` holds UUIDs, and {value[:_SHOWN]!r} is not a UUID")


def _boolean(field: Field, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    raise _wrong(field, value, "True or False", "convert it with bool()" if isinstance(value, SupportsFloat) else "")


def _number(field: Field, value: object) -> str:
    if type(value) is int or (type(value) is float and isfinite(value)):
        return number_text(value)
    if isinstance(value, (int, float, Decimal)) and (not isinstance(value, bool) or field.role == "score"):
        return _exact(field, value)
    convertible = isinstance(value, (str, SupportsFloat)) and not isinstance(value, bool)
    raise _wrong(field, value, "a number", _AS_NUMBER if convertible else "")


def _exact(field: Field, value: float | Decimal) -> str:
    """Writes a number of any class, even a subclass with its own ``__str__``. As scores, True and False count as 1 and 0."""
    if isinstance(value, int):
        return number_text(int(value))
    plain = float(value) if isinstance(value, float) else Decimal(value)
    if not Decimal(plain).is_finite():
        raise ValueError(f"`{field.name}` is compared with a finite number, not {plain}")
    return number_text(plain if isinstance(plain, float) else number_value(str(plain)))


def _duration(field: Field, value: object) -> str:
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return _number(field, value)
    if isinstance(value, timedelta):
        seconds, microseconds = int(value.days) * 86_400 + int(value.seconds), int(value.microseconds)
        return number_text(number_value(str(seconds + Decimal(microseconds).scaleb(-6))) if microseconds else seconds)
    convertible = isinstance(value, SupportsFloat) and not isinstance(value, (str, bool))
    raise _wrong(
        field, value, "a timedelta or a number of seconds", _AS_NUMBER if convertible else "write timedelta(seconds=…)"
    )


def _datetime(field: Field, value: object) -> str:
    if not isinstance(value, datetime):
        hint = next((advice for types, advice in _TIMES if isinstance(value, types)), "")
        raise _wrong(field, value, "a datetime", hint)
    try:
        offset = value.utcoffset()
    except ValueError:  # pandas' NaT, a datetime without a time
        raise _wrong(field, value, "a datetime") from None
    if offset is None:
        raise ValueError(
            f"`{field.name}` is compared with {value.isoformat()}, which has no time zone: write datetime(…, tzinfo=UTC) for a "
            "time in UTC, or .astimezone() for one on this machine's clock"
        )
    try:
        return quote(write_datetime(_plain(value)))
    except OverflowError:
        raise ValueError(f"{value.isoformat()} is not between the years 1 and 9999 in UTC") from None


def _plain(value: datetime) -> datetime:
    """Returns an instance of ``datetime`` itself: subclasses may write more than microseconds."""
    if type(value) is datetime:
        return value
    value = value.astimezone(UTC)
    return datetime.combine(value.date(), value.time(), UTC)


def _scalar(field: Field, value: object) -> str:
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, bool):
        return _boolean(field, value)
    if isinstance(value, (int, float, Decimal)):
        return _number(field, value)
    if isinstance(value, UUID):
        return quote(str(value))
    hint = "write .isoformat() if it is stored in that form" if isinstance(value, date) else ""
    hint = _AS_NUMBER if isinstance(value, SupportsFloat) else hint
    raise _wrong(field, value, "a text, a number or a boolean", hint)


_SCALARS = {**dict.fromkeys(ORDERING, Type.NUMBER), **dict.fromkeys(PATTERNS, Type.STRING)}
"""The type that an operator requires of a field that holds values of several types."""

_WRITERS: dict[Type, Writer] = {
    Type.STRING: _text,
    Type.LIST: _text,
    Type.JSON: _text,
    Type.ENUM: _enum,
    Type.UUID: _uuid,
    Type.BOOLEAN: _boolean,
    Type.NUMBER: _number,
    Type.DURATION: _duration,
    Type.DATETIME: _datetime,
    Type.SCALAR: _scalar,
}
