"""DuckDB's expressions for lowering.

Owns the invariant that JSON values are texts as ``json_extract`` writes them: compact, and each string in one spelling.
"""

from collections.abc import Sequence
import json

from sqlglot import exp

from filterlang.sql.columns import Column, Form
from filterlang.sql.engines.expressions import SPACE, SPELLED_TIME, TIME, CommonExpressions, Sql, call, case, name, text
from filterlang.sql.lowering import Probe, Reason

_NUMBER = r"-?\d+(\.\d+)?([eE][+-]?\d+)?"
_REGULAR = rf"[1-8]\d{{3}}-\d\d-\d\dT{TIME}:[0-5]\d(\.\d{{1,9}})?(Z|[+-]{TIME})?"
"""Matches the usual spelling of times in exports, which DuckDB reads as Python does."""

_RESPELLED = r"(^|[\[:,])-?(\d+(\.\d+)?[eE]|\d{16}|0\.0000|NaN|Infinity)|\\u00[01][A-F]"
"""Matches JSON that DuckDB spells differently from Python: large and small numbers, NaN, some control characters."""

_FIRST, _LAST = "0001-01-01 00:00:00+00", "9999-12-31 23:59:59.999999+00"
NULL = exp.null()
_SCORES = {"true": "1e0", "false": "0e0"}


class DuckDBExpressions(CommonExpressions):
    """Expressions over columns of DuckDB, of its type JSON or others."""

    dialect = "duckdb"
    holds = "list_contains"
    joins_traces: bool = True

    def once(self, value: Sql, body: Probe) -> Sql:
        return _first(self.over("list_transform", exp.Array(expressions=[value]), body))

    # Columns

    def json(self, column: Column) -> Sql:
        return self.at(name(column.name), column.path) if column.path else name(column.name)

    def raw(self, json: Sql) -> Sql:
        """The raw JSON of the value's column, for a cheap substring search."""
        inner = json.expressions[0] if _is_extract(json) else json
        return _varchar(inner)

    def compact(self, json: Sql) -> Sql:
        written = json if _is_extract(json) else _varchar(call("json", json))
        self.leave(self.matches(written, _RESPELLED), Reason.RESPELLED_JSON)
        return written

    def datetime_of(self, column: Column) -> tuple[Sql, Sql | None]:
        if column.form is Form.DATETIME:
            return exp.cast(name(column.name), "timestamptz"), None
        if column.form not in (Form.TEXT, Form.JSON, Form.NESTED):
            return NULL, None
        written = self.text(column)
        return case(
            (call("regexp_full_match", written, text(_REGULAR)), timestamp(written)),
            (call("regexp_full_match", written, text(SPELLED_TIME)), self._within_years(timestamp(_respelled(written)))),
        ), None

    def _within_years(self, time: Sql) -> Sql:
        """The datetime, or null if Python has no such year. It is written once, inside of a list: it is long."""
        first, last = (exp.Cast(this=text(edge), to=exp.DataType.build("timestamptz")) for edge in (_FIRST, _LAST))
        times = exp.Array(expressions=[time])
        return _first(self.over("list_filter", times, lambda time: exp.Between(this=time, low=first, high=last)))

    def first_text(self, columns: Sequence[Column]) -> Sql:
        """Several values of one column are extracted together: parsing the JSON is what costs."""
        values = list(map(self.json, columns))
        if len({column.name for column in columns}) > 1 or not all(map(_is_extract, values)):
            return super().first_text(columns)
        paths = exp.Array(expressions=[value.expressions[1] for value in values])
        found = self.over("list_filter", call("json_extract", values[0].expressions[0], paths), _is_filled_string)
        return _string(_first(found))

    def elapsed(self, start: Sql, end: Sql) -> Sql:
        return exp.Div(this=exp.paren(exp.Sub(this=call("epoch_us", end), expression=call("epoch_us", start))),
                       expression=exp.Literal.number("1e6"))  # fmt: skip

    # Inside JSON

    def at(self, json: Sql, names: Sequence[str]) -> Sql:
        return self._extract(json, names)

    def within(self, json: Sql, steps: Sequence[str | None]) -> Sql:
        return self._extract(json, steps)

    def _extract(self, json: Sql, steps: Sequence[str | None]) -> Sql:
        path = "$"
        if _is_extract(json):
            json, before = json.expressions
            path = before.name
        return call("json_extract", json, text(path + "".join("[*]" if step is None else f'."{step}"' for step in steps)))

    def leaves(self, json: Sql) -> Sql:
        found = self._extended(json, ".**")
        return self.over("list_filter", found, lambda value: exp.not_(self.is_list(value)))

    def members(self, json: Sql) -> Sql:
        return self._extended(json, ".*")

    def _extended(self, json: Sql, more: str) -> Sql:
        path = "$"
        if _is_extract(json):
            json, before = json.expressions
            path = before.name
        return call("json_extract", json, text(path + more))

    def keys(self, json: Sql) -> Sql:
        if _is_extract(json):
            return call("json_keys", *json.expressions)
        return call("json_keys", json)

    def some(self, array: Sql, probe: Probe) -> Sql:
        return exp.GT(this=call("len", self.over("list_filter", array, probe)), expression=exp.Literal.number("0"))

    # Values in JSON

    def written(self, value: Sql) -> Sql:
        return _varchar(value)

    def is_text(self, value: Sql, wanted: str) -> Sql:
        if wanted.isprintable():
            return exp.EQ(this=_varchar(value), expression=self.bind(json.dumps(wanted, ensure_ascii=False)))
        return super().is_text(value, wanted)

    def is_word(self, value: Sql, word: str) -> Sql:
        same = super().is_word(value, word)
        if word != "null":
            return same
        number = exp.TryCast(this=_varchar(value), to=exp.DataType.build("double"))
        return exp.paren(exp.or_(same, exp.not_(exp.Coalesce(this=call("isfinite", number), expressions=[exp.true()]))))

    def text_in(self, value: Sql) -> Sql:
        return case((call("starts_with", _trimmed(value), text('"')), _string(value)))

    def number_in(self, value: Sql) -> Sql:
        return exp.TryCast(this=_varchar(value), to=exp.DataType.build("double"))

    def written_number(self, written: Sql) -> Sql:
        whole = call("regexp_full_match", written, text(_NUMBER))
        return case((whole, exp.TryCast(this=written, to=exp.DataType.build("double"))))

    def score_in(self, value: Sql) -> Sql:
        """The score in a JSON value. A text needs no test that it is a text: no other value reads as a number."""
        words = case(*((self.is_word(value, word), exp.Literal.number(number)) for word, number in _SCORES.items()))
        return exp.Coalesce(this=self.number_in(value), expressions=[words, self.written_number(_string(value))])

    # Texts

    def contains(self, value: Sql, part: Sql) -> Sql:
        return call("contains", value, part)

    def matches(self, value: Sql, pattern: str) -> Sql:
        return call("regexp_matches", value, text(pattern))

    def extracted(self, value: Sql, pattern: str) -> Sql:
        """The first group of a pattern's first match in a text, or an empty text."""
        return call("regexp_extract", value, text(pattern), exp.Literal.number("1"))


