"""The offer of ``F`` in tables made from the schema: its fields, its containers of keys, and the comparisons of each field.

Owns the invariant that ``F`` offers exactly the fields and comparisons of the schema that at least one backend of runs accepts.
"""

from __future__ import annotations

from filterlang.schema.dialects import REFUSALS, RUNS
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.operators import OPERATORS, support
from filterlang.schema.types import Field, Support

SPELLINGS: dict[str, str] = {
    name: f".{operator.python}(…)" if operator.python.isidentifier() else operator.python
    for name, operator in OPERATORS.items()
    if operator.python
}
"""How Python writes each comparison of the language."""


def offered(field: Field) -> list[str]:
    """Returns the comparisons that a field takes: those that are attested, or likely."""
    accepted = (Support.YES, Support.LIKELY)
    return [operator for operator in SPELLINGS if support(operator, field.operators) in accepted]


def _whole(family: str) -> Field | None:
    """Returns the field that holds all pairs of a family."""
    stored = FAMILIES[family]["key"].stored
    return next((field for field in FIELDS.values() if not field.family and field.stored == stored), None)


WHOLES: dict[str, Field | None] = {family: _whole(family) for family in FAMILIES}
FAMILIES_BY_CONTAINER: dict[str, str] = {(field.name if field else family): family for family, field in WHOLES.items()}
"""The family of pairs of each container of keys, by the name of the container."""

REMOVED_FIELDS: dict[str, str] = {
    refusal.field: f"{refusal.says}; {refusal.instead}"
    for refusal in REFUSALS
    if refusal.field and not refusal.operator and refusal.dialects >= RUNS
}
"""Fields that no backend of runs accepts any more, with the message for each."""

SINGLES: dict[str, Field] = {
    name: field
    for name, field in FIELDS.items()
    if not field.family and name not in FAMILIES_BY_CONTAINER and name not in REMOVED_FIELDS
}
"""The fields that hold one value."""


def container_of(family: str) -> str:
    """Returns the name of the container in which the keys of a family are looked up."""
    return next(name for name, held in FAMILIES_BY_CONTAINER.items() if held == family)
