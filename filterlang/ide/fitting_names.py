"""The operators and fields that fit each other in a dialect, the usual ones first.

Owns the invariant that nothing fits that a backend of the dialect is known to refuse.
"""

from __future__ import annotations

from functools import lru_cache

from filterlang.checking.refusal_checks import is_unattested, refusal_of
from filterlang.findings.evidence import Severity
from filterlang.schema.dialects import METADATA_JSON, Dialect
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import OPERATORS, support
from filterlang.schema.types import Field, Operator, Support, Takes, Type
from filterlang.schema.usage import USUAL_FIELDS, USUAL_OPERATORS

_GRADES = {Support.YES: 0, Support.LIKELY: 1, Support.UNKNOWN: 2}
DOUBTFUL, REFUSED = 3, 9
"""The grades of a combination that a server may refuse, and of one that does not fit."""
_IN_ORDER = [FIELDS[name] for name in dict.fromkeys((*USUAL_FIELDS, *FIELDS))]


@lru_cache(2048)
def grade(operator: Operator, field: Field, dialect: Dialect) -> int:
    """How well it is known that a field takes an operator in a dialect: the less, the better."""
    if dialect.fields:
        return 0 if field.name in dialect.fields and dialect.lists(operator.name) else REFUSED
    known = _GRADES.get(support(operator.name, field.operators), REFUSED)
    refused = max(_refused(operator.name, field.name, dialect), _refused("", field.name, dialect))
    is_doubtful = is_unattested(field) or (field.type is Type.JSON and bool(METADATA_JSON.dialects & dialect.backends))
    return max(known, refused, DOUBTFUL if is_doubtful else 0)


def _refused(operator: str, field: str, dialect: Dialect) -> int:
    refusal = refusal_of(operator, field, dialect.backends)
    if refusal is None:
        return 0
    return DOUBTFUL if refusal.evidence.severity is Severity.NOTE else REFUSED


def is_taken(operator: Operator, dialect: Dialect) -> bool:
    """Whether a dialect has an operator. The refusal of a search is that of a search of one field."""
    refused = operator.takes is not Takes.TEXT and refusal_of(operator.name, "", dialect.backends) is not None
    return dialect.lists(operator.name) and not refused


def operators_in(dialect: Dialect) -> list[Operator]:
    """The operators of a dialect."""
    return [OPERATORS[name] for name in USUAL_OPERATORS if is_taken(OPERATORS[name], dialect)]


def operators_for(field: Field, dialect: Dialect) -> list[Operator]:
    """The operators that a field takes, the best known first."""
    fitting = [operator for operator in operators_in(dialect) if grade(operator, field, dialect) < REFUSED]
    return sorted(fitting, key=lambda operator: _GRADES.get(support(operator.name, field.operators), REFUSED))


def fields_for(operator: Operator | None, dialect: Dialect) -> list[Field]:
    """The fields that take an operator, or any operator for None, the best known first."""
    compared = operators_in(dialect) if operator is None else [operator] if is_taken(operator, dialect) else []
    graded = [(min((grade(each, field, dialect) for each in compared), default=REFUSED), field) for field in _IN_ORDER]
    return [field for known, field in sorted(graded, key=lambda row: row[0]) if known < REFUSED]
