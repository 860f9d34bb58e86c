"""Which fields to ask for, in the words of either API.

Owns the invariant that a field is named one way by the caller, whichever API is asked, and that never the ids alone come back
unless they alone were asked for.
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
"""v2's word for a field."""

_TO_V1: dict[str, tuple[str, ...]] = {
    **{field.name: field.v1 for field in RUN_FIELDS.values() if field.v1},
    **{field.name: field.stored[:1] for field in FIELDS.values() if field.family},
}
"""What to select on v1 to know what v2 has a word for."""

KNOWN = (*_TO_V1, *(name for name in _TO_V2 if name not in _TO_V1))
"""Every field that one of the two knows."""


def v1_select(names: Sequence[str]) -> list[str]:
    """The names in v1's words, each once."""
    return _once(word for name in names for word in _TO_V1[name])


def v2_selects(names: Sequence[str]) -> list[str]:
    """The names in v2's words, each once."""
    return _once(_TO_V2[name] for name in names)


def missing(names: Sequence[str] | None, api: str) -> list[str]:
    """The names that an API has no word for."""
    known = _TO_V1 if api == "v1" else _TO_V2
    return [name for name in names or () if name not in known]


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
