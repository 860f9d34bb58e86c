"""What the conditions on fields, pairs, feedback and texts have in common.

Owns the invariant that a comparison which SQL makes is one that the reference makes: of numbers as doubles, finite ones alone.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from math import inf, isfinite, nextafter
import re
from sys import float_info

from sqlglot import exp

from filterlang.sql.columns import Columns
from filterlang.sql.lowering.row_conditions import (
    FALSE, TRUE, Condition, Sql, both, conjunction, denied, disjunction, exactly, parens, unsure,
)  # fmt: skip
from filterlang.sql.lowering.engine import Engine
from filterlang.evaluate.reference import comparison
from filterlang.schema.operators import NEGATIVE
from filterlang.semantics.predicate import Comparison, Value

PLAIN = re.compile(r"[A-Za-z0-9_\-/ :@#]+")
"""Names that a path into JSON can hold in every engine, and texts that JSON writes in one way (or with a backslash)."""

MAX = float_info.max
COMPARISONS: dict[str, type[exp.Binary]] = {
    "eq": exp.EQ, "in": exp.EQ, "has": exp.EQ, "gt": exp.GT, "gte": exp.GTE, "lt": exp.LT, "lte": exp.LTE,
}  # fmt: skip
INTERVALS: dict[str, Callable[[float], tuple[float, float]]] = {
    "gt": lambda number: (nextafter(number, inf), MAX), "gte": lambda number: (max(number, -MAX), MAX),
    "lt": lambda number: (-MAX, nextafter(number, -inf)), "lte": lambda number: (-MAX, min(number, MAX)),
}  # fmt: skip
"""The finite doubles that compare so with a number: an interval, both ends in it."""


class Leaf:
    """One predicate that holds no others, over the columns of one table. What the engine doubts from now on is about it."""

    def __init__(self, engine: Engine, columns: Columns) -> None:
        self.engine = engine
        self.columns = columns
        self._known = len(engine.doubts)

    def doubted(self, condition: Condition) -> Condition:
        """The same, with the rows left to Python that the engine has had doubts about in the predicate at hand."""
        doubts = list(dict.fromkeys(self.engine.doubts[self._known :]))
        if not doubts or TRUE in doubts:
            return unsure() if doubts else condition
        odd = parens(disjunction(*doubts))
        return Condition(conjunction(denied(odd), condition.sure), disjunction(odd, condition.maybe))

    def narrowed(self, json: Sql, condition: Condition, tests: Sequence[Comparison]) -> Condition:
        """The same, asked only of rows whose JSON holds the text looked for: to find a text is cheap, to read JSON is not."""
        condition = self.doubted(condition)
        for test in tests:
            asked = test.value
            if test.operator == "eq" and isinstance(asked, str) and asked and PLAIN.fullmatch(asked.replace(".", "_")):
                part = max(asked.split("."), key=len) if test.field.role == "key" else asked
                text = self.engine.raw(json)
                holds = parens(disjunction(
                    self.engine.contains(text, self.engine.bind(part)), self.engine.contains(text, exp.Literal.string("\\")),
                ))  # fmt: skip
                return both([exactly(holds), condition])
        return condition

    def null(self, value: Sql) -> Sql:
        """To be null is to have no value, or the empty text."""
        return parens(
            disjunction(exp.Is(this=value, expression=exp.null()), exp.EQ(this=value, expression=self.engine.bind("")))
        )

    def number(self, value: Sql, operator: str, asked: float | Decimal, *, finite: bool = False) -> Sql:
        """A comparison of numbers. What is NaN or infinite is in no interval: it counts as null."""
        wanted = float(Decimal(asked))
        if finite or operator in ("eq", "in"):
            return (
                COMPARISONS[operator](this=value, expression=self.engine.bind(wanted)) if isfinite(wanted) or finite else FALSE
            )
        return self.between(value, *INTERVALS[operator](wanted))

    def between(self, value: Sql, low: float, high: float) -> Sql:
        return exp.Between(this=value, low=self.engine.bind(low), high=self.engine.bind(high))


def asked_of(value: Value) -> tuple[object, ...]:
    """What a value is compared with: one of several, or one."""
    return value if isinstance(value, tuple) else (value,)


def holds_of_none(test: Comparison) -> bool:
    """Whether a comparison holds where there is no value."""
    return comparison(NEGATIVE.get(test.operator, test.operator), test.value)(None) is (test.operator not in NEGATIVE)
