"""The base of lowering a predicate without parts: a comparison of a field, a pair, a feedback or a search.

Owns the invariant that numbers are compared as the reference compares them: as doubles, and only finite ones.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from math import inf, isfinite, nextafter
import re
from sys import float_info
from typing import TypeGuard

from sqlglot import exp

from filterlang.evaluate.reference import comparison as compares
from filterlang.schema.operators import NEGATIVE
from filterlang.semantics.predicate import Compare, Value
from filterlang.sql.columns import Columns
from filterlang.sql.lowering.engine import EngineExpressions
from filterlang.sql.lowering.row_conditions import (
    FALSE, TRUE, RowCondition, Sql, decided_unless, disjunction, exactly, parens, undecided,
)  # fmt: skip

PLAIN = re.compile(r"[A-Za-z0-9_\-/ :@#]+")
"""Matches names that a path into JSON can hold in every engine, and texts that JSON writes in one way or escapes."""

MAX = float_info.max
COMPARISONS: dict[str, type[exp.Binary]] = {
    "eq": exp.EQ, "in": exp.EQ, "has": exp.EQ, "gt": exp.GT, "gte": exp.GTE, "lt": exp.LT, "lte": exp.LTE,
}  # fmt: skip
LOWERED = frozenset({*COMPARISONS, "like", "exists"})
"""The operators that become SQL. Their opposites do as well; conditions with any other are left to Python."""

INTERVALS: dict[str, Callable[[float], tuple[float, float]]] = {
    "gt": lambda number: (nextafter(number, inf), MAX), "gte": lambda number: (max(number, -MAX), MAX),
    "lt": lambda number: (-MAX, nextafter(number, -inf)), "lte": lambda number: (-MAX, min(number, MAX)),
}  # fmt: skip
"""By operator, the closed interval of the finite doubles that compare so with a number."""


class Leaf:
    """The lowering of one predicate without parts, over the columns of one table.

    What the engine adds to ``undecided`` from now on concerns this predicate.
    """

    def __init__(self, engine: EngineExpressions, columns: Columns) -> None:
        self.engine = engine
        self.columns = columns
        self._known = len(engine.undecided)

    def with_undecided(self, condition: RowCondition) -> RowCondition:
        """Returns the same condition, but leaves the rows to Python that the engine found undecided in this predicate."""
        rows = list(dict.fromkeys(self.engine.undecided[self._known :]))
        reasons = dict.fromkeys(found.reason for found in rows)
        if any(found.rows == TRUE for found in rows):
            return undecided(*reasons)
        if not rows:
            return condition
        return decided_unless(parens(disjunction(*dict.fromkeys(found.rows for found in rows))), condition, *reasons)

    def narrowed(self, json: Sql, condition: RowCondition, comparisons: Sequence[Compare]) -> RowCondition:
        """Returns the same condition behind a cheap pre-filter: the raw JSON contains a text that the condition requires.

        Searching a text is cheap, and reading JSON is not, unless the engine keeps JSON in a type of its own. JSON with a
        character that is escaped by its number passes, because it may be one of the text.
        """
        return self.tested(json, self.with_undecided(condition), comparisons)

    def tested(self, json: Sql, condition: RowCondition, comparisons: Sequence[Compare]) -> RowCondition:
        """Returns the same condition behind the pre-filter of ``narrowed``; no further rows are undecided."""
        if not (self.engine.json_is_text or condition.may == TRUE):
            return condition
        for comparison in comparisons:
            wanted = comparison.value
            if comparison.operator == "eq" and isinstance(wanted, str) and wanted and PLAIN.fullmatch(wanted.replace(".", "_")):
                part = max(wanted.split("."), key=len) if comparison.field.role == "key" else wanted
                parts = (self.engine.bind(part), *escapes_of(part))
                return self.guarded(self.engine.contains_any(self.engine.raw(json), parts), condition)
        return condition

    def guarded(self, test: Sql, condition: RowCondition) -> RowCondition:
        """Returns the conjunction of a cheap test and a condition, which engines evaluate only for rows that pass the test."""
        may = self.engine.guarded(test, condition.may)
        return (
            exactly(may) if condition.exact else RowCondition(self.engine.guarded(test, condition.must), may, condition.reasons)
        )

    def null(self, value: Sql) -> Sql:
        """Returns the condition that a text is null or empty."""
        return parens(
            disjunction(exp.Is(this=value, expression=exp.null()), exp.EQ(this=value, expression=self.engine.bind("")))
        )

    def number(self, value: Sql, operator: str, number: float | Decimal, *, always_finite: bool = False) -> Sql:
        """Returns a comparison of numbers, which does not hold for a value that is NaN or infinite.

        ``always_finite`` says that the column cannot hold such values, so that an interval is not needed to exclude them.
        """
        double = float(Decimal(number))
        if always_finite or (operator in ("eq", "in") and isfinite(double)):
            return COMPARISONS[operator](this=value, expression=self.engine.bind(double))
        return FALSE if operator in ("eq", "in") else self.between(value, *INTERVALS[operator](double))

    def between(self, value: Sql, low: float, high: float) -> Sql:
        return exp.Between(this=value, low=self.engine.bind(low), high=self.engine.bind(high))


def escapes_of(plain: str) -> tuple[Sql, ...]:
    r"""Returns how the escapes begin by which JSON can spell a plain text: ``\u00``, and ``\/`` for a slash."""
    return tuple(exp.Literal.string(escape) for escape in ("\\u00", *(("\\/",) if "/" in plain else ())))


def operands(value: Value) -> tuple[object, ...]:
    """Returns the values that a comparison compares with: the members of a list, or one value."""
    return value if isinstance(value, tuple) else (value,)


def is_number(value: object) -> TypeGuard[float | Decimal]:
    """Whether an operand is a number; a boolean is not."""
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def holds_without_value(comparison: Compare) -> bool:
    """Whether a comparison holds for a null."""
    opposite = compares(NEGATIVE.get(comparison.operator, comparison.operator), comparison.value)
    return opposite(None) is (comparison.operator not in NEGATIVE)
