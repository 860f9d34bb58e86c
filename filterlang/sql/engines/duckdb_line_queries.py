"""Queries of the runs in JSON lines for DuckDB: of each line only what a query needs is read, put into the v1 form and derived.

Owns the invariant that a query sees only lines that are whole runs: any other line is an error, or is left out.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache

from sqlglot import exp

from filterlang.evaluate.lineage import NAMED_TRACE, ORDER, PARENTS, STANDING, TRACE
from filterlang.evaluate.rows import LATENCIES
from filterlang.evaluate.shapes import ELSEWHERE
from filterlang.exports.files import may_have_lines_over
from filterlang.exports.nesting import BELOW
from filterlang.exports.posts_and_patches import OPERATION
from filterlang.exports.record_checks import IDS, TIMES
from filterlang.exports.records import MAX_LINE_BYTES, folder_keys
from filterlang.schema.fields import FIELDS
from filterlang.schema.run_schema import V1_FIELDS
from filterlang.schema.types import Type
from filterlang.sql.columns import Column, Form
from filterlang.sql.engines.duckdb_expressions import DuckDBExpressions
from filterlang.sql.engines.duckdb_shapes import line_in_v1_form
from filterlang.sql.engines.duckdb_table import RUNS, literal_path
from filterlang.sql.engines.expressions import call, case, name, text

_STORED = tuple(field.stored[0] for field in FIELDS.values() if field.stored)
_FEEDBACK = "feedback"
_LINES = "lines"
"""The name of the lines that a query reads in place of the table of runs."""

TEXT_KEYS = frozenset(field.stored[0] for field in FIELDS.values() if field.type is Type.DATETIME)
"""The keys that are read as text, whatever they hold: the text of another JSON value is never a time."""

NOT_A_TEXT = "\x01"
"""Marks an id that is not a text, before the JSON of the id."""

_USUAL_LINE_BYTES = 1 << 24
"""The most bytes of a line by DuckDB's default. It reserves no less memory for shorter lines."""
_ID_IN, _TRACE_OF, TIME_IN = "id_in", "trace_of", "time_in"
_OF_TRACES = (TRACE, ORDER, PARENTS, "id")
"""The macros for ids, traces and times, and the keys that a trace is derived from."""

DERIVED = (TRACE, "status")
"""The keys whose values are derived from others where a line has none."""

LACKS = "lacks a derived key"
"""The error for a line without a key that a query ``takes_stored`` values of."""

CHECKS_FIRST = "SET GLOBAL disabled_optimizers = 'filter_pushdown'"
"""Keeps the conditions of a query behind the check that each line is a run: DuckDB would push some below it."""


class LineSource:
    """Files of JSON lines, of which queries read only the keys that they need."""

    def __init__(self, paths: Sequence[str], keys: Sequence[str], *, skip_broken: bool) -> None:
        """``keys`` are those of the first record of each file.

        With ``skip_broken``, lines that are not whole runs are left out; otherwise a query that meets one raises an error.
        """
        folders = folder_keys(paths[0])
        self._paths = paths
        self._folders = frozenset(folders)
        self._skip_broken = skip_broken
        self.names: list[str] = _column_names((*folders, *keys))

    def over_lines(self, query: exp.Select, *, takes_stored: bool = False) -> exp.Select:
        """Returns a query of the table of runs as one of the lines. It is copied, because its parts may share expressions.

        With ``takes_stored``, the query does not derive a trace or a status, and a line without one that it uses is an error.
        """
        query = query.copy()
        selects = {id(select): select for select in query.find_all(exp.Select) if _reads_runs(select)}
        for select in selects.values():
            select.set("expressions", list(self._named(select.expressions)))
        for column in list(query.find_all(exp.Column)):
            if _is_unqualified(column) and id(column.find_ancestor(exp.Select)) in selects:
                column.replace(_of_run(column.name, takes_stored=takes_stored).copy())
        for select in selects.values():
            names = dict.fromkeys(column.name for column in select.find_all(exp.Column) if column.table == _LINES)
            stored = [key for key in names if takes_stored and key in DERIVED]
            select.from_(self._lines(names, stored).subquery(_LINES), copy=False)
        return query

    def tally(self) -> exp.Select:
        """Returns the query of how many lines are whole runs, ``good``, and how many are not, ``bad``."""
        is_run = exp.Coalesce(this=exp.paren(_is_run(self._folders)), expressions=[exp.false()])
        counts = {"good": is_run, "bad": exp.not_(is_run)}
        columns = [exp.alias_(call("count_if", condition), key, quoted=True) for key, condition in counts.items()]
        return self._read(columns)

    def _named(self, columns: Iterable[exp.Expr]) -> Iterator[exp.Expr]:
        """Yields the columns of a query, each with its name, and all columns of the runs for a star."""
        for column in columns:
            if isinstance(column, exp.Star):
                yield from (exp.alias_(name(key), key, quoted=True) for key in self.names)
            else:
                yield exp.alias_(column, column.name, quoted=True) if isinstance(column, exp.Column) else column

    def _lines(self, names: Iterable[str], stored: Sequence[str]) -> exp.Select:
        """Returns the query of some columns of the lines that are whole runs, in the v1 form; all have the ``stored`` keys."""
        columns = [exp.alias_(self._in_v1_form(name), name, quoted=True) for name in names]
        written = [call("to_json", name(key)) if key in self._folders else name(key) for key in stored]
        has_stored = [exp.NEQ(this=json, expression=text('""')) for json in written]
        return self._read(columns or [exp.true()], _is_run(self._folders) if self._skip_broken else _or_error(*has_stored))

    def _in_v1_form(self, key: str) -> exp.Expr:
        return call("to_json", name(key)) if key in self._folders and key not in TEXT_KEYS else line_in_v1_form(key)

    def _read(self, columns: Sequence[exp.Expr], condition: exp.Expr | None = None) -> exp.Select:
        """Returns a query of the lines as they are written, which reads only the keys that its columns and condition name.

        DuckDB adds the keys that the folders set.
        """
        query = exp.select(*columns, copy=False).where(condition, copy=False)
        named = dict.fromkeys(column.name for column in query.find_all(exp.Column) if _is_unqualified(column))
        types = [
            exp.PropertyEQ(this=text(key), expression=text("VARCHAR" if key in TEXT_KEYS else "JSON"))
            for key in named
            if key not in self._folders
        ]
        settings = {
            "columns": exp.Struct(expressions=types),
            "format": text("newline_delimited"),
            "records": exp.true(),
            "ignore_errors": exp.Boolean(this=self._skip_broken),
            "hive_partitioning": exp.Boolean(this=bool(self._folders)),
            "hive_types_autocast": exp.false(),
            "maximum_object_size": exp.Literal.number(_most_bytes_of_a_line(self._paths)),
        }
        files = exp.Array(expressions=[text(literal_path(path)) for path in self._paths])
        arguments = [exp.EQ(this=exp.column(setting), expression=value) for setting, value in settings.items()]
        return query.from_(exp.Table(this=call("read_json", files, *arguments)), copy=False)


