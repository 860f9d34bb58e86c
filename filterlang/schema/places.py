"""The places that keep filters: request bodies, files, resources and calls, with the keys that hold the filters.

Owns the invariant that each key says what its filter is evaluated on.
"""

from collections.abc import Mapping
from enum import StrEnum

from filterlang.findings.evidence import Evidence
from filterlang.schema.citations import (
    CLI_APPLY, CLI_FLAGS, MCP, OPENAPI, SDK_AI_SEARCH, SDK_CALLS, SDK_CHARTS, SDK_RULES, SDK_SESSIONS, SDK_THREADS, TERRAFORM,
    TERRAFORM_OTHERS, UI_URL,
)  # fmt: skip
from filterlang.text.frozen import dataclass


class Kind(StrEnum):
    """What a filter is evaluated on."""

    RUN = "run"
    TRACE = "trace"
    """The root run of a trace; for threads also the sums over the trace."""
    TREE = "tree"
    """Any run of a trace."""
    THREAD = "thread"
    """The summary of a thread. Which fields it has is not published."""
    EXAMPLES = "examples"
    """The examples of a dataset, in their smaller dialect."""
    SESSIONS = "sessions"
    """Projects (sessions), whose fields are not those of runs."""


OF_RUNS = frozenset({Kind.RUN, Kind.TRACE, Kind.TREE})
"""What is evaluated on runs, and so has the fields of runs."""

UNPUBLISHED = frozenset({Kind.THREAD, Kind.SESSIONS})
"""Kinds of filters whose fields are not published."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A place that keeps filters. ``keys`` hold them, written as paths where they are inside of lists or objects.

    ``[]`` in a path stands for the items of a list, ``*`` for any key of an object.

    ``signs`` tell the place from those of other products in a document: each lists keys in snake case, and the place is
    recognised where one object on the way to the filter has all keys of a sign. ``name~fetch_runs`` is the key ``name`` with
    a text that contains ``fetch_runs``. A place without signs is not recognised by its keys.
    """

    name: str
    says: str
    keys: Mapping[str, Kind]
    evidence: Evidence
    signs: tuple[str, ...] = ()


_RUN, _TRACE, _TREE, _THREAD = Kind.RUN, Kind.TRACE, Kind.TREE, Kind.THREAD
_SCOPED = {"filter": _RUN, "trace_filter": _TRACE, "tree_filter": _TREE}
_OF_THREADS = {"filter": _TRACE, "thread_filter": _THREAD, "trace_filter": _TRACE, "tree_filter": _TREE}
_CAMEL = {"filter": _RUN, "traceFilter": _TRACE, "treeFilter": _TREE}
_VIEW = {f"{name}_string": kind for name, kind in _SCOPED.items()}
_ALERT = {"filter": _RUN, "denominator_filter": _RUN}
_CHART = {
    **{f"common_filters.{name}": kind for name, kind in _SCOPED.items()},
    **{f"series[].filters.{name}": kind for name, kind in _SCOPED.items()},
    "series[].filter_definition.run_filter": _RUN, "series[].filter_definition.trace_filter": _TRACE,
    "series[].filter_definition.tree_filter": _TREE, "series[].metric_definition.filter": _RUN,
    "series[].metric_definition.numerator.filter": _RUN, "series[].metric_definition.denominator.filter": _RUN,
}  # fmt: skip
TOOL_ARGUMENTS = ("arguments", "args", "input", "parameters")
"""Keys under which the arguments of a call of a tool stand."""
TOOL_NAMES = ("name", "tool", "tool_name")
"""Keys beside these that name the tool."""

