"""Says why a query selected no runs: the most likely reason only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from filterlang.findings.errors import FilterError
from filterlang.evaluate.query import RunQuery, plan
from filterlang.evaluate.rows import stored_datetime
from filterlang.text.display import clip

if TYPE_CHECKING:
    from filterlang.exports.results import Runs

_MOST_CONDITIONS = 8
_QUERIES: dict[str, Callable[[str], RunQuery]] = {
    "filter": lambda text: {"filter": text},
    "trace_filter": lambda text: {"trace_filter": text},
    "tree_filter": lambda text: {"tree_filter": text},
}


def why_none(runs: Runs, asked: Mapping[str, Any]) -> str:
    """The reason, in brackets: no run at all, none in these times, or none that meets one of the conditions."""
    latest = _first(runs, {})
    if latest is None:
        return " (there are none in these files)"
    started, earliest = stored_datetime(latest.get("start_time")), _first(runs, {"order": "asc"}) or {}
    since, until, began = asked.get("start_time"), asked.get("end_time"), stored_datetime(earliest.get("start_time"))
    if since is not None and started is not None and started < since:
        return f" (the latest started {started:%Y-%m-%d %H:%M} UTC)"
    if until is not None and began is not None and began > until:
        return f" (the earliest started {began:%Y-%m-%d %H:%M} UTC)"
    for name, query in _QUERIES.items():
        for condition in _conditions(asked.get(name)):
            if not _is_met(runs, query(condition)):
                return f" (no run meets {clip(condition, 80)})"
    return " (each condition is met by some run, but no run meets them all)"


def _conditions(text: object) -> Iterator[str]:
    """The conditions that all have to hold, if they are few."""
    from filterlang.syntax.parser import parse
    from filterlang.syntax.printer import print_line
    from filterlang.syntax.tree import Call

    if not isinstance(text, str):
        return
    tree = parse(text).tree
    parts = tree.arguments if isinstance(tree, Call) and tree.operator == "and" else (tree,)
    if len(parts) <= _MOST_CONDITIONS:
        yield from map(print_line, parts)


def _is_met(runs: Runs, query: RunQuery) -> bool:
    try:
        return _first(runs, query) is not None
    except FilterError:  # half of a pair may mean nothing by itself
        return True


def _first(runs: Runs, query: RunQuery) -> Mapping[str, Any] | None:
    return next(runs.select(plan({**query, "select": ["start_time"], "limit": 1})).records(), None)