def _reads_runs(select: exp.Select) -> bool:
    source = select.args.get("from_")
    return source is not None and isinstance(source.this, exp.Table) and source.this.name == RUNS


def _of_line(key: str) -> exp.Expr:
    """Returns the value under a key of a line."""
    return exp.column(exp.to_identifier(key, quoted=True), table=_LINES)


def _is_unqualified(column: exp.Column) -> bool:
    """Whether a column is named without a table. The variables of lambdas are not quoted."""
    return not column.table and bool(column.this.quoted)


def _with_columns(expression: exp.Expr, value_of: Callable[[str], exp.Expr]) -> exp.Expr:
    """Returns an expression with each column replaced by its value."""

    def replaced(node: exp.Expr) -> exp.Expr:
        return value_of(node.name) if isinstance(node, exp.Column) and _is_unqualified(node) else node

    return expression.transform(replaced)


@cache
def _of_run(key: str, *, takes_stored: bool) -> exp.Expr:
    """Returns the value of a run under a key, from the line: derived if missing, unless only stored values count."""
    return _with_columns(_stored(key) if takes_stored else _filled_in(key), _of_line)


def _column_names(keys: Iterable[str]) -> list[str]:
    """Returns the names of all columns in the v1 form: those of every run, and the keys that these files have besides."""
    names = (*V1_FIELDS, *_STORED, *STANDING, *LATENCIES, _FEEDBACK, *keys)
    return list(dict.fromkeys(name for name in names if name not in (*ELSEWHERE, *BELOW, OPERATION)))


def _most_bytes_of_a_line(paths: Sequence[str]) -> int:
    """Returns the length of lines that DuckDB has to be ready for: it reserves memory for two such lines in each thread."""
    return MAX_LINE_BYTES // 2 if any(may_have_lines_over(_USUAL_LINE_BYTES, path) for path in paths) else _USUAL_LINE_BYTES


def _filled_in(key: str) -> exp.Expr:
    """Returns the value under a key; a missing trace or status is derived."""
    if key == TRACE:
        return call(_TRACE_OF, *map(name, _OF_TRACES))
    if key == "status":
        return exp.Coalesce(this=name(key), expressions=[_status()])
    return _stored(key)


def _stored(key: str) -> exp.Expr:
    """Returns the value under a key as it is stored, an id in its canonical spelling."""
    return call(_ID_IN, name(key)) if key in IDS else name(key)


@cache
def macros() -> tuple[str, ...]:
    """Returns the statements for the macros that queries call, which are created once in a connection."""
    time, _ = DuckDBExpressions().datetime_of(Column("text", Form.TEXT))
    bodies = ((_ID_IN, ("json",), _canonical_id("json")), (_TRACE_OF, _OF_TRACES, _trace()), (TIME_IN, ("text",), time))
    return tuple(_macro(function, parameters, body).sql("duckdb") for function, parameters, body in bodies)


