"""The fields of a run in v2's answers (LangSmith's OpenAPI document, ``query.RunResponse``).

Owns the invariant that a field without a value is left out, apart from ``end_time``, which is null while a run goes on.
"""

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any

from filterlang.evaluate.rows import double, stored_datetime
from filterlang.exports.records import Record
from filterlang.schema.fields import FIELDS as FILTER_FIELDS
from filterlang.schema.run_schema import RUN_FIELDS, ColumnType, RunField
from filterlang.schema.types import Type
from filterlang.serve.exported_projects import ExportedProjects
from filterlang.serve.run_fields import APP_PATH, PARENTS, PROJECT, THREAD, TRACE, OutputField, columns, derived, stored
from filterlang.text.display import clip
from filterlang.text.jsonvalues import as_mapping, is_object

_PREVIEW = 200


def selectable(names: list[str]) -> list[str]:
    """Returns the names. Raises ``ValueError`` for the first that is not a field."""
    for name in names:
        if name not in OUTPUT_FIELDS:
            near = get_close_matches(name.upper(), OUTPUT_FIELDS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "see RunSelectField in LangSmith's API for the names there are"
            raise ValueError(f"a run has no field {clip(name)!r} to select: {hint}")
    return names


def selected_columns(selects: Sequence[str] | None) -> tuple[str, ...]:
    """Returns the columns that the selected fields are made from."""
    return columns(OUTPUT_FIELDS[name] for name in selects or ("ID",))


def selected_values(record: Record, projects: ExportedProjects, selects: Sequence[str] | None) -> dict[str, object]:
    """Returns the selected fields of a run that have a value."""
    values = {name.lower(): OUTPUT_FIELDS[name].value(record, projects) for name in selects or ("ID",)}
    return {name: value for name, value in values.items() if value is not None or name == "end_time"}


def _upper(name: str) -> OutputField:
    return OutputField(lambda record, _: text.upper() if isinstance(text := record.get(name), str) else None, (name,))


def _time(name: str) -> OutputField:
    """A time with its zone (RFC 3339); v1 leaves the zone out."""

    def value(record: Record, _: ExportedProjects) -> str | None:
        time = stored_datetime(record.get(name))
        return None if time is None else time.isoformat().replace("+00:00", "Z")

    return OutputField(value, (name,))


def _number(name: str) -> OutputField:
    """A cost as a number; v1 writes it as text."""
    return OutputField(lambda record, _: None if record.get(name) is None else double(record[name]), (name,))


def _details(name: str, convert: Callable[[Any], object]) -> OutputField:
    """Amounts by category, which v2 puts under ``raw``."""

    def value(record: Record, _: ExportedProjects) -> object:
        amounts = record.get(name)
        return {"raw": {key: convert(amount) for key, amount in as_mapping(amounts).items()}} if is_object(amounts) else None

    return OutputField(value, (name,))


def _attachments(record: Record, projects: ExportedProjects) -> dict[str, object] | None:
    """Returns the URLs of the attachments, ``attachment.<name>`` in ``s3_urls`` (SDK, schemas.py), by name."""
    urls = {
        name.removeprefix("attachment."): as_mapping(location).get("presigned_url")
        for name, location in as_mapping(record.get("s3_urls")).items()
        if name.startswith("attachment.")
    }
    return {name: url for name, url in urls.items() if isinstance(url, str)} or None


_BY_TYPE: dict[ColumnType, Callable[[str], OutputField]] = {ColumnType.DATETIME: _time, ColumnType.COST: _number}


def _stored(field: RunField) -> OutputField:
    """A field that a record holds under its name, as v2 writes values of its type."""
    filter_field = FILTER_FIELDS.get(field.name)
    if filter_field is not None and filter_field.type is Type.ENUM:
        return _upper(field.name)
    return _BY_TYPE.get(field.column, stored)(field.name)


OUTPUT_FIELDS: dict[str, OutputField] = {
    **{field.v2: _stored(field) for field in RUN_FIELDS.values() if field.v2 == field.name.upper()},
    "LATENCY_SECONDS": derived("latency"),
    "ERROR_PREVIEW": OutputField(lambda record, _: _preview(record.get("error")), ("error",)),
    "METADATA": derived("metadata"),
    "PARENT_RUN_IDS": PARENTS,
    "PROJECT_ID": PROJECT,
    "TRACE_ID": TRACE,
    "THREAD_ID": THREAD,
    "IS_ROOT": derived("is_root"),
    "APP_PATH": APP_PATH,
    "IS_IN_DATASET": OutputField(lambda record, _: record.get("in_dataset"), ("in_dataset",)),
    "ATTACHMENTS": OutputField(_attachments, ("s3_urls",)),
    **{f"{part}_COST_DETAILS": _details(f"{part.lower()}_cost_details", double) for part in ("PROMPT", "COMPLETION")},
    **{f"{part}_TOKEN_DETAILS": _details(f"{part.lower()}_token_details", int) for part in ("PROMPT", "COMPLETION")},
    **dict.fromkeys(("SHARE_URL", "THREAD_EVALUATION_TIME", "LS_USER_ID"), OutputField(lambda _, __: None, ())),
}
"""The fields that ``selects`` may name (query.RunSelectField). Those that no export holds have no value."""


def _preview(error: object) -> str | None:
    return clip(error, _PREVIEW) if isinstance(error, str) else None
