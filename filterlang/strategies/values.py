"""Draws literals that a field of the schema can be compared with, with a strategy for each type.

Owns the invariant that a literal fits its field and operator, so that the checker finds no error in it.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache
import json
import math

from hypothesis import strategies as st

from filterlang.schema.aliases import PRESENCE
from filterlang.schema.operators import OPERATORS
from filterlang.schema.types import Field, Takes, Type
from filterlang.semantics.datetimes import write_datetime
from filterlang.semantics.durations import is_uuid, read_duration
from filterlang.strategies.vocabulary import IDS, INSTANTS, KEYS, WORDS, datetimes, ids, keys, numbers, patterns, scalars, texts
from filterlang.syntax.tree import Boolean, List, Node, Number, String

Literals = st.SearchStrategy[Node]
_EXACT_BELOW = 2**53  # a float holds every integer up to here
_EXACT = Decimal("0.50000000000000000001")  # no float has this value


def is_no_null(field: Field, literal: Node) -> bool:
    """Returns whether a literal is not a text for null: the checker takes ``"null"`` and ``"none"`` for null on some fields."""
    return field.name not in PRESENCE or not isinstance(literal, String) or literal.value.lower() not in ("null", "none")


def node_of(value: object) -> Node:
    """Returns the literal of a value. Raises ``TypeError`` for a type that has no literal."""
    if isinstance(value, bool):
        return Boolean(value)
    if isinstance(value, (int, float, Decimal)):
        return Number(value)
    if isinstance(value, str):
        return String(value)
    raise TypeError(f"a filter has no literal for {type(value).__name__}")


_NUMBERS: Literals = (numbers | st.just(_EXACT)).map(node_of)
_SECONDS = st.integers(0, 36000).map(lambda tenths: String(str(tenths / 10) + "s"))
_OBJECTS = st.dictionaries(keys, scalars, min_size=1, max_size=3).map(lambda pairs: json.dumps(pairs, ensure_ascii=False))

_BY_TYPE: dict[Type, tuple[Node, Literals]] = {
    Type.STRING: (String(WORDS[0]), texts.map(String)),
    Type.NUMBER: (Number(0), _NUMBERS),
    Type.BOOLEAN: (Boolean(False), st.booleans().map(Boolean)),
    Type.DATETIME: (String(write_datetime(INSTANTS[0])), datetimes.map(String)),
    Type.DURATION: (Number(0), _NUMBERS | _SECONDS),
    Type.UUID: (String(IDS[0]), ids.map(String)),
    Type.LIST: (String(WORDS[0]), texts.map(String)),
    Type.JSON: (String(json.dumps({KEYS[0]: WORDS[0]})), _OBJECTS.map(String)),
    Type.SCALAR: (String(WORDS[0]), scalars.map(node_of)),
}
"""For each type, its simplest literal, and a strategy for any literal."""


def simplest(operator: str, field: Field) -> Node:
    """Returns a simple literal that a field can be compared with."""
    takes = OPERATORS[operator].takes
    if takes in (Takes.PATTERN, Takes.KEY):
        return String(KEYS[0])
    literal = String(field.values[0]) if field.values else _BY_TYPE[field.type][0]
    return List((literal,)) if takes is Takes.LIST else literal


_BY_OPERAND: dict[Takes, Literals] = {Takes.PATTERN: patterns.map(String), Takes.KEY: keys.map(String)}
"""Literals that do not depend on the field."""


@cache
def literals(operator: str, field: Field) -> Literals:
    """Returns a strategy for literals that a field can be compared with; for ``in``, for lists of them."""
    takes = OPERATORS[operator].takes
    if takes is Takes.LIST:
        return st.lists(_single(field), min_size=1, max_size=3).map(lambda items: List(tuple(items)))
    strategy = _BY_OPERAND[takes] if takes in _BY_OPERAND else _single(field)
    return strategy.filter(lambda literal: is_no_null(field, literal)) if field.name in PRESENCE else strategy


def _single(field: Field) -> Literals:
    if field.values:
        return st.sampled_from(field.values).map(String)
    return (keys | texts).map(String) if field.role == "key" else _BY_TYPE[field.type][1]


def spelled(field: Field, value: object) -> tuple[Node, ...]:
    """Returns the literals of a stored value of a field; none where the language has none, or the value has another type."""
    return tuple(literal for literal in _SPELLED[field.type](field, value) if is_no_null(field, literal))


def _text(field: Field, value: object) -> tuple[Node, ...]:
    fits = isinstance(value, str) and (not field.values or value in field.values)
    return (node_of(value),) if fits else ()


def _number(_: Field, value: object) -> tuple[Node, ...]:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        return ()
    return (node_of(value),) if value != int(value) or abs(value) >= _EXACT_BELOW else (node_of(int(value)), node_of(value))


def _boolean(_: Field, value: object) -> tuple[Node, ...]:
    return (Boolean(value),) if isinstance(value, bool) else ()


def _datetime(_: Field, value: object) -> tuple[Node, ...]:
    if not isinstance(value, datetime):
        return ()
    return (String(write_datetime(value)), String(value.isoformat()))


def _duration(field: Field, value: object) -> tuple[Node, ...]:
    text = str(value) + "s"
    return (*_number(field, value), *((String(text),) if read_duration(text) == value else ()))


def _uuid(_: Field, value: object) -> tuple[Node, ...]:
    return (String(value), String(value.upper())) if isinstance(value, str) and is_uuid(value) else ()


def _scalar(field: Field, value: object) -> tuple[Node, ...]:
    return _boolean(field, value) or _number(field, value) or _text(field, value)


_SPELLED: dict[Type, Callable[[Field, object], tuple[Node, ...]]] = {
    Type.STRING: _text,
    Type.ENUM: _text,
    Type.LIST: _text,
    Type.NUMBER: _number,
    Type.BOOLEAN: _boolean,
    Type.DATETIME: _datetime,
    Type.DURATION: _duration,
    Type.UUID: _uuid,
    Type.SCALAR: _scalar,
    Type.JSON: lambda _, __: (),  # an object has no literal: its keys and pairs have
}
