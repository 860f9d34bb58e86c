"""The SQL statements for one plan over one table: the rows that it may select, their number, the rows that Python has to try.

Owns the invariant that the conditions on traces are evaluated in one pass over the table, whatever the plan requires of runs;
or where an engine ``joins_traces``, in a scan of only its own columns for each condition.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Protocol

from sqlglot import exp

from filterlang.sql.columns import CANONICAL, Column, Columns
from filterlang.sql.engines.expressions import case, name as name_of
from filterlang.evaluate.lineage import NAMED_TRACE, ORDER, TRACE as TRACE_ID
from filterlang.exports.sorted_runs import Sorting
from filterlang.sql.lowering import TRUE, Bound, RowCondition, EngineExpressions, PredicateLowering
from filterlang.evaluate.query import Plan
from filterlang.evaluate.time_bounds import StartBounds, start_bounds
from filterlang.exports.records import RecordError
from filterlang.sql.partitions import Partitions
from filterlang.sql.row_order import RowOrder
from filterlang.sql.step_totals import StepTotals, is_true
from filterlang.schema.fields import FIELDS
from filterlang.semantics.predicate import Predicate

MUST, TRACE = "__must", "__trace"
"""Columns that statements add to those of the table: whether a row must match, and the id of its trace.

Where the table has a column of this name, ``Statements.must`` and ``Statements.trace`` are others.
"""

_TRACES, _RUNS, _OWN = "__traces", "__runs", "__own"
_ZERO = exp.Literal.number("0")


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

    ``found`` are the traces whose undecided runs meet it, None until Python has tried them.
    """

    name: str
    predicate: Predicate
    condition: RowCondition
    root: bool
    found: Sequence[str] | None = None

    @property
    def may_name(self) -> str:
        """The name of the column with the number of a trace's rows that may meet it; ``name`` has those that have to."""
        return f"{self.name}_may"

    @property
    def undecided(self) -> bool:
        """Whether Python still has to try runs."""
        return self.found is None and not self.condition.exact


