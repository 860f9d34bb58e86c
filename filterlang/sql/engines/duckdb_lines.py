"""JSON lines of whole runs, read by DuckDB as ``records`` reads them: ids in one spelling, a trace and a status in every run.

Owns the invariants that every query refuses a line without an id, that a query refuses an id or time that cannot be read if its
result depends on it, and that Python explains the problem, or reads the lines itself if it finds none.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
import os
from typing import Any

from sqlglot import exp

from filterlang.sql.columns import Column, Form, columns_of
from filterlang.evaluate.shapes import ELSEWHERE
from filterlang.sql.engines.duckdb_shapes import BESIDE, lines_in_v1_form
from filterlang.sql.engines.duckdb_table import DuckDBTable, connect, literal_path, without_sql
from filterlang.sql.engines.duckdb_expressions import DuckDBExpressions
from filterlang.sql.engines.expressions import call, case, name, text
from filterlang.evaluate.lineage import NAMED_TRACE, ORDER, PARENTS, STANDING, TRACE
from filterlang.exports.memory import LocalRuns
from filterlang.exports.nesting import BELOW
from filterlang.evaluate.query import Plan
from filterlang.exports.records import IDS, LONGEST, TIMES, Record, RecordError, broken_lines, folder_keys, read_records
from filterlang.evaluate.rows import LATENCIES, stored_datetime
from filterlang.exports.results import Runs
from filterlang.sql.tables import TableSelection, TableRuns
from filterlang.schema.fields import FIELDS
from filterlang.schema.run_schema import V1_FIELDS
from filterlang.schema.types import Type

_STORED = tuple(field.stored[0] for field in FIELDS.values() if field.stored)
_OPERATION, _FEEDBACK, _READ, _LINES = "operation", "feedback", "read", "lines"
_TEXTS = frozenset(field.stored[0] for field in FIELDS.values() if field.type is Type.DATETIME)
"""The keys that are read as text, whatever they hold: the text of another JSON value is never a time."""


_NO_ID = "\x01"
"""Marks an id that is no text: it stands before the JSON of the id."""

_CHECKS_FIRST = "SET GLOBAL disabled_optimizers = 'filter_pushdown'"
"""Keeps the conditions of a query behind the check that each line is a run: DuckDB would push some below it."""


class Misread(RecordError):
    """DuckDB cannot read lines in which Python finds no problem."""


class LineExpressions(DuckDBExpressions):
    """Expressions over JSON as DuckDB writes it. Ids that are no texts and times that cannot be read are undecided."""

    filled: frozenset[str] = frozenset({TRACE})

    def equals(self, column: Column, wanted: str) -> exp.Expr:
        return self.is_text(self.json(column), wanted) if column.form is Form.JSON else super().equals(column, wanted)

    def text(self, column: Column) -> exp.Expr:
        written = super().text(column)
        if column.form is Form.UUID:
            self.undecided.append(call("starts_with", written, text(_NO_ID)))
        return written

    def datetime_of(self, column: Column) -> tuple[exp.Expr, exp.Expr | None]:
        read, _ = super().datetime_of(column)
        return read, exp.and_(exp.not_(_is_null(name(column.name))), _is_null(read))


class LinesTable(DuckDBTable):
    """A view of files of JSON lines."""

    def __init__(
        self, connection: Any, paths: Sequence[str], keys: Sequence[str], forms: Mapping[str, Form], is_run: exp.Expr
    ) -> None:
        super().__init__(connection, columns_of(forms), place=paths[0] if len(paths) == 1 else f"{paths[0]} and others")
        self.paths = paths
        self._keys = frozenset(keys)
        self._is_run = is_run
        self._by_python: tuple[list[tuple[int, int]], LocalRuns] | None = None

    def expressions(self) -> LineExpressions:
        """Returns expressions for a new statement."""
        return LineExpressions()

    def rows(self, sql: str, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Yields the rows of a query, without nulls under keys that the first runs do not have.

        Raises ``RecordError`` for an id, a time or feedback that cannot be read.
        """
        for row in super().rows(sql, values):
            if not (all(map(_is_time, map(row.get, TIMES))) and all(map(_is_id, map(row.get, IDS)))):
                raise self.broken(f"run {row.get('id')}: an id or a time that cannot be read")
            yield {name: value for name, value in row.items() if value is not None or name in self._keys}

    def always(self, column: Column) -> bool:
        """Whether every row has a text in a column: the view fills in ids."""
        return column.form is Form.UUID

    def by_python(self) -> LocalRuns:
        """Returns the runs as Python reads them; they are read again only if the size or time of a file has changed."""
        state = [(stat.st_size, stat.st_mtime_ns) for stat in map(os.stat, self.paths)]
        if self._by_python is None or self._by_python[0] != state:
            self._by_python = state, LocalRuns(read_records(*self.paths))
        return self._by_python[1]

    def tally(self) -> tuple[int, int]:
        """Returns how many lines are a whole run, and how many are not."""
        is_run = exp.Coalesce(this=exp.paren(self._is_run.copy()), expressions=[exp.false()])
        counts = [
            exp.alias_(call("count_if", condition), key) for key, condition in (("good", is_run), ("bad", exp.not_(is_run)))
        ]
        (row,) = super().rows(exp.select(*counts).from_(_READ).sql("duckdb"), {})
        return int(row["good"]), int(row["bad"])

    def broken(self, problem: str) -> RecordError:
        """Returns the error for the first line that Python cannot read either, or ``Misread``."""
        try:
            problems = (error for path in self.paths for error in broken_lines(path) if error is not None)
            first = next(problems, None)
        except OSError as gone:
            return RecordError(f"{gone.filename}: {gone.strerror}")
        return first or Misread(f"{self._place}: {without_sql(problem)}")


