"""Runs as a table for people, as wide as the terminal.

Owns the invariants that numbers, times and ids are never cut, and that no line is wider than the terminal as long as a single
cell fits: texts are shortened, with an ellipsis; columns that nobody asked for by name are left out; and what still does not
fit goes on in further lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
import re
import sys

from filterlang.cli.terminal import columns, has_colour
from filterlang.evaluate.rows import json_text, stored_datetime
from filterlang.text.display import display_width, harmless
from filterlang.text.jsonvalues import as_list, is_array

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Record = Mapping[str, Any]

_DEFAULT = ("start_time", "name", "run_type", "status", "latency", "total_tokens", "id")
_LEFT_OUT_FIRST = ("id", "run_type", "total_tokens", "status")
_GAP = "  "
_SHORTEST, _LONGEST = 8, 80  # columns that a text takes at the least, where it has as many, and at the most
_WHOLE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[+-]?[0-9.]{1,40}(?:[eE][+-]?[0-9]{1,4})?", re.IGNORECASE)
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*", re.ASCII)
_SECONDS = ("latency", "latency_seconds")

SHOWN = 50
"""How many runs a terminal shows unless it is told how many."""


@dataclass
class _Column:
    """A column: its cells, how many columns of the terminal it takes, and how few it may take."""

    name: str
    cells: list[str]
    width: int
    least: int
    is_numeric: bool


def print_table(records: Iterable[Record], select: Sequence[str] | None, footer: str | None = None) -> int:
    """Print a table of runs, and a line for how many there are unless another is given; how many there were.

    ``select`` are the columns, or None for those that a table has by default. The id is shown as well, where it fits.
    """
    names = _DEFAULT if select is None else tuple(dict.fromkeys((*select, "id")))
    droppable = _LEFT_OUT_FIRST if select is None else tuple({"id"} - {*select})
    rows = [[_cell(record.get(name), name) for name in names] for record in map(_with_latency, records)]
    lines, left_out = _laid_out(_columns_of(names, rows), columns(sys.stdout), droppable)
    bold = has_colour(sys.stdout)
    for line, is_head in lines if rows else ():
        print(f"\x1b[1m{line}\x1b[0m" if bold and is_head else line)
    if rows and footer is None:
        print(counted(len(rows)) + (f" (no room for {', '.join(left_out)}: see --select)" if left_out else ""))
    elif footer:
        print(footer)
    return len(rows)


def counted(runs: int) -> str:
    """How many runs there are, in words."""
    return f"{runs:,} run{'s' * (runs != 1)}"


def _with_latency(record: Record) -> Record:
    if "latency" in record:
        return record
    from filterlang.evaluate.rows import field_values
    from filterlang.schema.fields import FIELDS

    seconds = field_values(record, FIELDS["latency"])
    return {**record, "latency": seconds[0]} if seconds else record


def _cell(value: object, name: str) -> tuple[str, bool, bool]:
    """A value as it is shown; whether it may not be cut; whether it is a number."""
    is_number = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    if value is None:
        return "", True, True
    if is_number and name in _SECONDS:
        return f"{value:.2f}s", True, True
    if isinstance(value, Decimal):
        return f"{value:f}", True, True
    if isinstance(value, bool):
        return str(value).lower(), True, False
    if is_number:
        return str(value), True, True
    started = (
        stored_datetime(value) if isinstance(value, datetime) or (isinstance(value, str) and _TIME.fullmatch(value)) else None
    )
    if started is not None:
        return f"{started:%Y-%m-%d %H:%M:%S}", True, False
    if is_array(value):
        texts = [item for item in as_list(value) if isinstance(item, str)]
        value = ", ".join(texts) if len(texts) == len(as_list(value)) else value
    text = harmless(value if isinstance(value, str) else json_text(value))
    whole = name == "id" or name.endswith("_id") or _WHOLE.fullmatch(text) is not None
    return text if whole else _shortened(text, _LONGEST), whole, False


def _columns_of(names: Sequence[str], rows: Sequence[Sequence[tuple[str, bool, bool]]]) -> list[_Column]:
    found: list[_Column] = []
    for index, name in enumerate(names):
        cells = [row[index] for row in rows]
        widths = [display_width(text) for text, _, _ in cells]
        width = max([len(name), *widths])
        whole = max((width for width, (_, is_whole, _) in zip(widths, cells, strict=True) if is_whole), default=0)
        least = max(whole, min(max([0, *widths]), _SHORTEST), 3)
        found.append(_Column(name, [text for text, _, _ in cells], width, least, all(numeric for _, _, numeric in cells)))
    return found


def _laid_out(
    table: list[_Column], width: int | None, droppable: Sequence[str]
) -> tuple[Iterable[tuple[str, bool]], list[str]]:
    """The lines of a table, each with whether it is of its head; and the columns that are left out."""
    left_out: list[str] = []
    if width is not None:
        for name in droppable:
            if _least(table) <= width:
                break
            table = [column for column in table if column.name != name]
            left_out.append(name)
    bands = [table] if width is None else _bands(table, width)
    lines = [(_line(band, None), True) for band in bands]
    for number in range(len(table[0].cells)):
        lines += ((_line(band, number), False) for band in bands)
    return lines, left_out


def _least(band: Sequence[_Column]) -> int:
    return sum(column.least for column in band) + len(_GAP) * (len(band) - 1)


def _bands(table: Sequence[_Column], width: int) -> list[list[_Column]]:
    """The columns that stand in one line, by line, each as wide as the line allows."""
    bands: list[list[_Column]] = []
    for column in table:
        if bands and _least([*bands[-1], column]) <= width:
            bands[-1].append(column)
        else:
            bands.append([column])
    for band in bands:
        _shrink(band, width)
    return bands


def _shrink(band: Sequence[_Column], width: int) -> None:
    """Take columns of the terminal away from the widest of the columns that have some to spare."""
    room = width - len(_GAP) * (len(band) - 1)
    while sum(column.width for column in band) > room:
        spare = [column for column in band if column.width > column.least]
        if not spare:
            return
        max(spare, key=lambda column: column.width).width -= 1


def _line(band: Sequence[_Column], number: int | None) -> str:
    texts = [(column.name if number is None else column.cells[number], column) for column in band]
    return _GAP.join(_padded(_shortened(text, column.width), column) for text, column in texts).rstrip()


def _padded(text: str, column: _Column) -> str:
    space = " " * (column.width - display_width(text))
    return space + text if column.is_numeric else text + space


def _shortened(text: str, width: int) -> str:
    """The text, or as much of its beginning as fits before an ellipsis."""
    if display_width(text) <= width:
        return text
    end = min(len(text), width)
    while end and display_width(text[:end]) >= width:
        end -= 1
    return text[:end] + "…"
