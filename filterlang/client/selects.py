"""The fields to select, under the names of either API.

Owns the invariants that a caller may name a field one way for both APIs, and that a call without ``select`` never gets only
ids.
"""

from collections.abc import Iterable, Sequence

from filterlang.schema.fields import FIELDS
from filterlang.schema.run_schema import RUN_FIELDS

_OF_FAMILY = {"feedback": "feedback_stats", "metadata": "metadata"}

_TO_V2 = {
    **{field.v2.lower(): field.v2 for field in RUN_FIELDS.values() if field.v2},
    **{field.name: field.v2 for field in RUN_FIELDS.values() if field.v2},
    **{field.name: _OF_FAMILY.get(field.family, f"{field.family}s").upper() for field in FIELDS.values() if field.family},
}
"""v2's name for a field (LangSmith's migration guide, the table of fields)."""

_TO_V1: dict[str, tuple[str, ...]] = {
    **{field.name: field.v1 for field in RUN_FIELDS.values() if field.v1},
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
