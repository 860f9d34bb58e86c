"""JSON lines of whole runs, read by DuckDB as ``records`` reads them: ids in one spelling, a trace and a status in every run.

Owns the invariants that every query refuses a line without an id, that a query refuses an id or time that cannot be read if its
result depends on it, and that Python explains the problem, or reads the lines itself if it finds none.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
import os
from typing import Any, TypeVar

from sqlglot import exp

from filterlang.evaluate.lineage import TRACE
from filterlang.evaluate.query import Plan
from filterlang.evaluate.rows import stored_datetime
from filterlang.exports.funnel import StepCounts
from filterlang.evaluate.run_statistics import Aggregated, Question
from filterlang.exports.memory import LocalRuns
from filterlang.exports.record_checks import IDS, TIMES
from filterlang.exports.records import Record, RecordError, broken_lines, read_records
from filterlang.exports.results import Runs
from filterlang.semantics.predicate import Predicate
from filterlang.exports.sorted_runs import Sorting
from filterlang.sql.columns import Column, Form
from filterlang.sql.engines.duckdb_expressions import DuckDBExpressions
from filterlang.sql.engines.duckdb_line_queries import (
    CHECKS_FIRST,
    LACKS,
    NOT_A_TEXT,
    TEXT_KEYS,
    TIME_IN,
    LineSource,
    is_null,
    macros,
)
from filterlang.sql.engines.duckdb_table import RUNS, DuckDBTable, connect, without_sql
from filterlang.sql.engines.expressions import call, name, text
from filterlang.sql.lowering import Reason
from filterlang.sql.table_runs import TableRuns, TableSelection

_Result = TypeVar("_Result")


class Misread(RecordError):
    """DuckDB cannot read lines in which Python finds no problem."""


class LacksDerived(Misread):
    """A line has no trace or no status, which the query that met it does not derive."""


class LineExpressions(DuckDBExpressions):
    """Expressions over JSON as DuckDB writes it. Ids that are not texts and times that cannot be read are undecided."""

    filled: frozenset[str] = frozenset({TRACE})
    joins_traces: bool = False  # every scan parses all lines

    def equals(self, column: Column, wanted: str) -> exp.Expr:
        return self.is_text(self.json(column), wanted) if column.form is Form.JSON else super().equals(column, wanted)

    def text(self, column: Column) -> exp.Expr:
        written = super().text(column)
        if column.form is Form.CANONICAL_ID:
            self.leave(call("starts_with", written, text(NOT_A_TEXT)), Reason.ID_TYPE)
        return written

    def datetime_of(self, column: Column) -> tuple[exp.Expr, exp.Expr | None]:
        instant = call(TIME_IN, self.text(column))
        return instant, exp.and_(exp.not_(is_null(name(column.name))), is_null(instant))


class FileExpressions(LineExpressions):
    """The expressions for the lines of files, which each statement reads anew."""

    def __init__(self, lines: LineSource) -> None:
        super().__init__()
        self._lines = lines
        self.takes_stored: bool = False

    def completed(self, query: exp.Select) -> exp.Select:
        """Returns the query with the lines in place of the table of runs."""
        return self._lines.over_lines(query, takes_stored=self.takes_stored)


class LinesTable(DuckDBTable):
    """The runs in files of JSON lines."""

    def __init__(self, paths: Sequence[str], keys: Sequence[str], *, skip_broken: bool = False) -> None:
        """``keys`` are those of the first record of each file. With ``skip_broken``, other lines than runs are left out."""
        self._lines = LineSource(paths, keys, skip_broken=skip_broken)
        forms = {name: _form(name) for name in self._lines.names}
        connection = connect()
        for statement in (CHECKS_FIRST, *macros()):
            connection.execute(statement)
        place = paths[0] if len(paths) == 1 else f"{paths[0]} and others"
        super().__init__(connection, exp.to_table(RUNS), forms, place=place)
        self.paths = paths
        self._keys = frozenset(keys)
        self.may_have_all_stored: bool = not skip_broken
        self._by_python: tuple[list[tuple[int, int]], LocalRuns] | None = None

    def expressions(self) -> FileExpressions:
        """Returns expressions for a new statement."""
        return FileExpressions(self._lines)

    def rows(self, sql: str, values: Mapping[str, Any], call: str = "") -> Iterator[dict[str, Any]]:
        """Yields the rows of a query, without nulls under keys that the first runs do not have.

        Raises ``RecordError`` for an id, a time or feedback that cannot be read.
        """
        for row in super().rows(sql, values):
            if not (all(map(_is_time, map(row.get, TIMES))) and all(map(_is_id, map(row.get, IDS)))):
                raise self.broken(f"run {row.get('id')}: an id or a time that cannot be read")
            yield {name: value for name, value in row.items() if value is not None or name in self._keys}

    def always(self, column: Column) -> bool:
        """Whether every row has a text in a column: ids are filled in."""
        return column.form is Form.CANONICAL_ID

    def by_python(self) -> LocalRuns:
        """Returns the runs as Python reads them; they are read again only if the size or time of a file has changed."""
        state = [(stat.st_size, stat.st_mtime_ns) for stat in map(os.stat, self.paths)]
        if self._by_python is None or self._by_python[0] != state:
            self._by_python = state, LocalRuns(read_records(*self.paths))
        return self._by_python[1]

    def tally(self) -> tuple[int, int]:
        """Returns how many lines are a whole run, and how many are not."""
        (row,) = super().rows(self._lines.tally().sql("duckdb"), {})
        return int(row["good"]), int(row["bad"])

    def broken(self, problem: str) -> RecordError:
        """Returns the error for the first line that Python cannot read either, or ``Misread``."""
        if problem.startswith(f"Invalid Input Error: {LACKS}"):
            return LacksDerived(f"{self._place}: {without_sql(problem)}")
        try:
            problems = (problem for path in self.paths for problem in broken_lines(path) if problem is not None)
            first = next(problems, None)
        except OSError as error:
            return RecordError(f"{error.filename}: {error.strerror}")
        return first or Misread(f"{self._place}: {without_sql(problem)}")


class LinesSelection(TableSelection):
    """The runs in lines that a plan selects; Python selects them if DuckDB cannot read a line that Python reads."""

    def __init__(self, table: LinesTable, plan: Plan) -> None:
        super().__init__(table, plan)
        self._lines = table

    def records(self) -> Iterator[Record]:
        """Yields the selected runs in the v1 form, in order."""
        has_yielded = False
        try:
            for record in super().records():
                has_yielded = True
                yield record
        except Misread:
            if has_yielded:
                raise
            yield from self._lines.by_python().select(self.plan).records()

    def count(self) -> int:
        """Returns the number of selected runs."""
        try:
            return self._of_stored(super().count)
        except Misread:
            return self._lines.by_python().select(self.plan).count()

    def aggregated(self, question: Question) -> Iterable[Aggregated]:
        """Returns the groups of the selected runs."""
        try:
            return self._of_stored(lambda: list(super(LinesSelection, self).aggregated(question)))
        except Misread:
            return self._lines.by_python().select(self.plan).aggregated(question)

    def _of_stored(self, result: Callable[[], _Result]) -> _Result:
        """Returns a result by the traces and statuses that are stored; if one is missing, all are derived.

        To derive them takes four more keys of each line, and nearly all files have them.
        """
        if not self._lines.may_have_all_stored:
            return result()
        expressions = self.statements.expressions
        assert isinstance(expressions, FileExpressions)
        expressions.takes_stored = True
        try:
            return result()
        except LacksDerived:
            self._lines.may_have_all_stored = expressions.takes_stored = False
            return result()
        finally:
            expressions.takes_stored = False


class LinesRuns(TableRuns):
    """Runs in JSON lines; ``skipped`` is the number of broken lines left out, None if a broken line is an error."""

    def __init__(self, table: LinesTable, *, skipped: int | None = None) -> None:
        super().__init__(table)
        self._lines = table
        self._skipped = skipped

    def select(self, plan: Plan) -> LinesSelection:
        """Returns the runs that a plan selects. Raises ``ValueError`` for an argument whose key no run has."""
        return LinesSelection(self._lines, plan)

    def count_steps(self, base: Plan, conditions: Sequence[Predicate]) -> StepCounts:
        """Returns how many of the runs that a plan selects meet conditions; Python counts where DuckDB cannot read a line."""
        try:
            return super().count_steps(base, conditions)
        except Misread:
            return self._lines.by_python().count_steps(base, conditions)

    def page(self, plan: Plan, sorting: Sorting | None, offset: int, limit: int) -> list[Record]:
        """Returns some of the runs that a plan selects. See ``Runs.page``."""
        try:
            return super().page(plan, sorting, offset, limit)
        except Misread:
            return self._lines.by_python().page(plan, sorting, offset, limit)

    def skipped(self) -> int | None:
        """Returns how many broken lines were left out; None if a broken line is an error."""
        return self._skipped


def lines_runs(paths: Sequence[str], keys: Sequence[str], *, skip_broken: bool = False) -> Runs:
    """Returns the runs of files of JSON lines in the v1 form; ``keys`` are those of the first record of each file.

    The folders above all files have to have the same keys. With ``skip_broken``, Python checks every line first, and keeps the
    runs in memory if DuckDB would leave out other lines.
    """
    if not skip_broken:
        return LinesRuns(LinesTable(paths, keys))
    lines = Counter(problem is None for path in paths for problem in broken_lines(path))
    if not lines[False]:
        return LinesRuns(LinesTable(paths, keys), skipped=0)
    table = LinesTable(paths, keys, skip_broken=True)
    if table.tally() == (lines[True], lines[False]):
        return LinesRuns(table, skipped=lines[False])
    skipped: list[RecordError] = []
    return LocalRuns(read_records(*paths, skipped=skipped), skipped=len(skipped))


def _form(name: str) -> Form:
    return Form.CANONICAL_ID if name in IDS else Form.TEXT if name in TEXT_KEYS else Form.JSON


def _is_id(written: str | None) -> bool:
    """Whether an id is null or was a text."""
    return written is None or not written.startswith(NOT_A_TEXT)


def _is_time(written: str | None) -> bool:
    """Whether a time is null or can be read."""
    return written is None or stored_datetime(written) is not None
