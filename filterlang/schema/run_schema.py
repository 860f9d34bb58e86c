"""What a run has, as LangSmith's APIs and exports give it, and how tables and both APIs' ``select`` name it.

Owns the invariant that a field of a run has one row here: its column in a table, and what to select for it. The filter fields
of ``fields.FIELDS`` are another set: some of them are computed, and most of what a run has cannot be filtered by.

Sources: LangSmith's OpenAPI document (v1's RunSchema and RunSelect, v2's RunResponse and RunSelectField), the langsmith SDK
0.15 (``default_select`` of client.py), and LangSmith's migration guide (the table of fields).
"""

from dataclasses import dataclass
from enum import StrEnum


class ColumnType(StrEnum):
    """What a column of a table holds. JSON is text, as ``rows.json_text`` writes it."""

    TEXT = "text"
    WHOLE = "whole number of 64 bits"
    COST = "decimal of 12 places"
    NUMBER = "double"
    BOOLEAN = "truth value"
    DATETIME = "time to the microsecond, in UTC"
    TEXTS = "list of texts"
    JSON = "JSON"


@dataclass(frozen=True, slots=True, eq=False)
class RunField:
    """A field of a run.

    ``v1`` and ``v2`` are what to select on an API in order to know it: on v1 its own name where v1's RunSelect has it; empty
    where an API does not have it. ``by_default`` fields are selected when nobody says what to select.
    """

    name: str
    column: ColumnType
    v1: tuple[str, ...] = ()
    v2: str = ""
    by_default: bool = False


def _both(name: str, column: ColumnType, v2: str = "", *, by_default: bool = True) -> RunField:
    """A field that both APIs have, under the same name but for v2's capitals where no other name is given."""
    return RunField(name, column, (name,), v2 or name.upper(), by_default)


def _v1(name: str, column: ColumnType = ColumnType.JSON, v2: str = "") -> RunField:
    """A field of v1, with what to select on v2 instead where that says the same."""
    return RunField(name, column, (name,), v2)


_TEXT, _WHOLE, _COST, _NUMBER = ColumnType.TEXT, ColumnType.WHOLE, ColumnType.COST, ColumnType.NUMBER
_BOOLEAN, _DATETIME, _TEXTS, _JSON = ColumnType.BOOLEAN, ColumnType.DATETIME, ColumnType.TEXTS, ColumnType.JSON

_TABLE = (
    _both("id", _TEXT),
    _both("name", _TEXT),
    _both("run_type", _TEXT),
    _both("status", _TEXT),
    _both("error", _TEXT),
    _both("start_time", _DATETIME),
    _both("end_time", _DATETIME),
    _both("first_token_time", _DATETIME),
    _both("tags", _TEXTS),
    _both("inputs", _JSON),
    _both("outputs", _JSON),
    _both("extra", _JSON),
    _both("events", _JSON),
    _v1("serialized", v2="MANIFEST"),
    _both("feedback_stats", _JSON),
    RunField("feedback", _JSON),
    _both("total_tokens", _WHOLE),
    _both("prompt_tokens", _WHOLE),
    _both("completion_tokens", _WHOLE),
    _both("prompt_token_details", _JSON),
    _both("completion_token_details", _JSON),
    _both("total_cost", _COST),
    _both("prompt_cost", _COST),
    _both("completion_cost", _COST),
    _both("prompt_cost_details", _JSON),
    _both("completion_cost_details", _JSON),
    _both("trace_id", _TEXT),
    _both("parent_run_id", _TEXT, "PARENT_RUN_IDS"),
    _both("dotted_order", _TEXT),
    RunField("is_root", _BOOLEAN, ("parent_run_id",), "IS_ROOT"),
    RunField("latency", _NUMBER, ("start_time", "end_time"), "LATENCY_SECONDS"),
    RunField("latency_seconds", _NUMBER, ("start_time", "end_time"), "LATENCY_SECONDS"),
    RunField("execution_order", _WHOLE),
    _both("session_id", _TEXT, "PROJECT_ID"),
    RunField("session_name", _TEXT),
    _both("thread_id", _TEXT),
    _both("reference_example_id", _TEXT),
    _both("reference_dataset_id", _TEXT, by_default=False),
    RunField("ls_user_id", _TEXT, v2="LS_USER_ID"),
)
"""What filters look at, and what exports usually hold beside it: the columns of a table of runs, in order."""

