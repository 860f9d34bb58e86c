"""What the schema knows of a field and of an operator, in words for people: for ``filterlang explain`` and for editors.

Owns the invariant that a fact is put into words once, whoever shows it.
"""

from __future__ import annotations

from collections.abc import Iterator

from filterlang.schema.aliases import THREAD_KEYS
from filterlang.schema.dialects import DIALECTS, REFUSALS
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import OPERATORS, support
from filterlang.schema.types import Field, Operator, Refusal, Support

SUPPORT_IN_WORDS = {
    Support.YES: "takes", Support.LIKELY: "likely takes", Support.UNKNOWN: "unknown", Support.DOUBTFUL: "doubtful",
    Support.NO: "does not take",
}  # fmt: skip
"""How well it is known that a field takes an operator, from known to refused."""

_COMPUTED = {
    "elapsed": "computed: the seconds from start_time to end_time",
    "root": "computed: whether the run has no parent",
    "trace": "stored in trace_id, or the first id of dotted_order",
    "thread": f"stored in thread_id, or in the metadata under {' or '.join(THREAD_KEYS)}",
    "parent": "stored in parent_run_id, or the last of parent_run_ids",
}
"""Where the values come from that are not just read."""


def type_in_words(field: Field) -> str:
    """The type of a field, with its unit and its values: ``duration, in seconds``."""
    unit = f", in {field.unit}" if field.unit else ""
    return f"{field.type.value}{unit}{': ' + ', '.join(field.values) if field.values else ''}"


def stored_in_words(field: Field) -> str:
    """Where a run keeps the value of a field, as keys from the outside in, or how it is computed."""
    return _COMPUTED.get(field.derived) or (f"stored in {'.'.join(field.stored)}" if field.stored else "")


def operators_of(field: Field) -> Iterator[tuple[Support, list[str]]]:
    """The comparisons by how well it is known that a field takes them, those that it takes first."""
    for level in SUPPORT_IN_WORDS:
        names = [
            operator.name
            for operator in OPERATORS.values()
            if operator.kind == "comparison" and support(operator.name, field.operators) is level
        ]
        if names:
            yield level, names


def fields_of(operator: Operator) -> Iterator[tuple[Support, list[str]]]:
    """The fields by how well it is known that they take a comparison, those that take it first."""
    if operator.kind != "comparison":
        return
    for level in SUPPORT_IN_WORDS:
        names = [field.name for field in FIELDS.values() if support(operator.name, field.operators) is level]
        if names:
            yield level, names


def refusals_of_field(field: Field) -> list[Refusal]:
    """The refusals of a field, and of an operator with this field."""
    return [refusal for refusal in REFUSALS if refusal.field == field.name]


def refusals_of_operator(operator: Operator) -> list[Refusal]:
    """The refusals of an operator with any field."""
    return [refusal for refusal in REFUSALS if refusal.operator == operator.name and not refusal.field]


def dialects_with_operator(operator: Operator) -> list[str]:
    """The dialects of one backend that have an operator and do not refuse it with every field."""
    return [name for name in _not_refusing(refusals_of_operator(operator)) if DIALECTS[name].lists(operator.name)]


def dialects_with_field(field: Field) -> list[str]:
    """The dialects of one backend that have a field and do not refuse it with every operator."""
    whole = [refusal for refusal in refusals_of_field(field) if not refusal.operator]
    return [name for name in _not_refusing(whole) if not DIALECTS[name].fields or field.name in DIALECTS[name].fields]


def _not_refusing(refusals: list[Refusal]) -> list[str]:
    refusing = frozenset[str]().union(*(refusal.dialects for refusal in refusals))
    return [dialect.name for dialect in DIALECTS.values() if len(dialect.backends) == 1 and not dialect.backends & refusing]
