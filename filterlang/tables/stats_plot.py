"""Draws the answer to a question about runs with matplotlib: lines over time by group, or bars.

Owns the invariants that every text is drawn as it is, never as mathematics, that nothing opens a window, and that the same
answer gives the same picture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
import os
from pathlib import Path
from textwrap import wrap
from typing import IO, TYPE_CHECKING, Any, cast
import warnings

from filterlang.evaluate.run_groups import Group
from filterlang.evaluate.run_measures import Measure, MeasureUnit
from filterlang.evaluate.run_statistics import Cell, Question, StatsRow
from filterlang.tables.plotted_series import OTHER, Series, bars_of, lines_of
from filterlang.tables.stats_cells import figure_text, group_text
from filterlang.text.display import harmless, shortened
from filterlang.text.extras import install

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("png", "svg", "pdf")
_COLOURS = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6d00", "#56b4e9", "#7a3b9a", "#000000", "#e69f00", "#b22222",
)  # fmt: skip
"""Colours that most people can tell apart, dark enough on white."""

_STYLES = ("-", "--", ":", "-.")
_GREY = "#8a8a8a"
_FONTS = ("DejaVu Sans", "Noto Sans CJK JP", "Noto Sans CJK SC", "WenQuanYi Micro Hei", "Noto Sans Hebrew", "Noto Emoji")
"""Fonts that are used where they are installed, each for the letters that those before it do not have."""

_SETTINGS: dict[str, Any] = {
    "text.parse_math": False, "text.usetex": False, "svg.hashsalt": "filterlang", "axes.spines.top": False,
    "axes.spines.right": False, "axes.grid": True, "grid.color": "#e4e4e4", "axes.axisbelow": True, "font.size": 10,
}  # fmt: skip
_LABEL, _TITLE = 32, 90
_TICKS = {MeasureUnit.DOLLARS: ("$", 1, ""), MeasureUnit.SECONDS: ("", 1, "s"), MeasureUnit.SHARE: ("", 100, "%")}
"""By unit, what stands before and after the figures of an axis, and their scale."""


def require_matplotlib() -> None:
    """Raises ``ImportError`` with what to install where matplotlib is missing."""
    if find_spec("matplotlib") is None:
        raise ImportError(f"plots are drawn by matplotlib: {install('plot')}")


def plot_stats(
    question: Question,
    rows: Sequence[StatsRow],
    title: str,
    target: str | os.PathLike[str] | IO[bytes] | None = None,
    format: str | None = None,
) -> Figure:
    """Returns the picture of the first measure, and writes it to a file. See ``Stats.plot`` for the errors."""
    require_matplotlib()
    format = _format(target, format)
    measure = question.measures[0]
    if not question.groups:
        raise ValueError('a plot shows groups: say what to group by, such as by="day"')
    if measure.is_time:
        raise ValueError(f"{measure.name} is a time, which is not drawn: show another measure first")
    with import_module("matplotlib").rc_context({**_SETTINGS, "font.family": _fonts()}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # a box is drawn for a letter that no font has
        figure: Any = import_module("matplotlib.figure").Figure(
            figsize=(9, 4.8), layout="constrained", dpi=120, facecolor="white"
        )
        axes: Any = figure.add_subplot()
        timed = next((group for group in question.groups if group.is_time), None)
        if timed is None:
            _draw_bars(figure, axes, question, rows)
        else:
            _draw_lines(axes, measure, timed, lines_of(question, timed, rows))
        lines = wrap(harmless(title), _TITLE, max_lines=2, placeholder="…")
        axes.set_title("\n".join(lines) or "all runs", loc="left", fontsize=11)
        if target is not None:
            undated = {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}
            figure.savefig(target, format=format, metadata=undated[format or "png"])
    return cast("Figure", figure)


def _format(target: object, format: str | None) -> str | None:
    """Returns the format of a file. Raises ``ValueError`` for another ending."""
    if format is None and isinstance(target, str | os.PathLike):
        format = Path(cast("str | os.PathLike[str]", target)).suffix.lower().removeprefix(".")
    if target is not None and format not in FORMATS:
        raise ValueError(f"{target}: cannot tell the format from the name: use .png, .svg or .pdf")
    return format


def _fonts() -> list[str]:
    fonts: Any = import_module("matplotlib.font_manager").fontManager
    installed = {font.name for font in fonts.ttflist}
    return [font for font in _FONTS if font in installed]


def _draw_lines(axes: Any, measure: Measure, timed: Group, series: Sequence[Series]) -> None:
    dates: Any = import_module("matplotlib.dates")
    drawn: list[Any] = []
    for place, one in enumerate(series):
        is_other = one.label.startswith(OTHER)
        drawn += axes.plot(
            list(one.points), [_height(value) for value in one.points.values()],
            color=_GREY if is_other else _COLOURS[place % len(_COLOURS)],
            linestyle=_STYLES[place // len(_COLOURS) % len(_STYLES)], linewidth=1.8,
            marker="o" if len(one.points) <= 40 else "", markersize=3.5,
        )  # fmt: skip
    times = {time for one in series for time in one.points}
    if len(times) > 1:
        locator = dates.AutoDateLocator(tz=UTC, maxticks=9)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(_dated(dates, locator))
    else:
        axes.set_xticks([*times], [group_text(timed, time) for time in times])
    axes.set_xlabel(f"{timed.name} (UTC)")
    axes.set_ylabel(_axis(measure))
    axes.yaxis.set_major_formatter(_ticks(measure))
    axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]) if measure.adds_up else None)
    if len(series) > 1 or (series and series[0].label):
        places = list(map(str, range(len(drawn))))  # matplotlib leaves out labels that begin with _
        legend = axes.legend(drawn, places, loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=9)
        for text, one in zip(legend.get_texts(), series, strict=True):
            text.set_text(_short(one.label))


def _draw_bars(figure: Any, axes: Any, question: Question, rows: Sequence[StatsRow]) -> None:
    measure, bars = question.measures[0], bars_of(question, rows)
    labels = [_short(label) for label, _ in bars]
    heights = [_height(value) for _, value in bars]
    figure.set_size_inches(9, max(2.2, 1.3 + 0.36 * len(bars)))
    colours = [_GREY if label.startswith(OTHER) else _COLOURS[0] for label, _ in bars]
    drawn = axes.barh(range(len(bars)), heights, color=colours, height=0.7)
    axes.bar_label(drawn, [figure_text(measure, value) for _, value in bars], padding=4, fontsize=9)
    axes.set_yticks(range(len(bars)), labels)
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(_axis(measure))
    axes.set_ylabel(_short(" · ".join(group.name for group in question.groups)))
    axes.xaxis.set_major_locator(import_module("matplotlib.ticker").MaxNLocator(6))
    axes.xaxis.set_major_formatter(_ticks(measure))


def _dated(dates: Any, locator: Any) -> Any:
    """Returns a formatter of times that writes the month beside each day: matplotlib writes that of the last day only."""
    formatter: Any = dates.ConciseDateFormatter(locator, tz=UTC)
    formatter.formats[2], formatter.offset_formats[2] = "%d %b", "%Y"
    return formatter


def _axis(measure: Measure) -> str:
    return f"{_short(measure.name)} ({measure.unit.value})"


def _short(label: str) -> str:
    return shortened(harmless(label[: 4 * _LABEL]), _LABEL)


def _ticks(measure: Measure) -> Callable[[float, object], str]:
    """Returns what writes the figures of an axis, with as many digits as they have."""
    before, scale, after = _TICKS.get(measure.unit, ("", 1, ""))

    def tick(value: float, _position: object) -> str:
        digits = f"{round(value * scale, 9):,.6g}" if abs(value) < 1e6 else f"{value * scale:,.0f}"
        return f"{before}{digits}{after}"

    return tick


def _height(value: Cell) -> float:
    """Returns a figure as matplotlib takes it: a gap for none, and a number that a double can hold."""
    if value is None or isinstance(value, str | datetime):
        return float("nan")
    try:
        return float(value)
    except OverflowError:
        return float("nan")
