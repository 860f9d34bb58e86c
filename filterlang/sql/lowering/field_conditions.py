"""The lowering of comparisons of a field that is stored in one column or derived from several.

Owns the invariant that a field without a column has no value. What differs between fields stands in two tables at the end: by
derivation, how a whole comparison is lowered; by type, how a value is compared.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlglot import exp

from filterlang.evaluate.lineage import PARENT, TRACE
from filterlang.schema.operators import NEGATIVE
from filterlang.evaluate.rows import LATENCIES, THREAD_KEYS
from filterlang.tables.tabular import EXACT
from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Field, Type
from filterlang.semantics.predicate import Compare
from filterlang.sql.columns import Form
from filterlang.sql.lowering.id_conditions import id_in, spelled_in
from filterlang.sql.lowering.leaf import COMPARISONS, MAX, is_number, operands
from filterlang.sql.lowering.reasons import Reason
from filterlang.sql.lowering.row_conditions import (
    FALSE, TRUE, RowCondition, Sql, any_of, conjunction, decided_unless, disjunction, either, exactly, negated, not_true,
    undecided,
)  # fmt: skip
from filterlang.sql.lowering.standing import StandingLeaf

_EQUALITY = ("eq", "in")


class FieldValue(NamedTuple):
    """The expression of a field's value, None where no column has it, and the rows in which Python has to read it instead."""

    sql: Sql | None
    undecided: Sql | None = None
    reason: Reason = Reason.TIME


