"""Records of fetched runs: whether they fit, and what their fields are, with as few calls into Python as there can be.

Owns the invariants that a record fits only if ``read_run`` takes it, and that the values are those that it reads.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, cast, get_args

from pydantic import ValidationError
from pydantic_core import SchemaValidator, core_schema

from filterlang.evaluate.run import PAYLOADS, Cost, Run, ZonedDatetime, aware, derive_is_root, run_of, unwrapped

RunRecord = tuple[Any, dict[str, Any] | None]
"""A record as JSON has it, and the values of the fields that it has; None for a record that does not fit."""

_INSIDE = ("schema", "items_schema", "values_schema")
_FINISHES: tuple[tuple[Any, Callable[[Any], object]], ...] = (
    (ZonedDatetime, aware),
    (dict[str, int], unwrapped),
    (dict[str, Cost], unwrapped),
)
_UNFINISHED = [
    (name, finish)
    for name, field in Run.model_fields.items()
    for kind, finish in _FINISHES
    if kind in get_args(field.annotation)
]
"""The fields whose values are finished here, and how: calls cost less here than from the validator."""


def check_records(records: Iterable[Any], fields: frozenset[str] | None = None) -> list[RunRecord]:
    """Returns the records with the values of their fields: all, or a few whatever the others are."""
    validate = _validator(fields)
    return [(record, _values(validate, record)) for record in records]


def read_runs(records: Iterable[RunRecord], host: str, selected: frozenset[str] | None = None) -> list[Run]:
    """Returns the runs of a page that was fetched from LangSmith at ``host``. Raises ``ValueError`` as ``read_run`` does."""
    return [run_of(record, values, host, selected) for record, values in records]


def _values(validate: Callable[[Any], dict[str, Any]], record: Any) -> dict[str, Any] | None:
    try:
        values = validate(record)
    except ValidationError:
        return None
    for name, finish in _UNFINISHED:
        if (value := values.get(name)) is not None:
            values[name] = finish(value)
    for name in PAYLOADS:
        if values.get(name) is not None:
            values[name] = record[name]
    derive_is_root(values)
    return values


@cache
def _validator(names: frozenset[str] | None) -> Callable[[Any], dict[str, Any]]:
    """Returns the validator of ``Run`` without what copies objects or calls into Python."""
    fields = {
        name: core_schema.typed_dict_field(
            _checked(_without_default(field["schema"])),
            required=field["schema"]["type"] != "default",
            validation_alias=field.get("validation_alias"),
        )
        for name, field in _schemas().items()
        if names is None or name in names
    }
    return SchemaValidator(core_schema.typed_dict_schema(fields, extra_behavior="ignore")).validate_python


def _schemas() -> dict[str, Any]:
    schema = cast("dict[str, Any]", Run.__pydantic_core_schema__)
    while "fields" not in schema:
        schema = schema["schema"]
    fields: dict[str, Any] = schema["fields"]
    return fields


def _without_default(schema: dict[str, Any]) -> dict[str, Any]:
    return schema["schema"] if schema["type"] == "default" else schema


def _checked(schema: dict[str, Any]) -> Any:
    """Returns a schema that takes the same records: members of objects are not copied, no function is called."""
    if schema["type"] == "dict" and schema.get("values_schema", {"type": "any"})["type"] == "any":
        return core_schema.typed_dict_schema({}, extra_behavior="ignore")
    if schema["type"] == "function-after":
        return schema["schema"]
    if schema["type"] == "function-before":
        plain = schema["schema"]
        wrapped = core_schema.typed_dict_schema({"raw": core_schema.typed_dict_field(plain["schema"])}, extra_behavior="ignore")
        return core_schema.union_schema([wrapped, plain], mode="left_to_right")
    return schema | {name: _checked(schema[name]) for name in _INSIDE if name in schema}
