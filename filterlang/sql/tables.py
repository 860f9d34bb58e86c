"""Runs in a table: a plan becomes one SQL query, and what SQL cannot decide is tried in Python on the rows in question.

Owns the invariant that what comes out is what the reference would select, in the order of the reference.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, Protocol, cast
from uuid import UUID

from sqlglot import exp

from filterlang.sql.columns import Column, Columns, Form
from filterlang.exports.tabular import EXACT
from filterlang.evaluate.shapes import KeyPath
from filterlang.sql.engines.expressions import Bound
from filterlang.evaluate.lineage import PARENT, TRACE as TRACE_ID, parent_of, trace_of
from filterlang.sql.lowering import places_of, paths_read
from filterlang.exports.nesting import CHILDREN
from filterlang.evaluate.query import NEEDED, Plan
from filterlang.exports.records import Record, RecordError, read_json
from filterlang.evaluate.reference import holds
from filterlang.exports.results import Runs
from filterlang.evaluate.selection import KNOWN, SYNONYMS, projected, selected
from filterlang.sql.statements import SURE, TRACE, Bindings, Statement, Statements
from filterlang.schema.fields import FIELDS
from filterlang.semantics.predicate import Predicate
from filterlang.semantics.durations import canonical_uuid
from filterlang.text.jsonvalues import as_mapping

_FEW, _SPARE = 10_000, 100  # so many are asked for twice over, lest all be sorted: most rows that may match do
Row = Mapping[str, Any]


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
            ((path, column) for path, column in table.columns.places.items() if not column.path), key=_outermost_first
        )
        self._kept = {column.name for _, column in self._places} | {SURE, TRACE}

    def records(self) -> Iterator[Record]:
        """The runs that are selected, in the v1 form, in order."""
        exact, limit = self.statements.own.exact, self.plan.limit
        if exact or limit is None or limit > _FEW:
            return islice(self._tried(self._rows(limit if exact else None)), limit)
        rows = list(self._rows(2 * limit + _SPARE))
        found = list(islice(self._tried(rows), limit))
        if len(found) == limit or len(rows) < 2 * limit + _SPARE:
            return iter(found)
        return islice(self._tried(self._rows(None)), limit)

    def count(self) -> int:
        """How many runs are selected."""
        (row,) = self._run(self.statements.count())
        if row.get("doubts"):
            self._find_traces()
            (row,) = self._run(self.statements.count())
        count = int(row["n"])
        if not self.statements.own.exact and (row.get("sure") or 0) != count:
            matches = holds(self.plan.own)
            rows = self._run(self.statements.rows(self._needed((), self.plan.own), ordered=False))
            count = sum(bool(row[SURE]) or matches(self.record(row)) for row in rows)
        return count if self.plan.limit is None else min(count, self.plan.limit)

    def _rows(self, limit: int | None) -> Iterator[Row]:
        self._find_traces()
        exact = self.statements.own.exact
        wanted = self._needed(self.fields) if exact else self._needed(self.fields, self.plan.own)
        return self._run(self.statements.rows(wanted, limit=limit))

    def _find_traces(self) -> None:
        """Look in Python for the traces of which SQL cannot say whether they meet what is asked of them."""
        for traced in self.statements.traced:
            if traced.doubtful:
                matches = holds(traced.predicate)
                rows = self._run(self.statements.doubtful(traced, self._needed((), traced.predicate)))
                traced.found = sorted({row[TRACE] for row in rows if matches(self.record(row))})

    def _tried(self, rows: Iterable[Row]) -> Iterator[Record]:
        """The rows that match, as runs: those that are not sure are tried in Python."""
        matches = None if self.statements.own.exact else holds(self.plan.own)
        for row in rows:
            record = self.record(row)
            if matches is None or row[SURE] or matches(record):
                yield record if self.fields is None else projected(record, self.fields)

    def _run(self, statement: Statement) -> Iterator[Row]:
        return self.table.rows(statement.sql, statement.values)

    def _needed(self, fields: Sequence[str] | None, tried: Predicate | None = None) -> list[str]:
        """The columns to read: all, or those that keep the fields asked for and those that a predicate looks at."""
        if fields is None:
            return list(self.table.names)
        wanted = [("id",), (EXACT,), *_paths(fields), *([] if tried is None else sorted(paths_read(tried)))]
        names = {column.name for stored, column in self.table.columns.places.items() for path in wanted if _meet(stored, path)}
        return [name for name in self.table.names if name in names or name in fields]

    def record(self, row: Row) -> Record:
        """A row as a run in the v1 form."""
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

    def __init__(self, table: Table) -> None:
        self.table = table

    def __repr__(self) -> str:
        return f"<runs in {self.table!r}>"

    def select(self, plan: Plan) -> Selection:
        """What a plan selects. Raises ``ValueError`` for an argument that needs a column the table does not have."""
        return Selection(self.table, plan)

    def unread(self) -> Sequence[str]:
        """That a column keeps runs inside of runs: a table has a run in each row, and no others are looked for."""
        if CHILDREN not in self.table.names:
            return ()
        return (f"the column {CHILDREN} was not read: give each run a row of its own, or open the runs as JSON",)


def _outermost_first(place: tuple[KeyPath, Column]) -> int:
    return len(place[0])


def _meet(stored: KeyPath, wanted: KeyPath) -> bool:
    """Whether what is stored in one place is inside of another, or the other way round."""
    length = min(len(stored), len(wanted))
    return stored[:length] == wanted[:length]


def _paths(fields: Iterable[str]) -> Iterator[KeyPath]:
    """Where a run keeps what is selected, or what that is worked out of."""
    for name in fields:
        for each in (name, SYNONYMS.get(name, name)):
            yield from ((each,), *(sorted(places_of(FIELDS[each])) if each in FIELDS else ()))


def _names(columns: Columns) -> set[str]:
    return {path[0] for path in columns.places}


def _put(record: Record, path: Sequence[str], value: Any) -> None:
    *outer, last = path
    for step in outer:
        inner: object = record.get(step)
        record[step] = record = cast("Record", inner) if isinstance(inner, dict) else {}
    record[last] = value
