"""ClickHouse's words for what lowering asks.

Owns the invariants that every value is a typed parameter of the query, that numbers are read by ClickHouse's parser of JSON
(its other conversions lose the last bit), and that Python tries the rows whose JSON this parser does not read as Python does.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlglot import exp

from filterlang.sql.columns import Column, Form
from filterlang.sql.engines.expressions import CommonExpressions, Sql, call, case, name, pattern_of, text
from filterlang.sql.lowering import TRUE, Bound, Probe

_TYPES: dict[type, exp.DataType] = {
    kind: exp.DataType.build(written, dialect="clickhouse")
    for kind, written in ((str, "String"), (float, "Float64"), (datetime, "DateTime64(6, 'UTC')"), (list, "Array(String)"))
}
_FIRST, _LAST = 1900, 2299
"""The years of a DateTime64; what is in these two themselves is left to Python."""

_STRING = r'"(?:[^"\\]|\\.)*"'
_LEAVES_AND_KEYS = rf"(?s){_STRING}\s*:?|[^\s\",:\[\]{{}}]+"
_BLANK = rf"(?s)({_STRING})|\s+"
_UNLIKE_PYTHON = r"^\s|[0-9]{20}"
"""What stands in JSON that ClickHouse reads in another way: of a number that needs more than 64 bits it makes a text."""

_SPELLED_OTHERWISE = r"\\[u/]"
_NUMBERED_OTHERWISE = r"[0-9][eE]|-0(?:[^.0-9]|$)|\.[0-9]+0(?:[^0-9]|$)|(?:^|[^0-9.])0\.0000"
_LONG_NUMBER = r"-?[0-9]+\.[0-9]{14,}"
"""Where Python may write the same string or number in another way: escapes, exponents, zeros at the end, too many digits."""

_NUMBER = "^-?[0-9]"
_WRITTEN = r"^-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$"
_REGULAR = (
    r"^(?:19(?:0[1-9]|[1-9]\d)|2[01]\d\d|22[0-8]\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$"
)
NULL = exp.null()


class ClickHouseExpressions(CommonExpressions):
    """Conditions over columns of ClickHouse. JSON values are texts of JSON, and null where there is none."""

    dialect = "clickhouse"
    holds = "has"
    replacing: str = "replaceRegexpOne"

    def bind(self, value: Bound) -> Sql:
        """A value as a parameter of its type. Rows are tried in Python where it is one that ClickHouse does not have."""
        if isinstance(value, datetime) and not _FIRST < value.year < _LAST:
            self.undecided.append(TRUE)
            value = value.replace(year=_FIRST + 1, day=1)
        bound = super().bind(value)
        bound.set("kind", next(made for kind, made in _TYPES.items() if isinstance(value, kind)).copy())
        return bound

    # Columns

    def json(self, column: Column) -> Sql:
        whole = name(column.name)
        odd = exp.or_(call("match", whole, text(_UNLIKE_PYTHON)), exp.not_(call("isValidJSON", whole)))
        self.undecided.append(exp.and_(exp.NEQ(this=whole, expression=text("")), odd))
        return self.at(whole, column.path) if column.path else whole

    def raw(self, json: Sql) -> Sql:
        """The text that a value is somewhere inside of."""
        column = json.find(exp.Column)
        assert column is not None, "JSON stands in a column"
        return column.copy()

    def compact(self, json: Sql) -> Sql:
        """JSON without white space. Python sees to what it would spell otherwise itself."""
        bare = call("replaceRegexpAll", _text(json), text(rf"(?s){_STRING}"), text(""))
        respelled = "[0-9]" if len(_document(json)) > 1 else _NUMBERED_OTHERWISE
        self.undecided.extend(
            [
                call("match", self.raw(json), text(_SPELLED_OTHERWISE)),
                call("match", bare, text(respelled)),
                self.some(call("extractAll", bare, text(_LONG_NUMBER)), _is_respelled),
            ]
        )
        spelled = call("replaceRegexpAll", _text(json), text(_BLANK), text(r"\1"))
        return _or_null(exp.Nullif(this=spelled, expression=text("null")))

    def datetime_of(self, column: Column) -> tuple[Sql, Sql | None]:
        if column.form is Form.DATETIME:
            return name(column.name), None
        written = self.text(column)
        if written is NULL:
            return NULL, None
        empty = exp.EQ(this=written, expression=text(""))
        odd = exp.and_(exp.not_(empty), exp.not_(call("match", written, text(_REGULAR))))
        return call("parseDateTime64BestEffortOrNull", written, exp.Literal.number("6"), text("UTC")), odd

    def elapsed(self, start: Sql, end: Sql) -> Sql:
        return exp.Div(this=call("dateDiff", text("microsecond"), start, end), expression=exp.Literal.number("1e6"))

    # Inside JSON

    def at(self, json: Sql, names: Sequence[str]) -> Sql:
        return _or_null(_inside("JSONExtractRaw", json, self._keys(names)))

    def within(self, json: Sql, steps: Sequence[str | None]) -> Sql:
        found: Sql | None = None
        names: list[Sql] = []
        for step in (*steps, ""):
            if step is not None:
                names += self._keys([step]) if step else []
            elif found is None:
                found = _inside("JSONExtractArrayRaw", json, names)
                names = []
            else:
                found = call("arrayFlatten", self.over("arrayMap", found, _taking("JSONExtractArrayRaw", names)))
                names = []
        assert found is not None, "what is within a list"
        if not names:
            return found
        return self.over("arrayFilter", self.over("arrayMap", found, _taking("JSONExtractRaw", names)), _is_there)

    def _keys(self, names: Sequence[str]) -> list[Sql]:
        return [self.bind(one) for one in names]

    def leaves(self, json: Sql) -> Sql:
        """What is no container, as it is written: whatever is a text, but no key, and what stands outside of texts."""
        found = call("extractAll", _text(json), text(_LEAVES_AND_KEYS))
        return self.over("arrayFilter", found, lambda token: exp.not_(call("endsWith", token, text(":"))))

    def members(self, json: Sql) -> Sql:
        pairs = _inside("JSONExtractKeysAndValuesRaw", json, [])
        return self.over("arrayMap", pairs, lambda pair: call("tupleElement", pair, exp.Literal.number("2")))

    def keys(self, json: Sql) -> Sql:
        return _inside("JSONExtractKeys", json, [])

    def some(self, array: Sql, probe: Probe) -> Sql:
        return self.over("arrayExists", array, probe)

    def over(self, function: str, array: Sql, body: Probe) -> Sql:
        """The same with the lambda first, as ClickHouse has it."""
        made = super().over(function, array, body)
        made.set("expressions", made.expressions[::-1])
        return made

    # Values in JSON

    def written(self, value: Sql) -> Sql:
        return value

    def text_in(self, value: Sql) -> Sql:
        return case((call("startsWith", value, text('"')), call("JSONExtractString", value)))

    def number_in(self, value: Sql) -> Sql:
        return case((_is_number(value), _number(value)))

    def written_number(self, written: Sql) -> Sql:
        """The same; leading zeros are allowed."""
        spelled = call("replaceRegexpOne", written, text("^(-?)0+([0-9])"), text(r"\1\2"))
        return case((call("match", written, text(_WRITTEN)), _number(_with_fraction(spelled))))

    # Texts

    def one_of(self, value: Sql, texts: list[str]) -> Sql:
        """Whether a text is one of a list that is bound as one value."""
        return exp.In(this=value, expressions=[self.bind(texts)])

    def contains(self, value: Sql, part: Sql) -> Sql:
        return exp.GT(this=call("position", value, part), expression=exp.Literal.number("0"))

    def folded(self, value: Sql) -> Sql:
        """The text with A to Z as a to z: ClickHouse's own ``lower`` knows no others."""
        return self.lowered(value)

    def like(self, value: Sql, pattern: str) -> Sql:
        return exp.Like(this=value, expression=self.bind(pattern_of(pattern, "\\")))

    def matches(self, value: Sql, pattern: str) -> Sql:
        return call("match", value, text(pattern))

    def extracted(self, value: Sql, pattern: str) -> Sql:
        """The first group of a pattern where it is found in a text, else the empty text."""
        return call("regexpExtract", value, text(pattern), exp.Literal.number("1"))


