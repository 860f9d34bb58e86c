"""The fields of a run in v1's answers (LangSmith's OpenAPI document, ``RunSchema``).

Owns the invariant that a run has the fields that ``RunSchema`` requires, whatever was selected.
"""

from collections.abc import Iterable, Mapping

from filterlang.exports.records import Record
from filterlang.schema.run_schema import RUN_FIELDS, V1_FIELDS, ColumnType
from filterlang.serve.exported_projects import ExportedProjects
from filterlang.serve.run_fields import APP_PATH, PARENT, PARENTS, PROJECT, THREAD, TRACE, OutputField, stored

_ON_REQUEST = {
    "inputs_preview", "inputs_s3_urls", "inputs_or_signed_url", "outputs_preview", "outputs_s3_urls", "outputs_or_signed_url",
    "s3_urls", "error_or_signed_url", "events_or_signed_url", "extra_or_signed_url", "serialized_or_signed_url",
    "child_run_ids", "trace_min_max_start_time", "messages", "inserted_at",
}  # fmt: skip
DEFAULT_SELECT = [name for name in V1_FIELDS if name not in _ON_REQUEST]
_ALWAYS = ("id", "name", "run_type", "start_time", "status", "trace_id", "dotted_order", "session_id", "app_path")
"""The fields of a run whatever was selected: those that RunSchema and the SDKs require."""


def output_fields(select: Iterable[str]) -> dict[str, OutputField]:
    """Returns the selected fields and the required ones, by name."""
    return {name: _DERIVED.get(name) or stored(name) for name in dict.fromkeys((*_ALWAYS, *select))}


def values(record: Record, projects: ExportedProjects, fields: Mapping[str, OutputField]) -> dict[str, object]:
    """Returns the values of fields, by name."""
    return {name: field.value(record, projects) for name, field in fields.items()}


def whole_run(record: Record, projects: ExportedProjects) -> dict[str, object]:
    """Returns all fields of a run."""
    return values(record, projects, output_fields(V1_FIELDS))


def _cost(name: str) -> OutputField:
    """A cost as the text of a decimal, as v1 writes it."""
    return OutputField(lambda record, _: None if record.get(name) is None else str(record[name]), (name,))


_DERIVED: dict[str, OutputField] = {
    "name": stored("name", otherwise=""),
    "run_type": stored("run_type", otherwise="chain"),
    "status": stored("status", otherwise="pending"),
    "dotted_order": stored("dotted_order", otherwise=""),
    "trace_upgrade": stored("trace_upgrade", otherwise=False),
    "trace_id": TRACE,
    "session_id": PROJECT,
    "app_path": APP_PATH,
    "parent_run_id": PARENT,
    "parent_run_ids": PARENTS,
    "thread_id": THREAD,
    **{name: stored(name, otherwise=0) for name in ("total_tokens", "prompt_tokens", "completion_tokens")},
    **{name: _cost(name) for name, field in RUN_FIELDS.items() if field.column is ColumnType.COST},
}
"""The fields that are more than the stored value."""
