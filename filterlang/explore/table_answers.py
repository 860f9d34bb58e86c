"""The answers about many runs: what there is, how many match, and a page of the table.

Owns the invariant that an answer is bounded, whatever the runs hold.
"""

from __future__ import annotations

from datetime import datetime
import time

from filterlang.explore.explored_runs import ExploredRuns
from filterlang.explore.page_requests import AskedOrder, PageRequest
from filterlang.explore.run_columns import COLUMNS, columns_named
from filterlang.exports.histogram import RunSpan, histogram as time_bars
from filterlang.exports.sorted_runs import Sorting, is_sortable
from filterlang.ide.json_requests import RequestError
from filterlang.text.source import Source

Json = dict[str, object]
_MOST_BARS = 1_000
"""Bars of one answer: of runs of many years there are more months, and the latest are shown."""

_CHANGED = "the files have changed since they were opened: start the command again"


def about(explored: ExploredRuns, request: PageRequest) -> Json:
    """Answers what the page shows at first, and again when values were learned."""
    first, last = explored.span()
    values = explored.values
    return {
        "title": explored.title,
        "total": explored.total(),
        "first": iso(first),
        "last": iso(last),
        "columns": explored.columns(),
        "values": {
            "metadata": {key: list(known) for key, known in values.metadata.items()},
            "feedback": {key: list(known) for key, known in values.feedback.items()},
            "tags": list(values.tags),
            "names": list(values.names),
        },
        "project": None,
        "learning": explored.learning,
        "notes": [*explored.notes, *([_CHANGED] if explored.changed() else [])],
    }


def count(explored: ExploredRuns, request: PageRequest) -> Json:
    """Answers how many runs match."""
    began = time.perf_counter()
    counted = explored.count(request.query)
    return {"count": counted, "total": explored.total(), "seconds": time.perf_counter() - began}


def page(explored: ExploredRuns, request: PageRequest) -> Json:
    """Answers a page of the table."""
    columns = columns_named(request.columns or [column.name for column in COLUMNS.values() if column.shown])
    fields = dict.fromkeys(("status", *(name for column in columns for name in column.reads)))
    planned = explored.plan(request.query, select=list(fields))
    records = explored.runs.page(planned, _sorting(request.sort), request.offset, request.limit + 1)
    return {
        "runs": [
            {
                "id": str(record["id"]),
                "cells": {column.name: column.cell(record, column) for column in columns},
                "failed": record.get("status") == "error",
            }
            for record in records[: request.limit]
        ],
        "offset": request.offset,
        "more": len(records) > request.limit,
    }


def histogram(explored: ExploredRuns, request: PageRequest) -> Json:
    """Answers how many runs match over time: over the span of all runs, or the one that was asked for."""
    first, last = explored.span()
    query = request.query
    span = RunSpan(query.since or first, query.until or last)
    drawn = time_bars(explored.runs, span, **explored.arguments(query))
    bars = [
        {"start": iso(bar.start), "end": iso(bar.end), "count": bar.count, "errors": bar.errors}
        for bar in drawn.bars[-_MOST_BARS:]
    ]
    return {"unit": drawn.unit, "bars": bars, "undated": drawn.undated}


def funnel(explored: ExploredRuns, request: PageRequest) -> Json:
    """Answers how many runs each condition leaves, with places in UTF-16 units."""
    counted = explored.runs.funnel(**explored.arguments(request.query))
    sources = {name: Source(text) for name, text in request.query.filters.items()}
    return {
        "total": counted.total,
        "steps": [
            {
                "filter": step.filter,
                "text": step.text,
                "start": sources[step.filter].encoded_offset(step.start, "utf-16"),
                "end": sources[step.filter].encoded_offset(step.end, "utf-16"),
                "alone": step.alone,
                "left": step.left,
            }
            for step in counted.steps
        ],
        "empties": counted.empties,
        "note": counted.contradiction or counted.present or counted.example or None,
    }


def _sorting(order: AskedOrder | None) -> Sorting | None:
    """Reads the order of a page. Raises ``RequestError`` for a column that has none."""
    if order is None:
        return None
    field = COLUMNS[order.column].field if order.column in COLUMNS else None
    if field is None or not is_sortable(field):
        raise RequestError("sort.column", "is not a column that runs can be sorted by")
    return Sorting(field, order.descending)


def iso(time: datetime | None) -> str | None:
    """Returns a time in UTC as the page reads it."""
    return None if time is None else time.isoformat().replace("+00:00", "Z")
