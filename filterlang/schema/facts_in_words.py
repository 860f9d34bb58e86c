"""Describes the schema's facts about fields and operators in words, for ``filterlang explain`` and for editors.

Owns the invariant that a fact is put into words once, whoever shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from filterlang.findings.evidence import Evidence, Grade
from filterlang.schema.aliases import THREAD_KEYS
from filterlang.schema.dialects import DIALECTS, REFUSALS, Dialect
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import OPERATORS, support
from filterlang.schema.types import Field, Operator, Refusal, Support, Takes

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
"""The sources of computed values, by ``Field.derived``."""


def type_in_words(field: Field) -> str:
    """The type of a field, with its unit and its values: ``duration, in seconds``."""
    unit = f", in {field.unit}" if field.unit else ""
    return f"{field.type.value}{unit}{': ' + ', '.join(field.values) if field.values else ''}"


def stored_in_words(field: Field) -> str:
    """Where a run keeps the value of a field, as keys from the outside in, or how it is computed."""
    return _COMPUTED.get(field.derived) or (f"stored in {'.'.join(field.stored)}" if field.stored else "")


def operators_of(field: Field) -> Iterator[tuple[Support, list[str]]]:
    """Yields the comparisons with a field at each level of support, the best first."""
    for level in SUPPORT_IN_WORDS:
        names = [
            operator.name
            for operator in OPERATORS.values()
            if operator.kind == "comparison" and support(operator.name, field.operators) is level
        ]
        if names:
            yield level, names


def fields_of(operator: Operator) -> Iterator[tuple[Support, list[str]]]:
    """Yields the fields of a comparison at each level of support, the best first."""
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


def refusals_of_every_use(named: Field | Operator) -> list[Refusal]:
    """The refusals of a field with any operator, or of an operator with any arguments: a search is refused with a field."""
    if isinstance(named, Field):
        return [refusal for refusal in refusals_of_field(named) if not refusal.operator]
    return refusals_of_operator(named) if named.takes is not Takes.TEXT else []


def dialects_with(named: Field | Operator) -> list[str]:
    """The dialects of one backend that have a field or an operator, and are not known or feared to refuse it."""
    refusing = frozenset[str]().union(*(refusal.dialects for refusal in refusals_of_every_use(named)))
    return [
        dialect.name
        for dialect in DIALECTS.values()
        if len(dialect.backends) == 1 and not dialect.backends & refusing and _lists(dialect, named)
    ]


def _lists(dialect: Dialect, named: Field | Operator) -> bool:
    return dialect.lists(named.name) if isinstance(named, Operator) else not dialect.fields or named.name in dialect.fields


GRADES_IN_WORDS = {
    Grade.DOC: "documented", Grade.CODE: "in official code", Grade.LIVE: "reported by a user", Grade.UI: "seen in LangSmith",
    Grade.INFERRED: "inferred", Grade.UNKNOWN: "no evidence",
}  # fmt: skip
"""How well a fact is known, the best known first."""


def best_source(evidence: Iterable[Evidence]) -> str:
    """The strongest source of a fact, with how well it is known; empty where there is none."""
    order = list(GRADES_IN_WORDS)
    best = min(evidence, key=lambda item: order.index(item.grade), default=None)
    return f"{best.source} ({GRADES_IN_WORDS[best.grade]})" if best is not None else ""