PLACES: dict[str, Place] = {
    place.name: place
    for place in (
        # Request bodies and query strings
        Place("v1 runs", "POST /api/v1/runs/query, /query/validate, /stats", {**_SCOPED, "search_filter": _RUN}, OPENAPI,
              ("trace_filter", "tree_filter", "session is_root", "session select", "session run_type", "is_root run_type",
               "session data_source_type")),
        Place("v1 run groups", "POST /api/v1/runs/group, /group/stats", {"filter": _RUN}, OPENAPI, ("session_id group_by",)),
        Place("v2 runs", "POST /api/v2/runs/query; sem_filter and ai_search are plain language", _SCOPED, SDK_CALLS,
              ("project_ids selects", "project_ids min_start_time", "project_ids page_size", "project_ids ai_search")),
        Place("run rules", "POST and GET /api/v1/runs/rules, GET /api/v2/runs/rules", {**_SCOPED, "thread_filter": _THREAD},
              SDK_RULES, ("display_name sampling_rate", "session_id sampling_rate", "project_id sampling_rate",
                          "dataset_id sampling_rate", "rule_id trace_filter", "evaluators sampling_rate")),
        Place("v2 traces", "POST /api/v2/traces/query; there is no filter", {"trace_filter": _TRACE, "tree_filter": _TREE},
              SDK_CALLS),
        Place("v2 threads", "POST /api/v2/threads/query and /stats, which deprecates filter", _OF_THREADS, SDK_THREADS,
              ("project_id thread_filter",)),
        Place("experiment runs", "POST /api/v2/datasets/{id}/experiment-runs, by session", {"filters.*[]": _RUN},
              SDK_CALLS, ("experiment_ids", "session_ids", "comparative_experiment_id")),
        Place("projects", "GET /api/v1/sessions, /api/v2/sessions", {"filter": Kind.SESSIONS, "stats_filter": _RUN},
              SDK_SESSIONS, ("stats_filter",)),
        Place("examples", "GET /api/v1/examples, /examples/count", {"filter": Kind.EXAMPLES}, OPENAPI,
              ("dataset as_of", "dataset_id as_of")),
        Place("decision models", "POST /api/v1/runs/rules/decision-models", {"filter": _RUN}, SDK_CALLS,
              ("display_name questions",)),
        Place("views of threads", "the same as views, with the type threads", {"filter_string": _THREAD}, OPENAPI,
              ("display_name type~threads",)),
        Place("views", "POST and PATCH /api/v1/sessions/{id}/views, of the old filters", _VIEW,
              OPENAPI, ("trace_filter_string", "tree_filter_string", "display_name type", "display_name description",
                      "display_name filter_string")),
        Place("charts", "POST /api/v1/charts/create, PATCH /charts/{id}, dashboards", _CHART, SDK_CHARTS,
              ("chart_type", "series bucket_info", "chart bucket_info", "series title", "metric filters",
               "series common_filters", "chart_type common_filters", "filter_definition", "source_type",
               "metric_definition name")),
        Place("alert rules", "POST and PATCH /v1/platform/alerts/{session}, under rule", _ALERT, OPENAPI,
              ("attribute aggregation", "attribute window_minutes", "denominator_filter")),
        Place("alert bodies", "the same, with their actions", {f"rule.{name}": kind for name, kind in _ALERT.items()}, OPENAPI,
              ("rule actions",)),
        Place("bulk exports", "POST /api/v1/bulk-exports", {"filter": _RUN}, OPENAPI,
              ("bulk_export_destination_id",)),
        Place("insights", "POST /api/v1/sessions/{id}/insights", {"filter": _RUN}, OPENAPI,
              ("summary_prompt", "name last_n_hours")),
        Place("issues agent", "POST and PATCH /v1/platform/sessions/{id}/issues-agent", {"run_filter": _RUN}, OPENAPI),
        Place("issues", "answers of GET /api/v1/platform/issues",
              {"evidence.series[].run_filter": _RUN, "evidence.series[].metric_definition.filter": _RUN}, SDK_CALLS,
              ("evidence",)),
        Place("AI search", "answers of POST /api/v2/ai-search/parse, which writes filters",
              {**_SCOPED, "thread_filter": _THREAD, "clarification.options[].filter": _RUN}, SDK_AI_SEARCH, ("clarification",)),
        # Resources and files
        Place("langsmith_run_rule", "Terraform", _SCOPED, TERRAFORM),
        Place("langsmith_alert_rule", "Terraform", _ALERT, TERRAFORM),
        Place("langsmith_bulk_export", "Terraform", {"filter": _RUN}, TERRAFORM_OTHERS),
        Place("langsmith_filter_view", "Terraform", _VIEW, TERRAFORM_OTHERS),
        Place("langsmith_chart", "Terraform; series and common_filters are JSON texts", _CHART, TERRAFORM_OTHERS),
        Place("langsmith_insights_config", "Terraform; config is a JSON text", {"config.filter": _RUN}, TERRAFORM_OTHERS),
        Place("langsmith apply", "manifests of kind Alert, under spec",
              {f"spec.{name}": kind for name, kind in _ALERT.items()}, CLI_APPLY, ("kind~Alert api_version~langsmith",)),
        Place("insights files", "langsmith insights create --config", {"filter": _RUN}, CLI_FLAGS),
        # Calls
        Place("langsmith flags", "langsmith run list, run export, thread get", {"--filter": _RUN}, CLI_FLAGS),
        Place("langsmith trace list", "sent as trace_filter on v2", {"--filter": _TRACE}, CLI_FLAGS),
        Place("langsmith evaluator upload", "online evaluators", {"--trace-filter": _TRACE}, CLI_FLAGS),
        Place("Python SDK", "list_runs, get_run_stats, runs.query_v2", _SCOPED, SDK_CALLS),
        Place("Python SDK examples", "list_examples", {"filter": Kind.EXAMPLES}, SDK_CALLS),
        Place("Python SDK threads", "threads.query, threads.list_traces, threads.aggregate_stats", _OF_THREADS, SDK_CALLS),
        Place("TypeScript SDK", "listRuns, getRunStats", _CAMEL, SDK_CALLS),
        Place("Go SDK", "RunQueryParams and its kin",
              {"Filter": _RUN, "TraceFilter": _TRACE, "TreeFilter": _TREE, "ThreadFilter": _THREAD}, SDK_CALLS),
        Place("MCP", "the tool fetch_runs of langsmith-mcp-server",
              {f"{holder}.{name}": kind for holder in TOOL_ARGUMENTS for name, kind in _SCOPED.items()}, MCP,
              tuple(f"{key}~fetch_runs" for key in TOOL_NAMES)),
        Place("MCP examples", "the tool list_examples of langsmith-mcp-server",
              {f"{holder}.filter": Kind.EXAMPLES for holder in TOOL_ARGUMENTS}, MCP,
              tuple(f"{key}~list_examples" for key in TOOL_NAMES)),
        Place("links", "the parameter searchModel of the old user interface, JSON",
              {f"searchModel.{name}": kind for name, kind in (*_CAMEL.items(), ("searchFilter", _RUN))}, UI_URL,
              ("search_model",)),
    )
}  # fmt: skip
"""The places that are known, by name. Those of the new search bar are not published."""

