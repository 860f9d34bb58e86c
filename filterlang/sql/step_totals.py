"""What a query adds up for a funnel: the rows that meet each condition, alone and after those before it.

Owns the invariant that a condition is evaluated once for a row, and only where the parts of an ``AND`` before it are true.
"""

from collections.abc import Sequence
from functools import reduce

from sqlglot import exp

from filterlang.sql.engines.expressions import case, name as name_of
from filterlang.sql.lowering import RowCondition

_MOST_LAZY = 8
"""The most parts of an ``AND`` that are evaluated one inside of the other."""


class StepTotals:
    """The columns and totals for conditions, of which the first is that on all rows."""

    def __init__(self, conditions: Sequence[RowCondition]) -> None:
        self._conditions = conditions
        self._must = [f"__step{number}" for number in range(len(conditions))]
        self._may = [name if each.exact else f"{name}_may" for name, each in zip(self._must, conditions, strict=True)]

    def columns(self) -> list[exp.Expr]:
        """Returns the columns of each row: whether it has to meet a condition, and whether it may meet it."""
        values = {name: condition.must for name, condition in zip(self._must, self._conditions, strict=True)}
        values |= {name: condition.may for name, condition in zip(self._may, self._conditions, strict=True)}
        return [exp.alias_(is_true(_lazily(value)), name, copy=False) for name, value in values.items()]

    def totals(self) -> list[exp.Expr]:
        """Returns the totals over these columns, with ``_may`` at the end of their names for rows that may meet conditions."""
        totals: list[exp.Expr] = []
        for names, suffix in ((self._must, ""), (self._may, "_may")):
            counted = {"total": names[:1]}
            for number in range(len(names) - 1):
                counted |= {f"alone{number}": [names[0], names[number + 1]], f"left{number}": names[: number + 2]}
            for title, met in counted.items() if names is self._must or self._may != self._must else ():
                met_all = exp.CountIf(this=exp.and_(*map(name_of, met), copy=False))
                totals.append(exp.alias_(met_all, f"{title}{suffix}", copy=False))
        return totals


def is_true(condition: exp.Expr) -> exp.Expr:
    """Returns the value of a condition, with false instead of null."""
    return exp.Coalesce(this=exp.paren(condition, copy=False), expressions=[exp.false()])


def _lazily(condition: exp.Expr) -> exp.Expr:
    """A condition that is true for the same rows: each part of an ``AND`` is evaluated only where those before it are true.

    Engines do so in ``WHERE`` by themselves, and in other places evaluate all parts for all rows.
    """
    pending, parts = [condition], list[exp.Expr]()
    while pending:
        part = pending.pop()
        if isinstance(part, (exp.And, exp.Paren)):
            pending += [part.expression, part.this] if isinstance(part, exp.And) else [part.this]
        else:
            parts.append(part)
    if len(parts) > _MOST_LAZY:
        return condition
    return reduce(lambda inner, part: case((part, inner)), reversed(parts))
