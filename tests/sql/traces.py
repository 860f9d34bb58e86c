"""Traces of which some have no root, and questions about them, for every engine that has a table of them."""

from typing import Any

import hostile

from filterlang.exports.memory import LocalRuns
from filterlang.exports.records import Record
from filterlang.exports.results import Runs

STARTS = ("", "2026-11-02T09:00:00", "2026-11-02T10:00:00+01:00", "2026-11-02T09:00:0{}.5Z")
RECORDS: list[Record] = [
    {
        "id": hostile.uuid(number), "trace_id": hostile.uuid(number - number % 4) if number % 5 else None,
        "parent_run_id": hostile.uuid(number - number % 4) if number % 4 else None, "name": f"step {number % 3}",
        "start_time": STARTS[number % 4].format(number % 10) or None,
        "inputs": {"question": f"how {number % 6}", "n": [1, 1e400][number % 2]},
        "extra": {"metadata": {"user_id": f"u{number % 3}"}},
    }
    for number in range(4, 60)
]  # fmt: skip
"""Runs that begin at once, never, or at a time that has to be read in Python."""

QUERIES: tuple[dict[str, Any], ...] = (
    {},
    {"filter": 'eq(name, "step 1")'},
    {"limit": 3},
    {"filter": 'search("how 2")', "limit": 2},
    {"is_root": True},
    {"trace_id": hostile.uuid(8)},
    {"trace_filter": 'eq(name, "step 1")'},
    {"tree_filter": 'search("how 5")'},
    {"trace_filter": "eq(input_value, 1)", "tree_filter": 'eq(metadata_value, "u2")', "limit": 7},
    {"filter": 'and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))', "select": ["name", "inputs"]},
    {"start_time": hostile.LATE},
    {"run_ids": [hostile.uuid(9)]},
    {"tree_filter": 'eq(name, "\\ud800")'},
    {"filter": 'neq(name, "\\ud800")'},
)

WHOLE_TRACES: tuple[dict[str, Any], ...] = (
    {"filter": 'eq(name, "step 1")', "limit": 5},
    {"filter": 'search("how 2")', "limit": 3, "order": "asc", "select": ["name", "start_time"]},
    {"trace_filter": 'eq(name, "step 1")', "tree_filter": 'eq(metadata_value, "u2")', "select": ["inputs"]},
    {"filter": "eq(input_value, 1)", "trace_filter": 'neq(name, "step 0")', "limit": 4, "select": ["metadata", "is_root"]},
    {"tree_filter": 'like(metadata_key, "user%")', "order": "asc", "limit": 2},
    {"filter": 'eq(name, "nobody")'},
)
"""Queries whose whole traces are wanted: of some runs, Python has to decide."""


def differing_traces(runs: Runs, query: dict[str, Any]) -> list[str]:
    """The names of what an engine answers otherwise than the reference about the whole traces of a query."""
    results, expected = runs.list_runs(**query), LocalRuns(RECORDS).list_runs(**query)
    whole, all_expected = runs.list_runs(**query, with_trace=True), LocalRuns(RECORDS).list_runs(**query, with_trace=True)
    ids = [run["id"] for run in all_expected.records()]
    same = {
        "traces": [str(trace) for trace in results.traces()] == [str(trace) for trace in expected.traces()],
        "records": [run["id"] for run in whole.records()] == ids,
        "fields": all({*run} <= {"id", *query.get("select", run)} for run in whole.records()),
        "count": whole.count() == len(ids),
        "first": next((str(run.id) for run in whole), None) == (ids[0] if ids else None),
        "matches": results.count() == sum(len(trace.matching_ids) for trace in results.traces()),
    }
    return [name for name, is_same in same.items() if not is_same]


NO_UNICODE = (
    'eq(name, "\ud800")', 'in(name, ["\ud800", "\udfff"])', 'like(name, "%\ud800%")',
    'has(tags, "\ud800")', 'eq(metadata_value, "\ud800")', 'and(eq(metadata_key, "\ud800"), eq(metadata_value, 1))',
    'eq(feedback_key, "\udfff")', 'search("\ud800")', 'like(inputs, "%\ud800%")', 'eq(thread_id, "\ud800")',
)  # fmt: skip
"""Filters that ask for half a surrogate pair, which no text of a table is."""
