"""Taking a run apart: the values of a field, the pairs of a family, the texts that are searched.

Owns the invariant that any JSON value, at any depth, can stand anywhere in a run.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
import json
from typing import Any, NamedTuple

from filterlang.schema.types import Field, Type
from filterlang.semantics.moments import read_datetime
from filterlang.semantics.reading import canonical_uuid
from filterlang.syntax.jsonvalues import as_list, as_mapping, is_array, is_object

Record = Mapping[str, Any]
THREAD_KEYS = ("session_id", "thread_id", "conversation_id")
"""Metadata keys that name a thread, in the order they are looked at (docs, export-traces)."""


_DEEPEST = 200


class Row(NamedTuple):
    """One pair: its key, its value, and for feedback its score."""

    key: str
    value: object = None
    score: object = None

    def get(self, role: str) -> object:
        """The value or the score."""
        return self.score if role == "score" else self.value


class _Container:
    """The value of a key that holds more keys: the key is there, and equals nothing."""


CONTAINER = _Container()


def field_values(record: Record, field: Field) -> list[Any]:
    """The values a run has of a field: none, one, or for a list as many as it holds."""
    if field.derived:
        return _DERIVED[field.derived](record, field)
    value = _stored(record, field.stored)
    if value is None:
        return []
    if field.type is Type.LIST or is_array(value):
        return as_list(value) if is_array(value) else [value]
    return [_typed(field, value)]


def _stored(record: Record, path: tuple[str, ...]) -> Any:
    value: Any = record
    for step in path:
        value = as_mapping(value).get(step)
    return value


def _typed(field: Field, value: Any) -> Any:
    """A stored value as one of its field's type; what does not fit stays as it is and compares with nothing."""
    if field.type is Type.DATETIME:
        return moment(value)
    if field.type is Type.NUMBER:
        return _number(value)
    if field.type is Type.UUID:
        return canonical_uuid(_as_text(value))
    if field.type is Type.STRING and not (isinstance(value, str) or is_object(value) or is_array(value)):
        return _as_text(value)
    return value


def _as_text(value: object) -> str:
    """What is stored where a text belongs, as a text; what Python can not write is no text."""
    try:
        return str(value)
    except (ValueError, RecursionError):
        return ""


def moment(value: object) -> datetime | None:
    """A stored time; one without a zone is UTC (langsmith SDK, schemas.py)."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return read_datetime(value) if isinstance(value, str) else None


def _number(value: object) -> object:
    """A stored number; costs are stored as decimal text (OpenAPI, RunSchema)."""
    if isinstance(value, (str, Decimal)):
        try:
            return float(value)
        except ValueError:
            return None
    return value


def _elapsed(record: Record, field: Field) -> list[Any]:
    """Seconds from start to end; a run that has not ended has no latency (ours)."""
    start, end = moment(record.get("start_time")), moment(record.get("end_time"))
    return [(end - start).total_seconds()] if start and end else []


def _thread(record: Record, field: Field) -> list[Any]:
    stored = record.get(field.name)
    if stored is not None:
        return [stored]
    metadata = as_mapping(_stored(record, ("extra", "metadata")))
    found = (metadata.get(key) for key in THREAD_KEYS)
    return [value for value in found if value is not None][:1]


def _text(record: Record, field: Field) -> list[Any]:
    """Inputs and outputs as the text of their JSON."""
    value = _stored(record, field.stored)
    if value is None:
        return []
    try:
        return [json.dumps(value, ensure_ascii=False, default=str)]
    except (RecursionError, ValueError):
        return [" ".join(_strings(value))]


_DERIVED: dict[str, Callable[[Record, Field], list[Any]]] = {
    "elapsed": _elapsed,
    "parentless": lambda record, _: [record.get("parent_run_id") is None],
    "thread": _thread,
    "text": _text,
}


def key_rows(record: Record, path: tuple[str, ...]) -> list[Row]:
    """The pairs of a JSON object: keys joined by dots, the places of lists left out (docs, filter-traces-in-application).

    A key that holds more keys is there too, with a value that equals nothing (ours). What lies deeper than 200 levels has
    no key of its own (ours; the servers' index ends at 30, docs, filter-traces).
    """
    rows: list[Row] = []
    pending: list[tuple[str, Any, int]] = [("", _stored(record, path) if path else record, 0)]
    while pending:
        key, value, depth = pending.pop()
        if depth > _DEEPEST:
            continue
        if is_object(value):
            if key:
                rows.append(Row(key, CONTAINER))
            pending.extend(
                (f"{key}.{name}" if key else str(name), inner, depth + 1) for name, inner in as_mapping(value).items()
            )
        elif is_array(value):
            items = as_list(value)
            if not items:
                rows.append(Row(key, CONTAINER))
            pending.extend((key, item, depth + 1) for item in items)
        elif key:
            rows.append(Row(key, value))
    return rows


def feedback_rows(record: Record) -> list[Row]:
    """The feedbacks of a run: one by one from ``feedback``, else from ``feedback_stats``, where averages are left (ours)."""
    listed = record.get("feedback")
    if is_array(listed):
        feedbacks = (as_mapping(item) for item in as_list(listed))
        return [Row(_as_text(item.get("key")), item.get("value"), _score(item.get("score"))) for item in feedbacks if item]
    stats = as_mapping(record.get("feedback_stats"))
    return [row for key, stat in stats.items() for row in _stat_rows(_as_text(key), as_mapping(stat))]


def _stat_rows(key: str, stat: Mapping[str, Any]) -> Iterator[Row]:
    score = _score(stat.get("avg"))
    for label in as_mapping(stat.get("values")) or (None,):
        yield Row(key, label, score)


def _score(value: object) -> object:
    """A score is a number; true and false count as 1 and 0."""
    return int(value) if isinstance(value, bool) else value


def texts(record: Record, field: Field | None) -> Iterator[str]:
    """The texts that a search looks at: those of one field, or all inside inputs, outputs and the error."""
    if field is not None:
        yield from (text for value in field_values(record, field) for text in _strings(value))
        return
    for name in ("inputs", "outputs", "error"):
        yield from _strings(record.get(name))


def _strings(value: object) -> Iterator[str]:
    """All texts inside a JSON value; keys are not searched (docs, filter-traces)."""
    pending: list[Any] = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            yield item
        elif is_object(item):
            pending.extend(reversed(list(as_mapping(item).values())))
        elif is_array(item):
            pending.extend(reversed(as_list(item)))