class LinesSelection(TableSelection):
    """The runs in lines that a plan selects; Python selects them if DuckDB cannot read a line that Python reads."""

    def __init__(self, table: LinesTable, plan: Plan) -> None:
        super().__init__(table, plan)
        self._lines = table

    def records(self) -> Iterator[Record]:
        """Yields the selected runs in the v1 form, in order."""
        begun = False
        try:
            for record in super().records():
                begun = True
                yield record
        except Misread:
            if begun:
                raise
            yield from self._lines.by_python().select(self.plan).records()

    def count(self) -> int:
        """Returns the number of selected runs."""
        try:
            return super().count()
        except Misread:
            return self._lines.by_python().select(self.plan).count()


class LinesRuns(TableRuns):
    """Runs in JSON lines; ``skipped`` is the number of broken lines left out, None if a broken line is an error."""

    def __init__(self, table: LinesTable, *, skipped: int | None = None) -> None:
        super().__init__(table)
        self._lines = table
        self._skipped = skipped

    def select(self, plan: Plan) -> LinesSelection:
        """Returns the runs that a plan selects. Raises ``ValueError`` for an argument whose key no run has."""
        return LinesSelection(self._lines, plan)

    def skipped(self) -> int | None:
        """Returns how many broken lines were left out; None if a broken line is an error."""
        return self._skipped


def lines_runs(paths: Sequence[str], keys: Sequence[str], *, skip_broken: bool = False) -> Runs:
    """Returns the runs of files of JSON lines in the v1 form; ``keys`` are those of the first record of each file.

    The folders above all files have to have the same keys. With ``skip_broken``, Python checks every line first, and keeps the
    runs in memory if DuckDB would leave out other lines.
    """
    if not skip_broken:
        return LinesRuns(lines_table(paths, keys))
    lines = Counter(problem is None for path in paths for problem in broken_lines(path))
    if not lines[False]:
        return LinesRuns(lines_table(paths, keys), skipped=0)
    table = lines_table(paths, keys, skip_broken=True)
    if table.tally() == (lines[True], lines[False]):
        return LinesRuns(table, skipped=lines[False])
    skipped: list[RecordError] = []
    return LocalRuns(read_records(*paths, skipped=skipped), skipped=len(skipped))


def lines_table(paths: Sequence[str], keys: Sequence[str], *, skip_broken: bool = False) -> LinesTable:
    """Returns the table of all lines."""
    connection = connect()
    connection.execute(_CHECKS_FIRST)
    folders = folder_keys(paths[0])
    every = (*V1_FIELDS, *_STORED, *STANDING, *LATENCIES, _FEEDBACK, *folders, *keys, _OPERATION)
    names = dict.fromkeys(name for name in every if name not in (*ELSEWHERE, *BELOW))
    lines = connection.read_json(
        list(map(literal_path, paths)),  # type: ignore[arg-type]  # its stub knows one path alone
        columns={name: "VARCHAR" if name in _TEXTS else "JSON" for name in (*names, *BESIDE, *BELOW) if name not in folders},
        format="newline_delimited",
        records="true",
        ignore_errors=skip_broken,
        hive_partitioning=bool(folders),
        hive_types_autocast=False,
        maximum_object_size=LONGEST // 2,
    )
    lines.create_view(_READ)
    is_run = _is_run(folders) if skip_broken else _has_id()
    made = lines_in_v1_form(list(names), [folder for folder in folders if folder not in _TEXTS])
    kept = exp.select(*made).from_(_READ).where(is_run if skip_broken else _or_error(is_run))
    connection.sql(kept.sql("duckdb")).create_view(_LINES)
    columns = [exp.alias_(_filled_in(name), name, quoted=True) for name in names if name != _OPERATION]
    connection.sql(exp.select(*columns).from_(_LINES).sql("duckdb")).create_view("runs")
    forms = {name: Form.UUID if name in IDS else Form.TEXT if name in _TEXTS else Form.JSON for name in names}
    del forms[_OPERATION]
    return LinesTable(connection, paths, keys, forms, is_run)


