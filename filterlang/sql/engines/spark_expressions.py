r"""Spark's expressions for lowering.

Owns the invariants that JSON values are Spark's variants, which keep the kinds of values apart, that no setting of the session
matters, not even its time zone, and that rows are undecided which Spark cannot read or reads differently from Python.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
import json
import re

from sqlglot import exp

from filterlang.sql.columns import Column, Form
from filterlang.sql.engines.expressions import SPACE, SPELLED_TIME, CommonExpressions, Sql, call, case, name, text
from filterlang.sql.lowering import MAX, TRUE, Bound, Probe, Reason

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NULL = exp.null()

_NUMBER = r"\A-?\d+(\.\d+)?([eE][+-]?\d+)?\z"
_STRING = r'"(?:[^"\\]++|\\.)*+"'
_ATOM = rf'(?s){_STRING}(?:\s*+:)?|[^\s\[\]{{}},:"]++'
"""Matches the keys of JSON, with their colon, and its scalars."""

_BLANK = rf"(?s)({_STRING})|\s++"
_SPELLED_OTHERWISE = r"\\[u/]"
"""Matches escapes in strings that Python may write differently."""
_NUMBERED_OTHERWISE = r"\d[eE]|[NI]|-0(?![.\d])|\.\d+0(?!\d)|(?<![\d.])-?0\.0000|[\d.]{17}"
"""Matches numbers that Python may write differently: exponents, NaN, Infinity, too many digits."""

_QUOTED_NUMBER = '"(NaN|-?Infinity)"'
"""Matches the strings that Spark writes for numbers that JSON does not have."""

_REGULAR = r"\A(?!0000|0001|9999)\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-7]):[0-5]\d)?\z"
"""Matches times that Spark reads as Python does, without the first and last years, in which they differ."""
_WITHOUT_ZONE = r"(:\d\d:\d\d(?:\.\d{1,9})?)\z"

_MOST_PUSHED, _MOST_LISTS = 10, 16
"""The most values of an ``IN`` that Spark looks up in the statistics of files, unless its ``inFilterThreshold`` is changed;
and the most such lists."""

_MOST_GAPS = 2  # between the % of a pattern: with more, Spark's LIKE can take very long


class SparkExpressions(CommonExpressions):
    """Expressions over columns of Spark: texts, JSON as text, numbers, datetimes, lists of texts."""

    dialect = "spark"
    holds = "array_contains"
    group: str = "$"

    def bind(self, value: Bound) -> Sql:
        """Binds a value under a name of its own: a datetime as microseconds, a list of texts as JSON."""
        if isinstance(value, datetime):
            return call("timestamp_micros", super().bind((value - EPOCH) // MICROSECOND))
        if isinstance(value, list):
            return call("from_json", super().bind(json.dumps(value)), text("array<string>"))
        return super().bind(value)

    # Ids

    def one_of(self, value: Sql, texts: list[str]) -> Sql:
        """The condition that a text is among others. Spark pushes longer lists of a column as an interval only."""
        if not isinstance(value, exp.Column) or not _MOST_PUSHED < len(texts) <= _MOST_LISTS * _MOST_PUSHED:
            return super().one_of(value, texts)
        parts = [texts[start : start + _MOST_PUSHED] for start in range(0, len(texts), _MOST_PUSHED)]
        return exp.paren(exp.or_(*(CommonExpressions.one_of(self, value.copy(), part) for part in parts), copy=False))

    # Columns

    def json(self, column: Column) -> Sql:
        raw = name(column.name)
        found = call("from_json", raw, text("variant"))
        self.leave(exp.and_(exp.not_(_is_null(raw)), _is_null(found)), Reason.UNREAD_JSON)
        return self.at(found, column.path) if column.path else found

    def raw(self, json: Sql) -> Sql:
        """The raw JSON of the value's column, for a cheap substring search."""
        whole, _ = _parts(json)
        read: Sql = whole.expressions[0]
        return read

    def compact(self, json: Sql) -> Sql:
        if _is_part(json):
            self.leave(TRUE, Reason.PART_AS_TEXT)
            return _written(json)
        raw = self.raw(json)
        bare = call("regexp_replace", raw, self.bind(_STRING), text(""))
        self.leave(self.matches(raw, _SPELLED_OTHERWISE), Reason.RESPELLED_JSON)
        self.leave(self.matches(bare, _NUMBERED_OTHERWISE), Reason.RESPELLED_JSON)
        return exp.Nullif(this=call("regexp_replace", raw, self.bind(_BLANK), text("$1")), expression=text("null"))

    def datetime_of(self, column: Column) -> tuple[Sql, Sql | None]:
        if column.form is Form.DATETIME:
            return name(column.name), None
        if column.form not in (Form.TEXT, Form.JSON, Form.NESTED):
            return exp.cast(NULL, "timestampltz"), None
        written = self.text(column)
        zoned = call("regexp_replace", written, self.bind(_WITHOUT_ZONE), text("$1Z"))
        regular = self.matches(written, _REGULAR)
        spelled = self.matches(written.copy(), rf"\A{SPELLED_TIME}\z")
        times = (
            (regular.copy(), _try_cast(zoned, "timestampltz")),
            (spelled, _try_cast(self._respelled(written), "timestampltz")),
        )
        return case(*times), exp.not_(regular)

    def _respelled(self, written: Sql) -> Sql:
        """A time in any spelling, respelled for Spark with its seconds and its zone: ``2026-01-31T09:30:00Z``."""
        steps = (
            (rf"\A{SPACE}+|{SPACE}+\z|[\s\v]+(?=[^\s\v\d])", ""),
            (r"(?i)UTC\z", "Z"),
            (r"\A(.{10})\z", "$1T00:00:00Z"),
            (r"\A(.{10})[Tt ](\d\d:\d\d)(?!:?\d)", "$1T$2:00"),
            (r"\A(.{10}.\d\d:\d\d:\d\d(?:\.\d+)?)\z", "$1Z"),
            (r"([+-]\d\d)\z", "$1:00"),
        )
        for pattern, by in steps:
            written = call("regexp_replace", written, self.bind(pattern), text(by))
        return call("upper", written)

    def elapsed(self, start: Sql, end: Sql) -> Sql:
        passed = exp.Sub(this=call("unix_micros", end), expression=call("unix_micros", start))
        return exp.Div(this=exp.paren(passed), expression=exp.Literal.number("1e6"))

    # Inside JSON

    def at(self, json: Sql, names: Sequence[str]) -> Sql:
        return _part(json, "".join(f"[{_quoted(step)}]" for step in names), "variant")

    def within(self, json: Sql, steps: Sequence[str | None]) -> Sql:
        *lists, names = _between_lists(steps)
        first, *inner = lists
        found = _part(self.at(json, first), "", "array<variant>")
        for way in inner:
            found = call("flatten", self._each(found, partial(self._list_at, way)))
        return self._each(found, partial(self.at, names=names)) if names else found

    def _list_at(self, way: Sequence[str], value: Sql) -> Sql:
        return _part(self.at(value, way), "", "array<variant>")

    def _each(self, array: Sql, change: Probe) -> Sql:
        """An array with each value changed, and without nulls."""
        return self.over("filter", self.over("transform", array, change), lambda value: exp.not_(_is_null(value)))

    def leaves(self, json: Sql) -> Sql:
        """All scalars in a value, found in its text."""
        written = self.raw(json)
        if _is_part(json):
            written = _written(json)
            self.leave(self.matches(written, _QUOTED_NUMBER), Reason.RESPELLED_JSON)
        atoms = call("regexp_extract_all", written, self.bind(_ATOM), exp.Literal.number("0"))
        values = self.over("filter", atoms, lambda atom: exp.not_(call("endswith", atom, text(":"))))
        return self.over("transform", values, lambda atom: call("from_json", atom, text("variant")))

    def members(self, json: Sql) -> Sql:
        return call("map_values", _part(json, "", "map<string,variant>"))

    def keys(self, json: Sql) -> Sql:
        return call("map_keys", _part(json, "", "map<string,variant>"))

    def some(self, array: Sql, probe: Probe) -> Sql:
        return self.over("exists", array, probe)

    # Values in JSON

    def is_list(self, value: Sql) -> Sql:
        return exp.paren(exp.not_(_is_null(_part(value, "[0]", "variant"))))

    def written(self, value: Sql) -> Sql:
        return _written(value)

    def is_word(self, value: Sql, word: str) -> Sql:
        same = super().is_word(value, word)
        if word != "null":
            return same
        endless = exp.and_(_is_kind(value, "DOUBLE"), _is_null(self.finite(self.number_in(value))))
        return exp.paren(exp.or_(same, endless))

    def text_in(self, value: Sql) -> Sql:
        return case((_is_kind(value, "STRING"), _part(value, "", "string")))

    def number_in(self, value: Sql) -> Sql:
        """The number in a value, which may be NaN or infinite. Casts of texts and booleans would be numbers as well."""
        is_other = exp.In(this=_kind(value), expressions=[text("STRING"), text("BOOLEAN")])
        return case((exp.not_(is_other), _part(value, "", "double")))

    def score_in(self, value: Sql) -> Sql:
        """The score in a JSON value: Spark casts numbers and booleans as Python does, but not texts."""
        is_text = _is_kind(value, "STRING")
        return case((is_text, self.written_number(_part(value, "", "string"))), (exp.true(), _part(value, "", "double")))

    def written_number(self, written: Sql) -> Sql:
        return case((self.matches(written, _NUMBER), self.finite(_try_cast(written, "double"))))

    def finite(self, number: Sql) -> Sql:
        ends = (exp.Literal.number(repr(end)) for end in (-MAX, MAX))
        return case((exp.Between(this=number, low=next(ends), high=next(ends)), number))

    def guarded(self, test: Sql, condition: Sql) -> Sql:
        """The condition that a cheap test and an expensive condition hold. JSON is parsed once, and only behind the test.

        Spark's elimination of common subexpressions parses JSON that occurs several times before it evaluates an ``AND``, but
        not before a ``CASE``. There it parses the JSON at each occurrence; so the JSON becomes the variable of a lambda.
        """
        for document in dict.fromkeys(part.copy() for part in condition.find_all(exp.Anonymous) if _is_document(part)):
            condition = self.over("exists", call("array", document), partial(_replaced, condition, document))
        return exp.Case(ifs=[exp.If(this=test, true=condition)], default=exp.false())

    def prefilter(self, condition: Sql) -> Sql:
        """The condition without its lambdas and regular expressions; a condition behind a test becomes the test.

        Spark generates no code for a filter with a lambda, and copies all rows to evaluate it.
        """
        if condition.find(exp.Lambda, exp.RegexpLike) is None:
            return condition.copy()
        if isinstance(condition, exp.Paren):
            return exp.paren(self.prefilter(condition.this), copy=False)
        if isinstance(condition, (exp.And, exp.Or)):
            return _simplified(type(condition), self.prefilter(condition.left), self.prefilter(condition.right))
        if isinstance(condition, exp.Case) and condition.args.get("default") == exp.false() and len(condition.args["ifs"]) == 1:
            return self.prefilter(condition.args["ifs"][0].this)
        return TRUE.copy()

    # Texts

    def contains(self, value: Sql, part: Sql) -> Sql:
        return call("contains", value, self.bind(part.name) if isinstance(part, exp.Literal) else part)

    def matches(self, value: Sql, pattern: str) -> Sql:
        return exp.RegexpLike(this=value, expression=self.bind(pattern))

    def extracted(self, value: Sql, pattern: str) -> Sql:
        """The first group of a pattern's first match in a text, or an empty text."""
        return call("regexp_extract", value, self.bind(pattern), exp.Literal.number("1"))

    def like(self, value: Sql, pattern: str) -> Sql:
        """SQL's ``LIKE``; a pattern with many gaps becomes a regular expression that does not backtrack."""
        first, *rest = (_literally(stretch) for stretch in _stretches(pattern))
        if len(rest) <= _MOST_GAPS:
            return super().like(value, pattern)
        between = "".join(f"(?>.*?{stretch})" for stretch in rest[:-1])
        return self.matches(value, rf"(?s)\A{first}{between}.*{rest[-1]}\z")


