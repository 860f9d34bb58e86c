"""Runs in a table: a plan becomes one SQL query, and Python tries the rows that SQL leaves undecided.

Owns the invariant that the result is what the reference would select, in the order of the reference.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, Protocol, cast
from uuid import UUID

from sqlglot import exp

from filterlang.exports.explanation import EnginePlan
from filterlang.exports.explanation import ExplainedQuery, Explanation
from filterlang.sql.explaining import explained_conditions
from filterlang.sql.columns import Column, Columns, Form
from filterlang.exports.tabular import EXACT
from filterlang.evaluate.shapes import KeyPath
from filterlang.evaluate.lineage import PARENT, TRACE as TRACE_ID, parent_of, trace_of
from filterlang.sql.lowering import Bound, EngineExpressions, paths_read, places_of
from filterlang.exports.nesting import CHILDREN
from filterlang.evaluate.query import NEEDED, Plan
from filterlang.exports.records import Record, RecordError, read_json
from filterlang.evaluate.reference import holds
from filterlang.exports.results import Runs
from filterlang.evaluate.selection import KNOWN, SYNONYMS, projected, selected
from filterlang.sql.partitions import Partitions
from filterlang.sql.statements import MUST, TRACE, Statement, Statements
from filterlang.schema.fields import FIELDS
from filterlang.semantics.predicate import Predicate
from filterlang.semantics.durations import canonical_uuid
from filterlang.text.jsonvalues import as_mapping

_FEW, _SPARE = 10_000, 100
"""For a limit up to ``_FEW``, twice as many rows and ``_SPARE`` more are fetched first: most rows that may match do match."""

TableRow = Mapping[str, Any]


class EngineTable(Protocol):
    """A table of an engine: its columns, its expressions, and the rows of a query."""

    columns: Columns
    names: Sequence[str]
    source: exp.Expr
    title: str
    """The engine and the table, for people."""
    tries_rows: str
    """Where undecided rows are tried: ``in this process``."""
    partitions: Partitions | None

    def expressions(self) -> EngineExpressions: ...
    def files(self) -> Sequence[str]: ...
    def rows(self, sql: str, values: Mapping[str, Bound]) -> Iterator[TableRow]: ...
    def always(self, column: Column) -> bool: ...
    def broken(self, problem: str) -> RecordError: ...
    def plan_of(self, sql: str, values: Mapping[str, Bound]) -> EnginePlan: ...


class TableSelection:
    """The runs of a table that a plan selects."""

    def __init__(self, table: EngineTable, plan: Plan) -> None:
        self.table = table
        self.plan = plan
        for argument in plan.needs:
            if table.columns.find(NEEDED[argument].stored) is None:
                raise ValueError(
                    f"{argument} needs records with a {NEEDED[argument].stored[-1]}, which these lack: leave it out"
                )
        self.fields: list[str] | None = (
            None if plan.select is None else selected(plan.select, {*KNOWN, *table.names, *_names(table.columns)})
        )
        self.statements: Statements = Statements(table, plan)
        self._places = sorted(
            ((path, column) for path, column in table.columns.by_path.items() if not column.path), key=_outermost_first
        )
        self._kept = {column.name for _, column in self._places} | {MUST, TRACE}

    def records(self) -> Iterator[Record]:
        """Yields the selected runs in the v1 form, in order."""
        exact, limit = self.statements.own.exact, self.plan.limit
        if exact or limit is None or limit > _FEW:
            return islice(self._matching(self._rows(limit if exact else None)), limit)
        rows = list(self._rows(2 * limit + _SPARE))
        found = list(islice(self._matching(rows), limit))
        if len(found) == limit or len(rows) < 2 * limit + _SPARE:
            return iter(found)
        return islice(self._matching(self._rows(None)), limit)

    def count(self) -> int:
        """Returns the number of selected runs."""
        (row,) = self._run(self.statements.count())
        if row.get("undecided"):
            self._find_traces()
            (row,) = self._run(self.statements.count())
        count = int(row["n"])
        if not self.statements.own.exact and (row.get("must") or 0) != count:
            matches = holds(self.plan.own)
            rows = self._run(self.statements.rows(self._needed((), self.plan.own), ordered=False))
            count = sum(bool(row[MUST]) or matches(self.record(row)) for row in rows)
        return count if self.plan.limit is None else min(count, self.plan.limit)

    def explain(self) -> Explanation:
        """Returns what the query costs and what SQL leaves to Python. Only plans are made: no row is read."""
        plan, statements, table = self.plan, self.statements, self.table
        scopes = (("filter", plan.own), ("trace_filter", plan.root), ("tree_filter", plan.tree))
        conditions = explained_conditions(table.expressions(), table.columns, scopes)
        wanted = self._needed(self.fields, None if statements.own.exact else plan.own)
        queries = [("count()", statements.count()), ("records()", statements.rows(wanted, ordered=plan.ordered))]
        for traced in statements.traced:
            if traced.undecided:
                tried = statements.undecided_rows(traced, self._needed((), traced.predicate))
                queries.append((f"undecided rows of {traced.name.removeprefix('__')}_filter", tried))
        planned = tuple(ExplainedQuery(name, table.plan_of(query.sql, query.values)) for name, query in queries)
        return Explanation(table.title, conditions, planned, table.tries_rows)

    def _rows(self, limit: int | None) -> Iterator[TableRow]:
        self._find_traces()
        exact = self.statements.own.exact
        wanted = self._needed(self.fields) if exact else self._needed(self.fields, self.plan.own)
        return self._run(self.statements.rows(wanted, limit=limit, ordered=self.plan.ordered))

    def _find_traces(self) -> None:
        """Tries in Python the runs that are undecided in a condition on traces, and keeps the traces that meet it."""
        for traced in self.statements.traced:
            if traced.undecided:
                matches = holds(traced.predicate)
                rows = self._run(self.statements.undecided_rows(traced, self._needed((), traced.predicate)))
                traced.found = sorted({row[TRACE] for row in rows if matches(self.record(row))})

    def _matching(self, rows: Iterable[TableRow]) -> Iterator[Record]:
        """Yields the rows that match as runs; undecided rows are tried in Python."""
        matches = None if self.statements.own.exact else holds(self.plan.own)
        for row in rows:
            record = self.record(row)
            if matches is None or row[MUST] or matches(record):
                yield record if self.fields is None else projected(record, self.fields)

    def _run(self, statement: Statement) -> Iterator[TableRow]:
        return self.table.rows(statement.sql, statement.values)

    def _needed(self, fields: Sequence[str] | None, tried: Predicate | None = None) -> list[str]:
        """Returns the columns to read: all, or those with the selected fields and with what the ``tried`` predicate reads."""
        if fields is None:
            return list(self.table.names)
        wanted = [("id",), (EXACT,), *_paths(fields), *([] if tried is None else sorted(paths_read(tried)))]
        names = {column.name for stored, column in self.table.columns.by_path.items() for path in wanted if _meet(stored, path)}
        return [name for name in self.table.names if name in names or name in fields]

    def record(self, row: TableRow) -> Record:
        """Returns a row as a run in the v1 form."""
        record: Record = {}
        for path, column in self._places:
            if column.name in row:
                _put(record, path, self._value(row[column.name], column))
        for name, value in row.items():
            if name not in self._kept:
                record.setdefault(name, value)
        record |= as_mapping(record.pop(EXACT, None))
        if record.get("id") is None:
            raise self.table.broken("a run has no id")
        if not record.get(PARENT) and (parent := parent_of(record)) is not None:
            record[PARENT] = canonical_uuid(parent)
        if not record.get(TRACE_ID) and (trace := trace_of(record)) is not None:
            record[TRACE_ID] = canonical_uuid(trace)
        return record

    def _value(self, value: Any, column: Column) -> Any:
        if value is None:
            return None
        if column.form is Form.JSON and isinstance(value, str):
            try:
                return read_json(value)
            except (ValueError, RecursionError) as error:
                raise self.table.broken(f"{column.name} is not JSON that can be read: {error}") from None
        if isinstance(value, date):
            return value.isoformat()
        return str(value) if isinstance(value, UUID) else value


class TableRuns(Runs):
    """Runs in a table of an engine."""

    def __init__(self, table: EngineTable) -> None:
        self.table = table

    def __repr__(self) -> str:
        return f"<runs in {self.table!r}>"

    def select(self, plan: Plan) -> TableSelection:
        """Returns the runs that a plan selects. Raises ``ValueError`` for an argument whose column the table lacks."""
        return TableSelection(self.table, plan)

    def unread(self) -> Sequence[str]:
        """Returns a sentence about a column of child runs, if there is one: in a table only the rows themselves are runs."""
        if CHILDREN not in self.table.names:
            return ()
        return (f"the column {CHILDREN} was not read: give each run a row of its own, or open the runs as JSON",)


def _outermost_first(place: tuple[KeyPath, Column]) -> int:
    return len(place[0])


def _meet(stored: KeyPath, wanted: KeyPath) -> bool:
    """Whether one place contains the other."""
    length = min(len(stored), len(wanted))
    return stored[:length] == wanted[:length]


def _paths(fields: Iterable[str]) -> Iterator[KeyPath]:
    """Yields the places in a run that hold the selected fields, or the values that they are derived from."""
    for name in fields:
        for each in (name, SYNONYMS.get(name, name)):
            yield from ((each,), *(sorted(places_of(FIELDS[each])) if each in FIELDS else ()))


def _names(columns: Columns) -> set[str]:
    return {path[0] for path in columns.by_path}


def _put(record: Record, path: Sequence[str], value: Any) -> None:
    *outer, last = path
    for step in outer:
        inner: object = record.get(step)
        record[step] = record = cast("Record", inner) if isinstance(inner, dict) else {}
    record[last] = value
