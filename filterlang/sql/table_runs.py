"""Runs in a table: a plan becomes one SQL query, and Python tries the rows that SQL leaves undecided.

Owns the invariant that the result is what the reference would select, in the order of the reference.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import NoReturn, Protocol

from sqlglot import exp

from filterlang.exports.explanation import EnginePlan, ExplainedQuery, Explanation
from filterlang.sql.condition_verdicts import explained_conditions
from filterlang.sql.columns import Column, Columns
from filterlang.tables.tabular import EXACT
from filterlang.evaluate.shapes import KeyPath
from filterlang.sql.lowering import Bound, EngineExpressions, paths_read, places_of
from filterlang.exports.funnel import StepCounts
from filterlang.exports.nesting import CHILDREN
from filterlang.evaluate.query import NEEDED, Plan
from filterlang.evaluate.run_statistics import Aggregated, Question, aggregate_records
from filterlang.exports.records import Record, RecordError
from filterlang.exports.results import Runs
from filterlang.exports.sorted_runs import Sorting
from filterlang.evaluate.selection import KNOWN, SYNONYMS, projected, selected
from filterlang.sql.partitions import Partitions
from filterlang.sql.row_records import RowReader, TableRow, UnreadableRow
from filterlang.sql.grouping import Grouping
from filterlang.sql.statements import Statement, Statements
from filterlang.sql.undecided_rows import Trials, measured
from filterlang.schema.fields import FIELDS
from filterlang.semantics.predicate import Predicate

_FEW, _SPARE = 10_000, 100
"""For a limit up to ``_FEW``, twice as many rows and ``_SPARE`` more are fetched first: most rows that may match do match."""


EMPTY = "the answer is empty, because the server or something on the way to it has ended: ask again"
"""The problem of an answer that has no row where every answer has some."""


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
    def rows(self, sql: str, values: Mapping[str, Bound], call: str = "") -> Iterator[TableRow]: ...
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
        self.reader: RowReader = RowReader(table.columns, (self.statements.must, self.statements.trace))

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

    def page(self, sorting: Sorting | None, offset: int, limit: int) -> list[Record] | None:
        """Returns some of the runs, whatever the plan's limit; None where Python has to read values that runs are sorted by."""
        self._find_traces()
        unsorted = None if sorting is None else self.statements.unsorted_row(sorting)
        if unsorted is not None and next(self._run(unsorted), None) is not None:
            return None
        if self.statements.own.exact:
            page = self.statements.rows(self._needed(self.fields), limit=limit, sorting=sorting, offset=offset)
            return list(self._matching(self._run(page)))
        rows = self.statements.rows(self._needed(self.fields, self.plan.own), sorting=sorting)
        return list(islice(self._matching(self._run(rows)), offset, offset + limit))

    def count(self) -> int:
        """Returns the number of selected runs."""
        row = self._counts(self.statements.count())
        if row.get("undecided"):
            self._find_traces()
            row = self._counts(self.statements.count())
        count, must = int(row["n"]), int(row.get("must") or 0)
        if not self.statements.own.exact and must != count:
            trials = Trials(self.plan.own, count - must)
            rows = self._run(self.statements.undecided_own_rows(self._needed((), self.plan.own)))
            count = must + sum(trials.matches(self.record(row)) for row in rows)
        return count if self.plan.limit is None else min(count, self.plan.limit)

    def aggregated(self, question: Question) -> Iterable[Aggregated]:
        """Returns the groups of the selected runs, as SQL makes them, or else Python from the fields that matter."""
        groups = None if self.plan.limit is not None else self._grouped(question)
        if groups is not None:
            return groups
        plan = replace(self.plan, select=question.fields, ordered=self.plan.limit is not None)
        return aggregate_records(question, measured(type(self)(self.table, plan).records()))

    def _grouped(self, question: Question) -> list[Aggregated] | None:
        """Returns the groups as SQL makes them; None if a row has a value that SQL leaves undecided."""
        if any(reason.every for reason in self.statements.own.reasons):
            return None
        self._find_traces()
        grouping = Grouping(self.statements, self.table.columns, question)
        return None if grouping.statement is None else grouping.read(self._run(grouping.statement))

    def explain(self) -> Explanation:
        """Returns what the query costs and what SQL leaves to Python.

        Only plans are made, and no run is read, except where recognising date partitions needs the starts.
        """
        plan, table = self.plan, self.table
        scopes = (("filter", plan.own), ("trace_filter", plan.root), ("tree_filter", plan.tree))
        conditions = explained_conditions(table.expressions(), table.columns, scopes)
        queries = tuple(self._explained_queries())
        partitions = "" if table.partitions is None else table.partitions.described()
        return Explanation(table.title, conditions, queries, table.tries_rows, partitions)

    def _explained_queries(self) -> Iterator[ExplainedQuery]:
        """Yields the queries that the engine gets, with its plans."""
        plan, statements = self.plan, self.statements
        wanted = self._needed(self.fields, None if statements.own.exact else plan.own)
        queries = [("count()", statements.count()), ("records()", statements.rows(wanted, ordered=plan.ordered))]
        for traced in statements.traced:
            if traced.undecided:
                tried = statements.undecided_rows(traced, self._needed((), traced.predicate))
                queries.append((f"undecided rows of {traced.name.removeprefix('__')}_filter", tried))
        for name, query in queries:
            yield ExplainedQuery(name, self.table.plan_of(query.sql, query.values))

    def _rows(self, limit: int | None) -> Iterator[TableRow]:
        self._find_traces()
        exact = self.statements.own.exact
        wanted = self._needed(self.fields) if exact else self._needed(self.fields, self.plan.own)
        return self._run(self.statements.rows(wanted, limit=limit, ordered=self.plan.ordered))

    def _find_traces(self) -> None:
        """Tries in Python the runs that are undecided in a condition on traces, and keeps the traces that meet it."""
        for traced in self.statements.traced:
            if traced.undecided:
                trials = Trials(traced.predicate)
                rows = self._run(self.statements.undecided_rows(traced, self._needed((), traced.predicate)))
                traced.found = sorted({row[self.statements.trace] for row in rows if trials.matches(self.record(row))})

    def _matching(self, rows: Iterable[TableRow]) -> Iterator[Record]:
        """Yields the rows that match as runs; undecided rows are tried in Python."""
        trials = None if self.statements.own.exact else Trials(self.plan.own)
        for row in rows:
            record = self.record(row)
            if trials is None or row[self.statements.must] or trials.matches(record):
                yield record if self.fields is None else projected(record, self.fields)

    def _counts(self, statement: Statement) -> TableRow:
        """Returns the only row of a statement that counts. A server that breaks off its answer may give none."""
        row = next(self._run(statement), None)
        if row is None:
            raise self.table.broken(EMPTY)
        return row

    def _run(self, statement: Statement) -> Iterator[TableRow]:
        return self.table.rows(statement.sql, statement.values, self.plan.call)

    def _needed(self, fields: Sequence[str] | None, tried: Predicate | None = None) -> list[str]:
        """Returns the columns to read: all, or those with the selected fields and with what the ``tried`` predicate reads."""
        if fields is None:
            return list(self.table.names)
        wanted = [("id",), (EXACT,), *_paths(fields), *([] if tried is None else sorted(paths_read(tried)))]
        names = {column.name for stored, column in self.table.columns.by_path.items() for path in wanted if _meet(stored, path)}
        return [name for name in self.table.names if name in names or name in fields]

    def record(self, row: TableRow) -> Record:
        """Returns a row as a run in the v1 form. Raises ``RecordError`` for one that is no run."""
        try:
            return self.reader.record(row)
        except UnreadableRow as error:
            raise self.table.broken(str(error)) from None