def _between_lists(steps: Sequence[str | None]) -> list[list[str]]:
    """Returns the names before, between and after the steps into lists."""
    groups: list[list[str]] = [[]]
    for step in steps:
        if step is None:
            groups.append([])
        else:
            groups[-1].append(step)
    return groups


def _stretches(pattern: str) -> list[list[str]]:
    """Returns the tokens between the % of a pattern."""
    groups: list[list[str]] = [[]]
    for token in re.findall(r"\\[%_\\]|.", pattern, re.DOTALL):
        if token == "%":
            groups.append([])
        else:
            groups[-1].append(token)
    return groups


def _literally(stretch: list[str]) -> str:
    """Returns a stretch of a pattern as a regular expression of Java."""
    return "".join("." if token == "_" else rf"\x{{{ord(token[-1]):x}}}" for token in stretch)


def _quoted(step: str) -> str:
    return json.dumps(step, ensure_ascii=False)


def _is_part(value: Sql) -> bool:
    return isinstance(value, exp.Anonymous) and value.name == "try_variant_get"


def _parts(value: Sql) -> tuple[Sql, str]:
    """Returns the value that another is a part of, and the path to the part."""
    if not _is_part(value):
        return value, "$"
    whole, way, _ = value.expressions
    return whole, way.name


def _part(value: Sql, way: str, type_: str) -> Sql:
    """The part of a value at a path, as a type; null if it has no part of that type there."""
    whole, before = _parts(value)
    return call("try_variant_get", whole, text(before + way), text(type_))


