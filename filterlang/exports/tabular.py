"""A run as a row of a table: which columns there are, what each of them holds, and where that goes which fits none.

Owns the invariant that every run, however odd, becomes a row of the same columns, and that nothing is lost: what a column can
not hold as it is stands in ``other``.
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
"""The column of a JSON object of the numbers that their own columns cannot hold exactly, by field."""

JSON_FIELDS = frozenset({
    EXACT,
    *(name for name, column in TABLE_COLUMNS.items() if column in (ColumnType.JSON, ColumnType.TEXTS)),
    "metadata", "messages", "s3_urls", "inputs_s3_urls", "outputs_s3_urls", "child_run_ids", "parent_run_ids",
    "direct_child_run_ids",
})  # fmt: skip
"""What a column of texts with such a name holds JSON of. LangSmith's bulk exports have inputs, outputs, extra, events and
feedback_stats so (documentation, data-export: Exportable fields), and tags and parent_run_ids too (a public reader of them)."""

OTHER = "other"
"""The last column: a JSON object of what a run has beside them, and of what they cannot hold but numbers (see ``EXACT``)."""

COLUMN_TYPES: dict[str, ColumnType] = {
    **TABLE_COLUMNS,
    **{field.name: field.column for field in RUN_FIELDS.values() if field.column is not ColumnType.JSON},
    **{roles["key"].name: ColumnType.TEXTS for roles in FAMILIES.values()},
}
"""What the columns hold that are not always JSON. Anything else that is selected by name is JSON."""

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_PLACES = Decimal("1e-12")
_MOST, _MOST_COST = 2**63, Decimal("1e26")
_EXACT_COST = Decimal(2**53).scaleb(-12)
"""Up to here every decimal of 12 places becomes the double next to it, however an engine divides."""

_MONEY = Context(prec=60)


def columns_for(select: Sequence[str] | None = None) -> dict[str, ColumnType]:
    """The columns of a table, by name: those selected, or all of them, ``exact_numbers`` and ``other``."""
    if select is None:
        return {**TABLE_COLUMNS, EXACT: ColumnType.JSON, OTHER: ColumnType.JSON}
    return {name: COLUMN_TYPES.get(name, ColumnType.JSON) for name in dict.fromkeys(select)}


def rows(records: Iterable[Mapping[str, Any]], select: Sequence[str] | None = None) -> Iterator[list[Cell]]:
    """Runs as rows: the cells of each, in the order of the columns.

    A value that its column cannot hold makes the cell None; a cost of more than 12 places is rounded, and of tags those that
    are texts stay. Unless fields were selected, the value as it was stands in ``exact_numbers`` if it is a number, so that
    filters find it, and else in ``other``, with all that has no column.
    """
    columns = columns_for(select)
    if select is None:
        del columns[EXACT], columns[OTHER]
    for record in records:
        cells: list[Cell] = []
        exact: dict[str, Any] = {}
        left: dict[str, Any] = {}
        for name, kind in columns.items():
            value = record.get(name)
            cell, whole = (None, True) if value is None else _READ[kind](value)
            cells.append(cell)
            if not whole:
                (exact if kind in _NUMERIC and _decimal(value) is not None else left)[name] = value
        if select is None:
            left |= {name: value for name, value in record.items() if value is not None and name not in columns}
            cells += [_json(kept)[0] if kept else None for kept in (exact, left)]
        yield cells


Read = tuple[Cell, bool]
"""What a column holds of a value, and whether that is all of it."""


def _text(value: object) -> Read:
    if isinstance(value, UUID):
        return str(value), True
    found = value if isinstance(value, str) and _is_unicode(value) else None
    return found, found is not None


def _is_unicode(text: str) -> bool:
    """Whether a text can be written at all: half of a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _decimal(value: object) -> Decimal | None:
    """A finite number, or a text that is written as one, in all its digits."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        return None
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        return None
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except ArithmeticError:  # an exponent of more digits than Decimal has
        return None
    return number if number.is_finite() else None


def _whole(value: object) -> Read:
    number = _decimal(value)
    if number is None or not -_MOST <= number < _MOST or number != number.to_integral_value():
        return None, False
    return int(number), True


def _cost(value: object) -> Read:
    number = _decimal(value)
    if number is None or abs(number) >= _MOST_COST:
        return None, False
    rounded = number.quantize(_PLACES, context=_MONEY)
    return rounded, rounded == number and abs(number) <= _EXACT_COST


def _number(value: object) -> Read:
    number = _decimal(value)
    found = None if number is None else double(number)
    return found, found is not None


def _boolean(value: object) -> Read:
    """A truth value, also one that is written as ``lineage.is_root`` reads it: the column says the same as the record."""
    if isinstance(value, bool):
        return value, True
    return (False if value in (0, NOT_A_ROOT) else None), False


def _datetime(value: object) -> Read:
    found = stored_datetime(value)
    return found, found is not None


def _texts(value: object) -> Read:
    if not is_array(value):
        return None, False
    items = as_list(value)
    texts = [item for item in items if isinstance(item, str) and _is_unicode(item)]
    return texts, len(texts) == len(items)


def _json(value: object) -> Read:
    """Any value as JSON. Half of a surrogate pair is written as JSON's escape for it."""
    try:
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):  # what JSON does not have, NaN, or nested too deep: slower, and the same
        text = json_text(value)
    return text.encode(errors="backslashreplace").decode(), True


_NUMERIC = (ColumnType.WHOLE, ColumnType.COST)
_READ: dict[ColumnType, Callable[[object], Read]] = {
    ColumnType.TEXT: _text,
    ColumnType.WHOLE: _whole,
    ColumnType.COST: _cost,
    ColumnType.NUMBER: _number,
    ColumnType.BOOLEAN: _boolean,
    ColumnType.DATETIME: _datetime,
    ColumnType.TEXTS: _texts,
    ColumnType.JSON: _json,
}