class FieldLeaf(StandingLeaf):
    """The lowering of a comparison of a field without pairs."""

    def condition(self, comparison: Compare) -> RowCondition:
        """Returns the condition for a comparison."""
        return self.with_undecided(self._condition(comparison))

    def _condition(self, comparison: Compare) -> RowCondition:
        if comparison.operator in NEGATIVE:
            return negated(self._condition(replace(comparison, operator=NEGATIVE[comparison.operator])))
        field = comparison.field
        if field.stored and field.stored == FIELDS["tags"].stored:
            return self._tags(comparison)
        return _BY_DERIVATION.get(field.derived, FieldLeaf.by_value)(self, comparison)

    # Whole comparisons, by derivation

    def by_value(self, comparison: Compare) -> RowCondition:
        """A comparison of the field's one value."""
        value = self.value(comparison.field)
        condition = self._absent(comparison) if value.sql is None else self._compared(value.sql, comparison)
        return condition if value.undecided is None else decided_unless(value.undecided, condition, value.reason)

    def _absent(self, comparison: Compare) -> RowCondition:
        """A comparison of a field that no row has: only ``null`` equals it."""
        return exactly(TRUE if comparison.operator in _EQUALITY and None in operands(comparison.value) else FALSE)

    def by_root(self, comparison: Compare) -> RowCondition:
        """Whether a run is the root of its trace, which no run leaves open."""
        wanted = operands(comparison.value) if comparison.operator in _EQUALITY else ()
        return either([exactly(self.root() if value else not_true(self.root())) for value in wanted if isinstance(value, bool)])

    def by_trace(self, comparison: Compare) -> RowCondition:
        """A comparison of the trace: of its column where the row has one, and otherwise of the dotted order.

        The first part concerns only the trace's column, by which engines skip files and parts of files.
        """
        if comparison.operator not in _EQUALITY:
            return self.by_value(comparison)
        wanted = operands(comparison.value)
        ids, or_none = [id for id in wanted if isinstance(id, str) and id], None in wanted
        column, order = self.columns.find((TRACE,)), self.trace_order()
        if order is None:
            return self._absent(comparison) if column is None else exactly(id_in(self.engine, column, ids, or_missing=or_none))
        by_order = spelled_in(self.engine, self.or_nothing(self.named_trace(order)), [*ids, *([""] if or_none else [])])
        if column is None:
            return exactly(by_order)
        by_column = id_in(self.engine, column, ids)
        return exactly(conjunction(id_in(self.engine, column, ids, or_missing=True), any_of([by_column, by_order])))

    def by_parent(self, comparison: Compare) -> RowCondition:
        """A comparison of the parent: of its column where the row has one. Python reads parents that other columns name."""
        column, others = self.columns.find((PARENT,)), self.named_parents()
        if comparison.operator not in _EQUALITY or column is None:
            return self.by_value(comparison)
        wanted = operands(comparison.value)
        ids, or_none = [id for id in wanted if isinstance(id, str) and id], None in wanted
        by_column = id_in(self.engine, column, ids, or_missing=or_none)
        elsewhere = self.named_elsewhere()
        if elsewhere is None or not wanted:
            return exactly(by_column)
        if or_none:
            return decided_unless(elsewhere, exactly(by_column), Reason.PARENT)
        may = conjunction(id_in(self.engine, column, ids, or_missing=True), any_of([by_column.copy(), *others]))
        return RowCondition(by_column, may, (Reason.PARENT,))

    def by_json_text(self, comparison: Compare) -> RowCondition:
        """A comparison of the JSON of inputs or outputs, written as text."""
        if comparison.operator != "like":
            return undecided(Reason.JSON_AS_TEXT)
        column = self.columns.find(comparison.field.stored)
        if column is None:
            return exactly(FALSE)
        return self._like(self.engine.compact(self.engine.json(column)), comparison)

    def _tags(self, comparison: Compare) -> RowCondition:
        """A comparison that one of the run's tags has to meet."""
        column = self.columns.find(comparison.field.stored)
        if column is None:
            return self._absent(comparison)
        engine, pattern, wanted = self.engine, comparison.value, operands(comparison.value)
        if comparison.operator == "like":
            return exactly(
                engine.element(column, lambda item: engine.like(item, pattern)) if isinstance(pattern, str) else FALSE
            )
        if comparison.operator not in ("has", *_EQUALITY) or (comparison.operator != "has" and None in wanted):
            return undecided(Reason.TAGS)
        tags = [(tag, exactly(engine.has(column, engine.bind(tag)))) for tag in wanted if isinstance(tag, str)]
        if column.form is not Form.JSON:
            return either([condition for _, condition in tags])
        json = engine.json(column)
        return either([self.narrowed(json, found, (replace(comparison, operator="eq", value=tag),)) for tag, found in tags])

    # Values

    def value(self, field: Field) -> FieldValue:
        """Returns a field's value in the engine's own type."""
        if field.derived in _VALUES:
            return _VALUES[field.derived](self, field)
        column = self.columns.find(field.stored)
        if column is None:
            return FieldValue(None)
        if field.type is Type.DATETIME:
            return FieldValue(*self.engine.datetime_of(column))
        if field.type in _NUMBERS:
            return FieldValue(self._stored_number(field, self.engine.number(column)))
        return FieldValue(self.engine.text(column))

    def parent_value(self, field: Field) -> FieldValue:
        column = self.columns.find(field.stored)
        return FieldValue(None if column is None else self.engine.text(column), self.named_elsewhere(), Reason.PARENT)

    def thread_value(self, field: Field) -> FieldValue:
        own = self.columns.find((field.name,))
        metadata = self.columns.find(FIELDS["metadata"].stored)
        texts = [] if own is None else [self.engine.text(own)]
        if metadata is not None:
            json = self.engine.json(metadata)
            texts += [self.engine.text_in(self.engine.at(json, [key])) for key in THREAD_KEYS]
        return FieldValue(exp.Coalesce(this=texts[0], expressions=texts[1:]) if texts else None)

    def elapsed_value(self, _: Field) -> FieldValue:
        """The seconds from start to end, or else the latency that the run states."""
        start, end = self.value(FIELDS["start_time"]), self.value(FIELDS["end_time"])
        rows = [value.undecided for value in (start, end) if value.undecided is not None]
        columns = [column for name in LATENCIES if (column := self.columns.find((name,))) is not None]
        seconds = [self.engine.finite(self.engine.number(column)) for column in columns]
        if start.sql is not None and end.sql is not None:
            seconds.insert(0, self.engine.elapsed(start.sql, end.sql))
        value = exp.Coalesce(this=seconds[0], expressions=seconds[1:]) if len(seconds) > 1 else next(iter(seconds), None)
        return FieldValue(value, disjunction(*rows) if rows else None)

    def _stored_number(self, field: Field, number: Sql) -> Sql:
        """The number in ``exact_numbers`` where the field's own column cannot hold it, and otherwise the column's number."""
        exact = self.columns.find((EXACT, *field.stored))
        return number if exact is None else exp.Coalesce(this=self.engine.number(exact), expressions=[number])

    # Comparisons of a value, by type

    def _compared(self, value: Sql, comparison: Compare) -> RowCondition:
        if comparison.operator == "like":
            return self._like(value, comparison)
        if comparison.operator == "exists":
            return exactly(FALSE)
        return _BY_TYPE.get(comparison.field.type, FieldLeaf.compare_texts)(self, value, comparison)

    def compare_ids(self, value: Sql, comparison: Compare) -> RowCondition:
        column, wanted = self.columns.find(comparison.field.stored), _wanted(comparison)
        assert column is not None, "the value of an id stands in a column"
        ids = [id for id in wanted if isinstance(id, str)]
        return exactly(id_in(self.engine, column, ids, or_missing=None in wanted))

    def compare_numbers(self, value: Sql, comparison: Compare) -> RowCondition:
        column = self.columns.find(comparison.field.stored)
        beside = self.columns.find((EXACT,))
        always_finite = comparison.field.type is Type.DURATION or (
            column is not None and column.form is Form.NUMBER and beside is None
        )
        wanted = _wanted(comparison)
        conditions = [not_true(self.between(value, -MAX, MAX))] if None in wanted else []
        conditions += [
            self.number(value, comparison.operator, number, always_finite=always_finite)
            for number in wanted
            if is_number(number)
        ]
        return either(list(map(exactly, conditions)))

    def compare_datetimes(self, value: Sql, comparison: Compare) -> RowCondition:
        conditions = [
            exp.Is(this=value, expression=exp.null()) if time is None else self._constant(value, comparison.operator, time)
            for time in _wanted(comparison)
        ]
        return either([exactly(condition) for condition in conditions if condition is not None])

    def compare_texts(self, value: Sql, comparison: Compare) -> RowCondition:
        null = self.null(value)
        column = self.columns.find(comparison.field.stored) if comparison.operator in _EQUALITY else None
        conditions = [
            null if text is None
            else self.engine.equals(column, text) if column is not None and isinstance(text, str)
            else self._constant(value, comparison.operator, text)
            for text in _wanted(comparison)
        ]  # fmt: skip
        return either([exactly(condition) for condition in conditions if condition is not None])

    def _constant(self, value: Sql, operator: str, constant: object) -> Sql | None:
        """Returns a comparison with a text, a datetime or a number; None for anything else, which equals no value."""
        if isinstance(constant, str) and operator not in _EQUALITY:
            value = self.engine.by_code_points(value)
        if isinstance(constant, (str, datetime)):
            return COMPARISONS[operator](this=value, expression=self.engine.bind(constant))
        return self.number(value, operator, constant) if is_number(constant) else None

    def _like(self, value: Sql, comparison: Compare) -> RowCondition:
        pattern = comparison.value
        return exactly(self.engine.like(value, pattern) if isinstance(pattern, str) else FALSE)


