"""Reads CSV as records: a header with the names of fields, one run per row, each cell read by the type of its column.

Owns the invariant that runs which filterlang wrote as CSV are read back unchanged, except that an empty text is no value.
"""

from collections.abc import Callable, Iterator
import csv
import io
import json
import re
from typing import Any

from filterlang.tables.tabular import COLUMN_TYPES, EXACT, JSON_FIELDS, OTHER
from filterlang.schema.run_schema import ColumnType
from filterlang.text.jsonvalues import as_mapping

Record = dict[str, Any]

_ENDINGS = (".csv", ".tsv")
_PACKED = (".gz", ".zst")
_MAX_CELL = 1 << 27
"""The most characters of a cell: the 128 KB of Python's ``csv`` are not enough for inputs."""
_SEPARATORS = ",;\t"
_IDS = ("id", "run_id")
_INTEGER, _NUMBER = re.compile(r"-?\d{1,4000}", re.ASCII), re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
_JSON_BEGINNINGS = ("{", "[", '"')
_COMMA = re.compile(r"-?[\d.]*\d,[\d.,]*\d", re.ASCII)
"""Matches a number with a comma, as spreadsheets of many countries write it: 0,5 or 1,234 or 1.234,5."""


class CsvError(ValueError):
    """A file or a row that cannot be read. The message has its location."""


class _CellError(ValueError):
    """A cell that cannot be read. The message is the end of a sentence about the cell."""


def is_csv(path: str, head: bytes) -> bool:
    """Whether a file with these first bytes is CSV: its header has a column of ids, or it is named CSV and is not JSON."""
    first_bytes = head.lstrip()
    if not first_bytes or first_bytes.startswith((b"{", b"[")):
        return False
    names = re.split("[,;\t]", first_bytes.splitlines()[0].decode(errors="replace"))
    return _is_named_csv(path) or (len(names) > 1 and any(_name_of(name.strip('"')) in _IDS for name in names))


def _is_named_csv(path: str) -> bool:
    """Whether a file's name ends as CSV does, packed or not."""
    for packed in _PACKED:
        path = path.removesuffix(packed)
    return path.lower().endswith(_ENDINGS)


def csv_records(data: bytes, name: str) -> Iterator[tuple[str, Record | CsvError]]:
    """Yields the rows of a file as records, each with its location; for a row that cannot be read, its error.

    Raises ``CsvError`` for a file without a column of ids, and for a file that ends inside of quotes.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = 1 + data.count(b"\n", 0, error.start)
        raise CsvError(f"{name}:{line}: not UTF-8 ({error.reason}): save the file as UTF-8") from None
    csv.field_size_limit(max(csv.field_size_limit(), _MAX_CELL))
    header = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=header.count), strict=True)
    try:
        names = [_name_of(cell) for cell in next(rows, list[str]())]
        _require_columns(names, name)
        for row in rows:
            if any(row):
                location = f"{name}:{rows.line_num}"
                yield location, _record(names, row, location)
    except csv.Error as error:
        raise CsvError(f"{name}:{rows.line_num}: not CSV: {error}") from None


def _name_of(cell: str) -> str:
    """Returns the name of a field from a header, as spreadsheets may spell it: ``Start Time`` is ``start_time``."""
    return cell.strip().lower().replace(" ", "_")


def _require_columns(names: list[str], location: str) -> None:
    """Raises ``CsvError`` for a header without ids or with two columns of one name."""
    if not any(name in _IDS for name in names):
        columns = ", ".join(names)[:200]
        raise CsvError(f"{location}: none of its columns ({columns}) is called id: write the runs' ids too")
    duplicate = next((name for name in names if names.count(name) > 1), None)
    if duplicate is not None:
        raise CsvError(f"{location}: there are two columns {duplicate}: leave one out")


def _record(names: list[str], row: list[str], location: str) -> Record | CsvError:
    """Returns a row as a record, or the error of its first cell that cannot be read."""
    if len(row) != len(names):
        return CsvError(f"{location}: the row has {len(row)} cells, and the header {len(names)}: write the row again")
    record: Record = {}
    for name, cell in zip(names, row, strict=True):
        if cell == "":
            continue
        try:
            record[name] = _value(name, cell)
        except _CellError as problem:
            return CsvError(f"{location}: the cell under {name} {problem}")
    for column in (EXACT, OTHER):  # values that their own columns could not hold
        record |= as_mapping(record.pop(column, None))
    return record


def _value(name: str, cell: str) -> Any:
    """Returns the value of a cell in the column of a field. In any other column, a cell of JSON is read as JSON."""
    if name in JSON_FIELDS or name in COLUMN_TYPES or name in (EXACT, OTHER):
        read = _READERS.get(COLUMN_TYPES.get(name, ColumnType.JSON))
        return cell if read is None else read(cell)
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return cell


def _number(cell: str) -> Any:
    """Returns the number in a cell. Another text is returned as it is: for a filter it is no value."""
    if _INTEGER.fullmatch(cell):
        return int(cell)
    return float(cell) if _NUMBER.fullmatch(cell) else _without_comma(cell)


def _without_comma(cell: str) -> str:
    """Returns a cell unchanged. Raises ``_CellError`` for a number with a comma: 1,234 may be either of two numbers."""
    if _COMMA.fullmatch(cell):
        raise _CellError("is a number with a comma: write it with a decimal point and without separators of thousands")
    return cell


def _strict_json(cell: str) -> Any:
    """Returns the JSON value in a cell. Raises ``_CellError`` for a cell that is not JSON."""
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        raise _CellError("has to be JSON, and it is not: write it as JSON") from None


def _json(cell: str) -> Any:
    """Returns the JSON value in a cell. Inputs and outputs may also be plain texts, but not broken JSON."""
    try:
        return _strict_json(cell)
    except _CellError:
        if cell.lstrip().startswith(_JSON_BEGINNINGS):
            raise
        return cell


_READERS: dict[ColumnType, Callable[[str], Any]] = {
    ColumnType.WHOLE: _number,
    ColumnType.NUMBER: _number,
    ColumnType.BOOLEAN: lambda cell: _BOOLEANS.get(cell.lower(), cell),
    ColumnType.JSON: _json,
    ColumnType.TEXTS: _strict_json,
    ColumnType.COST: _without_comma,
}
"""The function that reads a cell, by the type of its column. Times and costs stay texts, as in the JSON of the API."""
