"""JSON lines of whole runs, read by DuckDB as ``records`` reads them: ids in one spelling, a trace and a status in every run.

Owns the invariant that a line is looked at as far as a question asks: one that is no JSON or has no id is refused whatever is
asked, and one with a time, an id or a feedback that can not be read as soon as an answer depends on it. Where broken lines are
to be left out, all of every line is looked at first.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlglot import exp

from filterlang.evaluate.columns import ELSEWHERE, Column, Form, columns_of
from filterlang.evaluate.engines.duckdb_shapes import BESIDE, lines_in_v1_form
from filterlang.evaluate.engines.duckdb_table import DuckDBTable, connect, literal_path, without_sql
from filterlang.evaluate.engines.duckdb_words import REGULAR, DuckDBWords, canonical_id
from filterlang.evaluate.engines.words import call, case, name, text
from filterlang.evaluate.lineage import NAMED_TRACE, ORDER, PARENTS, STANDING, TRACE
from filterlang.evaluate.records import IDS, LONGEST, TIMES, RecordError, are_feedbacks, broken_line, folder_keys, read_json
from filterlang.evaluate.rows import LATENCIES, moment
from filterlang.evaluate.selection import SELECTABLE
from filterlang.evaluate.tables import TableRuns
from filterlang.schema.fields import FIELDS

_STORED = tuple(field.stored[0] for field in FIELDS.values() if field.stored)
_OPERATION, _FEEDBACK, _READ, _LINES = "operation", "feedback", "read", "lines"
_TEXTS = frozenset((*TIMES, "first_token_time"))
"""What is read as text, whatever it is: no text of anything else is a time."""


class LinesWords(DuckDBWords):
    """Words for columns of JSON as DuckDB writes it. A time that is not spelled in the one usual way is read by Python."""

    def equals(self, column: Column, wanted: str) -> exp.Expr:
        return self.is_text(self.json(column), wanted) if column.form is Form.JSON else super().equals(column, wanted)

    def moment(self, column: Column) -> tuple[exp.Expr, exp.Expr | None]:
        read, _ = super().moment(column)
        usual = call("regexp_full_match", name(column.name), text(REGULAR))
        return read, exp.not_(exp.Coalesce(this=usual, expressions=[exp.true()]))


class LinesTable(DuckDBTable):
    """A view of files of JSON lines."""

    def __init__(self, connection: Any, paths: Sequence[str], keys: Sequence[str], forms: Mapping[str, Form]) -> None:
        super().__init__(connection, columns_of(forms), place=paths[0] if len(paths) == 1 else f"{paths[0]} and others")
        self._paths = paths
        self._keys = frozenset(keys)

    def words(self) -> LinesWords:
        """DuckDB's words for lines, with no value bound yet."""
        return LinesWords()

    def rows(self, sql: str, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The same, without those keys of a run that only others have. A time or feedback that is none is a ``RecordError``."""
        for row in super().rows(sql, values):
            if not all(map(_is_read, map(row.get, TIMES))) or not _is_feedback(row.get(_FEEDBACK)):
                raise self.broken(f"run {row.get('id')}: a time or a feedback that can not be read")
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
        try:
            found = next(filter(None, (broken_line(path) for path in self._paths)), None)
        except OSError as gone:
            return RecordError(f"{gone.filename}: {gone.strerror}")
        return found or RecordError(f"{self._place}: {without_sql(problem)}")


class LinesRuns(TableRuns):
    """Runs in JSON lines, of which those that are broken are left out."""

    def __init__(self, table: LinesTable) -> None:
        super().__init__(table)
        self._lines = table

    def skipped(self) -> int:
        """How many lines are broken, for which all of them are read once more."""
        return self._lines.skipped()


def lines_runs(paths: Sequence[str], keys: Sequence[str], *, skip_broken: bool = False) -> TableRuns:
    """The runs of files of JSON lines, in the v1 form; ``keys`` are those that the first record of each file has.

    The folders above all files say something under the same names.
    """
    table = lines_table(paths, keys, skip_broken=skip_broken)
    return LinesRuns(table) if skip_broken else TableRuns(table)


def lines_table(paths: Sequence[str], keys: Sequence[str], *, skip_broken: bool = False) -> LinesTable:
    """A table of all lines."""
    connection = connect()
    folders = folder_keys(paths[0])
    every = (*SELECTABLE, *_STORED, *STANDING, *LATENCIES, _FEEDBACK, *folders, *keys, _OPERATION)
    names = dict.fromkeys(name for name in every if name not in ELSEWHERE)
    lines = connection.read_json(
        list(map(literal_path, paths)),  # type: ignore[arg-type]  # its stub knows one path alone
        columns={name: "VARCHAR" if name in _TEXTS else "JSON" for name in (*names, *BESIDE) if name not in folders},
        format="newline_delimited",
        records="true",
        ignore_errors=skip_broken,
        hive_partitioning=bool(folders),
        hive_types_autocast=False,
        maximum_object_size=LONGEST // 2,
    )
    lines.create_view(_READ)
    made = lines_in_v1_form(list(names), [folder for folder in folders if folder not in _TEXTS])
    connection.sql(exp.select(*made).from_(_READ).sql("duckdb")).create_view(_LINES)
    kept = _is_run() if skip_broken else _or_error(_has_id())
    columns = [exp.alias_(_filled_in(name), name, quoted=True) for name in names if name != _OPERATION]
    connection.sql(exp.select(*columns).from_(_LINES).where(kept).sql("duckdb")).create_view("runs")
    forms = {name: Form.UUID if name in IDS else Form.TEXT if name in _TEXTS else Form.JSON for name in names}
    del forms[_OPERATION]
    return LinesTable(connection, paths, keys, forms)


def _filled_in(key: str) -> exp.Expr:
    """What a run keeps under a key, which is worked out where there is nothing."""
    if key == TRACE:
        return exp.Coalesce(this=_id(key), expressions=[*_named_traces(), _id("id")])
    if key == "status":
        return exp.Coalesce(this=name(key), expressions=[_status()])
    return _id(key) if key in IDS else name(key)


def _named_traces() -> Iterator[exp.Expr]:
    """The first ids in the dotted order and in the list of parents: a run without ``trace_id`` is of that trace."""
    words = DuckDBWords()
    order = words.text_in(name(ORDER))
    first = words.text_in(call("json_extract", name(PARENTS), text("$[0]")))
    for written in (words.extracted(order, NAMED_TRACE), first):
        yield canonical_id(exp.Nullif(this=written, expression=text("")))


def _id(key: str) -> exp.Expr:
    """An id in its canonical spelling; an empty one is none. One that is no text is its JSON: an error would be volatile, and
    then DuckDB works out the ids of every line before it looks at any condition.
    """
    json = name(key)
    written = call("json_extract_string", json, text("$"))
    plain = case((call("starts_with", json, text('"')), written), (exp.true(), exp.cast(json, "varchar")))
    return canonical_id(exp.Nullif(this=plain, expression=text("")))


def _status() -> exp.Expr:
    error = name("error")
    failed = exp.and_(call("starts_with", error, text('"')), exp.NEQ(this=error, expression=text('""')))
    ended = exp.not_(exp.Is(this=name("end_time"), expression=exp.null()))
    return case((failed, text('"error"')), (ended, text('"success"')), (exp.true(), text('"pending"')))


def _has_id() -> exp.Expr:
    """Whether a line is a whole run with an id."""
    written = call("starts_with", name("id"), text('"'))
    return exp.and_(written, exp.NEQ(this=name("id"), expression=text('""')), _is_null(name(_OPERATION)))


def _is_run() -> exp.Expr:
    """The same, and whether its ids, times and feedback can be relied on."""
    words = DuckDBWords()
    feedback = name(_FEEDBACK)
    keyless = words.some(words.within(feedback, [None]), lambda item: _is_null(words.text_in(words.at(item, ["key"]))))
    return exp.and_(
        _has_id(),
        *map(_is_text, IDS),
        *(exp.or_(_is_null(name(key)), exp.not_(_is_null(words.moment(Column(key, Form.TEXT))[0]))) for key in TIMES),
        exp.or_(_is_null(feedback), exp.and_(call("starts_with", feedback, text("[")), exp.not_(keyless))),
    )


def _is_text(key: str) -> exp.Expr:
    return exp.or_(_is_null(name(key)), call("starts_with", name(key), text('"')))


def _is_read(written: str | None) -> bool:
    """Whether a time, if there is one, is one."""
    return written is None or moment(written) is not None


def _is_feedback(written: str | None) -> bool:
    """Whether the JSON of a list of feedback, if there is one, is such a list."""
    return written is None or are_feedbacks(read_json(written))


def _is_null(value: exp.Expr) -> exp.Expr:
    return exp.Is(this=value, expression=exp.null())


def _or_error(condition: exp.Expr) -> exp.Expr:
    """The condition, or an error where it does not hold. The message is of the row, lest it be raised beforehand."""
    message = exp.DPipe(
        this=text("no run: "), expression=exp.Coalesce(this=exp.cast(name("id"), "varchar"), expressions=[text("")])
    )
    return case((condition, exp.true()), (exp.true(), call("error", message)))
