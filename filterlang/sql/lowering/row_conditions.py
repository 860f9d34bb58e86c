"""Conditions on a row, as sqlglot expressions: what surely holds of it, and what may.

Owns the invariant that what surely holds may hold: where both are one, SQL says all there is to say.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlglot import exp

Sql = exp.Expr
Probe = Callable[[Sql], Sql]
"""A condition on a value, given as JSON."""

TRUE, FALSE = exp.true(), exp.false()


@dataclass(frozen=True, slots=True)
class Condition:
    """What surely holds, and what may. They are one object where there is no difference."""

    sure: Sql
    maybe: Sql

    @property
    def exact(self) -> bool:
        return self.sure is self.maybe


def exactly(sql: Sql) -> Condition:
    """A condition of which SQL says all there is to say."""
    return Condition(sql, sql)


def unsure(necessary: Sql = TRUE) -> Condition:
    """A condition that Python has to try, on the rows for which the SQL holds."""
    return Condition(FALSE, necessary)


def both(conditions: Sequence[Condition]) -> Condition:
    """What holds where every one of them does."""
    sure = conjunction(*(condition.sure for condition in conditions)) if conditions else TRUE
    if all(condition.exact for condition in conditions):
        return exactly(sure)
    return Condition(sure, conjunction(*(condition.maybe for condition in conditions)))


def either(conditions: Sequence[Condition]) -> Condition:
    """What holds where at least one of them does."""
    sure = disjunction(*(condition.sure for condition in conditions)) if conditions else FALSE
    if all(condition.exact for condition in conditions):
        return exactly(sure)
    return Condition(sure, disjunction(*(condition.maybe for condition in conditions)))


def negated(condition: Condition) -> Condition:
    """What holds where it does not. SQL's null is a no, which negated is a yes."""
    sure = denied(condition.maybe)
    return exactly(sure) if condition.exact else Condition(sure, denied(condition.sure))


def conjunction(*conditions: Sql) -> Sql:
    """All of them."""
    return exp.and_(*conditions, copy=False)


def disjunction(*conditions: Sql) -> Sql:
    """At least one of them."""
    return exp.or_(*conditions, copy=False)


def negation(condition: Sql) -> Sql:
    """SQL's NOT, of which null is null."""
    return exp.not_(condition, copy=False)


def parens(condition: Sql) -> Sql:
    """The condition in parentheses."""
    return exp.paren(condition, copy=False)


def any_of(conditions: Sequence[Sql]) -> Sql:
    """At least one of them, of which there may be none."""
    return parens(disjunction(*conditions)) if conditions else FALSE


def denied(sql: Sql) -> Sql:
    """What holds where a condition does not: null is a no, which denied is a yes."""
    if sql in (TRUE, FALSE):
        return FALSE if sql == TRUE else TRUE
    return negation(exp.Coalesce(this=parens(sql), expressions=[FALSE]))