def _wanted(comparison: Compare) -> list[object]:
    """Returns the operands of a comparison; ``null`` counts only where it can equal a value."""
    return [value for value in operands(comparison.value) if value is not None or comparison.operator in _EQUALITY]


_NUMBERS = (Type.NUMBER, Type.DURATION)

_BY_DERIVATION: dict[str, Callable[[FieldLeaf, Compare], RowCondition]] = {
    "root": FieldLeaf.by_root, "trace": FieldLeaf.by_trace, "parent": FieldLeaf.by_parent, "text": FieldLeaf.by_json_text,
}  # fmt: skip
"""How a comparison is lowered of a field that is derived in this way; any other is a comparison of one value."""

_VALUES: dict[str, Callable[[FieldLeaf, Field], FieldValue]] = {
    "thread": FieldLeaf.thread_value, "elapsed": FieldLeaf.elapsed_value, "parent": FieldLeaf.parent_value,
}  # fmt: skip
"""How the value is made of a field that is derived in this way; any other is stored in a column."""

_BY_TYPE: dict[Type, Callable[[FieldLeaf, Sql, Compare], RowCondition]] = {
    Type.UUID: FieldLeaf.compare_ids,
    Type.DATETIME: FieldLeaf.compare_datetimes,
    **dict.fromkeys(_NUMBERS, FieldLeaf.compare_numbers),
}
"""How a value of this type is compared; any other is compared as text."""
