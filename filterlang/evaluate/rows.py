"""The parts of a run: the values of a field, the pairs of a family, the texts of a search, the text of a JSON value.

Owns the invariant that a run may hold any JSON value, at any depth, anywhere, and that the parts can be compared: they are
texts, doubles, booleans, datetimes and nulls, and ``OPAQUE`` for anything else.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
import json
import math
import re
from typing import Any, NamedTuple, cast

from filterlang.evaluate.lineage import is_root, parent_of, text_of, trace_of
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.types import Field, Type
from filterlang.semantics.datetimes import read_datetime
from filterlang.semantics.stored_ids import stored_id
from filterlang.syntax.numbers import number_text
from filterlang.text.jsonvalues import as_list, as_mapping, is_array, is_object

Record = Mapping[str, Any]
THREAD_KEYS = ("session_id", "thread_id", "conversation_id")
"""Metadata keys that name a thread (docs, export-traces), in the order of precedence (ours)."""

DEEPEST = 200
"""The most containers around a value that has a key."""

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
LISTS = frozenset(field.stored for field in FIELDS.values() if field.type is Type.LIST)
"""The places in a run of lists, of which each item is a value."""
_SEARCHED = tuple(FIELDS[name] for name in ("inputs", "outputs", "error"))


class _Opaque:
    """The type of ``OPAQUE``."""


OPAQUE = _Opaque()
"""Stands for a value that equals nothing: an object, an empty list, or a Python object that is not of a JSON type."""


class PairRow(NamedTuple):
    """One pair: its key, its value, and for feedback its score."""

    key: str
    value: object = None
    score: float | None = None


def comparable(value: object) -> object:
    """Returns a stored JSON value as one that compares. NaN and infinities become null, as the SDK writes them (_serde.py)."""
    if value is None or isinstance(value, (bool, str)):
        return value
    return double(value) if isinstance(value, (int, float, Decimal)) else OPAQUE


def double(value: float | Decimal | str) -> float | None:
    """Returns the double nearest to a number, or None if it is not finite."""
    try:
        number = float(value)
    except (OverflowError, ValueError):
        return None
    return number if math.isfinite(number) else None


def stored_datetime(value: object) -> datetime | None:
    """Returns a stored time as a datetime in UTC; None for anything else. A time without a zone is UTC (SDK, schemas.py)."""
    if not isinstance(value, datetime):
        return read_datetime(value) if isinstance(value, str) else None
    try:
        return value.replace(tzinfo=UTC) if value.utcoffset() is None else value.astimezone(UTC)
    except OverflowError:
        return None


def _identifier(value: object) -> str | None:
    text = text_of(value)
    return None if text is None else stored_id(text)


def _number(value: object) -> float | None:
    """Returns a number, or the number in a text: costs are stored as texts (OpenAPI, RunSchema)."""
    if isinstance(value, str):
        return double(value) if _NUMBER.fullmatch(value) else None
    return double(value) if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) else None


_READERS: dict[Type, Callable[[object], object]] = {
    Type.STRING: text_of,
    Type.ENUM: text_of,
    Type.LIST: text_of,
    Type.UUID: _identifier,
    Type.NUMBER: _number,
    Type.DATETIME: stored_datetime,
    Type.JSON: lambda value: value if is_object(value) else None,
}
"""The function that reads a stored value, by type. It returns None for a value of another type: the run then has no value."""


def field_values(record: Record, field: Field) -> list[Any]:
    """Returns the values of a field in a run: none, one, or several tags."""
    if field.derived:
        values = [_DERIVED[field.derived](record, field)]
    else:
        stored = stored_value(record, field.stored)
        values = [_READERS[field.type](item) for item in (as_list(stored) if field.stored in LISTS else (stored,))]
    return [value for value in values if value is not None]


def stored_value(record: Record, path: tuple[str, ...]) -> Any:
    """Returns the value at a path of keys in a record; None if there is none."""
    value: Any = record
    for step in path:
        value = as_mapping(value).get(step)
    return value


LATENCIES = ("latency_seconds", "latency")
"""The keys under which a record states its latency in seconds: v2's name (OpenAPI, query.RunResponse), and the filter's."""


def _elapsed(record: Record, field: Field) -> float | None:
    """Returns the seconds from start to end, or, if one of these is missing, the latency that the record states (ours)."""
    start, end = stored_datetime(record.get("start_time")), stored_datetime(record.get("end_time"))
    if start and end:
        return (end - start).total_seconds()
    return next((number for name in LATENCIES if (number := _number(record.get(name))) is not None), None)


def _thread(record: Record, field: Field) -> str | None:
    metadata = as_mapping(stored_value(record, ("extra", "metadata")))
    candidates = map(text_of, (record.get(field.name), *map(metadata.get, THREAD_KEYS)))
    return next((text for text in candidates if text is not None), None)


def _text(record: Record, field: Field) -> str | None:
    stored = stored_value(record, field.stored)
    return None if stored is None else json_text(stored)


_DERIVED: dict[str, Callable[[Record, Field], object]] = {
    "elapsed": _elapsed,
    "parent": lambda record, _: _identifier(parent_of(record)),
    "trace": lambda record, _: _identifier(trace_of(record)),
    "root": lambda record, _: is_root(record),
    "thread": _thread,
    "text": _text,
}


def pair_rows(record: Record, family: str) -> list[PairRow]:
    """Returns the pairs of a family in a run."""
    if family == "feedback":
        return list(_feedback(record))
    return key_rows(stored_value(record, FAMILIES[family]["key"].stored))


def key_rows(stored: object) -> list[PairRow]:
    """Returns the pairs of a JSON object. Keys are joined by dots, without list indices (docs, filter-traces-in-application).

    The key of an object or of an empty list has a pair too, whose value equals nothing (ours).
    """
    rows: list[PairRow] = []
    pending = [(key, value, 1) for key, value in _members(stored)]
    while pending:
        key, value, depth = pending.pop()
        if depth > DEEPEST:
            continue
        if is_array(value) and as_list(value):
            pending.extend((key, item, depth + 1) for item in as_list(value))
            continue
        rows.append(PairRow(key, comparable(value)))
        pending.extend((f"{key}.{name}", inner, depth + 1) for name, inner in _members(value))
    return rows


def _members(value: object) -> Iterator[tuple[str, Any]]:
    members = cast("Mapping[object, Any]", as_mapping(value))
    return ((key, inner) for key, inner in members.items() if isinstance(key, str))


def _feedback(record: Record) -> Iterator[PairRow]:
    """Yields the feedbacks of a run: those in ``feedback``, or else the averages in ``feedback_stats`` (ours)."""
    listed = record.get("feedback")
    if is_array(listed):
        for item in map(as_mapping, as_list(listed)):
            if isinstance(key := item.get("key"), str):
                yield PairRow(key, text_of(item.get("value")), score(item.get("score")))
        return
    for key, stat in _members(record.get("feedback_stats")):
        for label in (*(label for label, _ in _members(as_mapping(stat).get("values"))),) or (None,):
            yield PairRow(key, label, score(as_mapping(stat).get("avg")))


def score(value: object) -> float | None:
    """Returns a score as a number; true and false are 1 and 0."""
    return float(value) if isinstance(value, bool) else _number(value)


def texts(record: Record, field: Field | None) -> Iterator[str]:
    """Yields the texts that a search covers: those of one field, or all in inputs, outputs and the error."""
    if field is None:
        for searched in _SEARCHED:
            yield from texts(record, searched)
    elif field.family:
        yield from _strings([getattr(row, field.role) for row in pair_rows(record, field.family)])
    else:
        yield from _strings(stored_value(record, field.stored) if field.derived == "text" else field_values(record, field))


def _strings(value: object) -> Iterator[str]:
    """Yields all texts inside a JSON value, but no keys, which are not searched (docs, filter-traces)."""
    pending: list[Any] = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            yield item
        elif is_object(item):
            pending.extend(as_mapping(item).values())
        elif is_array(item):
            pending.extend(as_list(item))


def json_text(value: object) -> str:
    """Returns a value as JSON as the SDK writes it (_serde.py, orjson): no white space, no escapes of letters, NaN as null."""
    return "".join(json_parts(value))


_quoted = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps would make an encoder for each text


def json_parts(value: object) -> Iterator[str]:
    """Yields the parts of a value's ``json_text``, so that a beginning can be had without the rest."""
    pending = [_part(value)]  # texts that are written, and objects and lists that are not
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            yield item
            continue
        pieces: list[Any] = []
        if is_object(item):
            for key, inner in _members(item):
                pieces += (f"{',' if pieces else '{'}{_quoted(key)}:", _part(inner))
            pieces.append("}" if pieces else "{}")
        else:
            for inner in as_list(item):
                pieces += ("," if pieces else "[", _part(inner))
            pieces.append("]" if pieces else "[]")
        pending.extend(reversed(pieces))


def _part(value: object) -> Any:
    """Returns an object or a list as it is, and the JSON of anything else."""
    return value if is_object(value) or is_array(value) else _atom(value)


def _atom(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float):
        return _float_text(value) if math.isfinite(value) else "null"
    if isinstance(value, (int, Decimal)):
        return "null" if double(value) is None else number_text(value)
    return _quoted(value if isinstance(value, str) else str(value))


def _float_text(value: float) -> str:
    """Returns a float as orjson 3.13 writes it: exponents have no leading zero, and 0.00001 is written without one."""
    text = repr(value)
    digits, exponent, power = text.partition("e-0")
    if not exponent:
        return text
    if power != "5":
        return f"{digits}e-{power}"
    sign = "-" if digits.startswith("-") else ""
    return f"{sign}0.0000{digits.removeprefix('-').replace('.', '')}"
