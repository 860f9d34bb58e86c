"""Refusals: what a backend of the dialect is known not to take.

Owns the invariant that a fact about a dialect comes from the schema, with its evidence.
"""

from functools import cache

from filterlang.findings.evidence import Grade, Severity
from filterlang.rules.context import Context
from filterlang.rules.refusals import REFUSED_FIELD
from filterlang.schema.dialects import REFUSALS
from filterlang.schema.citations import NO_EVIDENCE
from filterlang.schema.types import Field, Refusal
from filterlang.syntax.tree import Call


def refusal_of(operator: str, field: str, backends: frozenset[str]) -> Refusal | None:
    """The first refusal of an operator on a field by one of the backends; an empty name stands for any."""
    for refusal in _BY_NAMES.get((operator, field), ()):
        if refusal.dialects & backends:
            return refusal
    return None


_BY_NAMES: dict[tuple[str, str], list[Refusal]] = {}
for _refusal in REFUSALS:
    _BY_NAMES.setdefault((_refusal.operator, _refusal.field), []).append(_refusal)


def report_unlisted(context: Context, node: Call) -> None:
    """Reports an operator that the documentation of the dialect does not list."""
    message = f"the documentation of {context.analysis.dialect.selects} does not list `{node.operator}`"
    context.doubt(message, node, NO_EVIDENCE, at=node.operator_span)


def check_field(context: Context, node: Call, field: Field) -> None:
    """Reports a field that a backend refuses, or of which nobody knows that it can be filtered."""
    first = node.arguments[0]
    refusal = refusal_of("", field.name, context.backends)
    if refusal is not None:
        context.refuse(REFUSED_FIELD, refusal, first)
    elif is_unattested(field):
        context.doubt(f"there is no public evidence that `{field.name}` can be filtered", first, field.evidence[0])


@cache
def is_unattested(field: Field) -> bool:
    """Whether nobody is known to have filtered by a field."""
    return all(evidence.severity is Severity.NOTE and evidence.grade is not Grade.UI for evidence in field.evidence)
