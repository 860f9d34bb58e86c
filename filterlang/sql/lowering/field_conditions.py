"""Conditions on the fields of a run, one column each or worked out of several.

Owns the invariant that a field the table does not keep has no value.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlglot import exp

from filterlang.sql.columns import Column, Form
from filterlang.exports.tabular import EXACT
from filterlang.evaluate.lineage import TRACE
from filterlang.sql.lowering.row_conditions import (
    FALSE, TRUE, Condition, Sql, any_of, both, conjunction, denied, disjunction, either, exactly, negated, negation, unsure,
)  # fmt: skip
from filterlang.sql.lowering.leaf import COMPARISONS, MAX, asked_of
from filterlang.sql.lowering.standing import CANONICAL, StandingLeaf
from filterlang.schema.operators import NEGATIVE
from filterlang.evaluate.rows import LATENCIES, THREAD_KEYS
from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Field, Type
from filterlang.semantics.predicate import Comparison


class FieldLeaf(StandingLeaf):
    """A condition on a field that holds no pairs."""

    def condition(self, test: Comparison) -> Condition:
        """The condition, with the rows left to Python that the engine has doubts about."""
        return self.doubted(self._test(test))

    def _test(self, test: Comparison) -> Condition:
        if test.operator in NEGATIVE:
            return negated(self._test(replace(test, operator=NEGATIVE[test.operator])))
        field = test.field
        if field.derived == "root":
            return self._root(test)
        if field.derived == "trace" and test.operator in ("eq", "in"):
            return self._trace(test)
        if field.derived == "text" and test.operator != "like":
            return unsure()
        if field.derived == "text":
            column = self.columns.find(field.stored)
            return exactly(FALSE) if column is None else self._like(self.engine.compact(self.engine.json(column)), test)
        if field.stored and field.stored == FIELDS["tags"].stored:
            return self._element(test)
        value, odd = self._value(field)
        if value is None:
            condition = exactly(TRUE if test.operator in ("eq", "in") and None in asked_of(test.value) else FALSE)
        else:
            condition = self._compared(field, value, test)
        return (
            condition if odd is None else Condition(conjunction(denied(odd), condition.sure), disjunction(odd, condition.maybe))
        )

    def _value(self, field: Field) -> tuple[Sql | None, Sql | None]:
        """A field's value in the engine's type, and for which rows Python has to read it instead."""
        if field.derived == "thread":
            return self._thread(field), None
        if field.derived == "elapsed":
            return self._elapsed()
        column = self.columns.find(field.stored)
        if field.derived == "parent":
            return (None if column is None else self.engine.text(column)), self.named_elsewhere()
        if column is None:
            return None, None
        if field.type is Type.DATETIME:
            return self.engine.moment(column)
        if field.type in (Type.NUMBER, Type.DURATION):
            return self._number(field, self.engine.number(column)), None
        return self.engine.text(column), None

    def _root(self, test: Comparison) -> Condition:
        """Whether a run is the root of its trace, which it is or is not: no row is without an answer."""
        asked = asked_of(test.value) if test.operator in ("eq", "in") else ()
        return either([self.root() if one else negated(self.root()) for one in asked if isinstance(one, bool)])

    def _trace(self, test: Comparison) -> Condition:
        """A condition on the trace: on its own column where that says something, and else on the dotted order.

        The first of the two parts is about the trace's column alone, by which engines leave out files and parts of them.
        """
        asked = asked_of(test.value)
        column, order = self.columns.find((TRACE,)), self.trace_order()
        by_column = exactly(TRUE if None in asked else FALSE)
        if column is not None:
            by_column = self._identified(column, self.engine.text(column), asked)
        if order is None:
            return by_column
        by_order = self._identified(order, self.named_trace(order), asked)
        if column is None:
            return by_order
        named = exp.NEQ(this=self.or_nothing(self.engine.text(column)), expression=exp.Literal.string(""))
        return both([either([exactly(negation(named)), by_column]), either([exactly(named), by_order])])

    def _elapsed(self) -> tuple[Sql | None, Sql | None]:
        """Seconds from start to end, else those that the run says; and for which rows Python has to read the times."""
        start, odd_start = self._value(FIELDS["start_time"])
        end, odd_end = self._value(FIELDS["end_time"])
        odd = [part for part in (odd_start, odd_end) if part is not None]
        columns = [column for name in LATENCIES if (column := self.columns.find((name,))) is not None]
        said = [self.engine.finite(self.engine.number(column)) for column in columns]
        seconds = said if start is None or end is None else [self.engine.elapsed(start, end), *said]
        value = exp.Coalesce(this=seconds[0], expressions=seconds[1:]) if len(seconds) > 1 else next(iter(seconds), None)
        return value, disjunction(*odd) if odd else None

    def _number(self, field: Field, number: Sql) -> Sql:
        """A number, or the one that is kept beside the columns because this column cannot hold it."""
        exact = self.columns.find((EXACT, *field.stored))
        return number if exact is None else exp.Coalesce(this=self.engine.number(exact), expressions=[number])

    def _thread(self, field: Field) -> Sql | None:
        own = self.columns.find((field.name,))
        metadata = self.columns.find(FIELDS["metadata"].stored)
        texts = [] if own is None else [self.engine.text(own)]
        if metadata is not None:
            json = self.engine.json(metadata)
            texts += [self.engine.text_in(self.engine.at(json, [key])) for key in THREAD_KEYS]
        return exp.Coalesce(this=texts[0], expressions=texts[1:]) if texts else None

    def _compared(self, field: Field, value: Sql, test: Comparison) -> Condition:
        if test.operator == "like":
            return self._like(value, test)
        if test.operator == "exists":
            return exactly(FALSE)
        asked = [one for one in asked_of(test.value) if one is not None or test.operator in ("eq", "in")]
        if field.type is Type.UUID:
            return self._identified(self.columns.find(field.stored), value, asked)
        if field.type in (Type.NUMBER, Type.DURATION):
            column = self.columns.find(field.stored)
            exact = self.columns.find((EXACT,))
            finite = field.type is Type.DURATION or (column is not None and column.form is Form.NUMBER and exact is None)
            numbers = [one for one in asked if isinstance(one, (int, float, Decimal)) and not isinstance(one, bool)]
            nothing = [exactly(denied(self.between(value, -MAX, MAX)))] if None in asked else []
            return either([*nothing, *(exactly(self.number(value, test.operator, one, finite=finite)) for one in numbers)])
        null = exp.Is(this=value, expression=exp.null()) if field.type is Type.DATETIME else self.null(value)
        column = self.columns.find(field.stored)
        held = column if test.operator in ("eq", "in") else None
        conditions = [
            null if one is None
            else self.engine.equals(held, one) if held is not None and isinstance(one, str)
            else self._comparison(value, test.operator, one)
            for one in asked
        ]  # fmt: skip
        return either([exactly(condition) for condition in conditions if condition is not None])

    def _comparison(self, value: Sql, operator: str, asked: object) -> Sql | None:
        """A comparison of a value with one of its own kind."""
        if isinstance(asked, bool) or not isinstance(asked, (str, int, float, Decimal, datetime)):
            return None
        if isinstance(asked, (str, datetime)):
            return COMPARISONS[operator](this=value, expression=self.engine.bind(asked))
        return self.number(value, operator, asked)

    def _identified(self, column: Column | None, value: Sql, asked: Sequence[object]) -> Condition:
        """Ids in any spelling: those that are not in the canonical one are read by Python."""
        texts = [self.engine.bind(one) for one in asked if isinstance(one, str)]
        found = [exp.In(this=value, expressions=texts)] if texts else []
        sure = any_of([*found, *([self.null(value)] if None in asked else [])])
        if not texts or column is None or column.form is Form.UUID:
            return exactly(sure)
        return Condition(sure, disjunction(sure, negation(self.engine.matches(value, CANONICAL))))

    def _like(self, value: Sql, test: Comparison) -> Condition:
        if not isinstance(test.value, str):
            return exactly(FALSE)
        return exactly(self.engine.like(value, test.value))

    def _element(self, test: Comparison) -> Condition:
        """One of the run's tags."""
        column = self.columns.find(test.field.stored)
        if column is None:
            return exactly(TRUE if test.operator in ("eq", "in") and None in asked_of(test.value) else FALSE)
        engine = self.engine
        if test.operator == "like":
            pattern = test.value
            return exactly(
                engine.element(column, lambda item: engine.like(item, pattern)) if isinstance(pattern, str) else FALSE
            )
        if test.operator not in ("has", "eq", "in"):
            return unsure()
        if None in asked_of(test.value) and test.operator != "has":
            return unsure()
        found = [(one, exactly(engine.has(column, engine.bind(one)))) for one in asked_of(test.value) if isinstance(one, str)]
        if column.form is not Form.JSON:
            return either([condition for _, condition in found])
        json = engine.json(column)
        return either([self.narrowed(json, condition, (replace(test, operator="eq", value=one),)) for one, condition in found])
