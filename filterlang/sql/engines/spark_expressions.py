r"""Spark's words for what lowering asks.

Owns the invariants that JSON values are Spark's variants, which keep the kinds of values apart, that no setting of
the session counts, its time zone included, and that what Spark reads otherwise than Python, or not at all, is left to Python.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
import json
import re

from sqlglot import exp

from filterlang.sql.columns import Column, Form
from filterlang.sql.engines.expressions import CommonExpressions, Sql, call, case, name, text
from filterlang.sql.lowering import MAX, TRUE, Bound, Probe

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NULL = exp.null()

_NUMBER = r"\A-?\d+(\.\d+)?([eE][+-]?\d+)?\z"
_STRING = r'"(?:[^"\\]++|\\.)*+"'
_ATOM = rf'(?s){_STRING}(?:\s*+:)?|[^\s\[\]{{}},:"]++'
"""What JSON holds beside its brackets: keys, which end in a colon, and values that hold no others."""

_BLANK = rf"(?s)({_STRING})|\s++"
_SPELLED_OTHERWISE = r"\\[u/]"
"""What Python's writer of JSON spells otherwise, or may, in strings."""
_NUMBERED_OTHERWISE = r"\d[eE]|[NI]|-0(?![.\d])|\.\d+0(?!\d)|(?<![\d.])-?0\.0000|[\d.]{17}"
"""The same in numbers: exponents, NaN and Infinity, and more digits than are sure to come back."""

_QUOTED_NUMBER = '"(NaN|-?Infinity)"'
"""What Spark writes for numbers that JSON does not have."""

_REGULAR = r"\A(?!0000|0001|9999)\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-7]):[0-5]\d)?\z"
"""Points in time that Spark reads as Python does; years at whose edges they differ are left out."""
_WITHOUT_ZONE = r"(:\d\d:\d\d(?:\.\d{1,9})?)\z"

_MOST_GAPS = 2  # between the % of a pattern: with more, Spark's LIKE can take very long


