"""Hints for arguments that ``list_runs`` does not have.

Owns the invariant that a name from another version of the SDK, from v2 or from another library leads to the argument that
means the same here.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from filterlang.schema.fields import FIELDS

_COMPARED = re.compile(
    r"(?P<field>\w+?)_+(?P<suffix>eq|ne|neq|gte?|lte?|after|since|from|min|before|until|to|max|in|like|contains)"
)
_OPERATORS = {
    "ne": "neq", "contains": "like", **dict.fromkeys(("after", "since", "from", "min"), "gte"),
    **dict.fromkeys(("before", "until", "to", "max"), "lte"),
}  # fmt: skip
_EARLIEST, _LATEST = "start_time=…, the earliest start of a run", "end_time=…, the latest start of a run"
_DATASET = "reference_dataset_id=…, the dataset's id (v2 only), or project_name=… for one experiment"

_INSTEAD: dict[str, str] = {
    **dict.fromkeys(
        ("dataset", "dataset_name", "dataset_id", "dataset_ids", "reference_dataset", "reference_dataset_name"),
        _DATASET,
    ),
    **dict.fromkeys(
        ("example", "example_id", "example_ids", "reference_examples", "reference_example_ids"),
        "reference_example_id=…",
    ),
    **dict.fromkeys(("project", "projects", "project_names", "session_name", "session_names"), "project_name=…"),
    **dict.fromkeys(("session_id", "session_ids", "project_ids", "sessions"), "project_id=…"),
    **dict.fromkeys(
        ("start", "since", "after", "from_time", "min_start_time", "earliest", "from_date", "start_date"),
        _EARLIEST,
    ),
    **dict.fromkeys(("end", "until", "before", "to_time", "max_start_time", "latest", "to_date", "end_date"), _LATEST),
    **dict.fromkeys(("has_error", "errors", "errored", "is_error", "failed"), "error=True or error=False"),
    **dict.fromkeys(("ids", "run_id", "runs", "uuids"), "run_ids=[…]"),
    **dict.fromkeys(("selects", "fields", "columns", "include", "include_fields"), "select=[…]"),
    **dict.fromkeys(
        ("page_size", "max_results", "count", "top", "n", "first", "max_runs", "num_runs"),
        "limit=…; pages are made here",
    ),
    **dict.fromkeys(("offset", "skip", "page"), "limit=…, and leave out the first runs yourself: there are no offsets"),
    **dict.fromkeys(
        ("order_by", "sort", "sort_by", "sort_order", "ascending", "descending", "reverse"),
        "order='asc' or order='desc'",
    ),
    **dict.fromkeys(("execution_order", "root", "roots", "is_root_run", "root_only", "only_roots"), "is_root=True"),
    **dict.fromkeys(("parent", "parent_id", "parent_run_ids"), "parent_run_id=…"),
    **dict.fromkeys(("trace_ids", "root_id", "root_run_id"), "trace_id=…"),
    **dict.fromkeys(("type", "run_types", "kind"), "run_type=…"),
    **dict.fromkeys(("filters", "filter_string", "where", "query_filter"), "filter=…"),
    **dict.fromkeys(("run_name", "names"), 'filter=\'eq(name, "…")\''),
    **dict.fromkeys(("backend", "version", "api_version"), "api='v1' or api='v2'"),
    **dict.fromkeys(("ai_query", "search", "text"), 'filter=\'search("…")\''),
    "child_runs": "trace_id=…, which gives all runs of a trace",
    "load_child_runs": "trace_id=…, which gives all runs of a trace",
    "metadata": 'filter=\'and(eq(metadata_key, "…"), eq(metadata_value, "…"))\'',
    "tags": "filter='has(tags, \"…\")'",
    "tag": "filter='has(tags, \"…\")'",
    "feedback": 'filter=\'and(eq(feedback_key, "…"), eq(feedback_score, …))\'',
    "timeout": "timeout=… to the client",
    "api_key": "api_key=… to the client",
    "api_url": "api_url=… to the client",
}  # fmt: skip
"""The argument to write instead: for names of older SDKs, of v2, of the filter's fields, and those that people try."""

_STARTS = {"gt": _EARLIEST, "gte": _EARLIEST, "lt": _LATEST, "lte": _LATEST}


def hint(name: str, known: Iterable[str]) -> str:
    """Returns the argument to write instead of an unknown one, as the end of a sentence that names it."""
    if name in _INSTEAD:
        return f": write {_INSTEAD[name]}"
    compared = _COMPARED.fullmatch(name)
    if compared and compared["field"] in FIELDS:
        field, operator = compared["field"], _OPERATORS.get(compared["suffix"], compared["suffix"])
        instead = _STARTS.get(operator) if field == "start_time" else None
        return f": write {instead or _as_filter(operator, field)}"
    if name in FIELDS:
        return f": write {_as_filter('gt' if FIELDS[name].operators in ('amount', 'time') else 'eq', name)}"
    near = get_close_matches(name, known, n=1)
    if near:
        return f": did you mean {near[0]!r}?"
    return ", and neither API has a field of that name"


def _as_filter(operator: str, field: str) -> str:
    return f"filter='{operator}({field}, …)'"
