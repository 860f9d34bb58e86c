"""A funnel: how many runs each condition of a query leaves, one after the other and alone, and which condition empties it.

Owns the invariant that no text of a filter or a run becomes markup, or moves the cursor.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from textwrap import wrap
from typing import NamedTuple

from filterlang.schema.query_arguments import FILTERS
from filterlang.tables.run_cells import counted
from filterlang.text.display import harmless, shortened
from filterlang.text.frozen import dataclass

WIDTH = 80
_BAR, _LEAST_WITH_BARS = 16, 72
"""Columns of the bar of all runs, and of the narrowest table that has bars."""
_EIGHTHS = "▏▎▍▌▋▊▉"
"""The last column of a bar, which is an eighth full, two eighths, and so on."""


class StepCounts(NamedTuple):
    """How many runs meet each of some conditions, ``alone`` and with all before it; None where that is still to be counted."""

    total: int | None
    alone: Sequence[int | None]
    left: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One condition of a filter: how many runs meet it ``alone``, and how many are ``left`` that meet all up to it.

    ``filter`` is the filter that it stands in: ``filter``, ``trace_filter`` or ``tree_filter``; ``start`` and ``end`` are its
    place there, in code points. Of an ``or`` that is the whole filter, ``alternatives`` has a step for each part.
    """

    filter: str
    text: str
    start: int
    end: int
    alone: int
    left: int
    alternatives: tuple[FunnelStep, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Returns the step as plain data, with the attributes as keys."""
        own = {name: getattr(self, name) for name in ("filter", "text", "start", "end", "alone", "left")}
        return {**own, "alternatives": [part.to_json() for part in self.alternatives]}


@dataclass(frozen=True, slots=True, repr=False)
class Funnel:
    """How many runs each condition of a query leaves. ``total`` is the number of runs before the first condition.

    ``contradiction`` says which conditions exclude each other, where that is why no run is left; ``example`` is a run that was
    left before the condition that empties the funnel, and what that condition met in it; ``present`` says which names, tags,
    keys or values there are, where that condition looks for one that no run has. All are empty otherwise.
    """

    total: int
    steps: tuple[FunnelStep, ...]
    contradiction: str = ""
    example: str = ""
    present: str = ""

    def __str__(self) -> str:
        return as_table(self)

    def _repr_html_(self) -> str:
        head = _html_row("th", "left", "alone", f"of {counted(self.total)}")
        rows = "".join(_html_row("td", f"{step.left:,}", f"{step.alone:,}", _titled(step)) for step in self.steps)
        sentences = "<br>".join(map(escape, self.summary()))
        return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>{sentences}"

    @property
    def left(self) -> int:
        """The number of runs that meet every condition."""
        return self.steps[-1].left if self.steps else self.total

    @property
    def empties(self) -> int | None:
        """The number, from 0, of the step after which no run is left; None where some are, or where there were none."""
        if not self.total:
            return None
        return next((number for number, step in enumerate(self.steps) if not step.left), None)

    def summary(self) -> list[str]:
        """Returns what the counts come to, as sentences: how many runs match, or which condition empties the funnel and why."""
        number = self.empties
        if not self.total:
            return ["There are no runs."]
        if number is None:
            return [f"{self.left:,} of {counted(self.total)} match{'es' if self.left == 1 else ''}."]
        step, before = self.steps[number], self.steps[number - 1].left if number else self.total
        name = shortened(_titled(step), WIDTH)
        said = [f"No run meets {name}."]
        if step.alone:
            meet = "1 run meets" if step.alone == 1 else f"{counted(step.alone)} meet"
            others = "not the one" if before == 1 else f"none of the {before:,}"
            said = [f"No run is left after {name}: {meet} it, but {others} left before it."]
        if self.contradiction:
            said.append(f"No run can meet the filter: {self.contradiction.removeprefix('no run meets this: ')}.")
        if self.present:
            return [*said, f"{self.present[0].upper()}{self.present[1:]}."]
        return [*said, *([f"For example, {self.example}."] if self.example else [])]

    def to_json(self) -> dict[str, object]:
        """Returns the funnel as plain data, with the attributes as keys; places are offsets in code points."""
        return {
            "total": self.total, "left": self.left, "empties": self.empties,
            "contradiction": self.contradiction, "example": self.example, "present": self.present,
            "steps": [step.to_json() for step in self.steps],
        }  # fmt: skip


def as_table(funnel: Funnel, width: int = WIDTH, *, ascii: bool = False) -> str:
    """Returns a funnel as lines of at most ``width`` columns: the counts, a bar of the runs that are left, the conditions."""
    size, bar_size = max(len(f"{funnel.total:,}"), len("alone")), _BAR if width >= _LEAST_WITH_BARS else 0

    def line(left: str, alone: str, bar: str, text: str) -> str:
        return f"{left:>{size}}  {alone:>{size}}  {f'{bar:{bar_size}}  ' if bar_size else ''}{text}"

    lines = [line("left", "alone", "", f"of {counted(funnel.total)}")] if funnel.steps else []
    for step in funnel.steps:
        lines.append(line(f"{step.left:,}", f"{step.alone:,}", _bar(step.left, funnel.total, ascii=ascii), _titled(step)))
        lines += [line("", f"{part.alone:,}", "", f"or {_titled(part)}") for part in step.alternatives]
    sentences = [
        line for said in funnel.summary() for line in wrap(said, width, subsequent_indent="  ", break_on_hyphens=False)
    ]
    return "\n".join([*(shortened(line, width) for line in lines), *sentences])


def _bar(left: int, total: int, *, ascii: bool) -> str:
    """Returns a bar as long as the share of the runs that are left; that of any run is not empty."""
    eighths = -(-left * _BAR * 8 // total) if total else 0
    if ascii:
        return "#" * -(-eighths // 8)
    return "█" * (eighths // 8) + _EIGHTHS[: eighths % 8][-1:]


def _titled(step: FunnelStep) -> str:
    """Returns the text of a step, behind the name of a filter on the trace."""
    text = harmless(step.text)
    return text if step.filter == FILTERS[0] else f"{step.filter}: {text}"


def _html_row(tag: str, *cells: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"
