"""Writes a trace as a tree of text: a line for each run, with its type, start, duration, tokens and cost, and its error below.

Owns the invariants that numbers and times are never cut, that a line is as wide as asked for as long as these fit, and that a
trace of any depth takes linear time: of a deep run's indentation only the last levels are written, and the number of others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from filterlang.evaluate.lineage import parent_of
from filterlang.evaluate.rows import stored_datetime
from filterlang.evaluate.trace_tree import PlacedRun
from filterlang.schema.run_schema import TOTALS
from filterlang.semantics.stored_ids import stored_id
from filterlang.tables.run_cells import cell, counted, with_latency
from filterlang.text.display import display_width, shortened

SHOWN_FIELDS = ("id", "name", "run_type", "status", "error", "start_time", "latency", *TOTALS)
"""The fields that the text shows."""

MARK = "● "
_FAILURE = "✗ "
_GAP = "  "
_STEP = 3  # columns of the terminal that one level of the tree is indented by
_SHORTEST_NAME = 12
_LONGEST_CELL = 12  # of a type, and of what should be a number and is not
_COST_DIGITS = 15
_READABLE_NAME = 24
"""The columns of the terminal that a name and its indentation have, at the cost of other columns, if they need them."""
_OMITTED_FIRST = (1, 0)
"""The columns that are left out for names: starts, then types."""
_BOLD, _RED, _PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[0m"
_HEAD = ("run", "type", "start", "time", "tokens", "cost")


class _TreeLine(NamedTuple):
    """What is written of a run: ``error`` is empty for one that did not fail."""

    name: str
    cells: tuple[str, ...]
    error: str
    is_match: bool


def tree_lines(
    id: str,
    runs: Sequence[PlacedRun],
    matching: Collection[str] | None = None,
    *,
    width: int,
    colour: bool = False,
    legend: str = "",
) -> Iterator[str]:
    """Yields the lines of a trace; ``runs`` are in the order of the tree, and ``matching`` the ids of those to mark.

    ``legend`` says what a mark means, unless it means that a run matches.
    """
    starts = [start for run in runs if (start := stored_datetime(run.record.get("start_time"))) is not None]
    begin = min(starts, default=None)
    lines = [_tree_line(run.record, begin, matching) for run in runs]
    widths = [max(map(display_width, column)) for column in zip(_HEAD[1:], *(line.cells for line in lines), strict=True)]
    shown = [number for number, _ in enumerate(widths) if any(line.cells[number] for line in lines)]
    mark = "" if matching is None else MARK
    longest = max((run.depth * _STEP + display_width(line.name) for run, line in zip(runs, lines, strict=True)), default=0)
    for number in _OMITTED_FIRST:
        if number in shown and _room(width - len(mark), shown, widths) < min(longest, _READABLE_NAME):
            shown.remove(number)
    room = max(_room(width - len(mark), shown, widths), _SHORTEST_NAME)
    guides = _Guides(room - _SHORTEST_NAME, max((run.depth for run in runs), default=0))
    labels: list[str] = []
    below: list[str] = []
    for run, line in zip(runs, lines, strict=True):
        guide = guides.of(run)
        labels.append(guide + shortened(line.name, room - len(guide)))
        below.append(" " * len(mark) + guides.below(run) if line.error else "")
    room = min(room, max(map(display_width, (*labels, _HEAD[0]))))

    def row(label: str, cells: Sequence[str], prefix: str) -> str:
        padded = [_padded(cells[number], widths[number], at_the_end=number == 0) for number in shown]
        return _GAP.join((prefix + label + " " * (room - display_width(label)), *padded)).rstrip()

    def painted(text: str, code: str) -> str:
        return f"{code}{text}{_PLAIN}" if colour else text

    yield f"trace {cell(id, 'id')[0]}"
    yield painted(row(_HEAD[0], _HEAD[1:], " " * len(mark)), _BOLD)
    for line, label, before in zip(lines, labels, below, strict=True):
        text = row(label, line.cells, mark if line.is_match else " " * len(mark))
        yield painted(text, _BOLD) if line.is_match else text
        if line.error:
            yield before + painted(shortened(_FAILURE + line.error, width - len(before)), _RED)
    yield from _footer(runs, begin, None if matching is None else sum(line.is_match for line in lines), legend)


def _room(width: int, shown: Sequence[int], widths: Sequence[int]) -> int:
    """Returns how many columns of the terminal are left of a width beside the columns that are shown."""
    return width - sum(widths[number] + len(_GAP) for number in shown)


class _Guides:
    """The lines in front of the names, for runs in the order of the tree: only the last levels, as far as there is room."""

    def __init__(self, room: int, deepest: int) -> None:
        all_fit = deepest * _STEP <= room
        self._levels = max((room if all_fit else room - len(_omission(deepest))) // _STEP, 1)
        self._last: list[bool] = []  # by depth, for the latest run: whether it was the last of its parent

    def of(self, run: PlacedRun) -> str:
        """Returns what stands before the name of the next run."""
        return self._written(run, "└─ " if run.last else "├─ ")

    def below(self, run: PlacedRun) -> str:
        """Returns what stands before a second line of the next run."""
        under = self._written(run, "   " if run.last else "│  ", hidden=False)
        return under + ("│  " if run.children else "   ")

    def _written(self, run: PlacedRun, own: str, *, hidden: bool = True) -> str:
        del self._last[run.depth :]
        self._last.append(run.last)
        if run.depth == 0:
            return ""
        omitted = max(run.depth - self._levels, 0)
        if omitted * _STEP <= len(_omission(omitted)):  # no shorter than the levels that it stands for
            omitted = 0
        above = "".join("   " if last else "│  " for last in self._last[omitted + 1 : run.depth])
        number = _omission(omitted) if omitted else ""
        return (number if hidden else " " * len(number)) + above + own


def _padded(text: str, width: int, *, at_the_end: bool) -> str:
    space = " " * (width - display_width(text))
    return text + space if at_the_end else space + text


def _omission(levels: int) -> str:
    """Returns what stands for outer levels that have no room."""
    return f"…{levels:,} "


def _tree_line(record: Mapping[str, Any], begin: datetime | None, matching: Collection[str] | None) -> _TreeLine:
    start = stored_datetime(record.get("start_time"))
    offset = "" if start is None or begin is None else f"+{(start - begin).total_seconds():.2f}s"
    status = record.get("status")
    duration, *_ = cell(with_latency(record).get("latency"), "latency")
    numbers = (offset, duration or ("pending" if status == "pending" else ""))
    tokens, cost = map(record.get, TOTALS)
    is_failed = bool(record.get("error")) or status == "error"
    return _TreeLine(
        cell(record.get("name") or record["id"], "name")[0],
        (_short(record.get("run_type")), *numbers, _short(tokens), _cost(cost)),
        (_first_line(record.get("error")) or "failed") if is_failed else "",
        stored_id(record["id"]) in (matching or ()),
    )


def _short(value: object) -> str:
    text, is_whole, _ = cell(value, "")
    return text if is_whole else shortened(text, _LONGEST_CELL)


def _cost(value: object) -> str:
    """Returns a cost in dollars without zeros at the end."""
    try:
        number = Decimal(str(value)) if isinstance(value, (str, int, float, Decimal)) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number.adjusted()) > _COST_DIGITS:
        return _short(value)
    return f"${number.normalize():f}"


def _first_line(error: object) -> str:
    text = error.lstrip()[:1000].partition("\n")[0].rstrip() if isinstance(error, str) else error
    return cell(text, "error")[0]


def _footer(runs: Sequence[PlacedRun], begin: datetime | None, matches: int | None, legend: str) -> Iterator[str]:
    since = "" if begin is None else f", from {begin:%Y-%m-%d %H:%M:%S} UTC"
    marked = ""
    if matches is not None:
        marked = f"; {MARK}{legend}" if legend else f"; {matches:,} {'matches' if matches == 1 else 'match'} ({MARK.strip()})"
    yield counted(len(runs)) + since + marked
    strays = sum(run.depth == 0 and parent_of(run.record) is not None for run in runs)
    if strays:
        stand, theirs = ("stands", "its parent is") if strays == 1 else ("stand", "their parents are")
        yield f"{counted(strays)} {stand} at the top because {theirs} missing, or below"
