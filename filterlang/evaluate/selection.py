"""Which fields of a run ``select`` may name, and their values: those that a record keeps, and those that are worked out of it.

Owns the invariant that a name nobody knows is refused with the nearest known one, before anything is read or sent.
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
"""Where a field is found when a record has nothing under its name: the one API's name for it and the other's (LangSmith's
migration guide, the table of fields)."""


def _only(values: Iterable[Any]) -> Any:
    """The one value, several as a list, and None where there are none."""
    there = [value for value in values if value is not None and value is not OPAQUE]
    told_apart: dict[tuple[object, Any], Any] = {(type(value), value): value for value in there}
    listed = [*told_apart.values()]
    return listed if len(listed) > 1 else listed[0] if listed else None


def _of_pairs(field: Field, record: Record) -> Any:
    """The keys of a family of pairs as a list, or an object of the values or scores under each key."""
    found: dict[str, list[Any]] = {}
    for row in pair_rows(record, field.family):
        found.setdefault(row.key, []).append(getattr(row, field.role))
    if field.role == "key":
        return [*found] or None
    return {key: value for key, values in found.items() if (value := _only(values)) is not None} or None


def _of_field(field: Field, record: Record) -> Any:
    return _only(field_values(record, field))


def _metadata(record: Record) -> Any:
    extra = record.get("extra")
    metadata: object = as_mapping(extra).get("metadata")
    return metadata if is_object(metadata) else record.get("metadata")


DERIVED: dict[str, Callable[[Record], Any]] = {
    **{field.name: partial(_of_pairs, field) for field in FIELDS.values() if field.family},
    **{field.name: partial(_of_field, field) for field in FIELDS.values() if field.derived and field.derived != "text"},
    "metadata": _metadata,
}
"""The fields that are worked out of a record: those of filters that no record keeps as they are."""

KNOWN = tuple(dict.fromkeys((*RUN_FIELDS, *DERIVED)))
"""Every field that can be selected of runs that are here."""


def selected(names: Sequence[str], known: Collection[str] = KNOWN) -> list[str]:
    """The names, each once and ``id`` always. Raises ``ValueError`` for a name that is not known."""
    if isinstance(names, str):
        raise TypeError(f"select takes a list of field names, not one string: write [{names!r}]")
    for name in names:
        if name not in known:
            raise ValueError(f"a run has no field {name!r} to select: {_hint(name, known)}")
    return list(dict.fromkeys(("id", *names)))


def _hint(name: str, known: Collection[str]) -> str:
    """The field that was most likely meant, or all there are."""
    lowered = name.lower()
    alias = FIELD_ALIASES.get(lowered)
    near = [alias.field] if alias and alias.field in known else get_close_matches(lowered, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"the fields are {', '.join(sorted(known))}"


def value(record: Record, name: str) -> Any:
    """The value of a field of a record in the v1 form, worked out where no record keeps it; None where there is none."""
    found = DERIVED[name](record) if name in DERIVED else record.get(name)
    if found is None and name in SYNONYMS:
        other = SYNONYMS[name]
        found = DERIVED[other](record) if other in DERIVED else record.get(other)
    return record.get(name) if found is None else found


def projected(record: Record, names: Sequence[str]) -> dict[str, Any]:
    """The fields selected of a record in the v1 form: those that it keeps, and those that can be worked out of it."""
    return {name: found for name in names if (found := value(record, name)) is not None or name in record}
