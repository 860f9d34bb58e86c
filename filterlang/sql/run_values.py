"""The lowering of what runs are grouped and measured by: a value of each row, and the rows in which Python has to read it.

Owns the invariant that a row's value is that of ``run_groups`` and ``run_measures`` unless the row is undecided.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from sqlglot import exp

from filterlang.evaluate.run_groups import ERROR_NAME, MODEL_PLACES, MONTHS, OTHER_ERROR, SPANS, Group, GroupKind, phase, splits
from filterlang.evaluate.run_measures import FIRST_TOKEN, START, NumberKind, RunNumber
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.types import Type
from filterlang.sql.columns import CANONICAL, Form
from filterlang.sql.engines.aggregate_expressions import AGGREGATES, NO_TEXTS
from filterlang.sql.engines.expressions import call, case, text
from filterlang.sql.lowering.field_conditions import FieldLeaf
from filterlang.sql.lowering.leaf import PLAIN
from filterlang.sql.lowering.row_conditions import TRUE, Sql, any_of, conjunction, disjunction, negation, not_true, parens

_NOTHING, _TRUE, _FALSE = map(text, ("", "true", "false"))
_ONE, _ZERO = exp.Literal.number("1"), exp.Literal.number("0")
_PLAIN_VALUE = r"\A(?:true|false|0|-?[1-9][0-9]{0,14}|-?(?:0|[1-9][0-9]{0,8})\.[0-9]{0,5}[1-9])\z"
"""Matches JSON that every engine writes as Python does: truth values, and numbers of few digits without an exponent."""


class RowValue(NamedTuple):
    """The value of each row, and the conditions for rows in which Python reads another: ``TRUE`` for all rows."""

    sql: Sql
    undecided: tuple[Sql, ...]


class RunValues(FieldLeaf):
    """The lowering of one value of a run."""

    def column(self, column: RunNumber) -> RowValue:
        """Returns the number of each row that measures are made of."""
        return self._with_rows(*_COLUMNS[column.kind](self, column.key))

    def group(self, group: Group) -> RowValue:
        """Returns the value of each row that it is grouped by; a list of texts for tags."""
        return self._with_rows(*_GROUPS[group.kind](self, group))

    def _with_rows(self, value: Sql | None, *undecided: Sql | None) -> RowValue:
        """Returns a value with its undecided rows, and those that the engine has found in the meantime."""
        rows = [*(row for row in undecided if row is not None), *(found.rows for found in self.engine.undecided[self._known :])]
        assert value is not None, "each value has an expression"
        return RowValue(value, tuple(dict.fromkeys(rows)))

    # Numbers

    def number_of(self, field: str) -> tuple[Sql, Sql | None]:
        value = self.value(FIELDS[field])
        if value.sql is None:
            return _no_number(), value.undecided
        is_finite = FIELDS[field].type is Type.DURATION
        return value.sql if is_finite else self.engine.finite(value.sql), value.undecided

    def first_token(self, _: str) -> tuple[Sql, ...]:
        start, first = (self.value(FIELDS[name]) for name in (START, FIRST_TOKEN))
        if start.sql is None or first.sql is None:
            return (_no_number(),)
        rows = [value.undecided for value in (start, first) if value.undecided is not None]
        return self.engine.elapsed(start.sql, first.sql), *rows

    def start(self, _: str = "") -> tuple[Sql, Sql | None]:
        """The microseconds from 1970 to the start."""
        start = self.value(FIELDS[START])
        microseconds = _no_integer() if start.sql is None else AGGREGATES[self.engine.dialect].microseconds(start.sql)
        return microseconds, start.undecided

    def failed(self, _: str) -> tuple[Sql]:
        column = self.columns.find(FIELDS["status"].stored)
        return (_flag(exp.false() if column is None else self.engine.equals(column, "error")),)

    def streamed(self, _: str) -> tuple[Sql, ...]:
        first, events = self.columns.find(FIELDS[FIRST_TOKEN].stored), self.columns.find(("events",))
        conditions: list[Sql] = []
        rows: list[Sql] = []
        if first is not None:
            conditions.append(_is_there(self.engine.value(first)))
            rows += [TRUE] if first.form in (Form.JSON, Form.NESTED) else []
        if events is not None:
            listed = self.engine.within(self.engine.json(events), [None])
            name = "new_token"
            conditions.append(self.engine.some(listed, lambda item: self.engine.is_text(self.engine.at(item, ["name"]), name)))
        return _flag(any_of(conditions)), *rows

    def scores(self, key: str) -> tuple[Sql, ...]:
        score, weight, *rows = self._score(key)
        return exp.Mul(this=parens(score), expression=parens(weight)), *rows

    def scored(self, key: str) -> tuple[Sql, ...]:
        score, weight, *rows = self._score(key)
        return case((_is_there(score), weight)), *rows

    def _score(self, key: str) -> tuple[Sql, ...]:
        """The average of a feedback, the number of feedbacks that it is the average of, and undecided rows."""
        stats, listed = self.columns.find(FAMILIES["feedback"]["key"].stored), self.columns.find(("feedback",))
        rows = [] if listed is None else [_is_there(self.engine.raw(self.engine.json(listed)))]
        if not PLAIN.fullmatch(key):
            return _no_number(), _no_number(), TRUE
        if stats is None:
            return _no_number(), _no_number(), *rows
        json = self.engine.json(stats)
        score = self.engine.finite(self.engine.score_in(self.engine.at(json, [key, "avg"])))
        number = self.engine.finite(self.engine.number_in(self.engine.at(json, [key, "n"])))
        counted = case((exp.GTE(this=number, expression=_ONE.copy()), number.copy()), (exp.true(), exp.Literal.number("1e0")))
        return score, counted, *rows

    # Groups

    def text_of(self, group: Group) -> tuple[Sql, ...]:
        field = group.field
        value, column = self.value(field), self.columns.find(field.stored)
        if value.sql is None:
            return (_no_text(),) if value.undecided is None else (_no_text(), value.undecided)
        sql, rows = value.sql, [] if value.undecided is None else [value.undecided]
        if field.derived == "trace" and (order := self.trace_order()) is not None:
            rows.append(conjunction(self.null(sql), negation(self.null(self.engine.text(order)))))
        if field.type is Type.UUID and not (column is not None and column.form in CANONICAL):
            sql = self.engine.canonical(sql)
        return _or_null(sql), *rows

    def tags(self, _: Group) -> tuple[Sql]:
        column = self.columns.find(FIELDS["tags"].stored)
        lists = AGGREGATES[self.engine.dialect]
        if column is None:
            return (NO_TEXTS.copy(),)
        if column.form is Form.TEXTS:
            texts = self.engine.value(column)
        else:
            items = self.engine.within(self.engine.json(column), [None])
            texts = self.engine.over(lists.mapping, items, self.engine.text_in)
        kept = self.engine.over(lists.keeping, texts, lambda tag: exp.NEQ(this=tag, expression=_NOTHING.copy()))
        return (call(lists.distinct, kept),)

    def is_root(self, _: Group) -> tuple[Sql]:
        return (case((self.root(), _TRUE.copy()), (exp.true(), _FALSE.copy())),)

    def model(self, _: Group) -> tuple[Sql]:
        columns = [self.columns.find(("extra", *place)) for place in MODEL_PLACES]
        known = [column for column in columns if column is not None]
        return (self.engine.first_text(known) if known else _no_text(),)

    def error_kind(self, _: Group) -> tuple[Sql]:
        column = self.columns.find(FIELDS["error"].stored)
        if column is None:
            return (_no_text(),)
        error = _or_null(self.engine.text(column))
        word = _or_null(self.engine.extracted(error.copy(), ERROR_NAME))
        return (case((_is_there(error), exp.Coalesce(this=word, expressions=[text(OTHER_ERROR)]))),)

    def metadata(self, group: Group) -> tuple[Sql, ...]:
        engine, column = self.engine, self.columns.find(FIELDS["metadata"].stored)
        paths = [*splits(group.key)]
        if column is None:
            return (_no_text(),)
        if not all(PLAIN.fullmatch(step.replace(".", "_")) for path in paths for step in path):
            return _no_text(), TRUE
        json = engine.json(column)
        values = [engine.at(json, path) for path in paths]
        labels = [engine.once(value, self._label) for value in values]
        unread = self._unread if len(values) == 1 else self._unread_or_empty
        return _first(labels), *(engine.once(value.copy(), unread) for value in values)

    def _label(self, value: Sql) -> Sql:
        """The text in a value of JSON, or the JSON of one that every engine writes as Python does."""
        written = self.engine.written(value)
        is_plain = self.engine.matches(written, _PLAIN_VALUE)
        return _first([_or_null(self.engine.text_in(value.copy())), case((is_plain, written.copy()))])

    def _unread(self, value: Sql) -> Sql:
        """The condition that only Python knows how a value of JSON is written."""
        written = self.engine.written(value)
        is_no_text = exp.Is(this=self.engine.text_in(value.copy()), expression=exp.null())
        is_not_plain = not_true(self.engine.matches(written, _PLAIN_VALUE))
        is_not_null = exp.NEQ(this=written.copy(), expression=text("null"))
        return conjunction(_is_there(value.copy()), is_no_text, is_not_null, is_not_plain)

    def _unread_or_empty(self, value: Sql) -> Sql:
        """As ``_unread``, or an empty text, which another way to read the key may precede."""
        is_empty = exp.EQ(this=self.engine.text_in(value.copy()), expression=_NOTHING.copy())
        return parens(disjunction(parens(self._unread(value)), is_empty))

    def span(self, group: Group) -> tuple[Sql, Sql | None]:
        """The beginning of a span in microseconds since 1970, or the number of a month since the year 0."""
        time, undecided = self.start()
        if group.key in SPANS:
            span, begin = exp.Literal.number(SPANS[group.key]), exp.Literal.number(phase(group.key))
            since = parens(exp.Sub(this=time, expression=begin))
            positive = exp.Add(this=parens(exp.Mod(this=since, expression=span)), expression=span.copy())
            rest = parens(exp.Mod(this=parens(positive), expression=span.copy()))
            return exp.Sub(this=time.copy(), expression=rest), undecided
        start = self.value(FIELDS[START])
        if start.sql is None:
            return _no_integer(), undecided
        month = AGGREGATES[self.engine.dialect].month(start.sql)
        rest = parens(exp.Mod(this=parens(month), expression=exp.Literal.number(MONTHS[group.key])))
        return exp.Sub(this=parens(month.copy()), expression=rest), undecided


def any_row(undecided: Iterable[Sql]) -> Sql | None:
    """Returns the condition that one of several holds; None without any."""
    conditions = list(dict.fromkeys(undecided))
    return parens(disjunction(*map(parens, conditions))) if conditions else None


def _no_number() -> Sql:
    return exp.cast(exp.null(), "double")


def _no_integer() -> Sql:
    return exp.cast(exp.null(), "bigint")


def _no_text() -> Sql:
    return exp.cast(exp.null(), "text")


def _or_null(string: Sql) -> Sql:
    return exp.Nullif(this=string, expression=_NOTHING.copy())


def _is_there(value: Sql) -> Sql:
    return negation(exp.Is(this=value, expression=exp.null()))


def _flag(condition: Sql) -> Sql:
    return case((condition, _ONE.copy()), (exp.true(), _ZERO.copy()))


def _first(values: Sequence[Sql]) -> Sql:
    return exp.Coalesce(this=values[0], expressions=[*values[1:]]) if values else _no_text()


_COLUMNS: dict[NumberKind, Callable[[RunValues, str], tuple[Sql | None, ...]]] = {
    NumberKind.NUMBER: RunValues.number_of,
    NumberKind.FIRST_TOKEN: RunValues.first_token,
    NumberKind.START: RunValues.start,
    NumberKind.FAILED: RunValues.failed,
    NumberKind.STREAMED: RunValues.streamed,
    NumberKind.SCORES: RunValues.scores,
    NumberKind.SCORED: RunValues.scored,
}  # fmt: skip
_GROUPS: dict[GroupKind, Callable[[RunValues, Group], tuple[Sql | None, ...]]] = {
    GroupKind.FIELD: RunValues.text_of,
    GroupKind.TAGS: RunValues.tags,
    GroupKind.ROOT: RunValues.is_root,
    GroupKind.MODEL: RunValues.model,
    GroupKind.ERROR: RunValues.error_kind,
    GroupKind.METADATA: RunValues.metadata,
    GroupKind.SPAN: RunValues.span,
}
