"""The fields of a run that ``select`` can name, and their values: those in a record, and those derived from it.

Owns the invariant that an unknown name is refused, with the nearest known one, before any run is read or sent.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from typing import Any

from filterlang.evaluate.rows import OPAQUE, field_values, pair_rows
from filterlang.schema.aliases import FIELD_ALIASES
from filterlang.schema.fields import FIELDS
from filterlang.schema.run_schema import RUN_FIELDS
from filterlang.schema.types import Field
from filterlang.text.jsonvalues import as_mapping, is_object

Record = Mapping[str, Any]

SYNONYMS: dict[str, str] = {
    "project_id": "session_id", "project_name": "session_name", "is_in_dataset": "in_dataset", "share_url": "share_token",
    "latency": "latency_seconds", "latency_seconds": "latency", "error_preview": "error",
    "serialized": "manifest", "manifest": "serialized",
    "s3_urls": "attachments", "attachments": "s3_urls", "tag": "tags",
}  # fmt: skip
"""By field, the key that has its value in a record without the field's own key: the name of the other API (LangSmith's
migration guide, the table of fields)."""


def _single_or_list(values: Iterable[Any]) -> Any:
    """Returns a single value as it is, several different ones as a list, and None if there is none."""
    comparable = [value for value in values if value is not None and value is not OPAQUE]
    by_type_and_value: dict[tuple[object, Any], Any] = {(type(value), value): value for value in comparable}
    distinct = [*by_type_and_value.values()]
    return distinct if len(distinct) > 1 else distinct[0] if distinct else None


def _of_pairs(field: Field, record: Record) -> Any:
    """Returns the keys of a family of pairs as a list, or an object of the values or scores under each key."""
    by_key: dict[str, list[Any]] = {}
    for row in pair_rows(record, field.family):
        by_key.setdefault(row.key, []).append(getattr(row, field.role))
    if field.role == "key":
        return [*by_key] or None
    return {key: value for key, values in by_key.items() if (value := _single_or_list(values)) is not None} or None


def _of_field(field: Field, record: Record) -> Any:
    return _single_or_list(field_values(record, field))


def _metadata(record: Record) -> Any:
    extra = record.get("extra")
    metadata: object = as_mapping(extra).get("metadata")
    return metadata if is_object(metadata) else record.get("metadata")


DERIVED: dict[str, Callable[[Record], Any]] = {
    **{field.name: partial(_of_pairs, field) for field in FIELDS.values() if field.family},
    **{field.name: partial(_of_field, field) for field in FIELDS.values() if field.derived and field.derived != "text"},
    "metadata": _metadata,
}
"""How a field is derived from a record, for the fields of filters that no record holds."""

KNOWN = tuple(dict.fromkeys((*RUN_FIELDS, *DERIVED)))
"""Every field that can be selected from local runs."""


def selected(names: Sequence[str], known: Collection[str] = KNOWN) -> list[str]:
    """Returns the names without duplicates, and always ``id``. Raises ``ValueError`` for an unknown name."""
    if isinstance(names, str):
        raise TypeError(f"select takes a list of field names, not one string: write [{names!r}]")
    for name in names:
        if name not in known:
            raise ValueError(f"a run has no field {name!r} to select: {_hint(name, known)}")
    return list(dict.fromkeys(("id", *names)))


def _hint(name: str, known: Collection[str]) -> str:
    """Returns a hint with the most similar field, or with all fields."""
    lowered = name.lower()
    alias = FIELD_ALIASES.get(lowered)
    near = [alias.field] if alias and alias.field in known else get_close_matches(lowered, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"the fields are {', '.join(sorted(known))}"


def value(record: Record, name: str) -> Any:
    """Returns the value of a field of a record in the v1 form, derived if necessary; None if there is none."""
    result = _derived_or_stored(record, name)
    if result is None and name in SYNONYMS:
        result = _derived_or_stored(record, SYNONYMS[name])
    return record.get(name) if result is None else result


def _derived_or_stored(record: Record, name: str) -> Any:
    return DERIVED[name](record) if name in DERIVED else record.get(name)


def projected(record: Record, names: Sequence[str]) -> dict[str, Any]:
    """Returns the selected fields of a record in the v1 form: those that it has, and those that can be derived from it."""
    values = {name: value(record, name) for name in names}
    return {name: field for name, field in values.items() if field is not None or name in record}
