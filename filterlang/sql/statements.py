"""The SQL statements of one plan over one table: the rows it may select, how many they are, the traces to look at in Python.

Owns the invariant that what is asked of traces is read in one pass, whatever is asked of the runs themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlglot import exp

from filterlang.sql.columns import Column, Columns, Form
from filterlang.sql.engines.expressions import Bound, case, name as name_of
from filterlang.evaluate.lineage import NAMED_TRACE, ORDER, TRACE as TRACE_ID
from filterlang.sql.lowering import TRUE, Condition, Engine, Lowering
from filterlang.evaluate.query import Plan
from filterlang.exports.records import RecordError
from filterlang.schema.fields import FIELDS
from filterlang.semantics.predicate import Predicate

SURE, TRACE = "__sure", "__trace"
"""Columns of ours beside those of the table: whether a row surely matches, and which trace it is of."""

_TRACES, _OWN, _DOUBT = "__traces", "__own", "__doubt"


class Bindings(Engine, Protocol):
    """An engine's words, with the values that were bound so far."""

    values: dict[str, Bound]

    def one_of(self, value: exp.Expr, texts: list[str]) -> exp.Expr: ...
    def canonical(self, written: exp.Expr) -> exp.Expr: ...


class Source(Protocol):
    """What statements have to know of a table."""

    columns: Columns
    source: exp.Expr

    def words(self) -> Bindings: ...
    def always(self, column: Column) -> bool: ...


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL, and the values that are bound in it."""

    sql: str
    values: Mapping[str, Bound]


@dataclass(slots=True)
class Traced:
    """What is asked of a run's trace: the condition on one of its runs, and the traces that Python found to meet it.

    They are None when it has not looked, which it need not where SQL says all there is to say.
    """

    name: str
    predicate: Predicate
    condition: Condition
    root: bool
    found: Sequence[str] | None = None

    @property
    def doubtful(self) -> bool:
        """Whether Python has yet to look."""
        return self.found is None and not self.condition.exact


class Statements:
    """The statements for one plan. Raises ``RecordError`` for a table without ids."""

    def __init__(self, table: Source, plan: Plan) -> None:
        self._table = table
        self._words = table.words()
        self._id = self._text("id")
        self._ascending = plan.ascending
        lowering = Lowering(self._words, table.columns)
        self.own: Condition = lowering.lower(plan.own)
        asked = (("__root", plan.root, True), ("__tree", plan.tree, False))
        self.traced: list[Traced] = [
            Traced(name, predicate, lowering.lower(predicate), root) for name, predicate, root in asked if predicate is not None
        ]
        self._trace = self._own_trace() if self.traced else self._id

    def rows(self, names: Iterable[str], *, limit: int | None = None, ordered: bool = True) -> Statement:
        """The rows that may match, in the order asked for, with ``SURE`` where some of them only may."""
        columns = [name_of(name) for name in names]
        if not self.own.exact:
            columns.append(exp.alias_(_held(self.own.sure), SURE))
        query = exp.select(*columns).from_(self._table.source.copy()).where(*self._wanted(self.own.maybe.copy()))
        if self.traced:
            query = query.with_(exp.to_identifier(_TRACES), self._traces(), copy=False)
        if ordered:
            query = query.order_by(*self._order(), copy=False)
        return self._statement(query if limit is None else query.limit(limit, copy=False))

    def count(self) -> Statement:
        """How many rows may match, as ``n``; how many of them surely do, as ``sure``; and as ``doubts`` how many rows Python
        has to look at first, lest a trace be missed.
        """
        flag = name_of(SURE) if self.traced else _held(self.own.sure)
        sure = exp.Sum(this=case((flag, exp.Literal.number("1")), (TRUE, exp.Literal.number("0"))))
        totals = [exp.alias_(exp.Count(this=exp.Star()), "n"), *([] if self.own.exact else [exp.alias_(sure, "sure")])]
        if not self.traced:
            return self._statement(exp.select(*totals).from_(self._table.source.copy()).where(self.own.maybe.copy()))
        own = [exp.alias_(_held(self.own.maybe), _OWN), *([] if self.own.exact else [exp.alias_(_held(self.own.sure), SURE)])]
        doubts = [self._doubt(traced) for traced in self.traced if traced.doubtful]
        if doubts:
            own.append(exp.alias_(_held(exp.or_(*doubts, copy=False)), _DOUBT))
            inner = exp.select(exp.Count(this=exp.Star())).from_(exp.to_table(_TRACES)).where(name_of(_DOUBT))
            totals.append(exp.alias_(exp.Subquery(this=inner), "doubts"))
        query = exp.select(*totals).from_(exp.to_table(_TRACES)).where(name_of(_OWN), *self._of_traces(name_of(TRACE)))
        return self._statement(query.with_(exp.to_identifier(_TRACES), self._traces(own, self.own.maybe, *doubts), copy=False))

    def doubtful(self, traced: Traced, names: Iterable[str]) -> Statement:
        """The rows that may but need not meet what is asked of a trace, with their trace as ``TRACE``."""
        columns = [*map(name_of, names), exp.alias_(self._trace.copy(), TRACE)]
        query = exp.select(*columns).from_(self._table.source.copy())
        return self._statement(query.where(self._doubt(traced)))

    def _doubt(self, traced: Traced) -> exp.Expr:
        condition = traced.condition
        return exp.and_(condition.maybe.copy(), exp.not_(_held(condition.sure)), *self._roots(traced), copy=False)

    def _wanted(self, own: exp.Expr) -> list[exp.Expr]:
        return [part for part in (own, *self._of_traces(self._trace)) if part != TRUE]

    def _of_traces(self, trace: exp.Expr) -> list[exp.Expr]:
        """That a trace is one of those which meet all that is asked of them."""
        conditions: list[exp.Expr] = []
        for traced in self.traced:
            inner = exp.select(name_of(TRACE)).from_(exp.to_table(_TRACES)).where(name_of(traced.name))
            surely = exp.In(this=trace.copy(), query=exp.Subquery(this=inner))
            if traced.found:
                listed = self._words.one_of(trace.copy(), list(traced.found))
                conditions.append(exp.paren(exp.or_(surely, listed, copy=False), copy=False))
            else:
                conditions.append(surely)
        return conditions

    def _traces(self, more: Sequence[exp.Expr] = (), *own: exp.Expr) -> exp.Select:
        """One row for each run that says something about its trace (or is wanted itself), and what it says."""
        met = [exp.and_(traced.condition.sure.copy(), *self._roots(traced), copy=False) for traced in self.traced]
        columns = [exp.alias_(_held(condition), traced.name) for condition, traced in zip(met, self.traced, strict=True)]
        query = exp.select(exp.alias_(self._trace.copy(), TRACE), *columns, *more).from_(self._table.source.copy())
        return query.where(exp.or_(*(exp.paren(part.copy(), copy=False) for part in (*own, *met)), copy=False))

    def _roots(self, traced: Traced) -> list[exp.Expr]:
        return [exp.EQ(this=self._canonical("id"), expression=self._trace.copy())] if traced.root else []

    def _order(self) -> list[exp.Expr]:
        start = self._table.columns.find(FIELDS["start_time"].stored)
        by_id = exp.Ordered(this=self._id.copy(), desc=self._ascending, nulls_first=False)
        if start is None:
            return [by_id]
        moment, _ = self._words.moment(start)
        return [exp.Ordered(this=moment, desc=not self._ascending, nulls_first=self._ascending), by_id]

    def _canonical(self, field: str) -> exp.Expr:
        """An id in its canonical spelling, which it has already where the engine has a type for ids."""
        written, column = self._text(field), self._table.columns.find(FIELDS[field].stored)
        return written if column is not None and column.form is Form.UUID else self._words.canonical(written)

    def _text(self, field: str) -> exp.Expr:
        column = self._table.columns.find(FIELDS[field].stored)
        if column is None:
            raise RecordError(f"the table has no column with the runs' {field}: say which one has it")
        return self._words.text(column)

    def _own_trace(self) -> exp.Expr:
        """The trace of a run in its canonical spelling, as ``lineage.trace_of`` finds it; one without is of its own."""
        column, order = (self._table.columns.find((key,)) for key in (TRACE_ID, ORDER))
        traces: list[exp.Expr] = []
        if column is not None:
            traces.append(self._canonical(TRACE_ID))
            if self._table.always(column):
                return traces[0]
        if order is not None:
            traces.append(self._words.canonical(self._words.extracted(self._words.text(order), NAMED_TRACE)))
        named = [exp.Nullif(this=trace, expression=exp.Literal.string("")) for trace in traces]
        own = self._canonical("id")
        return exp.Coalesce(this=named[0], expressions=[*named[1:], own]) if named else own

    def _statement(self, query: exp.Select) -> Statement:
        used = {placeholder.name for placeholder in query.find_all(exp.Placeholder)}
        values = {name: value for name, value in self._words.values.items() if name in used}
        return Statement(query.sql(self._words.dialect), values)


def _held(condition: exp.Expr) -> exp.Expr:
    """Whether a condition holds; null is a no."""
    return exp.Coalesce(this=exp.paren(condition.copy(), copy=False), expressions=[exp.false()])
