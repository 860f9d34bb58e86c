"""Prints runs as a table that fits the terminal.

Owns the invariants that numbers, times and ids are never cut, and that no line is wider than the terminal as long as a single
cell fits: texts are shortened, with an ellipsis; columns that were not selected by name are omitted; and columns that still do
not fit go to further lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
import sys

from filterlang.cli.terminal import columns, has_colour
from filterlang.exports.run_cells import COLUMNS, cell, counted, shortened, with_latency
from filterlang.text.display import display_width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Record = Mapping[str, Any]

_OMITTED_FIRST = ("id", "run_type", "total_tokens", "status")
_GAP = "  "
_SHORTEST = 8  # columns of the terminal: a longer text keeps at least these

SHOWN = 50
"""The number of runs that a terminal shows without ``--limit``."""


@dataclass
class _Column:
    """A column of the table: its cells, its width, and its least width, both in columns of the terminal."""

    name: str
    cells: list[str]
    width: int
    least: int
    is_numeric: bool


def print_table(records: Iterable[Record], select: Sequence[str] | None, footer: str | None = None) -> int:
    """Prints a table of runs and a footer, by default the number of runs; returns the number of runs.

    ``select`` are the columns, or None for the default ones. The id is shown as well, where it fits.
    """
    names = COLUMNS if select is None else tuple(dict.fromkeys((*select, "id")))
    droppable = _OMITTED_FIRST if select is None else tuple({"id"} - {*select})
    rows = [[cell(record.get(name), name) for name in names] for record in map(with_latency, records)]
    lines, omitted = _laid_out(_columns_of(names, rows), columns(sys.stdout), droppable)
    bold = has_colour(sys.stdout)
    for line, is_head in lines if rows else ():
        print(f"\x1b[1m{line}\x1b[0m" if bold and is_head else line)
    if rows and footer is None:
        print(counted(len(rows)) + (f" (no room for {', '.join(omitted)}: see --select)" if omitted else ""))
    elif footer:
        print(footer)
    return len(rows)


def _columns_of(names: Sequence[str], rows: Sequence[Sequence[tuple[str, bool, bool]]]) -> list[_Column]:
    table: list[_Column] = []
    for index, name in enumerate(names):
        cells = [row[index] for row in rows]
        widths = [display_width(text) for text, _, _ in cells]
        width = max([len(name), *widths])
        whole = max((width for width, (_, is_whole, _) in zip(widths, cells, strict=True) if is_whole), default=0)
        least = max(whole, min(max([0, *widths]), _SHORTEST), 3)
        table.append(_Column(name, [text for text, _, _ in cells], width, least, all(numeric for _, _, numeric in cells)))
    return table


def _laid_out(
    table: list[_Column], width: int | None, droppable: Sequence[str]
) -> tuple[Iterable[tuple[str, bool]], list[str]]:
    """Returns the lines of a table, each with whether it belongs to the head, and the names of omitted columns."""
    omitted: list[str] = []
    if width is not None:
        for name in droppable:
            if _least(table) <= width:
                break
            table = [column for column in table if column.name != name]
            omitted.append(name)
    bands = [table] if width is None else _bands(table, width)
    lines = [(_line(band, None), True) for band in bands]
    for number in range(len(table[0].cells)):
        lines += ((_line(band, number), False) for band in bands)
    return lines, omitted


def _least(band: Sequence[_Column]) -> int:
    return sum(column.least for column in band) + len(_GAP) * (len(band) - 1)


def _bands(table: Sequence[_Column], width: int) -> list[list[_Column]]:
    """Distributes columns over lines, so that each line fits the width."""
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
    """Narrows the widest columns, down to their least widths, until the line fits."""
    room = width - len(_GAP) * (len(band) - 1)
    while sum(column.width for column in band) > room:
        shrinkable = [column for column in band if column.width > column.least]
        if not shrinkable:
            return
        max(shrinkable, key=lambda column: column.width).width -= 1


def _line(band: Sequence[_Column], number: int | None) -> str:
    texts = [(column.name if number is None else column.cells[number], column) for column in band]
    return _GAP.join(_padded(shortened(text, column.width), column) for text, column in texts).rstrip()


def _padded(text: str, column: _Column) -> str:
    space = " " * (column.width - display_width(text))
    return space + text if column.is_numeric else text + space