_ON_REQUEST = (
    _both("last_queued_at", _DATETIME, by_default=False),
    _v1("trace_first_received_at", _DATETIME),
    _v1("inserted_at", _DATETIME),
    _both("inputs_preview", _TEXT, by_default=False),
    _both("outputs_preview", _TEXT, by_default=False),
    _v1("manifest_id", _TEXT, "MANIFEST"),
    _v1("manifest_s3_id", _TEXT),
    _both("price_model_id", _TEXT, by_default=False),
    _both("app_path", _TEXT),
    _v1("share_token", _TEXT, "SHARE_URL"),
    _v1("trace_tier", _TEXT),
    RunField("project_id", _TEXT, ("session_id",), "PROJECT_ID"),
    RunField("project_name", _TEXT),
    RunField("error_preview", _TEXT, ("error",), "ERROR_PREVIEW"),
    RunField("share_url", _TEXT, ("share_token",), "SHARE_URL"),
    _both("in_dataset", _BOOLEAN, "IS_IN_DATASET"),
    RunField("is_in_dataset", _BOOLEAN, ("in_dataset",), "IS_IN_DATASET"),
    _v1("trace_upgrade", _BOOLEAN),
    RunField("tag", _TEXTS, ("tags",), "TAGS"),
    _v1("ttl_seconds", _WHOLE),
    _v1("inputs_s3_urls"),
    _v1("inputs_or_signed_url", v2="INPUTS"),
    _v1("outputs_s3_urls"),
    _v1("outputs_or_signed_url", v2="OUTPUTS"),
    _both("s3_urls", _JSON, "ATTACHMENTS"),
    RunField("attachments", _JSON, ("s3_urls",), "ATTACHMENTS"),
    _v1("error_or_signed_url", v2="ERROR"),
    _v1("events_or_signed_url", v2="EVENTS"),
    _v1("extra_or_signed_url", v2="EXTRA"),
    _v1("serialized_or_signed_url", v2="MANIFEST"),
    _both("manifest", _JSON, by_default=False),
    _v1("child_run_ids"),
    _both("parent_run_ids", _JSON),
    RunField("direct_child_run_ids", _JSON),
    _v1("trace_min_max_start_time"),
    _v1("messages"),
    RunField("metadata", _JSON, ("extra",), "METADATA"),
    RunField("thread_evaluation_time", _JSON, v2="THREAD_EVALUATION_TIME"),
    RunField("url", _JSON, ("app_path",), "APP_PATH"),
)
"""What becomes a column only when it is selected by name."""

RUN_FIELDS: dict[str, RunField] = {field.name: field for field in (*_TABLE, *_ON_REQUEST)}
"""Everything that a run has, by name."""

TABLE_COLUMNS: dict[str, ColumnType] = {field.name: field.column for field in _TABLE}
"""The columns of a table of runs when nothing is selected."""

V1_FIELDS = tuple(field.name for field in RUN_FIELDS.values() if field.v1 == (field.name,))
"""v1's ``RunSelect``."""

V2_FIELDS = tuple(dict.fromkeys(field.v2 for field in RUN_FIELDS.values() if field.v2))
"""v2's ``RunSelectField``."""

DEFAULT_FIELDS = tuple(field.name for field in RUN_FIELDS.values() if field.by_default)
"""What is selected when nothing is said: the langsmith SDK's ``default_select``, and the small fields that its ``AsyncClient``
gets as well, which leaves the choice to v1's server. That adds ``serialized`` and ``manifest``, which can be most of a run."""

TOTALS = ("total_tokens", "total_cost")
"""The tokens and the dollars that a run and those below it used."""
