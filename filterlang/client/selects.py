"""The fields to select, under the names of either API.

Owns the invariants that a caller may name a field one way for both APIs, and that a call without ``select`` never gets only
ids.
"""

from collections.abc import Iterable, Sequence

from filterlang.evaluate.selection import SELECTABLE
from filterlang.schema.fields import FIELDS

DEFAULT = (
    "app_path", "completion_cost", "completion_tokens", "dotted_order", "end_time", "error", "events", "extra",
    "feedback_stats", "first_token_time", "id", "inputs", "name", "outputs", "parent_run_id", "parent_run_ids", "prompt_cost",
    "prompt_tokens", "reference_example_id", "run_type", "s3_urls", "session_id", "start_time", "status", "tags", "total_cost",
    "total_tokens", "trace_id",
    "completion_cost_details", "completion_token_details", "in_dataset", "prompt_cost_details", "prompt_token_details",
    "thread_id",
)  # fmt: skip
"""The fields of a call without ``select``: the list of the langsmith SDK's ``Client`` (client.py, ``default_select``), and the
small fields that its ``AsyncClient`` also gets, since it leaves the choice to v1's server. That choice adds ``serialized`` and
``manifest``, which can be most of a run."""

V2_FIELDS = (
    "ID", "NAME", "RUN_TYPE", "STATUS", "START_TIME", "END_TIME", "LATENCY_SECONDS", "FIRST_TOKEN_TIME", "ERROR",
    "ERROR_PREVIEW", "EXTRA", "METADATA", "EVENTS", "INPUTS", "INPUTS_PREVIEW", "OUTPUTS", "OUTPUTS_PREVIEW", "MANIFEST",
    "PARENT_RUN_IDS", "PROJECT_ID", "TRACE_ID", "THREAD_ID", "DOTTED_ORDER", "IS_ROOT", "REFERENCE_EXAMPLE_ID",
    "REFERENCE_DATASET_ID", "TOTAL_TOKENS", "PROMPT_TOKENS", "COMPLETION_TOKENS", "TOTAL_COST", "PROMPT_COST",
    "COMPLETION_COST", "PROMPT_TOKEN_DETAILS", "COMPLETION_TOKEN_DETAILS", "PROMPT_COST_DETAILS", "COMPLETION_COST_DETAILS",
    "PRICE_MODEL_ID", "TAGS", "APP_PATH", "ATTACHMENTS", "THREAD_EVALUATION_TIME", "IS_IN_DATASET", "LAST_QUEUED_AT",
    "SHARE_URL", "FEEDBACK_STATS", "LS_USER_ID",
)  # fmt: skip
"""v2's ``RunSelectField``, from LangSmith's OpenAPI document and the langsmith SDK 0.15."""

_OF_FAMILY = {"feedback": "feedback_stats", "metadata": "metadata"}

_TO_V2 = {
    **{name.lower(): name for name in V2_FIELDS},
    "session_id": "PROJECT_ID",
    "in_dataset": "IS_IN_DATASET",
    "parent_run_id": "PARENT_RUN_IDS",
    "share_token": "SHARE_URL",
    "serialized": "MANIFEST",
    "manifest_id": "MANIFEST",
    "s3_urls": "ATTACHMENTS",
    "latency": "LATENCY_SECONDS",
    "url": "APP_PATH",
    "tag": "TAGS",
    **{field.name: _OF_FAMILY.get(field.family, f"{field.family}s").upper() for field in FIELDS.values() if field.family},
    **{f"{name}_or_signed_url": name.upper() for name in ("inputs", "outputs", "error", "events", "extra")},
    "serialized_or_signed_url": "MANIFEST",
}
"""v2's name for a field (LangSmith's migration guide, the table of fields)."""

_TO_V1: dict[str, tuple[str, ...]] = {
    **{name: (name,) for name in SELECTABLE},
    "project_id": ("session_id",),
    "is_in_dataset": ("in_dataset",),
    "latency": ("start_time", "end_time"),
    "latency_seconds": ("start_time", "end_time"),
    "metadata": ("extra",),
    "is_root": ("parent_run_id",),
    "error_preview": ("error",),
    "attachments": ("s3_urls",),
    "share_url": ("share_token",),
    "url": ("app_path",),
    "tag": ("tags",),
    **{field.name: field.stored[:1] for field in FIELDS.values() if field.family},
}
"""v1's names for a field: those that hold its value, or from which it follows."""

KNOWN_FIELDS = (*_TO_V1, *(name for name in _TO_V2 if name not in _TO_V1))
"""Every field that one of the APIs knows."""


def v1_select(names: Sequence[str]) -> list[str]:
    """Returns v1's names for fields, each once."""
    return _unique(v1_name for name in names for v1_name in _TO_V1[name])


def v2_selects(names: Sequence[str]) -> list[str]:
    """Returns v2's names for fields, each once."""
    return _unique(_TO_V2[name] for name in names)


def fields_unknown_to(api: str, names: Sequence[str] | None) -> list[str]:
    """Returns the fields among the names that an API does not have."""
    known = _TO_V1 if api == "v1" else _TO_V2
    return [name for name in names or () if name not in known]


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