class TableRuns(Runs):
    """Runs in a table of an engine."""

    def __init__(self, table: EngineTable) -> None:
        self.table = table

    def __repr__(self) -> str:
        return f"<runs in {self.table!r}>"

    def __reduce__(self) -> NoReturn:
        """Raises ``TypeError``: a connection has no copy, and would not reach another process."""
        raise TypeError(
            "results of files and tables cannot be pickled or copied: open them again where they are needed, "
            "or give open_runs the list of results.records(), which stays in memory"
        )

    def select(self, plan: Plan) -> TableSelection:
        """Returns the runs that a plan selects. Raises ``ValueError`` for an argument whose column the table lacks."""
        return TableSelection(self.table, plan)

    def count_steps(self, base: Plan, conditions: Sequence[Predicate]) -> StepCounts:
        """Returns how many of the runs that a plan selects meet conditions, in one query, where SQL decides all of them."""
        statement = Statements(self.table, base).steps(conditions)
        row = next(self.table.rows(statement.sql, statement.values, base.call), None)
        if row is None:
            raise self.table.broken(EMPTY)
        total, *counts = (_decided(row, name) for name in ("total", *_names_of_steps(len(conditions))))
        return StepCounts(total, counts[::2], counts[1::2])

    def page(self, plan: Plan, sorting: Sorting | None, offset: int, limit: int) -> list[Record]:
        """Returns some of the runs that a plan selects. See ``Runs.page``."""
        page = self.select(plan).page(sorting, offset, limit)
        return super().page(plan, sorting, offset, limit) if page is None else page

    def unread(self) -> Sequence[str]:
        """Returns a sentence about a column of child runs, if there is one: in a table only the rows themselves are runs."""
        if CHILDREN not in self.table.names:
            return ()
        return (f"the column {CHILDREN} was not read: give each run a row of its own, or open the runs as JSON",)


def _names_of_steps(count: int) -> Iterator[str]:
    return (f"{kind}{number}" for number in range(count) for kind in ("alone", "left"))


def _decided(row: TableRow, name: str) -> int | None:
    """Returns a count of a statement, which is null without rows; None where undecided rows may add to it."""
    number = int(row.get(name) or 0)
    return number if number == int(row.get(f"{name}_may") or number) else None


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
