"""The cells of a table of measures as texts, and the table as lines that fit a width.

Owns the invariants that a figure is never cut, and that texts of runs are shown harmlessly.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from filterlang.evaluate.run_groups import Group
from filterlang.evaluate.run_measures import Measure, MeasureUnit
from filterlang.evaluate.run_statistics import Cell, Question, StatsRow
from filterlang.text.display import display_width, harmless, shortened

NONE = "–"
"""Stands for a group of runs without a value, and for a measure of runs that have none."""

_GAP = "  "
_LONGEST, _SHORTEST = 60, 8
_EXAMINED = 4 * _LONGEST
_LARGE = 1e15
_SPAN_FORMATS = {"month": "%Y-%m", "year": "%Y", "day": "%Y-%m-%d", "week": "%Y-%m-%d"}


def _dollars(value: float) -> str:
    """Returns dollars and cents, and of an amount below ten cents two digits that are not zero."""
    if value == 0 or abs(value) >= 0.1:
        return f"${value:,.2f}"
    return f"${value:.{next((places for places in range(4, 13) if abs(value) >= 10.0 ** (1 - places)), 12)}f}"


_FORMATS: dict[MeasureUnit, Callable[[float], str]] = {
    MeasureUnit.RUNS: "{:,}".format,
    MeasureUnit.TOKENS: "{:,}".format,
    MeasureUnit.SECONDS: "{:,.2f}s".format,
    MeasureUnit.DOLLARS: _dollars,
    MeasureUnit.SHARE: "{:.1%}".format,
    MeasureUnit.SCORE: "{:,.3f}".format,
}


def figure_text(measure: Measure, figure: Cell) -> str:
    """Returns a figure for people: ``1,234``, ``0.52s``, ``$0.0021``, ``4.2%``; a very large one with an exponent."""
    if figure is None or isinstance(figure, str):
        return NONE
    if isinstance(figure, datetime):
        return f"{figure:%Y-%m-%d %H:%M:%S}"
    try:
        return _FORMATS[measure.unit](figure) if abs(figure) < _LARGE else f"{float(figure):.3e}"
    except OverflowError:
        return f"10^{len(str(abs(int(figure)))) - 1}" if abs(figure) < 10**4000 else "…"


def group_text(group: Group, value: Cell) -> str:
    """Returns the value of a group for people: the beginning of a long text, and of a time what its span distinguishes."""
    if value is None:
        return NONE
    if isinstance(value, datetime):
        return value.strftime(_SPAN_FORMATS.get(group.key, "%Y-%m-%d %H:%M"))
    text = str(value)
    return shortened(harmless(text[:_EXAMINED]) + ("…" if len(text) > _EXAMINED else ""), _LONGEST)


def cells(question: Question, row: StatsRow) -> list[str]:
    """Returns the texts of a row."""
    return [
        *(group_text(group, row[group.name]) for group in question.groups),
        *(figure_text(measure, row[measure.name]) for measure in question.measures),
    ]


def text_table(question: Question, rows: Sequence[StatsRow], left_out: int = 0, width: int | None = 80) -> Iterator[str]:
    """Yields the lines of a table: a head, the rows, and how many groups are left out.

    Texts are shortened where the table would be wider than ``width``; measures that still have no room are named at the end.
    """
    groups = len(question.groups)
    table = [_names(question), *(cells(question, row) for row in rows)]
    widths = [max(map(display_width, column)) for column in zip(*table, strict=True)]
    _shorten(widths, groups, width)
    kept = _fitting(widths, groups, width)
    for line in table:
        shown = (_padded(text, widths[place], is_text=place < groups) for place, text in enumerate(line) if place < kept)
        yield _GAP.join(shown).rstrip()
    if kept < len(widths):
        yield f"(no room for {', '.join(_names(question)[kept:])}: show fewer columns, or widen the window)"
    if left_out:
        yield f"({left_out:,} more group{'s' * (left_out != 1)})"


def _names(question: Question) -> list[str]:
    return [shortened(harmless(name), _LONGEST) for name in question.names]


def _shorten(widths: list[int], groups: int, width: int | None) -> None:
    """Makes the widest groups narrower until the table fits, or all are as narrow as they can be."""
    while width is not None and _total(widths) > width:
        wide = [place for place in range(groups) if widths[place] > _SHORTEST]
        if not wide:
            return
        widest = max(wide, key=widths.__getitem__)
        widths[widest] -= 1


def _fitting(widths: Sequence[int], groups: int, width: int | None) -> int:
    """Returns how many columns fit, at least the groups and one measure."""
    kept = len(widths)
    while width is not None and kept > groups + 1 and _total(widths[:kept]) > width:
        kept -= 1
    return kept


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _padded(text: str, width: int, *, is_text: bool) -> str:
    text = shortened(text, width) if is_text else text
    space = " " * (width - display_width(text))
    return text + space if is_text else space + text