class Statements:
    """Makes the statements for one plan. Raises ``RecordError`` for a table without ids.

    The same condition can stand in several places of a query: sqlglot copies a query before it writes it.
    """

    def __init__(self, table: TableSource, plan: Plan) -> None:
        self._table = table
        self._expressions = table.expressions()
        self.must: str = unused(MUST, table.names)
        self.trace: str = unused(TRACE, table.names)
        self._id = self._text("id")
        self._order = RowOrder(self._expressions, table.columns, self._id, ascending=plan.ascending)
        self._bounds = start_bounds(plan.own)
        lowering = self._lowering = PredicateLowering(self._expressions, table.columns)
        self.own: RowCondition = lowering.lower(plan.own)
        predicates = (("__root", plan.root, True), ("__tree", plan.tree, False))
        self.traced: list[Traced] = [
            Traced(name, predicate, lowering.lower(predicate), root)
            for name, predicate, root in predicates
            if predicate is not None
        ]
        self._window = None if plan.window is None else lowering.lower(plan.window)
        self._seen = StartBounds(None, None) if plan.window is None else start_bounds(plan.window)
        self._trace = self._own_trace() if self.traced else self._id

    @property
    def expressions(self) -> EngineExpressions:
        """The expressions that the statements are made from, with the values that are bound in them."""
        return self._expressions

    def rows(
        self,
        names: Iterable[str],
        *,
        limit: int | None = None,
        ordered: bool = True,
        sorting: Sorting | None = None,
        offset: int = 0,
    ) -> Statement:
        """Returns the statement for the rows that may match, with a column ``must`` unless SQL decides every row."""
        columns = [name_of(name) for name in names]
        if not self.own.exact:
            columns.append(exp.alias_(is_true(self.own.must), self.must, copy=False))
        query = self._selected(columns, self.own.may)
        if ordered:
            sorted_by = [*([] if sorting is None else self._order.by_value(sorting)), *self._order.default()]
            constant = exp.Null  # of a column without values; DuckDB refuses to sort by it
            query = query.order_by(*(by for by in sorted_by if not isinstance(by.this, constant)), copy=False)
        if offset:
            query = query.offset(offset, copy=False)
        return self._statement(query if limit is None else query.limit(limit, copy=False))

    def grouped(self, values: Mapping[str, exp.Expr], columns: Sequence[exp.Expr], by: Sequence[exp.Expr]) -> Statement:
        """Returns the statement for ``columns`` of the groups of rows that may match, over ``values`` of each row."""
        of_rows = [exp.alias_(value, name, quoted=True, copy=False) for name, value in values.items()]
        rows = self._selected(of_rows or [exp.alias_(exp.true(), self.must, copy=False)], self.own.may)
        query = exp.select(*columns, copy=False).from_(rows.subquery(_RUNS, copy=False), copy=False)
        return self._statement(query.group_by(*by, copy=False) if by else query)

    def undecided_own(self) -> exp.Expr:
        """Returns the condition for rows that are undecided in the runs' own condition."""
        return self._undecided(None)

    def unsorted_row(self, sorting: Sorting) -> Statement | None:
        """Returns the statement for one of the rows that may match and whose value only Python reads; None if SQL reads all."""
        _, undecided = self._order.value(sorting.field)
        if undecided is None:
            return None
        found = self._selected([exp.alias_(exp.true(), self.must, copy=False)], exp.and_(self.own.may, undecided, copy=False))
        return self._statement(found.limit(1, copy=False))

    def undecided_own_rows(self, names: Iterable[str]) -> Statement:
        """Returns the statement for the rows that are undecided in the runs' own condition, in any order."""
        return self._statement(self._selected(list(map(name_of, names)), self._undecided(None)))

    def count(self) -> Statement:
        """Returns the statement that counts rows: ``n`` may match, and ``must`` of them have to.

        Python has to try ``undecided`` rows first, because they decide whether their trace matches. The conditions on traces
        are one aggregation by trace, unless the engine joins them.
        """
        if self.traced and not self._joins_traces():
            return self._statement(self._count_by_trace())
        rows = self._expressions.prefilter(self.own.may)
        counted = {"n": self.own.may if rows != self.own.may else TRUE}
        if not self.own.exact:
            counted["must"] = self.own.must
        totals = [exp.alias_(_count_if(condition), name, copy=False) for name, condition in counted.items()]
        return self._statement(self._selected(totals, rows))

    def steps(self, conditions: Sequence[Predicate]) -> Statement:
        """Returns the statement that counts the rows of the plan which meet further conditions.

        ``total`` are all rows, ``alone0`` those that meet the first condition, ``left0`` those that meet all up to it, and so
        on. Where SQL leaves rows undecided, these rows have to meet the conditions; ``total_may`` and so on may meet them.
        """
        counted = StepTotals([self.own, *(self._lowering.lower(condition) for condition in conditions)])
        rows = self._selected(counted.columns(), self.own.may).subquery(_RUNS, copy=False)
        return self._statement(exp.select(*counted.totals(), copy=False).from_(rows, copy=False))

    def undecided_rows(self, traced: Traced, names: Iterable[str]) -> Statement:
        """Returns the statement for the rows that are undecided in a condition on traces, with their ``trace``."""
        columns = [*map(name_of, names), exp.alias_(self._trace, self.trace, copy=False)]
        query = self._query(*columns)
        return self._statement(query.where(*self._partitions(self._seen), self._undecided(traced), copy=False))

    def _count_by_trace(self) -> exp.Select:
        """The query that adds up the rows of the traces that meet all conditions.

        Of a trace that may meet them but does not have to, it adds up the undecided rows instead.
        """
        counted = {_OWN: self.own.may} if self.own.exact else {_OWN: self.own.may, MUST: self.own.must}
        totals = {"n": name_of(_OWN)} if self.own.exact else {"n": name_of(_OWN), "must": name_of(MUST)}
        undecided = [traced for traced in self.traced if traced.undecided]
        for traced in undecided:
            counted[traced.may_name] = self._of_run(traced, traced.condition.may)
        meets = self._meets()
        if undecided:
            rows: list[exp.Expr] = [
                exp.Sub(this=name_of(traced.may_name), expression=name_of(traced.name)) for traced in undecided
            ]
            totals = {name: case((meets, value)) for name, value in totals.items()}
            totals["undecided"] = case((exp.not_(meets), reduce(_plus, rows)))
        columns = [exp.alias_(_sum(value), name, copy=False) for name, value in totals.items()]
        query = exp.select(*columns, copy=False).from_(self._traces(counted, self.own.may), copy=False)
        return query.where(_some(_OWN), self._meets(may=True), copy=False)

    def with_undecided(self, flags: Mapping[str, Traced | None]) -> Statement:
        """Returns the statement for all rows, with a column for each flag: whether the row is undecided.

        Each flag is about a condition on traces, or with None about that on the runs themselves.
        """
        columns = [
            exp.alias_(is_true(self._undecided(traced)), flag, quoted=True, copy=False) for flag, traced in flags.items()
        ]
        return self._statement(self._query(exp.Star(), *columns))

    def _query(self, *columns: exp.Expr) -> exp.Select:
        """Returns the query for columns of all rows."""
        return exp.select(*columns, copy=False).from_(self._table.source, copy=False)

    def _selected(self, columns: Sequence[exp.Expr], own: exp.Expr) -> exp.Select:
        """Returns the query for the rows that meet a condition, and those on their trace."""
        return self._query(*columns).where(*self._wanted(own), copy=False)

    def _undecided(self, traced: Traced | None) -> exp.Expr:
        if traced is None:
            return exp.and_(self.own.may, exp.not_(is_true(self.own.must)), copy=False)
        may, must = (self._of_run(traced, bound) for bound in (traced.condition.may, traced.condition.must))
        return exp.and_(may, exp.not_(is_true(must)), copy=False)

    def _wanted(self, own: exp.Expr) -> list[exp.Expr]:
        """The conditions on a row to be selected: its own, and that its trace is among those that meet theirs."""
        conditions = [*self._partitions(self._bounds), *([] if own == TRUE else [own])]
        if self._joins_traces():
            conditions += self._joined()
        elif self.traced:
            traces = exp.select(name_of(TRACE), copy=False).from_(self._traces({}), copy=False).where(self._meets(), copy=False)
            conditions.append(self._is_among(traces))
        return conditions

    def _joins_traces(self) -> bool:
        """Whether each condition on traces is a scan of its own. If Python tries or has tried any, all are one pass."""
        return self._expressions.joins_traces and not any(traced.undecided or traced.found for traced in self.traced)

    def _joined(self) -> list[exp.Expr]:
        """The condition that a row's trace meets every condition on traces, each a scan inside of the one before."""
        inner: list[exp.Expr] = []
        for traced in reversed(self.traced):
            run = self._of_run(traced, traced.condition.must)
            traces = self._query(self._trace).distinct(copy=False)
            inner = [self._is_among(traces.where(*self._seen_rows(), run, *inner, copy=False))]
        return inner

    def _is_among(self, traces: exp.Select) -> exp.Expr:
        """The condition that a row's trace is among those of a query."""
        return exp.In(this=self._trace, query=exp.Subquery(this=traces))

    def _seen_rows(self) -> list[exp.Expr]:
        """The conditions on the rows that the conditions on traces see."""
        return [*self._partitions(self._seen), *([] if self._window is None else [self._window.may])]

    def _partitions(self, bounds: StartBounds) -> list[exp.Expr]:
        """The condition on the columns of partitions that all runs meet which start within bounds, if there is one."""
        partitions = self._table.partitions
        condition = None if partitions is None else partitions.condition(self._expressions, bounds)
        return [] if condition is None else [condition]

    def _meets(self, *, may: bool = False) -> exp.Expr:
        """The condition on a trace that it has to meet, or ``may`` meet, every condition on traces."""
        conditions: list[exp.Expr] = []
        for traced in self.traced:
            meets = _some(traced.may_name if may and traced.undecided else traced.name)
            if traced.found:
                found = self._expressions.one_of(name_of(TRACE), list(traced.found))
                meets = exp.paren(exp.or_(meets, found, copy=False), copy=False)
            conditions.append(meets)
        return exp.and_(*conditions, copy=False)

    def _traces(self, counted: Mapping[str, exp.Expr], *own: exp.Expr) -> exp.Subquery:
        """The query for the traces, with the number of rows that meet each condition on traces, and others to be counted.

        Only rows that are counted are read, and those of the traces in ``found``: they may meet the condition. Unless the
        engine ``filters_roots``, all runs that meet the condition on roots are read, roots or not.
        """
        must = {traced.name: self._of_run(traced, traced.condition.must) for traced in self.traced}
        read = [*own]
        for traced in self.traced:
            has_undecided = traced.found or traced.may_name in counted
            condition = traced.condition.may if has_undecided else traced.condition.must
            read.append(self._of_run(traced, condition) if self._expressions.filters_roots else condition)
        conditions = {**counted, **must}
        of_runs = [exp.alias_(is_true(condition), f"{name}_run", copy=False) for name, condition in conditions.items()]
        runs = self._query(exp.alias_(self._trace, TRACE, copy=False), *of_runs)
        runs = runs.where(*self._seen_rows(), copy=False)
        prefilters = (exp.paren(self._expressions.prefilter(rows), copy=False) for rows in read)
        runs = runs.where(exp.or_(*prefilters, copy=False), copy=False)
        columns = [exp.alias_(exp.CountIf(this=name_of(f"{name}_run")), name, copy=False) for name in conditions]
        query = exp.select(name_of(TRACE), *columns, copy=False).from_(runs.subquery(_RUNS, copy=False), copy=False)
        return query.group_by(name_of(TRACE), copy=False).subquery(_TRACES, copy=False)

    def _of_run(self, traced: Traced, condition: exp.Expr) -> exp.Expr:
        """A condition on a run of a trace, and for the condition on roots that the run has the id of its trace."""
        if not traced.root:
            return condition
        return exp.and_(condition, self._has_id_of_trace(), copy=False)

    def _has_id_of_trace(self) -> exp.Expr:
        """The condition that a run's id is that of its trace. Most are spelled alike, which costs less to find out."""
        same = exp.EQ(this=self._canonical("id"), expression=self._trace)
        column = self._table.columns.find((TRACE_ID,))
        if column is None or column.form in CANONICAL or not self._table.always(column):
            return same
        alike = exp.EQ(this=self._id, expression=self._expressions.text(column))
        return case((alike, exp.true()), (exp.true(), same))

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
        query = self._expressions.completed(query)
        used = {placeholder.name for placeholder in query.find_all(exp.Placeholder)}
        values = {name: value for name, value in self._expressions.values.items() if name in used}
        return Statement(query.sql(self._expressions.dialect), values, query)


def unused(name: str, names: Iterable[str]) -> str:
    """Returns a name for a column, with underscores at its end while the table has such a column."""
    taken = {each.lower() for each in names}
    while name in taken:
        name += "_"
    return name


def _count_if(condition: exp.Expr) -> exp.Expr:
    """The number of rows that meet a condition, which every engine adds up before it shuffles."""
    return exp.Count(this=exp.Star()) if condition == TRUE else exp.CountIf(this=is_true(condition))


def _some(name: str) -> exp.Expr:
    """The condition that a number of rows is not zero."""
    return exp.GT(this=name_of(name), expression=_ZERO)


def _sum(value: exp.Expr) -> exp.Expr:
    """The sum of a column, with zero instead of null where there is nothing to add up."""
    return exp.Coalesce(this=exp.Sum(this=value), expressions=[_ZERO])


def _plus(one: exp.Expr, other: exp.Expr) -> exp.Expr:
    return exp.Add(this=one, expression=other)
