"""The shapes of runs in exports, converted to that of the v1 API.

Owns the invariant that a run in the v1 form stays as it is. The other shapes are those of v2 (LangSmith's OpenAPI document,
query.RunResponse: other names, enumerations in capitals, parents as a list, details under ``raw``) and of LangSmith's command
line (langchain-ai/langsmith-cli, internal/extract/extract.go: ``run_id``, ``custom_metadata``, ``token_usage``, ``costs``).
"""

from typing import Any

from filterlang.evaluate.lineage import PARENT, PARENTS, TRACE, parent_of, trace_of
from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Type
from filterlang.text.jsonvalues import as_list, as_mapping, is_object

Record = dict[str, Any]

KeyPath = tuple[str, ...]
"""Where a run in the v1 form keeps a value, as keys from the outside in: ``("extra", "metadata")``."""

STORED: dict[str, KeyPath] = {"metadata": ("extra", "metadata")}
"""By column or key, the place of its values in a run in the v1 form, where that is another."""

ALIASES: dict[str, KeyPath] = {
    "project_id": ("session_id",), "project_name": ("session_name",), "is_in_dataset": ("in_dataset",),
    "run_id": ("id",), "custom_metadata": ("extra", "metadata"),
}  # fmt: skip
"""By other names in exports, the place in the v1 form: the names of v2 (LangSmith's OpenAPI document, query.RunResponse) and
of LangSmith's command line (langchain-ai/langsmith-cli, internal/extract/extract.go)."""

ELSEWHERE = STORED | ALIASES
"""Both: the places in the v1 form of all keys that exports name differently."""

CAPITALS: dict[str, dict[str, str]] = {
    field.name: {value.upper(): value for value in field.values} for field in FIELDS.values() if field.type is Type.ENUM
}
"""By field, the value of v1 for each value of v2, which is in capitals."""

DETAILS = ("prompt_token_details", "completion_token_details", "prompt_cost_details", "completion_cost_details")
RAW = "raw"
MILLISECONDS, SECONDS = "duration_ms", "latency_seconds"
_SPREAD = ("token_usage", "costs")


def in_v1_form(record: Record) -> None:
    """Converts a run to the v1 form, in place. Keys that v1 does not have stay."""
    for name, small in CAPITALS.items():
        value = record.get(name)
        if isinstance(value, str) and value in small:
            record[name] = small[value]
    for name in _SPREAD:
        if is_object(record.get(name)):
            for inner, value in record.pop(name).items():
                _fill_in(record, inner, value)
    if isinstance(milliseconds := record.get(MILLISECONDS), int | float) and not isinstance(milliseconds, bool):
        _fill_in(record, SECONDS, milliseconds / 1000)
    for name in ELSEWHERE.keys() & record.keys():
        _move(record, name, *ELSEWHERE[name])
    if record.get(PARENT) in (None, "") and (parent := parent_of(record)):
        record[PARENT] = parent
    if record.get(TRACE) in (None, "") and (trace := trace_of(record) or _first_text(as_list(record.get(PARENTS)))):
        record[TRACE] = trace
    for name in DETAILS:
        details = as_mapping(record.get(name))
        if len(details) == 1 and is_object(details.get(RAW)):
            record[name] = details[RAW]


def _first_text(items: list[Any]) -> str | None:
    return items[0] if items and isinstance(items[0], str) else None


def _fill_in(record: Record, name: str, value: object) -> None:
    if record.get(name) is None:
        record[name] = value


def _move(record: Record, name: str, outer: str, inner: str = "") -> None:
    """Moves a value to its place in v1: under a key without a value, or into an object, where it replaces a value."""
    if not inner:
        _fill_in(record, outer, record.pop(name))
    elif is_object(record[name]) and (record.get(outer) is None or is_object(record[outer])):
        record[outer] = {**(record.get(outer) or {}), inner: record.pop(name)}
