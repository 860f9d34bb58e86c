"""The SQL statements for one plan over one table: the rows that it may select, their number, the rows that Python has to try.

Owns the invariant that the conditions on traces are evaluated in one pass over the table, whatever the plan requires of runs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlglot import exp

from filterlang.sql.columns import CANONICAL, Column, Columns
from filterlang.sql.engines.expressions import case, name as name_of
from filterlang.evaluate.lineage import NAMED_TRACE, ORDER, TRACE as TRACE_ID
from filterlang.sql.lowering import TRUE, Bound, RowCondition, EngineExpressions, PredicateLowering
from filterlang.evaluate.query import Plan
from filterlang.evaluate.time_bounds import StartBounds, start_bounds
from filterlang.exports.records import RecordError
from filterlang.sql.partitions import Partitions
from filterlang.schema.fields import FIELDS
from filterlang.semantics.predicate import Predicate

MUST, TRACE = "__must", "__trace"
"""Columns that statements add to those of the table: whether a row must match, and the id of its trace.

Where the table has a column of this name, ``Statements.must`` and ``Statements.trace`` are others.
"""

_TRACES, _OWN, _UNDECIDED = "__traces", "__own", "__undecided"


class TableSource(Protocol):
    """The part of a table that statements are made from."""

    columns: Columns
    names: Sequence[str]
    source: exp.Expr
    partitions: Partitions | None

    def expressions(self) -> EngineExpressions: ...
    def always(self, column: Column) -> bool: ...


@dataclass(frozen=True, slots=True)
class Statement:
    """A text of SQL, the values that are bound in it, and the query that the text is written from."""

    sql: str
    values: Mapping[str, Bound]
    query: exp.Select


@dataclass(slots=True)
class Traced:
    """A condition on a run's trace: a predicate that its root, or any of its runs, has to meet.

    ``found`` are the traces whose undecided runs meet it, None until Python has tried them: a list of them, or the name of a
    relation that has them in its column ``TRACE``.
    """

    name: str
    predicate: Predicate
    condition: RowCondition
    root: bool
    found: Sequence[str] | str | None = None

    @property
    def undecided(self) -> bool:
        """Whether Python still has to try runs."""
        return self.found is None and not self.condition.exact


class Statements:
    """Makes the statements for one plan. Raises ``RecordError`` for a table without ids."""

    def __init__(self, table: TableSource, plan: Plan) -> None:
        self._table = table
        self._expressions = table.expressions()
        self.must: str = unused(MUST, table.names)
        self.trace: str = unused(TRACE, table.names)
        self._id = self._text("id")
        self._ascending = plan.ascending
        self._bounds = start_bounds(plan.own)
        lowering = PredicateLowering(self._expressions, table.columns)
        self.own: RowCondition = lowering.lower(plan.own)
        predicates = (("__root", plan.root, True), ("__tree", plan.tree, False))
        self.traced: list[Traced] = [
            Traced(name, predicate, lowering.lower(predicate), root)
            for name, predicate, root in predicates
            if predicate is not None
        ]
        self._trace = self._own_trace() if self.traced else self._id

    @property
    def expressions(self) -> EngineExpressions:
        """The expressions that the statements are made from, with the values that are bound in them."""
        return self._expressions

    def rows(self, names: Iterable[str], *, limit: int | None = None, ordered: bool = True) -> Statement:
        """Returns the statement for the rows that may match, with a column ``must`` unless SQL decides every row."""
        columns = [name_of(name) for name in names]
        if not self.own.exact:
            columns.append(exp.alias_(_is_true(self.own.must), self.must))
        query = self._selected(columns, self.own.may.copy())
        if ordered:
            query = query.order_by(*self._order(), copy=False)
        return self._statement(query if limit is None else query.limit(limit, copy=False))

    def undecided_own_rows(self, names: Iterable[str]) -> Statement:
        """Returns the statement for the rows that are undecided in the runs' own condition, in any order."""
        return self._statement(self._selected(list(map(name_of, names)), self._undecided(None)))

    def count(self) -> Statement:
        """Returns the statement that counts rows: ``n`` may match, and ``must`` of them have to.

        Python has to try ``undecided`` rows first, because they decide whether their trace matches.
        """
        flag = name_of(MUST) if self.traced else _is_true(self.own.must)
        must = exp.Sum(this=case((flag, exp.Literal.number("1")), (TRUE, exp.Literal.number("0"))))
        totals = [exp.alias_(exp.Count(this=exp.Star()), "n"), *([] if self.own.exact else [exp.alias_(must, "must")])]
        if not self.traced:
            query = exp.select(*totals).from_(self._table.source.copy())
            return self._statement(query.where(*self._partitions(self._bounds), self.own.may.copy()))
        own = [
            exp.alias_(_is_true(self.own.may), _OWN),
            *([] if self.own.exact else [exp.alias_(_is_true(self.own.must), MUST)]),
        ]
        undecided = [self._undecided(traced) for traced in self.traced if traced.undecided]
        if undecided:
            own.append(exp.alias_(_is_true(exp.or_(*undecided, copy=False)), _UNDECIDED))
            inner = exp.select(exp.Count(this=exp.Star())).from_(exp.to_table(_TRACES)).where(name_of(_UNDECIDED))
            totals.append(exp.alias_(exp.Subquery(this=inner), "undecided"))
        query = exp.select(*totals).from_(exp.to_table(_TRACES)).where(name_of(_OWN), *self._of_traces(name_of(TRACE)))
        return self._statement(query.with_(exp.to_identifier(_TRACES), self._traces(own, self.own.may, *undecided), copy=False))

    def undecided_rows(self, traced: Traced, names: Iterable[str]) -> Statement:
        """Returns the statement for the rows that are undecided in a condition on traces, with their ``trace``."""
        columns = [*map(name_of, names), exp.alias_(self._trace.copy(), self.trace)]
        query = exp.select(*columns).from_(self._table.source.copy())
        return self._statement(query.where(self._undecided(traced)))

    def with_undecided(self, flags: Mapping[str, Traced | None]) -> Statement:
        """Returns the statement for all rows, with a column for each flag: whether the row is undecided.

        Each flag is about a condition on traces, or with None about that on the runs themselves.
        """
        columns = [exp.alias_(_is_true(self._undecided(traced)), flag, quoted=True) for flag, traced in flags.items()]
        return self._statement(exp.select(exp.Star(), *columns).from_(self._table.source.copy()))

    def _selected(self, columns: Sequence[exp.Expr], own: exp.Expr) -> exp.Select:
        """Returns the query for the rows that meet a condition, and those on their trace."""
        query = exp.select(*columns).from_(self._table.source.copy()).where(*self._wanted(own))
        return query.with_(exp.to_identifier(_TRACES), self._traces(), copy=False) if self.traced else query

    def _undecided(self, traced: Traced | None) -> exp.Expr:
        condition, roots = (self.own, []) if traced is None else (traced.condition, self._roots(traced))
        return exp.and_(condition.may.copy(), exp.not_(_is_true(condition.must)), *roots, copy=False)

    def _wanted(self, own: exp.Expr) -> list[exp.Expr]:
        return [part for part in (*self._partitions(self._bounds), own, *self._of_traces(self._trace)) if part != TRUE]

    def _partitions(self, bounds: StartBounds) -> list[exp.Expr]:
        """The condition on the columns of partitions that all runs meet which start within bounds, if there is one."""
        partitions = self._table.partitions
        condition = None if partitions is None else partitions.condition(self._expressions, bounds)
        return [] if condition is None else [condition]

    def _of_traces(self, trace: exp.Expr) -> list[exp.Expr]:
        """The conditions that a trace is among those that meet each of the conditions on traces."""
        conditions: list[exp.Expr] = []
        for traced in self.traced:
            inner = exp.select(name_of(TRACE)).from_(exp.to_table(_TRACES)).where(name_of(traced.name))
            must = exp.In(this=trace.copy(), query=exp.Subquery(this=inner))
            if traced.found:
                conditions.append(exp.paren(exp.or_(must, self._among(trace.copy(), traced.found), copy=False), copy=False))
            else:
                conditions.append(must)
        return conditions

    def _among(self, trace: exp.Expr, traces: Sequence[str] | str) -> exp.Expr:
        """The condition that a trace is in a list, or in the relation of this name."""
        if not isinstance(traces, str):
            return self._expressions.one_of(trace, list(traces))
        return exp.In(this=trace, query=exp.Subquery(this=exp.select(name_of(TRACE)).from_(exp.to_table(traces))))

    def _traces(self, more: Sequence[exp.Expr] = (), *own: exp.Expr) -> exp.Select:
        """The query for the runs that meet a condition on their trace (or one of ``own``), with a flag for each condition."""
        met = [exp.and_(traced.condition.must.copy(), *self._roots(traced), copy=False) for traced in self.traced]
        columns = [exp.alias_(_is_true(condition), traced.name) for condition, traced in zip(met, self.traced, strict=True)]
        query = exp.select(exp.alias_(self._trace.copy(), TRACE), *columns, *more).from_(self._table.source.copy())
        return query.where(exp.or_(*(exp.paren(part.copy(), copy=False) for part in (*own, *met)), copy=False))

    def _roots(self, traced: Traced) -> list[exp.Expr]:
        return [exp.EQ(this=self._canonical("id"), expression=self._trace.copy())] if traced.root else []

    def _order(self) -> list[exp.Expr]:
        start = self._table.columns.find(FIELDS["start_time"].stored)
        by_id = exp.Ordered(this=self._id.copy(), desc=self._ascending, nulls_first=False)
        if start is None:
            return [by_id]
        started, _ = self._expressions.datetime_of(start)
        return [exp.Ordered(this=started, desc=not self._ascending, nulls_first=self._ascending), by_id]

    def _canonical(self, field: str) -> exp.Expr:
        """An id in its canonical spelling, in which some columns have all their ids."""
        written, column = self._text(field), self._table.columns.find(FIELDS[field].stored)
        return written if column is not None and column.form in CANONICAL else self._expressions.canonical(written)

    def _text(self, field: str) -> exp.Expr:
        column = self._table.columns.find(FIELDS[field].stored)
        if column is None:
            raise RecordError(f"the table has no column with the runs' {field}: say which one has it")
        return self._expressions.text(column)

    def _own_trace(self) -> exp.Expr:
        """The trace of a run in its canonical spelling, as ``lineage.trace_of`` finds it, or else the run's own id."""
        column, order = (self._table.columns.find((key,)) for key in (TRACE_ID, ORDER))
        traces: list[exp.Expr] = []
        if column is not None:
            traces.append(self._canonical(TRACE_ID))
            if self._table.always(column):
                return traces[0]
        if order is not None:
            traces.append(self._expressions.canonical(self._expressions.extracted(self._expressions.text(order), NAMED_TRACE)))
        named = [exp.Nullif(this=trace, expression=exp.Literal.string("")) for trace in traces]
        own = self._canonical("id")
        return exp.Coalesce(this=named[0], expressions=[*named[1:], own]) if named else own

    def _statement(self, query: exp.Select) -> Statement:
        used = {placeholder.name for placeholder in query.find_all(exp.Placeholder)}
        values = {name: value for name, value in self._expressions.values.items() if name in used}
        return Statement(query.sql(self._expressions.dialect), values, query)


def unused(name: str, names: Iterable[str]) -> str:
    """Returns a name for a column, with underscores at its end while the table has such a column."""
    taken = {each.lower() for each in names}
    while name in taken:
        name += "_"
    return name


def _is_true(condition: exp.Expr) -> exp.Expr:
    """The value of a condition, with false instead of null."""
    return exp.Coalesce(this=exp.paren(condition.copy(), copy=False), expressions=[exp.false()])
