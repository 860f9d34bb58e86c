"""Runs in a table: a plan becomes one SQL query, and what SQL can not decide is tried in Python on the rows in question.

Owns the invariant that what comes out is what the reference would select, in the order of the reference.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
import json
from typing import Any, Protocol, cast
from uuid import UUID

from sqlglot import exp

from filterlang.evaluate.columns import Column, Columns, Form, Path
from filterlang.evaluate.lowering import TRUE, Condition, Engine, Lowering, exactly, touched
from filterlang.evaluate.query import NEEDED, Plan
from filterlang.evaluate.records import Record, RecordError
from filterlang.evaluate.reference import test
from filterlang.evaluate.runs import Runs
from filterlang.evaluate.selection import SELECTABLE, selected
from filterlang.schema.fields import FIELDS
from filterlang.semantics.predicate import Predicate

SURE = "__sure"
_FEW, _SPARE = 10_000, 100  # so many are asked for twice over, lest all be sorted: most rows that may match do
Row = Mapping[str, Any]
Bound = str | float | datetime | list[str]


class Bindings(Engine, Protocol):
    """An engine's words, with the values that were bound so far."""

    values: dict[str, Bound]

    def one_of(self, value: exp.Expr, texts: list[str]) -> exp.Expr: ...


class Table(Protocol):
    """A table of an engine: what it keeps where, its words, and rows for a query."""

    columns: Columns
    names: Sequence[str]
    source: exp.Expr

    def words(self) -> Bindings: ...
    def rows(self, sql: str, values: Mapping[str, Bound]) -> Iterator[Row]: ...
    def always(self, column: Column) -> bool: ...
    def broken(self, problem: str) -> RecordError: ...


