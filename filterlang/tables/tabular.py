"""Makes a run a row of a table: the columns, their types, and where a value goes that its column cannot hold.

Owns the invariant that every run, however odd, becomes a row of the same columns, and that nothing is lost: a value that its
column cannot hold is kept in ``exact_numbers`` or ``other``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Context, Decimal
import json
import re
from typing import Any
from uuid import UUID

from filterlang.evaluate.lineage import NOT_A_ROOT
from filterlang.evaluate.rows import double, json_text, stored_datetime
from filterlang.schema.fields import FAMILIES
from filterlang.schema.run_schema import RUN_FIELDS, TABLE_COLUMNS, ColumnType
from filterlang.text.jsonvalues import as_list, is_array

Cell = str | int | float | bool | datetime | Decimal | list[str] | None

EXACT = "exact_numbers"
"""The column of a JSON object with the numbers that their own columns cannot hold exactly, by field."""

JSON_FIELDS = frozenset({
    EXACT,
    *(name for name, column in TABLE_COLUMNS.items() if column in (ColumnType.JSON, ColumnType.TEXTS)),
    "metadata", "messages", "s3_urls", "inputs_s3_urls", "outputs_s3_urls", "child_run_ids", "parent_run_ids",
    "direct_child_run_ids",
})  # fmt: skip
"""The columns of texts that hold JSON. In LangSmith's bulk exports these are inputs, outputs, extra, events and feedback_stats
(documentation, data-export: Exportable fields), and tags and parent_run_ids (a public reader of bulk exports)."""

OTHER = "other"
"""The last column: a JSON object with the values that have no column, or that are not numbers and do not fit their column."""

COLUMN_TYPES: dict[str, ColumnType] = {
    **TABLE_COLUMNS,
    **{field.name: field.column for field in RUN_FIELDS.values() if field.column is not ColumnType.JSON},
    **{roles["key"].name: ColumnType.TEXTS for roles in FAMILIES.values()},
}
"""The types of columns by name. Any other selected field is JSON."""

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_COST_STEP = Decimal("1e-12")
_INTEGER_LIMIT, _COST_LIMIT = 2**63, Decimal("1e26")
_EXACT_COST = Decimal(2**53).scaleb(-12)
"""Up to this cost, every decimal of 12 places becomes the nearest double, whichever way an engine divides."""

_COST_CONTEXT = Context(prec=60)


def with_id(select: Sequence[str] | None) -> list[str] | None:
    """Returns the selected fields with the id before them; None where all fields are selected."""
    return None if select is None else list(dict.fromkeys(("id", *select)))


def columns_for(select: Sequence[str] | None = None) -> dict[str, ColumnType]:
    """Returns the types of a table's columns by name: of the selected fields, or of all, ``exact_numbers`` and ``other``."""
    if select is None:
        return {**TABLE_COLUMNS, EXACT: ColumnType.JSON, OTHER: ColumnType.JSON}
    return {name: COLUMN_TYPES.get(name, ColumnType.JSON) for name in dict.fromkeys(select)}


def rows(records: Iterable[Mapping[str, Any]], select: Sequence[str] | None = None) -> Iterator[list[Cell]]:
    """Yields runs as rows: the cells of each run, in the order of the columns.

    A cell is None if its column cannot hold the value; a cost of more than 12 places is rounded, and tags that are not texts
    are left out. Without ``select``, the original value is kept: a number in ``exact_numbers``, where filters find it, and any
    other value in ``other``, with the values that have no column.
    """
    columns = columns_for(select)
    if select is None:
        del columns[EXACT], columns[OTHER]
    for record in records:
        cells: list[Cell] = []
        exact: dict[str, Any] = {}
        other: dict[str, Any] = {}
        for name, kind in columns.items():
            value = record.get(name)
            cell, is_complete = (None, True) if value is None else _CONVERTERS[kind](value)
            cells.append(cell)
            if not is_complete:
                (exact if kind in _NUMERIC and _decimal(value) is not None else other)[name] = value
        if select is None:
            other |= {name: value for name, value in record.items() if value is not None and name not in columns}
            cells += [_json(values)[0] if values else None for values in (exact, other)]
        yield cells


Converted = tuple[Cell, bool]
"""A cell, and whether it holds the value completely."""


def _text(value: object) -> Converted:
    if isinstance(value, UUID):
        return str(value), True
    text = value if isinstance(value, str) and _is_unicode(value) else None
    return text, text is not None


def _is_unicode(text: str) -> bool:
    """Whether a text can be encoded: half of a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _decimal(value: object) -> Decimal | None:
    """Returns a finite number, or a text that is one, with all its digits; None for any other value."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        return None
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        return None
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except ArithmeticError:  # an exponent beyond those of Decimal
        return None
    return number if number.is_finite() else None


def _integer(value: object) -> Converted:
    number = _decimal(value)
    if number is None or not -_INTEGER_LIMIT <= number < _INTEGER_LIMIT or number != number.to_integral_value():
        return None, False
    return int(number), True


def _cost(value: object) -> Converted:
    number = _decimal(value)
    if number is None or abs(number) >= _COST_LIMIT:
        return None, False
    rounded = number.quantize(_COST_STEP, context=_COST_CONTEXT)
    return rounded, rounded == number and abs(number) <= _EXACT_COST


def _number(value: object) -> Converted:
    number = _decimal(value)
    nearest = None if number is None else double(number)
    return nearest, nearest is not None


def _boolean(value: object) -> Converted:
    """Converts a boolean, and also the values that ``lineage.is_root`` reads as false, so that column and record agree."""
    if isinstance(value, bool):
        return value, True
    return (False if value in (0, NOT_A_ROOT) else None), False


def _datetime(value: object) -> Converted:
    instant = stored_datetime(value)
    return instant, instant is not None


def _texts(value: object) -> Converted:
    if not is_array(value):
        return None, False
    items = as_list(value)
    texts = [item for item in items if isinstance(item, str) and _is_unicode(item)]
    return texts, len(texts) == len(items)


def _json(value: object) -> Converted:
    return json_cell(value), True


def json_cell(value: object) -> str:
    """Converts any value to JSON. Half of a surrogate pair becomes its JSON escape."""
    try:
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):  # not a JSON type, NaN, or nested too deep: slower, and the same text
        text = json_text(value)
    return text.encode(errors="backslashreplace").decode()


_NUMERIC = (ColumnType.WHOLE, ColumnType.COST)
_CONVERTERS: dict[ColumnType, Callable[[object], Converted]] = {
    ColumnType.TEXT: _text,
    ColumnType.WHOLE: _integer,
    ColumnType.COST: _cost,
    ColumnType.NUMBER: _number,
    ColumnType.BOOLEAN: _boolean,
    ColumnType.DATETIME: _datetime,
    ColumnType.TEXTS: _texts,
    ColumnType.JSON: _json,
}
