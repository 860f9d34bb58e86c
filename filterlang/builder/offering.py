"""What ``F`` offers, as tables made from the schema: its fields, what keys are looked up in, and the comparisons of each field.

Owns the invariant that ``F`` offers what the schema knows and at least one of the run backends takes, and nothing else.
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
    """The comparisons a field takes: those that are attested, or likely by what is."""
    taken = (Support.YES, Support.LIKELY)
    return [operator for operator in SPELLINGS if support(operator, field.operators) in taken]


def _whole(family: str) -> Field | None:
    """The field that holds all of a family's pairs at once."""
    stored = FAMILIES[family]["key"].stored
    return next((field for field in FIELDS.values() if not field.family and field.stored == stored), None)


WHOLES: dict[str, Field | None] = {family: _whole(family) for family in FAMILIES}
CONTAINERS: dict[str, str] = {(field.name if field else family): family for family, field in WHOLES.items()}
"""What keys are looked up in, by name, and the family of pairs each is."""

GONE: dict[str, str] = {
    refusal.field: f"{refusal.says}; {refusal.instead}"
    for refusal in REFUSALS
    if refusal.field and not refusal.operator and refusal.dialects >= RUNS
}
"""Fields that no backend of runs takes any more, and what is said of them."""

SINGLES: dict[str, Field] = {
    name: field for name, field in FIELDS.items() if not field.family and name not in CONTAINERS and name not in GONE
}
"""The fields that hold one value."""


def container_of(family: str) -> str:
    """The name that the keys of a family are looked up in."""
    return next(name for name, other in CONTAINERS.items() if other == family)
