"""Python values as literals of the language: one function a type.

Owns the invariant that a value is a value: whatever it holds, it comes out as one literal that reads back as the same value,
or is refused with the reason and what to write instead.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import isfinite
from uuid import UUID

from filterlang.schema.aliases import ENUM_ALIASES
from filterlang.schema.operators import ORDERING
from filterlang.schema.types import Field, Type
from filterlang.semantics.moments import write_datetime
from filterlang.semantics.reading import canonical_uuid, is_uuid
from filterlang.semantics.typos import close_to
from filterlang.syntax.numbers import number_text, number_value
from filterlang.syntax.strings import quote

Writer = Callable[[Field, object], str]

_SHOWN = 60


def literal(field: Field, value: object, operator: str = "") -> str:
    """A Python value as a literal for a field. Raises ``TypeError`` or ``ValueError``, which say what to write instead."""
    return writer(field, operator)(field, value)


def writer(field: Field, operator: str = "") -> Writer:
    """What writes the values that an operator compares a field with."""
    type_ = _SCALARS.get(operator, field.type) if field.type is Type.SCALAR else field.type
    return _WRITERS[type_]


def _wrong(field: Field, value: object, wanted: str, hint: str = "") -> TypeError:
    shown = repr(value)
    shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
    if value is None:
        hint = "null is refused in filters: ask whether it is there with .exists() or .is_null() where the field has them"
    return TypeError(f"`{field.name}` is compared with {wanted}, not {shown}{': ' + hint if hint else ''}")


def _text(field: Field, value: object) -> str:
    if isinstance(value, str):
        return quote(value)
    raise _wrong(field, value, "a text", "" if isinstance(value, (list, tuple, dict)) else "turn it into one with str()")


def _enum(field: Field, value: object) -> str:
    if isinstance(value, str) and value in field.values:
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
    raise ValueError(f"`{field.name}` holds UUIDs, and {value[:_SHOWN]!r} is none")


def _boolean(field: Field, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    raise _wrong(field, value, "True or False")


def _number(field: Field, value: object) -> str:
    if type(value) is int:
        return number_text(value)
    if isinstance(value, (int, float, Decimal)) and (not isinstance(value, bool) or field.role == "score"):
        return _exact(field, value)
    hint = "turn it into one with float() or int()" if isinstance(value, str) else ""
    raise _wrong(field, value, "a number", hint)


def _exact(field: Field, value: float | Decimal) -> str:
    """A number of any class, subclasses with a text of their own included. As scores, True and False count as 1 and 0."""
    plain = int(value) if isinstance(value, int) else float(value) if isinstance(value, float) else value
    if isinstance(plain, int):
        return number_text(plain)
    if not isfinite(plain):
        raise ValueError(f"`{field.name}` is compared with a finite number, not {plain}")
    return number_text(number_value(str(plain)))


def _duration(field: Field, value: object) -> str:
    if isinstance(value, timedelta):
        whole = value.days * 86_400 + value.seconds
        return number_text(number_value(str(whole + Decimal(value.microseconds).scaleb(-6))) if value.microseconds else whole)
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise _wrong(field, value, "a timedelta or a number of seconds", "write timedelta(seconds=…)")
    return _number(field, value)


def _moment(field: Field, value: object) -> str:
    if not isinstance(value, datetime):
        hint = "write datetime(…, tzinfo=UTC)" if isinstance(value, date) else "read it with datetime.fromisoformat(…)"
        raise _wrong(field, value, "a datetime", hint)
    if value.utcoffset() is None:
        raise ValueError(
            f"`{field.name}` is compared with {value.isoformat()}, which has no zone: write datetime(…, tzinfo=UTC) for a time "
            "in UTC, or .astimezone() for one on this machine's clock"
        )
    try:
        return quote(write_datetime(value))
    except OverflowError:
        raise ValueError(f"{value.isoformat()} is not between the years 1 and 9999 in UTC") from None


def _scalar(field: Field, value: object) -> str:
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, bool):
        return _boolean(field, value)
    if isinstance(value, (int, float, Decimal)):
        return _number(field, value)
    if isinstance(value, UUID):
        return quote(str(value))
    hint = "write .isoformat() if that is how it is stored" if isinstance(value, date) else ""
    raise _wrong(field, value, "a text, a number or a boolean", hint)


_SCALARS = {**dict.fromkeys(ORDERING, Type.NUMBER), "like": Type.STRING, "notlike": Type.STRING}
"""What an operator takes of a field that holds values of several types."""

_WRITERS: dict[Type, Writer] = {
    Type.STRING: _text,
    Type.LIST: _text,
    Type.JSON: _text,
    Type.ENUM: _enum,
    Type.UUID: _uuid,
    Type.BOOLEAN: _boolean,
    Type.NUMBER: _number,
    Type.DURATION: _duration,
    Type.DATETIME: _moment,
    Type.SCALAR: _scalar,
}
