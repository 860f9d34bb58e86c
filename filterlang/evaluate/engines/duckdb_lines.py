"""JSON lines of whole runs, read by DuckDB as ``records`` reads them: ids in one spelling, a trace and a status in every run.

Owns the invariant that a line which ``records`` refuses is refused, or left out, whatever is asked of the others.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb
from sqlglot import exp

from filterlang.evaluate.columns import Column, Form, columns_of
from filterlang.evaluate.engines.duckdb_table import DuckDBTable, connect, literal_path
from filterlang.evaluate.engines.duckdb_words import DuckDBWords, canonical_id
from filterlang.evaluate.engines.words import call, case, name, text
from filterlang.evaluate.records import IDS, LONGEST, TIMES, RecordError, broken_line
from filterlang.evaluate.selection import SELECTABLE
from filterlang.rendering import clip
from filterlang.schema.fields import FIELDS

_STORED = tuple(field.stored[0] for field in FIELDS.values() if field.stored)
_OPERATION, _FEEDBACK, _LINES = "operation", "feedback", "lines"
_TEXTS = frozenset((*TIMES, "first_token_time"))
"""What is read as text, whatever it is: no text of anything else is a time."""


class LinesTable(DuckDBTable):
    """A view of files of JSON lines."""

    def __init__(self, connection: Any, paths: Sequence[str], keys: Sequence[str], forms: Mapping[str, Form]) -> None:
        super().__init__(connection, columns_of(forms), place=paths[0] if len(paths) == 1 else f"{paths[0]} and others")
        self._paths = paths
        self._keys = frozenset(keys)

    def rows(self, sql: str, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The same, without those keys of a run that only others have."""
        for row in super().rows(sql, values):
            yield {name: value for name, value in row.items() if value is not None or name in self._keys}

    def always(self, column: Column) -> bool:
        """Whether every row has a text in a column: the ids that the view fills in."""
        return column.form is Form.UUID

    def skipped(self) -> int:
        """How many lines there are that are no run."""
        no_run = exp.not_(exp.Coalesce(this=exp.paren(_is_run()), expressions=[exp.false()]))
        query = exp.select(exp.alias_(exp.Count(this=exp.Star()), "n")).from_(_LINES).where(no_run)
        (row,) = super().rows(query.sql("duckdb"), {})
        return int(row["n"])

    def broken(self, problem: str) -> RecordError:
        """The error for the line that can not be read, which DuckDB does not name."""
        found = filter(None, (broken_line(path) for path in self._paths if not path.endswith(".zst")))
        return next(found, None) or RecordError(f"{self._place}: {clip(problem, 500)}")


def lines_table(paths: Sequence[str], keys: Sequence[str], *, skip_broken: bool = False) -> LinesTable:
    """The runs of files of JSON lines, in the v1 form; ``keys`` are those that the first record of each file has."""
    connection = connect()
    names = dict.fromkeys((*SELECTABLE, *_STORED, _FEEDBACK, *keys, _OPERATION))
    lines = connection.read_json(
        list(map(literal_path, paths)),  # type: ignore[arg-type]  # its stub knows one path alone
        columns={name: "VARCHAR" if name in _TEXTS else "JSON" for name in names},
        format="newline_delimited",
        records="true",
        ignore_errors=skip_broken,
        maximum_object_size=LONGEST // 2,
    )
    lines.create_view(_LINES)
    columns = [exp.alias_(_filled_in(name), name, quoted=True) for name in names if name != _OPERATION]
    view = exp.select(*columns).from_(_LINES).where(_is_run() if skip_broken else _or_error(_is_run()))
    connection.sql(view.sql("duckdb")).create_view("runs")
    forms = {name: Form.UUID if name in IDS else Form.TEXT if name in _TEXTS else Form.JSON for name in names}
    del forms[_OPERATION]
    return LinesTable(connection, paths, keys, forms)


def first_line(path: str) -> str | None:
    """The first record of a file of JSON lines, packed or not, as text."""
    try:
        lines = connect().read_json(literal_path(path), columns={"line": "JSON"}, format="newline_delimited", records="false")
        found = lines.limit(1).fetchall()
    except duckdb.Error as error:
        raise RecordError(f"{path}: {clip(str(error), 500)}") from None
    return found[0][0] if found else None


def _filled_in(key: str) -> exp.Expr:
    """What a run keeps under a key, which is worked out where there is nothing."""
    if key == "trace_id":
        return exp.Coalesce(this=_id(key), expressions=[_id("id")])
    if key == "status":
        return exp.Coalesce(this=name(key), expressions=[_status()])
    return _id(key) if key in IDS else name(key)


def _id(key: str) -> exp.Expr:
    """An id in its canonical spelling; an empty one is none."""
    return canonical_id(exp.Nullif(this=DuckDBWords().text_in(name(key)), expression=text("")))


def _status() -> exp.Expr:
    error = name("error")
    failed = exp.and_(call("starts_with", error, text('"')), exp.NEQ(this=error, expression=text('""')))
    ended = exp.not_(exp.Is(this=name("end_time"), expression=exp.null()))
    return case((failed, text('"error"')), (ended, text('"success"')), (exp.true(), text('"pending"')))


def _is_run() -> exp.Expr:
    """Whether a line is a whole run whose ids, times and feedback can be relied on."""
    words = DuckDBWords()
    feedback = name(_FEEDBACK)
    keyless = words.some(words.within(feedback, [None]), lambda item: _is_null(words.text_in(words.at(item, ["key"]))))
    return exp.and_(
        exp.not_(_is_null(_id("id"))),
        *(exp.or_(_is_null(name(key)), call("starts_with", name(key), text('"'))) for key in IDS),
        *(exp.or_(_is_null(name(key)), exp.not_(_is_null(words.moment(Column(key, Form.TEXT))[0]))) for key in TIMES),
        exp.or_(_is_null(feedback), exp.and_(call("starts_with", feedback, text("[")), exp.not_(keyless))),
        _is_null(name(_OPERATION)),
    )


def _is_null(value: exp.Expr) -> exp.Expr:
    return exp.Is(this=value, expression=exp.null())


def _or_error(condition: exp.Expr) -> exp.Expr:
    """The condition, or an error where it does not hold. The message is of the row, lest it be raised beforehand."""
    message = exp.DPipe(
        this=text("no run: "), expression=exp.Coalesce(this=exp.cast(name("id"), "varchar"), expressions=[text("")])
    )
    return case((condition, exp.true()), (exp.true(), call("error", message)))