_PAGED = {"trace_filter": _TRACE, "tree_filter": _TREE}
_OF_SESSIONS = {"filter": Kind.SESSIONS, "stats_filter": _RUN}
_OF_EXAMPLES = {"filter": Kind.EXAMPLES}
_ONLY_RUN = {"filter": _RUN}

CALLS: dict[str, dict[str, Kind]] = {
    # v1, which ends (``end_of_v1``)
    "list_runs": {**_SCOPED, "search_filter": _RUN}, "get_run_stats": _SCOPED, "list_threads": {"filter": _TRACE},
    "read_thread": _ONLY_RUN, "list_examples": _OF_EXAMPLES, "fetch_runs": _SCOPED, "run_stats": _SCOPED,
    "similar_examples": {},
    # v2
    **dict.fromkeys(("runs.query", "runs.query_v2", "runs.stats", "streaming.query_v2", "streaming.query_v2_items"), _SCOPED),
    "traces.query": _PAGED, "traces.list_runs": _ONLY_RUN, "threads.query": _OF_THREADS, "threads.list_traces": _OF_THREADS,
    "threads.stats": _OF_THREADS, "threads.aggregate_stats": _OF_THREADS, "sessions.list": _OF_SESSIONS,
    "sessions.list_v2": _OF_SESSIONS, "experiment_runs.query": {"filters": _RUN}, "create_decision_model": _ONLY_RUN,
    "examples.list": _OF_EXAMPLES, "examples.retrieve_count": _OF_EXAMPLES,
    # the parameter objects of Go, Java, Kotlin and C#
    **dict.fromkeys(("run_query_params", "run_query_v1_params", "run_query_v2_params", "run_stats_query_params",
                     "query_query_runs_request_body", "body_params_for_runs_query_schema"), _SCOPED),
    "trace_query_params": _PAGED, "trace_list_runs_params": _ONLY_RUN, "thread_query_params": _OF_THREADS,
    "thread_list_traces_params": _OF_THREADS, "thread_stats_params": _OF_THREADS,
    "thread_aggregate_stats_params": _OF_THREADS, "session_list_params": _OF_SESSIONS, "session_list_v2_params": _OF_SESSIONS,
    "dataset_run_query_params": {"filters": _RUN}, "dataset_experiment_run_query_params": {"filters": _RUN},
    "example_list_params": _OF_EXAMPLES, "example_retrieve_count_params": _OF_EXAMPLES,
    "create_run_clustering_job_request_param": _ONLY_RUN,
}  # fmt: skip
"""The calls and parameter objects of LangSmith's SDKs, in snake case, with their arguments that are filters. A name that other
libraries have too, such as ``query``, is listed with the name that it is called on. The filter of ``similar_examples`` is in
a language of its own."""

