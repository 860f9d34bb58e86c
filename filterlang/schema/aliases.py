"""Names that people and coding agents write for fields and operators, from public filters and documentation."""

from filterlang.schema.types import Alias

_MS = 0.001

FIELD_ALIASES: dict[str, Alias] = {
    **dict.fromkeys(("latency_ms", "duration_ms", "elapsed_ms", "latency_millis", "response_time_ms", "execution_time_ms"),
                    Alias("latency", scale=_MS)),
    **dict.fromkeys(("duration", "latency_seconds", "latency_s", "latency_sec", "duration_seconds", "duration_s", "elapsed",
                     "elapsed_time", "execution_time", "response_time", "run_time", "runtime", "total_time"), Alias("latency")),
    **dict.fromkeys(("type", "runtype", "run_kind", "kind", "span_type"), Alias("run_type")),
    **dict.fromkeys(("run_name", "span_name", "title"), Alias("name")),
    **dict.fromkeys(("state", "run_status"), Alias("status")),
    **dict.fromkeys(("start", "started_at", "created_at", "timestamp", "time", "date", "start_date", "startTime"),
                    Alias("start_time")),
    **dict.fromkeys(("end", "ended_at", "finished_at", "completed_at", "endTime"), Alias("end_time")),
    **dict.fromkeys(("error_message", "exception", "err", "errors"), Alias("error")),
    **dict.fromkeys(("total_token_count", "tokens", "token_count", "num_tokens", "total_token"), Alias("total_tokens")),
    **dict.fromkeys(("input_tokens", "prompt_token_count"), Alias("prompt_tokens")),
    **dict.fromkeys(("output_tokens", "completion_token_count"), Alias("completion_tokens")),
    **dict.fromkeys(("cost", "price", "total_price", "cost_usd"), Alias("total_cost")),
    **dict.fromkeys(("root", "is_root_run", "isRoot", "is_trace"), Alias("is_root")),
    **dict.fromkeys(("run_id", "span_id", "runId"), Alias("id")),
    **dict.fromkeys(("root_run_id", "root_id", "traceId"), Alias("trace_id")),
    **dict.fromkeys(("parent_id", "parent_run", "parent", "parentRunId"), Alias("parent_run_id")),
    **dict.fromkeys(("thread", "threadId"), Alias("thread_id")),
    **dict.fromkeys(("project_id", "projectId", "tracing_project_id"), Alias("session_id")),
    **dict.fromkeys(("example_id", "reference_example"), Alias("reference_example_id")),
    **dict.fromkeys(("feedback_keys", "feedback_name", "feedback.key"), Alias("feedback_key")),
    **dict.fromkeys(("score", "feedback.score", "feedback_stats.score"), Alias("feedback_score")),
    **dict.fromkeys(("feedback.value", "feedback_label"), Alias("feedback_value")),
    **dict.fromkeys(("input",), Alias("inputs")),
    **dict.fromkeys(("output", "response"), Alias("outputs")),
    **dict.fromkeys(("labels", "label"), Alias("tags")),
    **dict.fromkeys(("project_name", "session_name", "project", "session", "projectName"), Alias(parameter="project_name")),
    **dict.fromkeys(("limit",), Alias(parameter="limit")),
    **dict.fromkeys(("model", "model_name", "llm_model"), Alias(metadata_key="ls_model_name", safe=False)),
    **dict.fromkeys(("provider", "model_provider"), Alias(metadata_key="ls_provider", safe=False)),
    **{key: Alias(metadata_key=key, safe=False) for key in (
        "user_id", "customer_id", "tenant_id", "conversation_id", "revision_id", "environment", "env", "version", "user",
        "ls_provider", "ls_model_name", "ls_run_depth", "lc_agent_name", "langgraph_node", "langgraph_step", "deployment")},
}  # fmt: skip
"""Names that are not fields, and their meanings. A scale turns milliseconds into seconds."""

RUN_NAMES = frozenset({"run", "runs", "trace", "r", "row", "record", "span", "item", "F", "f", "x", "t", "df", "self"})
"""Names that programs give to a run, in front of the name of its field."""

ENUM_ALIASES: dict[str, str] = {
    **dict.fromkeys(("failed", "failure", "fail", "errored", "err", "errors", "exception", "crashed"), "error"),
    **dict.fromkeys(("ok", "succeeded", "successful", "succeed", "completed", "complete", "done", "passed"), "success"),
    **dict.fromkeys(("running", "in_progress", "started", "incomplete", "ongoing", "queued"), "pending"),
    **dict.fromkeys(("function", "function_call", "tool_call", "tools"), "tool"),
    **dict.fromkeys(("model", "chat_model", "chatmodel", "chat", "generation", "completion"), "llm"),
    **dict.fromkeys(("embeddings", "embed"), "embedding"),
    **dict.fromkeys(("retrieval", "retrieve"), "retriever"),
    **dict.fromkeys(("agent", "workflow", "root", "span", "graph"), "chain"),
}  # fmt: skip
"""Values that people write for an enumeration, and the value of the enumeration that they mean."""

UNATTESTED_VALUES = frozenset({"interrupted"})
"""Values of enumerations that only the documentation of the search bar lists."""

Presence = tuple[str, str, str | bool]
"""A comparison: operator, field, value."""

PRESENCE: dict[str, tuple[Presence, Presence]] = {
    "error": (("eq", "status", "error"), ("neq", "status", "error")),
    "parent_run_id": (("eq", "is_root", False), ("eq", "is_root", True)),
    "end_time": (("neq", "status", "pending"), ("eq", "status", "pending")),
}
"""The comparisons that say that a field has a value, and that it has none, since null is refused (docs PR #4569 for error)."""

ALWAYS_THERE = frozenset({"id", "name", "run_type", "status", "start_time", "trace_id", "session_id", "is_root"})
"""Fields that every run has (OpenAPI, RunSchema)."""

THREAD_KEYS = ("session_id", "thread_id")
"""The keys of the metadata that put a run into a thread (docs, export-traces)."""

ELEMENT: dict[str, str] = {"tags": "tag"}
"""For a list field, the field that stands for one of its elements."""

CUSTOM = "metadata"
"""The family of pairs that holds what users put on a run themselves: where an unknown field most likely is a key."""

OPERATOR_FIELDS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("has_tag", "hastag", "tagged", "tag", "tags", "has_tags"), ("has", "tags")),
    **dict.fromkeys(("has_metadata", "has_metadata_key"), ("present", "metadata")),
    **dict.fromkeys(("has_feedback", "has_feedback_key"), ("eq", "feedback_key")),
    **dict.fromkeys(("has_error", "is_error", "errored", "is_errored"), ("present", "error")),
}  # fmt: skip
"""Operators that name their field themselves, as in has_tag("beta"): the operation and the field that they mean."""

INSTEAD: dict[tuple[str, str], str] = {
    ("eq", "tags"): "has", ("in", "tags"): "in", ("neq", "tags"): "notcontains",
    ("has", "name"): "contains", ("has", "payload"): "contains", ("has", "error"): "contains", ("has", "value"): "contains",
    ("has", "enum"): "eq", ("has", "id"): "eq", ("has", "key"): "eq", ("has", "feedback_key"): "eq", ("has", "label"): "eq",
    ("has", "tag"): "eq", ("eq", "payload"): "contains", ("neq", "payload"): "notcontains", ("eq", "error"): "contains",
    ("neq", "error"): "notcontains", ("eq", "json"): "has", ("in", "flag"): "eq",
}  # fmt: skip
"""The operation to suggest where a kind of field (a row of the operators' matrix) does not take an operator."""
