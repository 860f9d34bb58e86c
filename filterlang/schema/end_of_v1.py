"""The calls and endpoints that end on LangSmith Cloud with v1, and what replaces each.

Owns the invariant that the day of their end stands here only.
"""

from collections.abc import Mapping
from datetime import date

LAST_DAY_OF_V1 = date(2027, 1, 31)
"""The last day on which LangSmith Cloud answers v1's queries (``citations.V1_ENDS``)."""
LAST_DAY = f"{LAST_DAY_OF_V1.day} {LAST_DAY_OF_V1:%B %Y}"
"""The same, for messages."""

_SHARED = {
    "list_runs": "client.runs.query(…)", "list_threads": "client.threads.query(…)", "read_run": "client.runs.retrieve(…)",
    "share_run": "client.runs.share.create(…)", "unshare_run": "client.runs.share.delete(…)",
    "list_shared_runs": "client.public.runs.query(…)",
    "get_run_stats": "client.runs.query(…), and count what it gives: v2 has no statistics of runs",
}  # fmt: skip
_PYTHON = {
    **_SHARED, "read_thread": "client.threads.list_traces(…)", "get_run_url": "client.runs.get_url(…)",
    "read_shared_run": "client.public.runs.retrieve(…)",
    "read_run_shared_link": 'client.runs.retrieve(…, selects=["SHARE_URL"])',
    "get_experiment_results": "client.datasets.experiment_runs.query(…)",
    "add_runs_to_annotation_queue": "client.annotation_queues.items.create(…)",
    "delete_run_from_annotation_queue": "client.annotation_queues.items.delete_all(…)",
    "get_run_from_annotation_queue": "client.annotation_queues.items.list(…)",
    "list_runs_from_annotation_queue": "client.annotation_queues.items.list(…)",
    **dict.fromkeys(("evaluate_run", "aevaluate_run", "compute_test_metrics"),
                    "the evaluator itself, and client.create_feedback(…) for its result"),
}  # fmt: skip
_SCRIPT = {
    **_SHARED, "read_thread": "client.threads.listTraces(…)", "get_run_url": "client.runs.getURL(…)",
    "read_run_shared_link": 'client.runs.retrieve({ selects: ["SHARE_URL"], … })',
}  # fmt: skip
_GO = {
    **dict.fromkeys(("runs.query", "runs.query_v1"), "client.Runs.QueryV2(…)"),
    **dict.fromkeys(("runs.query_auto_paging", "runs.query_v1_auto_paging"), "client.Runs.QueryV2AutoPaging(…)"),
    **dict.fromkeys(("runs.get", "runs.get_v1"), "client.Runs.GetV2(…)"),
    "datasets.runs.query": "client.Datasets.ExperimentRuns.Query(…)",
}  # fmt: skip
_JAVA = {
    **dict.fromkeys(("runs.query", "runs.query_v1"), "client.runs().queryV2(…)"),
    **dict.fromkeys(("runs.retrieve", "runs.retrieve_v1"), "client.runs().retrieveV2(…)"),
    "datasets.runs.query": "client.datasets().experimentRuns().query(…)",
}  # fmt: skip

ENDING_CALLS: dict[str, Mapping[str, str]] = {
    "python": _PYTHON,
    **dict.fromkeys(("javascript", "typescript", "tsx"), _SCRIPT),
    "go": _GO,
    **dict.fromkeys(("java", "kotlin"), _JAVA),
}
"""The methods of each language's SDK that end, in snake case, with what replaces them.

The sources are the deprecation notes of the Python SDK 0.11.1, 0.15.0 and 0.15.1, of the JavaScript SDK 0.12.0 and of the Go
SDK of August 2026, and the tables of the documentation's migration guide (``smithdb-sdk-migration``) for Java and older
versions for Go. ``get_run_stats`` has no such note; it queries v1, and the SDK has no method of v2 in its place.
"""

ENDING_FUNCTIONS = frozenset({"compute_test_metrics"})
"""Those that are functions and no methods."""
REPLACED_BY_OURS = frozenset({"list_runs"})
"""Those that the client of filterlang has as well, for v1 and v2."""

OWN_CALLS = frozenset({
    "list_runs", "get_run_stats", "list_shared_runs", "read_shared_run", "read_run_shared_link", "get_run_url",
    "add_runs_to_annotation_queue", "delete_run_from_annotation_queue", "get_run_from_annotation_queue",
    "list_runs_from_annotation_queue", "compute_test_metrics",
})  # fmt: skip
"""Methods with names that hardly another library has: a file that names LangSmith is enough. The others need its import."""

OWN_ARGUMENTS = frozenset(
    {"project_name", "is_root", "trace_filter", "tree_filter", "reference_example_id", "parent_run_id", "run_type"}
)
"""Arguments, in snake case, that tell ``list_runs`` of LangSmith from that of any other library."""

QUERY_OF_RUNS = "/api/v2/runs/query"
"""The address of v2 that takes a query as v1's address of the same name does."""
_SEGMENT = r"[^/\s\"'`?]{1,100}"
ENDING_ENDPOINTS: tuple[tuple[str, str], ...] = (
    (rf"/public/{_SEGMENT}/runs/query", "/api/v2/public/{share_token}/runs/query"),
    (rf"/datasets/{_SEGMENT}/runs", "/api/v2/datasets/{dataset_id}/experiment-runs"),
    ("/runs/query", QUERY_OF_RUNS),
    ("/runs/stats", "/api/v2/runs/query, and count what it gives"),
)
"""The addresses of v1 that end, as patterns, the longer ones first, with those that replace them. The source is the migration
guide, and for ``/runs/stats`` that it queries v1."""
DETAILS_OF_ENDPOINTS: dict[str, str] = {
    "/api/v2/datasets/{dataset_id}/experiment-runs": (
        "the body has experiment_ids in the place of session_ids, page_size (at most 100) and cursor in the place of limit and "
        "offset, and selects; the answer has items and next_cursor"
    ),
    "/api/v2/public/{share_token}/runs/query": (
        "the body has selects, and the answer items and next_cursor; it takes no filter"
    ),
    "/api/v2/runs/query, and count what it gives": "select TOTAL_TOKENS, TOTAL_COST, STATUS and LATENCY_SECONDS for it",
}  # fmt: skip
"""What the bodies and answers of addresses of v2 have, where they differ most. The source is the Python SDK 0.15."""
IN_EACH_ENDPOINT = "/runs"
"""The text that each of these addresses has."""
