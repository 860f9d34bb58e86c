"""The SQL of JSON lines for DuckDB: the lines as written, the same in the v1 form, and the runs with what is derived.

Owns the invariant that a query sees only lines that are whole runs: any other line is an error, or is left out.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

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
from filterlang.sql.engines.duckdb_shapes import BESIDE, lines_in_v1_form
from filterlang.sql.engines.duckdb_table import literal_path
from filterlang.sql.engines.expressions import call, case, name, text

_STORED = tuple(field.stored[0] for field in FIELDS.values() if field.stored)
_FEEDBACK = "feedback"
LINES, _LINES_IN_V1_FORM, _RUNS = "lines", "lines_in_v1_form", "runs"
"""The names of the views: the lines as they are written, the same in the v1 form, and the runs that queries read."""

TEXT_KEYS = frozenset(field.stored[0] for field in FIELDS.values() if field.type is Type.DATETIME)
"""The keys that are read as text, whatever they hold: the text of another JSON value is never a time."""

NOT_A_TEXT = "\x01"
"""Marks an id that is not a text, before the JSON of the id."""

_USUAL_LINE_BYTES = 1 << 24
"""The most bytes of a line by DuckDB's default. It reserves no less memory for shorter lines."""

_CHECKS_FIRST = "SET GLOBAL disabled_optimizers = 'filter_pushdown'"
"""Keeps the conditions of a query behind the check that each line is a run: DuckDB would push some below it."""


def create_views(
    connection: Any, paths: Sequence[str], keys: Sequence[str], *, skip_broken: bool
) -> tuple[list[str], exp.Expr]:
    """Creates the view ``runs`` of files of JSON lines; returns its columns, and the condition that a line is a whole run.

    ``keys`` are those of the first record of each file. With ``skip_broken``, other lines are left out; otherwise a query that
    meets one raises an error.
    """
    folders = folder_keys(paths[0])
    names = _column_names((*folders, *keys))
    connection.execute(_CHECKS_FIRST)
    _create_view_of_lines(connection, paths, names, folders, skip_broken=skip_broken)
    is_run = _is_run(folders) if skip_broken else _has_id()
    _create_view_in_v1_form(connection, names, folders, is_run if skip_broken else _or_error(is_run))
    columns = [name for name in names if name != OPERATION]
    _create_view_of_runs(connection, columns)
    return columns, is_run


def _column_names(keys: Iterable[str]) -> list[str]:
    """Returns the names of all columns in the v1 form: those of every run, and the keys that these files have besides."""
    names = (*V1_FIELDS, *_STORED, *STANDING, *LATENCIES, _FEEDBACK, *keys, OPERATION)
    return list(dict.fromkeys(name for name in names if name not in (*ELSEWHERE, *BELOW)))


def _create_view_of_lines(
    connection: Any, paths: Sequence[str], names: Sequence[str], folders: Collection[str], *, skip_broken: bool
) -> None:
    """Creates the view of the lines as they are written; DuckDB adds the keys that the folders set."""
    read = (name for name in (*names, *BESIDE, *BELOW) if name not in folders)
    lines = connection.read_json(
        list(map(literal_path, paths)),
        columns={name: "VARCHAR" if name in TEXT_KEYS else "JSON" for name in read},
        format="newline_delimited",
        records="true",
        ignore_errors=skip_broken,
        hive_partitioning=bool(folders),
        hive_types_autocast=False,
        maximum_object_size=_most_bytes_of_a_line(paths),
    )
    lines.create_view(LINES)


def _most_bytes_of_a_line(paths: Sequence[str]) -> int:
    """Returns the length of lines that DuckDB has to be ready for: it reserves memory for two such lines in each thread."""
    return MAX_LINE_BYTES // 2 if any(may_have_lines_over(_USUAL_LINE_BYTES, path) for path in paths) else _USUAL_LINE_BYTES


def _create_view_in_v1_form(connection: Any, names: Sequence[str], folders: Collection[str], condition: exp.Expr) -> None:
    """Creates the view of the lines in the v1 form for which a condition holds."""
    columns = lines_in_v1_form(list(names), [folder for folder in folders if folder not in TEXT_KEYS])
    query = exp.select(*columns).from_(LINES).where(condition)
    connection.sql(query.sql("duckdb")).create_view(_LINES_IN_V1_FORM)


def _create_view_of_runs(connection: Any, names: Sequence[str]) -> None:
    """Creates the view that queries read: ids in their canonical spelling, a trace and a status in every run."""
    columns = [exp.alias_(_filled_in(name), name, quoted=True) for name in names]
    connection.sql(exp.select(*columns).from_(_LINES_IN_V1_FORM).sql("duckdb")).create_view(_RUNS)


def _filled_in(key: str) -> exp.Expr:
    """Returns the value under a key; a missing trace or status is derived."""
    if key == TRACE:
        return exp.Coalesce(this=_id(key), expressions=[*_named_traces(), _id("id")])
    if key == "status":
        return exp.Coalesce(this=name(key), expressions=[_status()])
    return _id(key) if key in IDS else name(key)


def _named_traces() -> Iterator[exp.Expr]:
    """Yields the first ids in the dotted order and in the list of parents: the trace of a run without ``trace_id``."""
    expressions = DuckDBExpressions()
    order = expressions.text_in(name(ORDER))
    first = expressions.text_in(call("json_extract", name(PARENTS), text("$[0]")))
    for id in (expressions.extracted(order, NAMED_TRACE), first):
        yield expressions.canonical(exp.Nullif(this=id, expression=text("")))


def _id(key: str) -> exp.Expr:
    """Returns an id in its canonical spelling; null for an empty text. An id that is not a text is marked.

    It is not an error, because errors are volatile: DuckDB would compute the ids of every line before it checks any condition.
    """
    json = name(key)
    marked = exp.DPipe(this=text(NOT_A_TEXT), expression=exp.cast(json, "varchar"))
    plain = case((call("starts_with", json, text('"')), call("json_extract_string", json, text("$"))), (exp.true(), marked))
    return DuckDBExpressions().canonical(exp.Nullif(this=plain, expression=text("")))


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


def _or_error(condition: exp.Expr) -> exp.Expr:
    """Returns a condition that is an error instead of false. Its message depends on the row, so it is not raised early."""
    message = exp.DPipe(
        this=text("no run: "), expression=exp.Coalesce(this=exp.cast(name("id"), "varchar"), expressions=[text("")])
    )
    return case((condition, exp.true()), (exp.true(), call("error", message)))
