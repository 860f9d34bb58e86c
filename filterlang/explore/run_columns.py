"""The columns of the table of runs on the page: how they are called, what they are read from, and how their cells are written.

Owns the invariant that a cell is small, and that the condition of a cell selects the run that it stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from itertools import islice

from filterlang.evaluate.rows import double, json_parts, key_rows, stored_datetime
from filterlang.explore.value_conditions import of_feedback, of_field, of_pair, of_tag
from filterlang.exports.sorted_runs import is_sortable
from filterlang.ide.json_requests import RequestError
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.types import Type
from filterlang.tables.run_cells import COLUMNS as FIRST_COLUMNS
from filterlang.text.frozen import dataclass
from filterlang.text.jsonvalues import as_list, as_mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from filterlang.schema.types import Field

    Record = Mapping[str, Any]

Json = dict[str, object]
_LONGEST = 300
"""Characters of a cell."""
_MOST_ITEMS = 20
_METADATA, _FEEDBACK = "metadata.", "feedback."
"""What the names of columns begin with that show one key."""


@dataclass(frozen=True, slots=True)
class RunColumn:
    """A column. ``reads`` are the fields of a run that its cells are made of, ``field`` is the one that filters compare."""

    name: str
    label: str
    kind: str
    reads: tuple[str, ...]
    cell: Callable[[Record, RunColumn], Json]
    field: Field | None = None
    shown: bool = False

    def description(self) -> Json:
        """Returns what the page is told of the column."""
        sortable = self.field is not None and is_sortable(self.field)
        return {"name": self.name, "label": self.label, "kind": self.kind, "sortable": sortable, "shown": self.shown}


def columns_named(names: Iterable[str]) -> list[RunColumn]:
    """Returns the columns with these names, also of keys of metadata and feedback. Raises ``RequestError`` for others."""
    return [_named(number, name) for number, name in enumerate(names)]


def metadata_column(key: str) -> RunColumn:
    """Returns the column of a key of the metadata."""
    return RunColumn(f"{_METADATA}{key}", key, "text", ("metadata",), _metadata_cell)


def feedback_column(key: str) -> RunColumn:
    """Returns the column of the scores and labels of a feedback."""
    return RunColumn(f"{_FEEDBACK}{key}", key, "number", (_SCORES, _FEEDBACKS), _feedback_cell)


def _named(number: int, name: str) -> RunColumn:
    if name in COLUMNS:
        return COLUMNS[name]
    for beginning, make in ((_METADATA, metadata_column), (_FEEDBACK, feedback_column)):
        if name.startswith(beginning):
            return make(name.removeprefix(beginning))
    raise RequestError(f"columns[{number}]", f"is not a column: there are {', '.join(COLUMNS)}, metadata.KEY, feedback.KEY")


def _cell(text: str, value: object, filter: str | None) -> Json:
    return {"text": _clipped(text), "value": _clipped(value) if isinstance(value, str) else value, "filter": filter}


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


_EMPTY = _cell("", None, None)


def _scalar_cell(record: Record, column: RunColumn) -> Json:
    """The cell of a text, a time or a number, by the kind of the column."""
    stored = record.get(column.name)
    if stored is None or stored == "":
        return _EMPTY
    condition = None if column.field is None else of_field(column.field, stored)
    text, value = _WRITERS[column.kind](stored)
    return _cell(text, value, condition)


def _written_text(value: object) -> tuple[str, object]:
    text = value if isinstance(value, str) else _beginning(value)
    return text, text


def _written_time(value: object) -> tuple[str, object]:
    time = stored_datetime(value)
    return _written_text(value) if time is None else (f"{time:%Y-%m-%d %H:%M:%S}", _iso(time))


def _iso(time: datetime) -> str:
    return time.isoformat().replace("+00:00", "Z")


def _written_number(value: object) -> tuple[str, object]:
    number = _double(value)
    if number is None:
        return _written_text(value)
    return (f"{int(number):,}" if number.is_integer() else f"{number:,.6g}"), number


def _written_seconds(value: object) -> tuple[str, object]:
    number = _double(value)
    return _written_text(value) if number is None else (f"{number:,.2f} s", number)


def _written_cost(value: object) -> tuple[str, object]:
    number = _double(value)
    if number is None:
        return _written_text(value)
    return (
        f"${number:,.2f}" if number >= 1 or not number else f"${number:.2g}" if number >= 0.0001 else f"${number:.1e}"
    ), number


def _double(value: object) -> float | None:
    return double(value) if isinstance(value, (int, float, Decimal, str)) and not isinstance(value, bool) else None


_WRITERS: Mapping[str, Callable[[object], tuple[str, object]]] = {
    "text": _written_text,
    "time": _written_time,
    "number": _written_number,
    "seconds": _written_seconds,
    "cost": _written_cost,
}
"""The text and the value of a cell, by the kind of its column."""


def _beginning(value: object) -> str:
    """The beginning of a value's JSON."""
    written = ""
    for part in json_parts(value):
        written += part[: _LONGEST + 1]
        if len(written) > _LONGEST:
            break
    return written


