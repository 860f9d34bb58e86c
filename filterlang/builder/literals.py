"""Python values as literals of the language: one function a type.

Owns the invariant that a value is a value: whatever it holds, it comes out as one literal that reads back as the same value,
or is refused with the reason and what to write instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
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
     "null is refused in filters: ask whether it is there with .exists() or .is_null() where the field has them"),
    ((list, tuple, set, frozenset), "compare with one at a time, and join those with any_of(…) or all_of(…)"),
    ((bytes, bytearray), "decode it first"),
    ((Enum,), "write its .value"),
)  # fmt: skip
"""What to do about a value that no field takes, whatever the field."""

_AS_NUMBER = "turn it into one with float() or int()"
_AS_TEXT = (int, float, Decimal, UUID, date)
"""What people have in mind as a text, and ``str()`` makes one."""

_TIMES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (date, "write datetime(…, tzinfo=UTC)"),
    (str, "read it with datetime.fromisoformat(…)"),
    (timedelta, "write datetime.now(UTC) - timedelta(…)"),
    ((int, float), "write datetime.fromtimestamp(…, UTC)"),
)
"""How what is no datetime becomes one."""


def literal(field: Field, value: object, operator: str = "") -> str:
    """A Python value as a literal for a field. Raises ``TypeError`` or ``ValueError``, which say what to write instead."""
    return writer(field, operator)(field, value)


def writer(field: Field, operator: str = "") -> Writer:
    """What writes the values that an operator compares a field with."""
    type_ = _SCALARS.get(operator, field.type) if field.type is Type.SCALAR else field.type
    return _WRITERS[type_]


def literal_list(field: Field, values: object) -> str:
    """Python values as one list of literals; those of a set in a fixed order. Raises as ``literal`` does, and for no values."""
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise TypeError(f"a list of values is wanted for `{field.name}`, not {type(values).__name__}: write [value]")
    literals = [literal(field, value) for value in cast("Iterable[object]", values)]
    if not literals:
        raise ValueError(f"no value is given for `{field.name}`: an empty list matches nothing, so leave the condition out")
    return write_list(sorted(literals) if isinstance(values, (set, frozenset)) else literals)


def _wrong(field: Field, value: object, wanted: str, hint: str = "") -> TypeError:
    shown = repr(value)
    shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
    hint = next((says for types, says in _HINTS if isinstance(value, types)), hint)
    return TypeError(f"`{field.name}` is compared with {wanted}, not {shown}{': ' + hint if hint else ''}")


def _text(field: Field, value: object) -> str:
    if isinstance(value, str):
        return quote(value)
    raise _wrong(field, value, "a text", "turn it into one with str()" if isinstance(value, _AS_TEXT) else "")


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
    raise _wrong(field, value, "True or False", "turn it into one with bool()" if isinstance(value, SupportsFloat) else "")


def _number(field: Field, value: object) -> str:
    if type(value) is int:
        return number_text(value)
    if isinstance(value, (int, float, Decimal)) and (not isinstance(value, bool) or field.role == "score"):
        return _exact(field, value)
    convertible = isinstance(value, (str, SupportsFloat)) and not isinstance(value, bool)
    raise _wrong(field, value, "a number", _AS_NUMBER if convertible else "")


def _exact(field: Field, value: float | Decimal) -> str:
    """A number of any class, subclasses with a text of their own included. As scores, True and False count as 1 and 0."""
    if isinstance(value, int):
        return number_text(int(value))
    plain = float(value) if isinstance(value, float) else Decimal(value)
    if not Decimal(plain).is_finite():
        raise ValueError(f"`{field.name}` is compared with a finite number, not {plain}")
    return number_text(number_value(str(plain)))


def _duration(field: Field, value: object) -> str:
    if isinstance(value, timedelta):
        whole, millionths = int(value.days) * 86_400 + int(value.seconds), int(value.microseconds)
        return number_text(number_value(str(whole + Decimal(millionths).scaleb(-6))) if millionths else whole)
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        hint = (
            "write timedelta(seconds=…)"
            if isinstance(value, (str, bool)) or not isinstance(value, SupportsFloat)
            else _AS_NUMBER
        )
        raise _wrong(field, value, "a timedelta or a number of seconds", hint)
    return _number(field, value)


def _moment(field: Field, value: object) -> str:
    if not isinstance(value, datetime):
        hint = next((says for types, says in _TIMES if isinstance(value, types)), "")
        raise _wrong(field, value, "a datetime", hint)
    try:
        offset = value.utcoffset()
    except ValueError:  # of pandas' NaT, a datetime that is no time
        raise _wrong(field, value, "a datetime") from None
    if offset is None:
        raise ValueError(
            f"`{field.name}` is compared with {value.isoformat()}, which has no zone: write datetime(…, tzinfo=UTC) for a time "
            "in UTC, or .astimezone() for one on this machine's clock"
        )
    try:
        return quote(write_datetime(_plain(value)))
    except OverflowError:
        raise ValueError(f"{value.isoformat()} is not between the years 1 and 9999 in UTC") from None


def _plain(moment: datetime) -> datetime:
    """A datetime of no class but Python's own, which writes no more than microseconds."""
    if type(moment) is datetime:
        return moment
    moment = moment.astimezone(UTC)
    return datetime.combine(moment.date(), moment.time(), UTC)


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
    hint = _AS_NUMBER if isinstance(value, SupportsFloat) else hint
    raise _wrong(field, value, "a text, a number or a boolean", hint)


_SCALARS = {**dict.fromkeys(ORDERING, Type.NUMBER), **dict.fromkeys(PATTERNS, Type.STRING)}
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
