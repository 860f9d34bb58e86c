"""Explains why a query selects no runs, with the most likely reason."""

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


def why_none(runs: Runs, query: Mapping[str, Any]) -> str:
    """Returns the reason, in brackets: there are no runs, none in this period, or none that meets one of the conditions."""
    latest = _first(runs, {})
    if latest is None:
        return " (there are none in these files)"
    earliest = _first(runs, {"order": "asc"}) or {}
    first_start, last_start = stored_datetime(earliest.get("start_time")), stored_datetime(latest.get("start_time"))
    since, until = query.get("start_time"), query.get("end_time")
    if since is not None and last_start is not None and last_start < since:
        return f" (the latest started {last_start:%Y-%m-%d %H:%M} UTC)"
    if until is not None and first_start is not None and first_start > until:
        return f" (the earliest started {first_start:%Y-%m-%d %H:%M} UTC)"
    for name, query_of in _QUERIES.items():
        for condition in _conditions(query.get(name)):
            if not _is_met(runs, query_of(condition)):
                return f" (no run meets {clip(condition, 80)})"
    return " (each condition is met by some run, but no run meets them all)"


def _conditions(text: object) -> Iterator[str]:
    """Yields the conditions that all have to hold; nothing where they are many."""
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
    except FilterError:  # half of a pair is an error without the other half
        return True


def _first(runs: Runs, query: RunQuery) -> Mapping[str, Any] | None:
    return next(runs.select(plan({**query, "select": ["start_time"], "limit": 1})).records(), None)
