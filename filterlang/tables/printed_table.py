"""Prints runs as a table that fits the terminal, while they arrive.

Owns the invariants that numbers, times and ids are never cut, and that no line is wider than the terminal as long as a single
cell fits: texts are shortened, with an ellipsis; columns that were not selected by name are omitted; and columns that still do
not fit go to further lines.

The first rows decide how wide the columns are. A later row gets a new head, with a wider column, when a cell that must not be
cut does not fit, or a text for which its line has room.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
import sys

from filterlang.tables.run_cells import COLUMNS, cell, counted, with_latency
from filterlang.text.display import columns, display_width, has_colour, shortened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    Record = Mapping[str, Any]
    Row = Sequence[tuple[str, int, bool, bool]]
    """The cells of a run: the text, its width, whether it must not be cut, and whether it is a number."""

_OMITTED_FIRST = ("id", "run_type", "total_tokens", "status")
_GAP = "  "
_SHORTEST = 8  # columns of the terminal: a longer text keeps at least these
_FIRST = 100  # rows that arrive before the first head is printed

SHOWN = 50
"""The number of runs that a terminal shows without a limit."""


@dataclass
class _Column:
    """A column of the table; its widths are in columns of the terminal. The widest cells are the widest so far."""

    name: str
    index: int
    widest: int = 0
    widest_whole: int = 0
    is_numeric: bool = True
    width: int = 0
    can_grow: bool = False

    @property
    def least(self) -> int:
        """The least width: that of cells that must not be cut, and of the beginning of a text."""
        return max(self.widest_whole, min(self.widest, _SHORTEST), 3)

    def take(self, row: Row) -> None:
        """Makes room for the cell of a row when the table is laid out next."""
        _, width, is_whole, is_number = row[self.index]
        self.widest = max(self.widest, width)
        self.widest_whole = max(self.widest_whole, width * is_whole)
        self.is_numeric = self.is_numeric and is_number

    def suits(self, row: Row) -> bool:
        """Whether the cell of a row can be shown as the table is laid out now: in full, or as a text without room for more."""
        _, width, is_whole, is_number = row[self.index]
        if self.is_numeric and not is_number:
            return False
        return width <= self.width or not (is_whole or self.can_grow)

    def shown(self, text: str, width: int) -> str:
        """Returns a text of some width as wide as the column."""
        if width > self.width:
            text = shortened(text, self.width)
            width = display_width(text)
        space = " " * (self.width - width)
        return space + text if self.is_numeric else text + space


class _Table:
    """The columns of a table, distributed over lines that fit a width; None for lines of any width."""

    def __init__(self, names: Sequence[str], width: int | None, droppable: Sequence[str]) -> None:
        self._columns = [_Column(name, index) for index, name in enumerate(names)]
        self._width = width
        self._droppable = droppable
        self._bands: list[list[_Column]] = []
        self.omitted: list[str] = []

    def suits(self, row: Row) -> bool:
        """Whether a row can be shown as the table is laid out now."""
        return all(column.suits(row) for band in self._bands for column in band)

    def lay_out(self, rows: Iterable[Row]) -> None:
        """Makes room for more rows."""
        for row in rows:
            for column in self._columns:
                column.take(row)
        for column in self._columns:
            column.width = max(len(column.name), column.widest)
        table, self.omitted = self._columns, []
        if self._width is None:
            self._bands = [table]
        else:
            for name in self._droppable:
                if _least(table) <= self._width:
                    break
                table = [column for column in table if column.name != name]
                self.omitted.append(name)
            self._bands = _bands(table, self._width)
        for band in self._bands:
            can_grow = self._width is None or _total(column.width for column in band) < self._width
            for column in band:
                column.can_grow = can_grow

    def head(self) -> list[str]:
        """Returns the lines with the names of the columns."""
        return [_joined(column.shown(column.name, len(column.name)) for column in band) for band in self._bands]

    def lines(self, row: Row) -> list[str]:
        """Returns the lines of a row."""
        return [_joined(column.shown(*row[column.index][:2]) for column in band) for band in self._bands]


def print_table(
    records: Iterable[Record],
    select: Sequence[str] | None,
    footer: str | None = None,
    before_first: Callable[[], None] = lambda: None,
    *,
    default_width: int | None = None,
    selection: Callable[[Sequence[str]], str] = lambda names: f"--select {','.join(names)}",
) -> int:
    """Prints a table of runs and a footer, by default the number of runs; returns the number of runs.

    ``select`` are the columns, or None for the default ones. The id is shown as well, where it fits. ``before_first`` is called
    before the first line is printed. ``default_width`` is the width where standard output has none, and ``selection``
    writes the choice of some columns, for a hint.
    """
    names = COLUMNS if select is None else tuple(dict.fromkeys((*select, "id")))
    droppable = _OMITTED_FIRST if select is None else tuple({"id"} - {*select})
    table = _Table(names, columns(sys.stdout) or default_width, droppable)
    number = 0
    for number, lines in enumerate(_printed(table, _rows(records, names)), 1):
        if number == 1:
            before_first()
        print("\n".join(lines))
    if number and footer is None:
        print(counted(number) + (_left_out(table.omitted, selection) if table.omitted else ""))
    elif footer:
        print(footer)
    return number


def _left_out(names: Sequence[str], selection: Callable[[Sequence[str]], str]) -> str:
    """Returns which columns are not shown, and how to have them shown in place of others."""
    instead = selection(tuple(dict.fromkeys((*names, "name"))))
    return f" (no room for {', '.join(names)} at this width: {instead} shows {'it' if len(names) == 1 else 'them'})"


def _rows(records: Iterable[Record], names: Sequence[str]) -> Iterator[Row]:
    for record in map(with_latency, records) if "latency" in names else records:
        cells = (cell(record.get(name), name) for name in names)
        yield [(text, display_width(text), is_whole, is_number) for text, is_whole, is_number in cells]


def _printed(table: _Table, rows: Iterator[Row]) -> Iterator[list[str]]:
    """Yields the lines of each row, with a new head before a row for which the table is laid out anew."""
    first = [*islice(rows, _FIRST)]
    table.lay_out(first)
    head = _emphasised(table.head())
    for row in chain(first, rows):
        if not table.suits(row):
            table.lay_out([row])
            head = ["", *_emphasised(table.head())]
        yield [*head, *table.lines(row)]
        head = []


def _emphasised(lines: list[str]) -> list[str]:
    return [f"\x1b[1m{line}\x1b[0m" for line in lines] if has_colour(sys.stdout) else lines


def _total(widths: Iterable[int]) -> int:
    """Returns the width of a line."""
    widths = [*widths]
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _least(band: Sequence[_Column]) -> int:
    return _total(column.least for column in band)


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
    while _total(column.width for column in band) > width:
        shrinkable = [column for column in band if column.width > column.least]
        if not shrinkable:
            return
        max(shrinkable, key=lambda column: column.width).width -= 1


def _joined(cells: Iterable[str]) -> str:
    return _GAP.join(cells).rstrip()