def _payload_cell(record: Record, column: RunColumn) -> Json:
    """The cell of inputs or outputs: the beginning of the JSON, or of the only text in it."""
    value: object = record.get(column.name)
    while len(inner := as_mapping(value)) == 1:
        value = next(iter(inner.values()))
    return _EMPTY if value is None else _cell(value if isinstance(value, str) else _beginning(value), None, None)


def _list_cell(items: Iterable[tuple[str, str | None]]) -> Json:
    """The cell of several values, each with its own condition."""
    listed = [{"text": _clipped(text), "filter": condition} for text, condition in islice(items, _MOST_ITEMS)]
    return {**_cell(", ".join(str(item["text"]) for item in listed), None, None), "items": listed}


def _tags_cell(record: Record, _: RunColumn) -> Json:
    return _list_cell((tag, of_tag(tag)) for tag in as_list(record.get("tags")) if isinstance(tag, str))


def _all_feedback_cell(record: Record, _: RunColumn) -> Json:
    return _list_cell(
        (f"{_clipped(key)} {_WRITERS['number'](value)[0]}", of_feedback(key, **{role: value}))
        for name, role in ((_SCORES, "score"), (_FEEDBACKS, "label"))
        for key, value in as_mapping(record.get(name)).items()
        if not isinstance(value, list)
    )


def _metadata_cell(record: Record, column: RunColumn) -> Json:
    key = column.name.removeprefix(_METADATA)
    value = next((row.value for row in key_rows(record.get("metadata")) if row.key == key and row.value is not None), None)
    if not isinstance(value, (str, int, float)):
        return _EMPTY
    text = value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else _written_number(value)[0]
    return _cell(text, value, of_pair("metadata", [key], value))


def _feedback_cell(record: Record, column: RunColumn) -> Json:
    key = column.name.removeprefix(_FEEDBACK)
    score, label = (as_mapping(record.get(name)).get(key) for name in (_SCORES, _FEEDBACKS))
    number = _double(score)
    if number is not None:
        return _cell(_written_number(number)[0], number, of_feedback(key, score=number))
    return _cell(label, label, of_feedback(key, label=label)) if isinstance(label, str) else _EMPTY


_LABELS = {
    "run_type": "Type", "start_time": "Started", "end_time": "Ended", "session_id": "Project id", "session_name": "Project",
    "trace_id": "Trace", "thread_id": "Thread", "parent_run_id": "Parent", "reference_example_id": "Example",
}  # fmt: skip
"""What columns are called whose names say less to people."""

_KINDS: Mapping[Type, str] = {Type.DATETIME: "time", Type.DURATION: "seconds", Type.NUMBER: "number"}
COST, TOKENS = (next(field for field in FIELDS.values() if field.unit == unit).name for unit in ("US dollars", "tokens"))
"""The fields with the cost and the tokens of a whole run."""
_SHOWN = (*(name for name in FIRST_COLUMNS if name != "id"), COST, "tags")
_LAST = ("error", "inputs", "outputs", "session_name")
_SCORES, _FEEDBACKS = (FAMILIES["feedback"][role].name for role in ("score", "value"))


def _of_field(name: str) -> RunColumn:
    """Returns the column of a field."""
    field = FIELDS.get(name)
    kind = "text" if field is None else "cost" if field.unit == FIELDS[COST].unit else _KINDS.get(field.type, "text")
    label = _LABELS.get(name, name.replace("_", " ").capitalize())
    if name in _LISTED:
        return RunColumn(name, label, "list", *_LISTED[name], field, name in _SHOWN)
    cell = _payload_cell if field is not None and field.derived == "text" else _scalar_cell
    return RunColumn(name, label, kind, (name,), cell, field, name in _SHOWN)


_LISTED: Mapping[str, tuple[tuple[str, ...], Callable[[Record, RunColumn], Json]]] = {
    "tags": (("tags",), _tags_cell),
    "feedback": ((_SCORES, _FEEDBACKS), _all_feedback_cell),
}
"""The columns whose cells are lists, with what they read."""

_OTHERS = (field.name for field in FIELDS.values() if is_sortable(field) or field.type is Type.UUID)
COLUMNS: dict[str, RunColumn] = {name: _of_field(name) for name in dict.fromkeys((*_SHOWN, "feedback", *_LAST, *_OTHERS))}
"""The columns that every table has, by name; those of metadata and feedback are named by their keys."""