def _macro(function: str, parameters: Iterable[str], body: exp.Expr) -> exp.Expr:
    names = [exp.to_identifier(parameter, quoted=True) for parameter in parameters]
    header = exp.UserDefinedFunction(this=exp.to_table(function), expressions=names, wrapped=True)
    return exp.Create(this=header, kind="MACRO", expression=body)


def _trace() -> exp.Expr:
    """Returns the trace of a run: without ``trace_id`` the first id in the dotted order or in the parents, or its own id."""
    expressions = DuckDBExpressions()
    order = expressions.extracted(expressions.text_in(name(ORDER)), NAMED_TRACE)
    first = expressions.text_in(call("json_extract", name(PARENTS), text("$[0]")))
    return _canonical_id(
        TRACE, exp.Nullif(this=order, expression=text("")), exp.Nullif(this=first, expression=text("")), _marked("id")
    )


def _canonical_id(key: str, *others: exp.Expr) -> exp.Expr:
    """Returns an id in its canonical spelling, or the first of some others if it is null or an empty text.

    A text of 36 characters that is in lower case and needs no escape, as nearly all ids are, costs least. The rest is written
    once, inside of a list: in each query, DuckDB compiles a pattern for each place that has it.
    """
    written = exp.cast(name(key), "varchar")
    usual = exp.and_(
        exp.EQ(this=call("length", written), expression=exp.Literal.number(38)),
        call("starts_with", written, text('"')),
        exp.not_(call("contains", written, text("\\"))),
        exp.EQ(this=written, expression=exp.Lower(this=written)),
    )
    within_quotes = call("substr", written, exp.Literal.number(2), exp.Literal.number(36))
    first = exp.Coalesce(this=_marked(key), expressions=list(others)) if others else _marked(key)
    expressions = DuckDBExpressions()
    canonical = expressions.over("list_transform", exp.Array(expressions=[first]), expressions.canonical)
    return case((usual, within_quotes), (exp.true(), call("list_extract", canonical, exp.Literal.number(1))))


def _marked(key: str) -> exp.Expr:
    """Returns the text of an id, null if it is empty. An id that is not a text is marked."""
    json = name(key)
    marked = exp.DPipe(this=text(NOT_A_TEXT), expression=exp.cast(json, "varchar"))
    plain = case((call("starts_with", json, text('"')), call("json_extract_string", json, text("$"))), (exp.true(), marked))
    return exp.Nullif(this=plain, expression=text(""))


def _status() -> exp.Expr:
    """Returns the status of a run that has none, from its error and its end, as the server derives it."""
    error = name("error")
    failed = exp.and_(call("starts_with", error, text('"')), exp.NEQ(this=error, expression=text('""')))
    ended = exp.not_(exp.Is(this=name("end_time"), expression=exp.null()))
    return case((failed, text('"error"')), (ended, text('"success"')), (exp.true(), text('"pending"')))


def _has_id() -> exp.Expr:
    """Returns the condition that a line is a whole run with an id, has no runs inside, and only feedback that can be read."""
    expressions = DuckDBExpressions()
    feedback = name(_FEEDBACK)

    def has_no_key(item: exp.Expr) -> exp.Expr:
        return is_null(expressions.text_in(expressions.at(item, ["key"])))

    keyless = expressions.some(expressions.within(feedback, [None]), has_no_key)
    return exp.and_(
        call("starts_with", name("id"), text('"')),
        exp.NEQ(this=name("id"), expression=text('""')),
        is_null(name(OPERATION)),
        *(exp.or_(is_null(name(key)), exp.not_(call("contains", name(key), text("{")))) for key in BELOW),
        exp.or_(is_null(feedback), exp.and_(call("starts_with", feedback, text("[")), exp.not_(keyless))),
    )


def _is_run(folders: Collection[str]) -> exp.Expr:
    """Returns the condition that a line is a whole run with an id and without runs inside, whose feedback can be read."""
    expressions = DuckDBExpressions()
    ids = [name(key) for key in (*IDS[1:], "project_id") if key not in folders]
    times = [Column(key, Form.TEXT) for key in TIMES if key not in folders]
    return exp.and_(
        _has_id(),
        *(exp.or_(is_null(id), call("starts_with", id, text('"'))) for id in ids),
        *(exp.or_(is_null(name(time.name)), exp.not_(is_null(expressions.datetime_of(time)[0]))) for time in times),
    )


def is_null(value: exp.Expr) -> exp.Expr:
    """Returns the condition that a value is null."""
    return exp.Is(this=value, expression=exp.null())


def _or_error(*has_stored: exp.Expr) -> exp.Expr:
    """Returns a condition that is true for a whole run that meets some others, and otherwise an error.

    The messages depend on the row, so none is raised early.
    """
    id = exp.Coalesce(this=exp.cast(name("id"), "varchar"), expressions=[text("")])
    no_run, lacks = (call("error", exp.DPipe(this=text(f"{problem}: "), expression=id)) for problem in ("no run", LACKS))
    lacking = [(_has_id(), lacks)] if has_stored else []
    return case((exp.and_(_has_id(), *has_stored), exp.true()), *lacking, (exp.true(), no_run))
