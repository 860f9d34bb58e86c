"""Conditions on a row of a table, as sqlglot expressions.

Owns the invariant that a row which must match also may match: where both conditions are one, SQL decides every row.
"""

from collections.abc import Callable, Sequence
from filterlang.text.frozen import dataclass

from sqlglot import exp

from filterlang.sql.lowering.reasons import Reason

Sql = exp.Expr
Probe = Callable[[Sql], Sql]
"""Makes a condition on a value from the expression of that value."""

TRUE, FALSE = exp.true(), exp.false()


@dataclass(frozen=True, slots=True)
class RowCondition:
    """A condition with two bounds: a row for which ``must`` is true matches, and one for which ``may`` is not true does not.

    The rows in between are undecided, for one of the ``reasons``: Python tries them. Where no row can be undecided, both are
    the same object.
    """

    must: Sql
    may: Sql
    reasons: tuple[Reason, ...] = ()

    @property
    def exact(self) -> bool:
        return self.must is self.may


def exactly(sql: Sql) -> RowCondition:
    """Returns a condition that SQL decides for every row."""
    return RowCondition(sql, sql)


def undecided(*reasons: Reason) -> RowCondition:
    """Returns a condition that Python has to try on every row."""
    return RowCondition(FALSE, TRUE, reasons)


def both(conditions: Sequence[RowCondition]) -> RowCondition:
    """Returns the conjunction of conditions; without any it is always true."""
    must = conjunction(*(condition.must for condition in conditions)) if conditions else TRUE
    if all(condition.exact for condition in conditions):
        return exactly(must)
    return RowCondition(must, conjunction(*(condition.may for condition in conditions)), _reasons(conditions))


def either(conditions: Sequence[RowCondition]) -> RowCondition:
    """Returns the disjunction of conditions; without any it is never true."""
    must = disjunction(*(condition.must for condition in conditions)) if conditions else FALSE
    if all(condition.exact for condition in conditions):
        return exactly(must)
    return RowCondition(must, disjunction(*(condition.may for condition in conditions)), _reasons(conditions))


def negated(condition: RowCondition) -> RowCondition:
    """Returns the negation of a condition, which swaps its bounds."""
    must = not_true(condition.may)
    return exactly(must) if condition.exact else RowCondition(must, not_true(condition.must), condition.reasons)


def decided_unless(undecided_rows: Sql, condition: RowCondition, *reasons: Reason) -> RowCondition:
    """Returns the same condition, but leaves the rows to Python for which ``undecided_rows`` is true."""
    must = conjunction(not_true(undecided_rows), condition.must)
    return RowCondition(must, disjunction(undecided_rows, condition.may), tuple(dict.fromkeys((*condition.reasons, *reasons))))


def _reasons(conditions: Sequence[RowCondition]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(reason for condition in conditions for reason in condition.reasons))


def conjunction(*conditions: Sql) -> Sql:
    """Returns SQL's ``AND`` of conditions."""
    return exp.and_(*conditions, copy=False)


def disjunction(*conditions: Sql) -> Sql:
    """Returns SQL's ``OR`` of conditions."""
    return exp.or_(*conditions, copy=False)


def negation(condition: Sql) -> Sql:
    """Returns SQL's ``NOT`` of a condition, which is null where the condition is null."""
    return exp.not_(condition, copy=False)


def not_true(sql: Sql) -> Sql:
    """Returns a condition that holds where another is false or null: ``NOT COALESCE(…, FALSE)``."""
    if sql in (TRUE, FALSE):
        return FALSE if sql == TRUE else TRUE
    return negation(exp.Coalesce(this=parens(sql), expressions=[FALSE]))


def parens(condition: Sql) -> Sql:
    """Returns a condition in parentheses."""
    return exp.paren(condition, copy=False)


def any_of(conditions: Sequence[Sql]) -> Sql:
    """Returns the disjunction of conditions in parentheses; without any it is never true."""
    return parens(disjunction(*conditions)) if conditions else FALSE