class Selection:
    """What a plan selects of a table."""

    def __init__(self, table: Table, plan: Plan) -> None:
        self.table = table
        self.plan = plan
        self.words: Bindings = table.words()
        self._lowering = Lowering(self.words, table.columns)
        for argument in plan.needs:
            if table.columns.find(NEEDED[argument].stored) is None:
                raise ValueError(
                    f"{argument} needs records with a {NEEDED[argument].stored[-1]}, and these have none: leave it out"
                )
        self.fields: list[str] | None = (
            None if plan.select is None else selected(plan.select, {*SELECTABLE, *table.names, *_names(table.columns)})
        )
        self._id = self._text("id")
        self._trace = self._id if plan.root is None and plan.tree is None else self._own_trace()

    def _text(self, field: str) -> exp.Expr:
        column = self.table.columns.find(FIELDS[field].stored)
        if column is None:
            raise RecordError(f"the table has no column with the runs' {field}: say which one has it")
        return self.words.text(column)

    def _own_trace(self) -> exp.Expr:
        """The trace of a run; one without is a trace of its own."""
        column = self.table.columns.find(FIELDS["trace_id"].stored)
        if column is None:
            return self._id
        trace = self.words.text(column)
        if self.table.always(column):
            return trace
        return exp.Coalesce(this=exp.Nullif(this=trace, expression=exp.Literal.string("")), expressions=[self._id.copy()])

    def condition(self) -> Condition:
        """What a row has to meet. Whether its trace meets what it has to is part of what may be alone."""
        own = self._lowering.lower(self.plan.own)
        traces = [
            self._traces(predicate, root=root)
            for predicate, root in ((self.plan.root, True), (self.plan.tree, False))
            if predicate is not None
        ]
        if not traces:
            return own
        maybe = exp.and_(own.maybe, *traces)
        return Condition(maybe if own.exact else own.sure, maybe)

    def _traces(self, predicate: Predicate, *, root: bool) -> exp.Expr:
        """Whether a run's trace is one of those whose root, or one of whose runs, meets a predicate."""
        condition = self._lowering.lower(predicate)
        roots = [exp.EQ(this=self._id.copy(), expression=self._trace.copy())] if root else []
        inner = exp.select(self._trace.copy()).from_(self.table.source.copy()).where(*roots, condition.sure)
        surely = exp.In(this=self._trace.copy(), query=exp.Subquery(this=inner))
        if condition.exact:
            return surely
        matches = test(predicate)
        doubtful = [
            *roots,
            condition.maybe,
            exp.not_(exp.Coalesce(this=exp.paren(condition.sure.copy()), expressions=[exp.false()])),
        ]
        rows = self._query(doubtful, exactly(TRUE), self._needed((), predicate), trace=True)
        found = sorted({row["__trace"] for row in rows if matches(self.record(row))})
        return exp.paren(exp.or_(surely, self.words.one_of(self._trace.copy(), found))) if found else surely

    def records(self) -> Iterator[Record]:
        """The runs that are selected, in the v1 form, the latest start first."""
        condition, limit = self.condition(), self.plan.limit
        if condition.exact or limit is None or limit > _FEW:
            return islice(self._tried(condition, self._rows(condition, limit if condition.exact else None)), limit)
        rows = list(self._rows(condition, 2 * limit + _SPARE))
        found = list(islice(self._tried(condition, rows), limit))
        if len(found) == limit or len(rows) < 2 * limit + _SPARE:
            return iter(found)
        return islice(self._tried(condition, self._rows(condition, None)), limit)

    def _rows(self, condition: Condition, limit: int | None) -> Iterator[Row]:
        wanted = self._needed(self.fields) if condition.exact else self._needed(self.fields, self.plan.own)
        return self._query([condition.maybe], condition, wanted, order=True, limit=limit)

    def _tried(self, condition: Condition, rows: Iterable[Row]) -> Iterator[Record]:
        """The rows that match, as runs: those that are not sure are tried in Python."""
        matches = None if condition.exact else test(self.plan.own)
        for row in rows:
            record = self.record(row)
            if matches is None or row[SURE] or matches(record):
                yield record if self.fields is None else {name: record[name] for name in self.fields if name in record}

    def count(self) -> int:
        """How many runs are selected."""
        condition = self.condition()
        held = exp.Sum(this=exp.Case().when(condition.sure.copy(), exp.Literal.number("1")).else_(exp.Literal.number("0")))
        totals = [exp.alias_(exp.Count(this=exp.Star()), "n"), *([] if condition.exact else [exp.alias_(held, "sure")])]
        (row,) = self._run(exp.select(*totals).from_(self.table.source.copy()).where(condition.maybe.copy()))
        count = int(row["n"])
        if not condition.exact and row["sure"] != row["n"]:
            matches = test(self.plan.own)
            rows = self._query([condition.maybe], condition, self._needed((), self.plan.own))
            count = sum(bool(row[SURE]) or matches(self.record(row)) for row in rows)
        return count if self.plan.limit is None else min(count, self.plan.limit)

    def query(self) -> exp.Select:
        """The query for the ids of the runs that surely match, for people to read."""
        condition = self.condition()
        return (
            exp.select(self._id)
            .from_(self.table.source.copy())
            .where(condition.maybe, *([] if condition.exact else [condition.sure]))
        )

    def _query(
        self,
        conditions: Sequence[exp.Expr],
        condition: Condition,
        names: Sequence[str],
        *,
        order: bool = False,
        trace: bool = False,
        limit: int | None = None,
    ) -> Iterator[Row]:
        columns: list[exp.Expr] = [exp.column(exp.to_identifier(name, quoted=True)) for name in names]
        if not condition.exact:
            columns.append(exp.alias_(exp.Coalesce(this=exp.paren(condition.sure.copy()), expressions=[exp.false()]), SURE))
        elif trace:
            columns.append(exp.alias_(exp.true(), SURE))
        if trace:
            columns.append(exp.alias_(self._trace.copy(), "__trace"))
        query = exp.select(*columns).from_(self.table.source.copy())
        kept = [part for part in conditions if part != TRUE]
        if kept:
            query = query.where(*kept)
        if order:
            query = query.order_by(*self._order())
        return self._run(query if limit is None else query.limit(limit))

    def _order(self) -> list[exp.Expr]:
        start = self.table.columns.find(FIELDS["start_time"].stored)
        by_id = exp.Ordered(this=self._id.copy(), desc=False, nulls_first=False)
        if start is None:
            return [by_id]
        moment, _ = self.words.moment(start)
        return [exp.Ordered(this=moment, desc=True, nulls_first=False), by_id]

    def _run(self, query: exp.Select) -> Iterator[Row]:
        used = {placeholder.name for placeholder in query.find_all(exp.Placeholder)}
        values = {name: value for name, value in self.words.values.items() if name in used}
        return self.table.rows(query.sql(self.words.dialect), values)

    def _needed(self, fields: Sequence[str] | None, tried: Predicate | None = None) -> list[str]:
        """The columns to read: all, or those that keep the fields asked for and those that a predicate looks at."""
        if fields is None:
            return list(self.table.names)
        wanted = [*((field,) for field in fields), *([] if tried is None else sorted(touched(tried)))]
        names = {column.name for stored, column in self.table.columns.places.items() for path in wanted if _meet(stored, path)}
        return [name for name in self.table.names if name in names or name in fields]

    def record(self, row: Row) -> Record:
        """A row as a run in the v1 form."""
        record: Record = {}
        known: set[str] = set()
        for path, column in sorted(self.table.columns.places.items(), key=_outermost_first):
            if column.name in row and not column.path:
                known.add(column.name)
                _put(record, path, self._value(row[column.name], column))
        for name, value in row.items():
            if name not in known and name not in (SURE, "__trace"):
                record.setdefault(name, value)
        if record.get("id") is None:
            raise self.table.broken("a run has no id")
        return record

    def _value(self, value: Any, column: Column) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, UUID):
            return str(value)
        if column.form is Form.JSON and isinstance(value, str):
            try:
                return json.loads(value)
            except (ValueError, RecursionError) as error:
                raise self.table.broken(f"{column.name} is not JSON that can be read: {error}") from None
        return value


class TableRuns(Runs):
    """Runs in a table of an engine."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def __repr__(self) -> str:
        return f"TableRuns({self.table!r})"

    def select(self, plan: Plan) -> Selection:
        """What a plan selects. Raises ``ValueError`` for an argument that needs a column the table does not have."""
        return Selection(self.table, plan)


def _outermost_first(place: tuple[Path, Column]) -> int:
    return len(place[0])


def _meet(stored: Path, wanted: Path) -> bool:
    """Whether what is stored in one place is inside of another, or the other way round."""
    length = min(len(stored), len(wanted))
    return stored[:length] == wanted[:length]


def _names(columns: Columns) -> set[str]:
    return {path[0] for path in columns.places}


def _put(record: Record, path: Sequence[str], value: Any) -> None:
    *outer, last = path
    for step in outer:
        inner: object = record.get(step)
        record[step] = record = cast("Record", inner) if isinstance(inner, dict) else {}
    record[last] = value