COMMANDS: dict[str, dict[str, Kind]] = {
    "langsmith": _SCOPED, "langsmith trace": {**_SCOPED, "filter": _TRACE}, "langsmith example": _OF_EXAMPLES,
    "langsmith examples": _OF_EXAMPLES, "langsmith-cli": _SCOPED, "langsmith-cli examples": _OF_EXAMPLES,
    "query_traces": _ONLY_RUN, "query_runs": _ONLY_RUN,
}  # fmt: skip
"""The commands with flags that are filters, in snake case. A command with its subcommands is listed where these decide."""

_SEGMENT = r"[^/\s\"'`]+"
REQUESTS: tuple[tuple[str, dict[str, Kind], bool], ...] = (
    (r"/runs/rules/decision-models\b", _ONLY_RUN, True),
    (r"/runs/rules\b", {**_SCOPED, "thread_filter": _THREAD}, True),
    (r"/runs/(?:query|stats|group)\b", {**_SCOPED, "search_filter": _RUN}, True),
    (r"/traces/query\b", _PAGED, True),
    (r"/threads/(?:query|stats)\b", _OF_THREADS, True),
    (rf"/threads/{_SEGMENT}/(?:traces|stats)\b", {"filter": _TRACE}, False),
    (rf"/traces/{_SEGMENT}/runs\b", _ONLY_RUN, False),
    (rf"/datasets/{_SEGMENT}/(?:experiment-)?runs\b", {"filters": _RUN}, True),
    (rf"/sessions/{_SEGMENT}/views\b", _VIEW, True),
    (rf"/sessions/{_SEGMENT}/insights\b", _ONLY_RUN, True),
    (r"/issues-agent\b", {"run_filter": _RUN}, True),
    (r"/(?:org-)?charts\b|/dashboard\b", {**_SCOPED, "run_filter": _RUN}, False),
    (r"/platform/alerts\b", _ALERT, True),
    (r"/bulk-exports\b", _ONLY_RUN, True),
    (r"/api/v[12]/examples\b", _OF_EXAMPLES, True),
    (r"/api/v[12]/sessions\b", _OF_SESSIONS, True),
    (r"/examples\b", _OF_EXAMPLES, False),
    (r"/sessions\b", _OF_SESSIONS, False),
)
"""The addresses of LangSmith's HTTP interface, as patterns, the longer ones first: the keys of a request that are filters,
at any depth, and whether no other service has such an address."""

REQUEST_CALLS: tuple[tuple[str, str], ...] = (
    (r"/v2/runs/query\b", "runs.query"),
    (r"/runs/query\b", "list_runs"),
    (r"/traces/query\b", "traces.query"),
    (r"/threads/query\b", "threads.query"),
)
"""The calls that send a request, by the address, as a pattern, the longer ones first."""

NAMES: dict[str, Kind] = {
    "filter": _RUN, "filters": _RUN, "filter_": _RUN, "filter_str": _RUN, "filter_string": _RUN, "filter_expr": _RUN,
    "filter_expression": _RUN, "filter_query": _RUN, "run_filter": _RUN, "runs_filter": _RUN, "search_filter": _RUN,
    "stats_filter": _RUN, "denominator_filter": _RUN, "langsmith_filter": _RUN, "common_filter": _RUN,
    "trace_filter": _TRACE, "trace_filter_string": _TRACE, "root_filter": _TRACE, "tree_filter": _TREE,
    "tree_filter_string": _TREE, "thread_filter": _THREAD,
}  # fmt: skip
"""Names of keys and variables that filters are kept under, in snake case."""
