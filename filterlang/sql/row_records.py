"""Makes rows of a table runs in the v1 form, in this process or in others.

Owns the invariants that a row becomes the same run wherever it is read, and that what reads it can be pickled, with no library
of an engine.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from filterlang.evaluate.lineage import PARENT, TRACE as TRACE_ID, parent_of, trace_of
from filterlang.evaluate.selection import projected
from filterlang.exports.records import Record, read_json
from filterlang.tables.tabular import EXACT, Cell, rows as cells
from filterlang.semantics.stored_ids import stored_id
from filterlang.sql.columns import Column, Columns, Form
from filterlang.text.jsonvalues import as_mapping

TableRow = Mapping[str, Any]


class UnreadableRow(ValueError):
    """A row that is not a run, with the problem as its text."""


class RowReader:
    """Reads the rows of a table as runs. ``added`` are columns of the rows that are not columns of the table."""

    def __init__(self, columns: Columns, added: Sequence[str] = ()) -> None:
        whole = [(path, column) for path, column in columns.by_path.items() if not column.path]
        self._places = sorted(whole, key=lambda place: len(place[0]))  # the outermost first
        self._kept = {column.name for _, column in self._places}.union(added)

    def record(self, row: TableRow) -> Record:
        """Returns a row as a run in the v1 form. Raises ``UnreadableRow`` for one without an id or with JSON that is broken."""
        record: Record = {}
        for path, column in self._places:
            if column.name in row:
                _put(record, path, _value(row[column.name], column))
        for name, value in row.items():
            if name not in self._kept:
                record.setdefault(name, value)
        record |= as_mapping(record.pop(EXACT, None))
        if record.get("id") is None:
            raise UnreadableRow("a run has no id")
        if not record.get(PARENT) and (parent := parent_of(record)) is not None:
            record[PARENT] = stored_id(parent)
        if not record.get(TRACE_ID) and (trace := trace_of(record)) is not None:
            record[TRACE_ID] = stored_id(trace)
        return record


class DerivedFields:
    """Reads fields that are derived from the columns of a row, such as ``latency``. It can be pickled."""

    def __init__(self, reader: RowReader, fields: Sequence[str]) -> None:
        self._reader = reader
        self.fields: Sequence[str] = fields

    def values(self, rows: Iterable[TableRow | None]) -> Iterator[dict[str, Cell]]:
        """Yields the fields of each row, as cells of ``tabular``. Raises ``UnreadableRow`` for a row that is no run."""
        records = (projected(self._reader.record(row or {}), self.fields) for row in rows)
        for values in cells(records, self.fields):
            yield dict(zip(self.fields, values, strict=True))


def _value(value: Any, column: Column) -> Any:
    if value is None:
        return None
    if column.form is Form.JSON and isinstance(value, str):
        try:
            return read_json(value)
        except (ValueError, RecursionError) as error:
            raise UnreadableRow(f"{column.name} is not JSON that can be read: {error}") from None
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _put(record: Record, path: Sequence[str], value: Any) -> None:
    *outer, last = path
    for step in outer:
        inner: object = record.get(step)
        record[step] = record = cast("Record", inner) if isinstance(inner, dict) else {}
    record[last] = value