def _is_document(value: Sql) -> bool:
    """Whether a value is the whole JSON of a column; the variables of lambdas have no quotes."""
    return isinstance(value, exp.Anonymous) and value.name == "from_json" and _is_column(value.expressions[0])


def _is_column(value: Sql) -> bool:
    return isinstance(value, exp.Column) and bool(value.this.args.get("quoted"))


def _replaced(condition: Sql, document: Sql, variable: Sql) -> Sql:
    def with_variable(part: Sql) -> Sql:
        return variable.copy() if _is_document(part) and part == document else part

    return condition.transform(with_variable)


def _simplified(connector: type[exp.And] | type[exp.Or], left: Sql, right: Sql) -> Sql:
    """Two conditions connected by ``AND`` or ``OR``, of which any may be true for all rows."""
    always = [side.unnest() == TRUE for side in (left, right)]
    if connector is exp.Or:
        return TRUE.copy() if any(always) else exp.or_(left, right, copy=False)
    return (right if always[0] else left) if any(always) else exp.and_(left, right, copy=False)


def _written(value: Sql) -> Sql:
    return call("to_json", value)


def _kind(value: Sql) -> Sql:
    return call("schema_of_variant", value)


def _is_kind(value: Sql, kind: str) -> Sql:
    return exp.EQ(this=_kind(value), expression=text(kind))


def _is_null(value: Sql) -> Sql:
    return exp.Is(this=value, expression=NULL)


def _try_cast(value: Sql, type_: str) -> Sql:
    return exp.TryCast(this=value, to=exp.DataType.build(type_), safe=True)