class SparkExpressions(CommonExpressions):
    """Conditions over columns of Spark: texts, JSON as text, numbers, points in time, lists of texts."""

    dialect = "spark"
    holds = "array_contains"
    group: str = "$"

    def bind(self, value: Bound) -> Sql:
        """A value, bound under a name of its own: a point in time as microseconds, a list of texts as JSON."""
        if isinstance(value, datetime):
            return call("timestamp_micros", super().bind((value - EPOCH) // MICROSECOND))
        if isinstance(value, list):
            return call("from_json", super().bind(json.dumps(value)), text("array<string>"))
        return super().bind(value)

    # Columns

    def json(self, column: Column) -> Sql:
        raw = name(column.name)
        found = call("from_json", raw, text("variant"))
        self.undecided.append(exp.and_(exp.not_(_is_null(raw)), _is_null(found)))
        return self.at(found, column.path) if column.path else found

    def raw(self, json: Sql) -> Sql:
        """The text that a value is somewhere inside of."""
        whole, _ = _parts(json)
        read: Sql = whole.expressions[0]
        return read

    def compact(self, json: Sql) -> Sql:
        if _is_part(json):
            self.undecided.append(TRUE)
            return _written(json)
        raw = self.raw(json)
        bare = call("regexp_replace", raw, self.bind(_STRING), text(""))
        self.undecided.extend([self.matches(raw, _SPELLED_OTHERWISE), self.matches(bare, _NUMBERED_OTHERWISE)])
        return exp.Nullif(this=call("regexp_replace", raw, self.bind(_BLANK), text("$1")), expression=text("null"))

    def datetime_of(self, column: Column) -> tuple[Sql, Sql | None]:
        if column.form is Form.DATETIME:
            return name(column.name), None
        if column.form not in (Form.TEXT, Form.JSON, Form.NESTED):
            return exp.cast(NULL, "timestampltz"), None
        written = self.text(column)
        zoned = call("regexp_replace", written, self.bind(_WITHOUT_ZONE), text("$1Z"))
        return _try_cast(zoned, "timestampltz"), exp.not_(self.matches(written, _REGULAR))

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
        """What becomes of each value, where something does."""
        return self.over("filter", self.over("transform", array, change), lambda value: exp.not_(_is_null(value)))

    def leaves(self, json: Sql) -> Sql:
        """All values that hold no others, found in the text."""
        written = self.raw(json)
        if _is_part(json):
            written = _written(json)
            self.undecided.append(self.matches(written, _QUOTED_NUMBER))
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
        endless = exp.and_(_is_kind(value, "DOUBLE"), _is_null(self.number_in(value)))
        return exp.paren(exp.or_(same, endless))

    def text_in(self, value: Sql) -> Sql:
        return case((_is_kind(value, "STRING"), _part(value, "", "string")))

    def number_in(self, value: Sql) -> Sql:
        """A number. What is NaN or infinite is written as a string, and is none."""
        return _try_cast(_written(value), "double")

    def written_number(self, written: Sql) -> Sql:
        return case((self.matches(written, _NUMBER), self.finite(_try_cast(written, "double"))))

    def finite(self, number: Sql) -> Sql:
        ends = (exp.Literal.number(repr(end)) for end in (-MAX, MAX))
        return case((exp.Between(this=number, low=next(ends), high=next(ends)), number))

    # Texts

    def one_of(self, value: Sql, texts: list[str]) -> Sql:
        """Whether a text is one of a list that is bound as one value."""
        return exp.In(this=value, query=exp.Subquery(this=exp.select(call("explode", self.bind(texts)))))

    def contains(self, value: Sql, part: Sql) -> Sql:
        return call("contains", value, self.bind(part.name) if isinstance(part, exp.Literal) else part)

    def matches(self, value: Sql, pattern: str) -> Sql:
        return exp.RegexpLike(this=value, expression=self.bind(pattern))

    def extracted(self, value: Sql, pattern: str) -> Sql:
        """The first group of a pattern where it is found in a text, else the empty text."""
        return call("regexp_extract", value, self.bind(pattern), exp.Literal.number("1"))

    def like(self, value: Sql, pattern: str) -> Sql:
        """SQL's LIKE; a pattern with many gaps as a regular expression that never goes back to fill one otherwise."""
        first, *rest = (_literally(stretch) for stretch in _stretches(pattern))
        if len(rest) <= _MOST_GAPS:
            return super().like(value, pattern)
        between = "".join(f"(?>.*?{stretch})" for stretch in rest[:-1])
        return self.matches(value, rf"(?s)\A{first}{between}.*{rest[-1]}\z")


def _between_lists(steps: Sequence[str | None]) -> list[list[str]]:
    """The names before, between and behind the steps into lists."""
    found: list[list[str]] = [[]]
    for step in steps:
        if step is None:
            found.append([])
        else:
            found[-1].append(step)
    return found


def _stretches(pattern: str) -> list[list[str]]:
    """The tokens of a pattern between its %."""
    found: list[list[str]] = [[]]
    for token in re.findall(r"\\[%_\\]|.", pattern, re.DOTALL):
        if token == "%":
            found.append([])
        else:
            found[-1].append(token)
    return found


def _literally(stretch: list[str]) -> str:
    """A stretch of a pattern as a regular expression of Java."""
    return "".join("." if token == "_" else rf"\x{{{ord(token[-1]):x}}}" for token in stretch)


def _quoted(step: str) -> str:
    return json.dumps(step, ensure_ascii=False)


def _is_part(value: Sql) -> bool:
    return isinstance(value, exp.Anonymous) and value.name == "try_variant_get"


def _parts(value: Sql) -> tuple[Sql, str]:
    """What a value is a part of, and on which way."""
    if not _is_part(value):
        return value, "$"
    whole, way, _ = value.expressions
    return whole, way.name


def _part(value: Sql, way: str, type_: str) -> Sql:
    """A part of a value, as a type; null where there is none of that type."""
    whole, before = _parts(value)
    return call("try_variant_get", whole, text(before + way), text(type_))


def _written(value: Sql) -> Sql:
    return call("to_json", value)


def _is_kind(value: Sql, kind: str) -> Sql:
    return exp.EQ(this=call("schema_of_variant", value), expression=text(kind))


def _is_null(value: Sql) -> Sql:
    return exp.Is(this=value, expression=NULL)


def _try_cast(value: Sql, type_: str) -> Sql:
    return exp.TryCast(this=value, to=exp.DataType.build(type_), safe=True)
