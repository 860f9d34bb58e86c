"""CSV as records: a header of the fields' names, a run a row, each cell read by what its column holds.

Owns the invariant that runs which filterlang wrote as CSV come back as they were, but that an empty text is no value.
"""

from collections.abc import Callable, Iterator
import csv
import io
import json
import re
from typing import Any

from filterlang.exports.tabular import COLUMN_TYPES, EXACT, JSON_FIELDS, OTHER
from filterlang.schema.run_schema import ColumnType
from filterlang.text.jsonvalues import as_mapping

Record = dict[str, Any]

ENDS = (".csv", ".tsv")
_PACKED = (".gz", ".zst")
_LONGEST = 1 << 27
_SEPARATORS = ",;\t"
_IDS = ("id", "run_id")
_WHOLE, _NUMBER = re.compile(r"-?\d{1,4000}", re.ASCII), re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_TRUTHS = {"true": True, "false": False, "1": True, "0": False}
_NESTED = ("{", "[")
_COMMA = re.compile(r"-?[\d.]*\d,[\d.,]*\d", re.ASCII)
"""A number as spreadsheets of many countries write it: 0,5 or 1,234 or 1.234,5."""


class CsvError(ValueError):
    """A row that is no run, with its place."""


class _CellError(ValueError):
    """What is wrong with a cell, and what to write instead."""


def is_csv(path: str, head: bytes) -> bool:
    """Whether a file that begins so is CSV: it has a header with a column of ids, or is called CSV and is no JSON."""
    begin = head.lstrip()
    if not begin or begin.startswith((b"{", b"[")):
        return False
    names = re.split("[,;\t]", begin.splitlines()[0].decode(errors="replace"))
    return is_named_csv(path) or (len(names) > 1 and any(_name_of(name.strip('"')) in _IDS for name in names))


def is_named_csv(path: str) -> bool:
    """Whether a file is called CSV, packed or not."""
    for packed in _PACKED:
        path = path.removesuffix(packed)
    return path.lower().endswith(ENDS)


def csv_records(data: bytes, name: str) -> Iterator[tuple[str, Record | CsvError]]:
    """The rows of a file, each with its place; a row that cannot be read is an error in the place of its record.

    Raises ``CsvError`` for a file without a column of ids, and for one that ends inside of quotes.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = 1 + data.count(b"\n", 0, error.start)
        raise CsvError(f"{name}:{line}: not UTF-8 ({error.reason}): save the file as UTF-8") from None
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST))  # 128 KB is too little for inputs
    header = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=header.count), strict=True)
    try:
        names = [_name_of(cell) for cell in next(rows, list[str]())]
        _require_columns(names, name)
        for row in rows:
            if any(row):
                place = f"{name}:{rows.line_num}"
                yield place, _record(names, row, place)
    except csv.Error as error:
        raise CsvError(f"{name}:{rows.line_num}: not CSV: {error}") from None


def _name_of(cell: str) -> str:
    """A field's name, however a spreadsheet has spelled it: ``Start Time`` is ``start_time``."""
    return cell.strip().lower().replace(" ", "_")


def _require_columns(names: list[str], place: str) -> None:
    if not any(name in _IDS for name in names):
        there = ", ".join(names)[:200]
        raise CsvError(f"{place}: none of its columns ({there}) is called id: write the runs' ids too")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise CsvError(f"{place}: the column {twice} is there twice: leave one out")


def _record(names: list[str], row: list[str], place: str) -> Record | CsvError:
    if len(row) != len(names):
        return CsvError(f"{place}: {len(row)} cells, and the header has {len(names)}: write the row again")
    record: Record = {}
    for name, cell in zip(names, row, strict=True):
        if cell == "":
            continue
        try:
            record[name] = _read(name, cell)
        except _CellError as problem:
            return CsvError(f"{place}: the cell under {name} {problem}")
    for beside in (EXACT, OTHER):  # what the columns could not hold
        record |= as_mapping(record.pop(beside, None))
    return record


def _read(name: str, cell: str) -> Any:
    """What a cell says under a field's name. Under a name that no field has, JSON is read where it is JSON."""
    if name in JSON_FIELDS or name in COLUMN_TYPES or name in (EXACT, OTHER):
        kind = COLUMN_TYPES.get(name, ColumnType.JSON)
        return _READ[kind](cell) if kind in _READ else cell
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return cell


def _number(cell: str) -> Any:
    """A number, where a cell is one; a text that is none has no value for a filter either."""
    if _WHOLE.fullmatch(cell):
        return int(cell)
    return float(cell) if _NUMBER.fullmatch(cell) else _without_comma(cell)


def _without_comma(cell: str) -> str:
    """A cell of numbers as it is. Raises ``_CellError`` for a comma: 1,234 may be either of two numbers."""
    if _COMMA.fullmatch(cell):
        raise _CellError("is a number with a comma: write it with a decimal point and without separators of thousands")
    return cell


def _texts(cell: str) -> Any:
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        raise _CellError("has to be JSON, and it is not: write it as JSON") from None


def _json(cell: str) -> Any:
    """What the JSON in a cell says. Inputs and outputs may also be plain texts, but not JSON that is broken."""
    try:
        return _texts(cell)
    except _CellError:
        if cell.lstrip().startswith((*_NESTED, '"')):
            raise
        return cell


_READ: dict[ColumnType, Callable[[str], Any]] = {
    ColumnType.WHOLE: _number,
    ColumnType.NUMBER: _number,
    ColumnType.BOOLEAN: lambda cell: _TRUTHS.get(cell.lower(), cell),
    ColumnType.JSON: _json,
    ColumnType.TEXTS: _texts,
    ColumnType.COST: _without_comma,
}
"""What becomes of a cell, by what its column holds. Times and costs are texts, as in the JSON of the API."""
