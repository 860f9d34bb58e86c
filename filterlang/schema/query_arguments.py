"""The arguments of LangSmith's queries beside the filters: which fields they compare, and what they default to.

Owns the invariant that the names of all interfaces stand here: of the SDKs' calls and of the request bodies of v1 and v2.
"""

from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Field
from filterlang.text.frozen import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class ArgumentTest:
    """The comparison of a field with the value of an argument, or for ``in`` with one value or a list."""

    field: Field
    operator: str


def _members(field: str, *names: str) -> dict[str, ArgumentTest]:
    return dict.fromkeys(names, ArgumentTest(FIELDS[field], "in"))


FILTERS = ("filter", "trace_filter", "tree_filter")
"""The arguments that are filters: on a run, on the root of its trace, and on any run of its trace."""

FEEDBACK_TIMES = ("min_feedback_modified_at", "max_feedback_modified_at")
"""The times between which v2 looks for feedback; it refuses them without a condition on feedback (langsmith SDK 0.15.1)."""

ARGUMENT_TESTS: dict[str, ArgumentTest] = {
    **_members("session_id", "project_id", "project_ids", "session"),
    **_members("run_type", "run_type"),
    **_members("trace_id", "trace_id", "trace"),
    **_members("reference_example_id", "reference_example_id", "reference_example", "reference_examples"),
    **_members("parent_run_id", "parent_run_id", "parent_run"),
    **_members("id", "run_ids", "ids", "id"),
    "is_root": ArgumentTest(FIELDS["is_root"], "eq"),
    **dict.fromkeys(("start_time", "min_start_time"), ArgumentTest(FIELDS["start_time"], "gte")),
    **dict.fromkeys(("end_time", "max_start_time"), ArgumentTest(FIELDS["start_time"], "lte")),
}
"""By argument in snake case. All conditions of a query hold together."""

_STATUS, _FAILED = FIELDS["status"], "error"
ERROR_ARGUMENTS = frozenset({"error", "has_error"})
"""Arguments that are truth values: whether the runs failed."""

FieldValues = tuple[tuple[Field, str, str | bool | None], ...]
FAILED: FieldValues = ((_STATUS, "eq", _FAILED),)
NOT_FAILED: FieldValues = ((_STATUS, "neq", _FAILED), (FIELDS["error"], "eq", None))
ROOTS: FieldValues = ((FIELDS["is_root"], "eq", True), (FIELDS["parent_run_id"], "eq", None))
"""What holds for runs that failed, for those that did not, and for the roots of traces: comparisons that hold together."""

OF_ANY_OBJECT = frozenset({"run_type", "trace_id", "is_root", "start_time", "min_start_time", "max_start_time", "has_error"})
"""The arguments that have the same meaning in every object with a filter: ``id`` can be that of the object itself."""

SCOPES = frozenset({
    "run_ids", "ids", "id", "trace_id", "trace", "trace_ids", "parent_run_id", "parent_run", "reference_example_id",
    "reference_example", "reference_examples", "reference_dataset_id",
})  # fmt: skip
"""The arguments that name some runs, traces or examples: a query with one of them needs no bound in time."""

WINDOWED = frozenset({
    "runs.query", "runs.query_v2", "streaming.query_v2", "streaming.query_v2_items", "run_query_v2_params",
    "query_query_runs_request_body", "traces.query", "trace_query_params",
})  # fmt: skip
"""The calls of v2 that look at the runs of the last day where they have no ``min_start_time``."""

UNBOUNDED = frozenset({"list_runs", "run_query_params", "run_query_v1_params", "body_params_for_runs_query_schema"})
"""The calls of v1 that look at all runs of a project where they have no ``start_time``."""

PAGE_SIZES: dict[str, int] = {
    **dict.fromkeys(
        ("runs.query", "runs.query_v2", "run_query_v2_params", "query_query_runs_request_body", "streaming.query_v2"), 1_000
    ),
    **dict.fromkeys(("traces.query", "trace_query_params", "threads.query", "thread_query_params"), 100),
}
"""The largest ``page_size`` of a call of v2."""

OF_BODIES = frozenset({"session"})
"""The arguments that only a body of v1 has, and no call."""

MOST_OF_A_BODY = 100
"""The largest ``limit`` in a body of v1. The SDKs may read more pages for a larger one."""

BEGINNING = "like"
"""The operator by which local runs are looked up by the beginning of an id, which no filter of LangSmith does."""
