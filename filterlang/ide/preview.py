"""The runs of a local export that a filter selects, as Markdown: how many, and the first of them.

Owns the invariant that the export is read by a process with limits: a preview ends, whatever the export holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from filterlang.ide.limited_call import LimitedCall, LimitedCallError
from filterlang.schema.places import Kind
from filterlang.text.frozen import dataclass
from filterlang.text.safe_markdown import code, escaped, with_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView

_SECONDS = 60.0
"""Seconds that a preview may take."""
_MOST_MEMORY = 4_000_000_000
"""Bytes of address space of the process that reads."""
_KINDS = {
    Kind.RUN: ("filter", "selected by"),
    Kind.TRACE: ("trace_filter", "in traces whose root run is selected by"),
    Kind.TREE: ("tree_filter", "in traces of which a run is selected by"),
}
"""By what a filter is evaluated on: the argument of ``list_runs`` that takes it, and how the runs are described."""
_NO_EXPORT = (
    "There is no export with runs to preview: name one in the configuration, with "
    '`export = "runs.jsonl"` below `[tool.filterlang]`, and make it with `filterlang runs --project NAME -o runs.jsonl`.'
)


@dataclass(frozen=True, slots=True)
class PreviewedRuns:
    """The runs of an export that a filter selects: how many of how many, and the cells of the first.

    ``period`` are the starts of the earliest and the latest run of the export, ``reason`` says why no run is selected, and
    ``notes`` what was not read.
    """

    selected: int
    total: int
    rows: tuple[tuple[str, ...], ...]
    period: tuple[str, str]
    reason: str
    notes: tuple[str, ...]


def preview(view: FilterView, paths: Sequence[str], limit: int = 10) -> str:
    """Returns the number of the runs that the filter selects and the first ``limit`` of them, or why there is no preview.

    ``paths`` are the files, patterns and folders of the export. Takes as long as reading it: seconds for a large one.
    """
    kind = Kind.RUN if view.embedded is None else view.embedded.kind
    if (problem := _problem(view, kind)) is not None:
        return problem + "\n"
    if not paths:
        return _NO_EXPORT + "\n"
    argument, _ = _KINDS[kind]
    try:
        call = LimitedCall(select_runs, (tuple(paths), argument, view.text, limit), seconds=_SECONDS, most_memory=_MOST_MEMORY)
        runs: PreviewedRuns = call.result()
    except (LimitedCallError, OSError) as error:
        return f"The export cannot be read: {escaped(str(error))}\n"
    return "\n".join(_lines(runs, kind, view)) + "\n"


def _problem(view: FilterView, kind: Kind) -> str | None:
    """The reason why there is no preview of a filter, whatever the export; None where there is one."""
    from filterlang.checking.meaning import to_predicate
    from filterlang.findings.errors import FilterError

    if kind not in _KINDS:
        return f"This is a filter of {kind.value}, not of runs: there is no preview."
    holes = () if view.embedded is None else view.embedded.holes
    if holes:
        shown = ", ".join(dict.fromkeys(code(placed.hole.expression) for placed in holes[:3]))
        return f"The filter depends on values that are only known when the program runs ({shown}): there is no preview."
    if view.embedded is not None and view.embedded.fragment:
        return "The program joins this part of a filter with others: there is no preview."
    try:
        to_predicate(view.text)
    except FilterError as error:
        first = next((finding for finding in error.diagnostics if finding.is_error), error.diagnostics[0])
        advice = f" ({with_code(first.help)})" if first.help else ""
        return f"The filter has an error: {with_code(first.message)}{advice}"
    return None


def _lines(runs: PreviewedRuns, kind: Kind, view: FilterView) -> list[str]:
    from filterlang.tables.run_cells import COLUMNS, counted

    if not runs.total:
        return ["The export has no runs."]
    _, relation = _KINDS[kind]
    filter = code(" ".join(view.text.split()))
    lines = [f"**{f'{runs.selected:,}' if runs.selected else 'None'} of {counted(runs.total)}**: {relation} {filter}"]
    if not runs.selected:
        if runs.reason and len(view.analysis.conditions) > 1:
            lines += ["", escaped(runs.reason)]
        if runs.period[0]:
            lines += ["", f"The runs started between {code(runs.period[0])} and {code(runs.period[1])} (UTC)."]
    elif runs.selected > len(runs.rows):
        lines += ["", f"The latest {len(runs.rows)}:"]
    if runs.rows:
        lines += ["", _row(COLUMNS), _row(["---"] * len(COLUMNS)), *(_row(map(_cell, row)) for row in runs.rows)]
    return [*lines, *(line for note in runs.notes for line in ("", escaped(note)))]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """The text of a cell. A bar is written as an entity, because dialects of Markdown differ about one behind a backslash."""
    return escaped(text).replace("\\|", "&#124;") if "|" in text else code(text) if text else ""


def select_runs(paths: Sequence[str], argument: str, filter: str, limit: int) -> PreviewedRuns:
    """Reads the runs of an export that a filter selects. Raises as ``open_export`` and ``list_runs`` do."""
    from filterlang.evaluate.query import ORDERS, RunQuery, plan
    from filterlang.exports.no_runs import why_none
    from filterlang.tables.run_cells import COLUMNS, cell, with_latency
    from filterlang.ide.local_export import open_export

    runs = open_export(paths)
    query: RunQuery = {argument: filter}  # type: ignore[misc]  # pyright: ignore[reportAssignmentType]
    selected = runs.select(plan(query)).count()
    first = runs.select(plan({**query, "limit": limit, "select": COLUMNS})).records() if selected else ()
    starts = [
        [
            record.get("start_time")
            for record in runs.select(plan({"order": order, "select": ["start_time"], "limit": 1})).records()
        ]
        for order in ORDERS
    ]
    latest, earliest = (cell(start[0], "start_time")[0] if start else "" for start in starts)
    return PreviewedRuns(
        selected,
        runs.select(plan({})).count(),
        tuple(tuple(cell(record.get(name), name)[0] for name in COLUMNS) for record in map(with_latency, first)),
        (earliest, latest),
        "" if selected else _reason(why_none(runs, query)),
        (*runs.unread(), *([_left_out(skipped)] if (skipped := runs.skipped()) else [])),
    )


def _reason(brackets: str) -> str:
    """The reason as a sentence of its own."""
    reason = brackets.removeprefix(" (").removesuffix(")")
    return f"{reason[:1].upper()}{reason[1:]}."


def _left_out(lines: int) -> str:
    return f"{lines:,} broken line{' was' if lines == 1 else 's were'} left out."