def _is_extract(sql: Sql) -> bool:
    return isinstance(sql, exp.Anonymous) and sql.name == "json_extract"


def _first(array: Sql) -> Sql:
    return call("list_extract", array, exp.Literal.number(1))


def _is_filled_string(value: Sql) -> Sql:
    """The condition that a value from ``json_extract`` is a text that is not empty."""
    return exp.and_(call("starts_with", _varchar(value), text('"')), exp.NEQ(this=_varchar(value), expression=text('""')))


def _string(value: Sql) -> Sql:
    """The text in a JSON value, or the JSON of a value that is no text."""
    return call("json_extract_string", *(value.expressions if _is_extract(value) else (value, text("$"))))


def _varchar(value: Sql) -> Sql:
    return exp.Cast(this=value, to=exp.DataType.build("varchar"))


def timestamp(written: Sql) -> Sql:
    """The datetime that a text is read as, in UTC if it has no zone; null for a text that is none."""
    return exp.TryCast(this=written, to=exp.DataType.build("timestamptz"))


def _respelled(written: Sql) -> Sql:
    """A time in any spelling, respelled for DuckDB: ``2026-01-31T09:30:00.5Z``, with fewer digits, or only a date."""
    parted = _replaced(written, rf"^{SPACE}*(.{{10}})[Tt ](\d\d:\d\d)", r"\1T\2")
    plain = call("upper", call("replace", _replaced(parted, SPACE, "", "g"), text("UTC"), text("Z")))
    return _replaced(plain, r"T(\d\d:\d\d)([.Z+-]|$)", r"T\1:00\2")


def _replaced(written: Sql, pattern: str, by: str, *options: str) -> Sql:
    return call("regexp_replace", written, text(pattern), text(by), *map(text, options))


def _trimmed(value: Sql) -> Sql:
    """JSON as text without leading white space, which a column may have but a value extracted from JSON has not."""
    return _varchar(value) if _is_extract(value) else call("ltrim", _varchar(value), text(" \t\r\n"))
