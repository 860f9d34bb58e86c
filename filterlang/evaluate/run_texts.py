"""Records of runs as JSON texts: whether they fit, and what their fields are, without making objects of the payloads.

Owns the invariants that a text fits only if ``read_run`` takes its record, and that the values are those that it reads.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from typing import Any, cast, get_args

from pydantic_core import SchemaValidator, core_schema, from_json

from filterlang.evaluate.run import (
    PAYLOADS, Cost, Run, ZonedDatetime, aware, derive_is_root, read_text, unwrapped,
)  # fmt: skip

RunText = tuple[bytes, dict[str, Any] | None]
"""A record as JSON, and the values of the fields that it has, without the payloads; None for a record that does not fit."""

_ANY = core_schema.any_schema()
_INSIDE = ("schema", "items_schema", "values_schema")


def _cost(value: object) -> Decimal:
    """Returns a cost as validation does, except that it raises ``ArithmeticError`` for a value that is not a number."""
    return Decimal(str(value))


def _costs(details: dict[str, Any]) -> dict[str, Decimal]:
    return {name: _cost(value) for name, value in cast("dict[str, Any]", unwrapped(details)).items()}


_FINISHES: tuple[tuple[Any, Callable[[Any], object]], ...] = (
    (ZonedDatetime, aware),
    (Cost, _cost),
    (dict[str, int], unwrapped),
    (dict[str, Cost], _costs),
)
_UNFINISHED = [
    (name, finish)
    for name, field in Run.model_fields.items()
    for kind, finish in _FINISHES
    if kind in get_args(field.annotation)
]
"""The fields whose values are finished here, and how: calls cost less here than from the validator."""


def check_texts(texts: Iterable[bytes], fields: frozenset[str] | None = None) -> list[RunText]:
    """Returns the texts with the values of their fields: all, or a few whatever the others are.

    Raises ``ValueError`` if one of the texts is not JSON.
    """
    validate = _validator(fields)
    return [(text, _values(validate, text)) for text in texts]


def read_texts(texts: Iterable[RunText], host: str, selected: frozenset[str] | None = None) -> list[Run]:
    """Returns the runs of a page that was fetched from LangSmith at ``host``. Raises ``ValueError`` as ``read_run`` does."""
    return [read_text(text, values, host, selected) for text, values in texts]


def _values(validate: Callable[[bytes], dict[str, Any]], text: bytes) -> dict[str, Any] | None:
    try:
        values = validate(text)
        for name, finish in _UNFINISHED:
            if (value := values.get(name)) is not None:
                values[name] = finish(value)
    except (ValueError, ArithmeticError):
        from_json(text)
        return None
    for name in PAYLOADS:
        if values.get(name) is not None:
            del values[name]
    derive_is_root(values)
    return values


@cache
def _validator(names: frozenset[str] | None) -> Callable[[bytes], dict[str, Any]]:
    """Returns the validator of ``Run`` for JSON, without what makes objects that are not read or calls into Python."""
    fields = {
        name: core_schema.typed_dict_field(
            _checked(_without_default(field["schema"])),
            required=field["schema"]["type"] != "default",
            validation_alias=field.get("validation_alias"),
        )
        for name, field in _schemas().items()
        if names is None or name in names
    }
    return SchemaValidator(core_schema.typed_dict_schema(fields, extra_behavior="ignore")).validate_json


def _schemas() -> dict[str, Any]:
    schema = cast("dict[str, Any]", Run.__pydantic_core_schema__)
    while "fields" not in schema:
        schema = schema["schema"]
    fields: dict[str, Any] = schema["fields"]
    return fields


def _without_default(schema: dict[str, Any]) -> dict[str, Any]:
    return schema["schema"] if schema["type"] == "default" else schema


def _checked(schema: dict[str, Any]) -> Any:
    """Returns a schema that takes the same JSON: members of objects are not built, no function is called."""
    if schema["type"] == "decimal":  # ``_cost`` checks it: the digits of a number differ between here and ``read_run``
        return _ANY
    if schema["type"] == "dict" and schema.get("values_schema", _ANY)["type"] == "any":
        return core_schema.typed_dict_schema({}, extra_behavior="ignore")
    if schema["type"] == "function-after":
        return schema["schema"]
    if schema["type"] == "function-before":
        plain = schema["schema"]
        wrapped = core_schema.typed_dict_schema({"raw": core_schema.typed_dict_field(plain["schema"])}, extra_behavior="ignore")
        return core_schema.union_schema([plain, wrapped], mode="left_to_right")
    return schema | {name: _checked(schema[name]) for name in _INSIDE if name in schema}