def _document(json: Sql) -> list[Sql]:
    """What to give to a function that takes JSON apart: the text of the whole, and the way to a value inside of it."""
    if isinstance(json, exp.Nullif) and isinstance(json.this, exp.Anonymous):
        return list(json.this.expressions)
    return [_text(json)]


def _inside(function: str, json: Sql, names: Sequence[Sql]) -> Sql:
    return call(function, *(part.copy() for part in (*_document(json), *names)))


def _taking(function: str, names: Sequence[Sql]) -> Probe:
    return lambda item: _inside(function, item, names)


def _text(json: Sql) -> Sql:
    """The text of a JSON value, empty where there is none: functions that give arrays take no nulls."""
    return call("ifNull", json, text(""))


def _or_null(found: Sql) -> Sql:
    return exp.Nullif(this=found, expression=text(""))


def _is_there(value: Sql) -> Sql:
    return exp.NEQ(this=value, expression=text(""))


def _is_number(token: Sql) -> Sql:
    return call("match", token, text(_NUMBER))


def _number(written: Sql) -> Sql:
    """The double next to a number of JSON, or null. ``toFloat64`` would be off by a bit now and then."""
    return call("JSONExtract", written, text("Nullable(Float64)"))


def _with_fraction(written: Sql) -> Sql:
    """A number so that ClickHouse takes it for a double, however many digits it has."""
    return call("if", call("match", written, text("[.eE]")), written, call("concat", written, text(".0")))


def _is_respelled(number: Sql) -> Sql:
    """Whether a decimal has more digits than the double next to it needs."""
    return exp.NEQ(this=call("toString", _number(number)), expression=number)