def _filled_in(key: str) -> exp.Expr:
    """The value under a key; a missing trace or status is derived."""
    if key == TRACE:
        return exp.Coalesce(this=_id(key), expressions=[*_named_traces(), _id("id")])
    if key == "status":
        return exp.Coalesce(this=name(key), expressions=[_status()])
    return _id(key) if key in IDS else name(key)


def _named_traces() -> Iterator[exp.Expr]:
    """The first ids in the dotted order and in the list of parents, which name the trace of a run without ``trace_id``."""
    expressions = DuckDBExpressions()
    order = expressions.text_in(name(ORDER))
    first = expressions.text_in(call("json_extract", name(PARENTS), text("$[0]")))
    for written in (expressions.extracted(order, NAMED_TRACE), first):
        yield expressions.canonical(exp.Nullif(this=written, expression=text("")))


def _id(key: str) -> exp.Expr:
    """An id in its canonical spelling; null for an empty text. An id that is no text is marked.

    It is not an error, because errors are volatile: DuckDB would compute the ids of every line before it checks any condition.
    """
    json = name(key)
    marked = exp.DPipe(this=text(_NO_ID), expression=exp.cast(json, "varchar"))
    plain = case((call("starts_with", json, text('"')), call("json_extract_string", json, text("$"))), (exp.true(), marked))
    return DuckDBExpressions().canonical(exp.Nullif(this=plain, expression=text("")))


def _status() -> exp.Expr:
    error = name("error")
    failed = exp.and_(call("starts_with", error, text('"')), exp.NEQ(this=error, expression=text('""')))
    ended = exp.not_(exp.Is(this=name("end_time"), expression=exp.null()))
    return case((failed, text('"error"')), (ended, text('"success"')), (exp.true(), text('"pending"')))


def _has_id() -> exp.Expr:
    """The condition that a line is a whole run with an id, has no runs inside, and only feedback that can be read."""
    expressions = DuckDBExpressions()
    feedback = name(_FEEDBACK)

    def has_no_key(item: exp.Expr) -> exp.Expr:
        return _is_null(expressions.text_in(expressions.at(item, ["key"])))

    keyless = expressions.some(expressions.within(feedback, [None]), has_no_key)
    return exp.and_(
        call("starts_with", name("id"), text('"')),
        exp.NEQ(this=name("id"), expression=text('""')),
        _is_null(name(_OPERATION)),
        *(exp.or_(_is_null(name(key)), exp.not_(call("contains", name(key), text("{")))) for key in BELOW),
        exp.or_(_is_null(feedback), exp.and_(call("starts_with", feedback, text("[")), exp.not_(keyless))),
    )


def _is_run(folders: Collection[str]) -> exp.Expr:
    """The condition that a line is a whole run with an id and without runs inside, whose feedback can be read."""
    expressions = DuckDBExpressions()
    ids = [name(key) for key in (*IDS[1:], "project_id") if key not in folders]
    times = [Column(key, Form.TEXT) for key in TIMES if key not in folders]
    return exp.and_(
        _has_id(),
        *(exp.or_(_is_null(id), call("starts_with", id, text('"'))) for id in ids),
        *(exp.or_(_is_null(name(time.name)), exp.not_(_is_null(expressions.datetime_of(time)[0]))) for time in times),
    )


def _is_id(written: str | None) -> bool:
    """Whether an id is null or was a text."""
    return written is None or not written.startswith(_NO_ID)


def _is_time(written: str | None) -> bool:
    """Whether a time is null or can be read."""
    return written is None or stored_datetime(written) is not None


def _is_null(value: exp.Expr) -> exp.Expr:
    return exp.Is(this=value, expression=exp.null())


def _or_error(condition: exp.Expr) -> exp.Expr:
    """The condition, or an error where it does not hold. Its message depends on the row, so that it is not raised early."""
    message = exp.DPipe(
        this=text("no run: "), expression=exp.Coalesce(this=exp.cast(name("id"), "varchar"), expressions=[text("")])
    )
    return case((condition, exp.true()), (exp.true(), call("error", message)))
