"""ClickHouse's expressions for lowering.

Owns the invariants that every value is a typed parameter of the query, that numbers are read by ClickHouse's JSON parser (its
other conversions lose the last bit), and that rows are undecided whose JSON this parser reads differently from Python.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce

from sqlglot import exp

from filterlang.sql.columns import Column, Form
from filterlang.sql.engines.expressions import SPACE, SPELLED_TIME, CommonExpressions, Sql, call, case, pattern_of, text
from filterlang.sql.lowering import TRUE, Bound, Probe, Reason, TypedScore

_TYPES: dict[type, exp.DataType] = {
    kind: exp.DataType.build(written, dialect="clickhouse")
    for kind, written in ((str, "String"), (float, "Float64"), (datetime, "DateTime64(6, 'UTC')"), (list, "Array(String)"))
}
_UUIDS = exp.DataType.build("Array(UUID)", dialect="clickhouse")
_FIRST, _LAST = 1900, 2299
"""The first and last year of a DateTime64; Python decides about datetimes in these years and beyond."""

_STRING = r'"(?:[^"\\]|\\.)*"'
_LEAVES_AND_KEYS = rf"(?s){_STRING}\s*:?|[^\s\",:\[\]{{}}]+"
_BLANK = rf"(?s)({_STRING})|\s+"
_UNLIKE_PYTHON = "[0-9]{20}"
"""Matches JSON that ClickHouse reads differently: a number of more than 64 bits becomes a text."""

_LONGEST_INTEGER = 4300
"""The most digits of an integer that Python reads."""

_SPELLED_OTHERWISE = r"\\[u/]"
_NUMBERED_OTHERWISE = r"[0-9][eE]|-0(?:[^.0-9]|$)|\.[0-9]+0(?:[^0-9]|$)|(?:^|[^0-9.])0\.0000"
_LONG_NUMBER = r"-?[0-9]+\.[0-9]{14,}"
"""Match JSON that Python may spell differently: escapes, exponents, trailing zeros, too many digits."""

_NUMBER = "^-?[0-9]"
_WRITTEN = r"^-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$"
_REGULAR = (
    r"^(?:19(?:0[1-9]|[1-9]\d)|2[01]\d\d|22[0-8]\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$"
)
NULL = exp.null()


class ClickHouseExpressions(CommonExpressions):
    """Expressions over columns of ClickHouse. JSON values are texts of JSON; an absent value is null.

    ``conversions`` are functions by column, which convert it to the type of its form.
    """

    dialect = "clickhouse"
    holds = "has"
    replacing: str = "replaceRegexpOne"
    filters_roots: bool = False

    def __init__(
        self,
        conversions: Mapping[str, Probe] | None = None,
        filled: frozenset[str] = frozenset(),
        never_null: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__()
        self._conversions: Mapping[str, Probe] = conversions or {}
        self.filled: frozenset[str] = filled
        self.never_null: frozenset[str] = never_null

    def bind(self, value: Bound) -> Sql:
        """Binds a value as a parameter of its type. A datetime that ClickHouse does not have leaves all rows undecided."""
        if isinstance(value, datetime) and not _FIRST < value.year < _LAST:
            self.leave(TRUE, Reason.YEAR)
            value = value.replace(year=_FIRST + 1, day=1)
        bound = super().bind(value)
        bound.set("kind", next(made for kind, made in _TYPES.items() if isinstance(value, kind)).copy())
        return bound

    # Ids

    def one_of(self, value: Sql, texts: list[str]) -> Sql:
        """The condition that a text is among others, which are bound as one value: ClickHouse looks up its set in keys."""
        return exp.In(this=value, expressions=[self.bind(texts)])

    def one_of_uuids(self, column: Column, uuids: list[str]) -> Sql:
        bound = self.bind(uuids)
        bound.set("kind", _UUIDS.copy())
        return exp.In(this=self.value(column), expressions=[bound])

    # Columns

    def value(self, column: Column) -> Sql:
        value = super().value(column)
        return self._conversions[column.name](value) if column.name in self._conversions else value

    def json(self, column: Column) -> Sql:
        whole = self.value(column)
        self.leave(_is_unread(whole), Reason.UNREAD_JSON)
        return self.at(whole, column.path) if column.path else whole

    def raw(self, json: Sql) -> Sql:
        """The raw JSON of the value's column, for a cheap substring search."""
        column = json.find(exp.Column)
        assert column is not None, "JSON stands in a column"
        return self.value(Column(column.name, Form.JSON))

    def compact(self, json: Sql) -> Sql:
        """JSON without white space. Rows are undecided whose JSON Python would spell differently."""
        bare = call("replaceRegexpAll", _text(json), text(rf"(?s){_STRING}"), text(""))
        respelled = "[0-9]" if len(_document(json)) > 1 else _NUMBERED_OTHERWISE
        for rows in (
            call("match", self.raw(json), text(_SPELLED_OTHERWISE)),
            call("match", bare, text(respelled)),
            self.some(call("extractAll", bare, text(_LONG_NUMBER)), _is_respelled),
        ):
            self.leave(rows, Reason.RESPELLED_JSON)
        spelled = call("replaceRegexpAll", _text(json), text(_BLANK), text(r"\1"))
        return _or_null(exp.Nullif(this=spelled, expression=text("null")))

    def datetime_of(self, column: Column) -> tuple[Sql, Sql | None]:
        if column.form is Form.DATETIME:
            return self.value(column), None
        written = self.text(column)
        if written is NULL:
            return NULL, None
        empty = exp.EQ(this=written, expression=text(""))
        odd = exp.and_(exp.not_(empty), exp.not_(call("match", written, text(_REGULAR))))
        spelled = call("match", written, text(rf"\A{SPELLED_TIME}\z"))
        return case((call("match", written, text(_REGULAR)), _time(written)), (spelled, _time(_respelled(written)))), odd

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
        assert found is not None, "a step goes into a list"
        if not names:
            return found
        return self.over("arrayFilter", self.over("arrayMap", found, _taking("JSONExtractRaw", names)), _is_there)

    def _keys(self, names: Sequence[str]) -> list[Sql]:
        return [self.bind(one) for one in names]

    def leaves(self, json: Sql) -> Sql:
        """The JSON of all scalars in a value: its strings that are no keys, and the tokens between strings."""
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
        """A call of a function with a lambda, which ClickHouse takes before the array."""
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

    def typed_score(self, json: Sql, names: Sequence[str]) -> TypedScore:
        """The score at a path. ClickHouse reads texts as numbers, too, of which those are valid that are written as in JSON.

        It has read JSON in which it found a number; then only numbers that are too long for Python remain.
        """
        keys = self._keys(names)
        number = _inside("JSONExtract", json, [*keys, text("Nullable(Float64)")])
        is_text = exp.EQ(this=_inside("JSONType", json, keys), expression=text("String"))
        written = call("match", _inside("JSONExtractString", json, keys), text(_WRITTEN))
        whole = self.raw(json)
        short = exp.LT(this=call("length", whole), expression=exp.Literal.number(_LONGEST_INTEGER))
        read = exp.and_(exp.not_(exp.Is(this=number.copy(), expression=exp.null())), short, _starts_as_json(whole))
        unread = exp.paren(exp.and_(exp.not_(call("ifNull", read, exp.false())), _is_unread(whole)))
        return TypedScore(number, exp.paren(exp.or_(exp.not_(is_text), written)), unread)

    def written_number(self, written: Sql) -> Sql:
        """The finite number that a text is written as, or null; leading zeros are allowed."""
        spelled = call("replaceRegexpOne", written, text("^(-?)0+([0-9])"), text(r"\1\2"))
        return case((call("match", written, text(_WRITTEN)), _number(_with_fraction(spelled))))

    # Texts

    def contains(self, value: Sql, part: Sql) -> Sql:
        return exp.GT(this=call("position", value, part), expression=exp.Literal.number("0"))

    def contains_any(self, value: Sql, parts: Sequence[Sql]) -> Sql:
        """The condition that a text contains one of some texts. A sum costs less than an ``OR``, which copies the texts."""
        places = (call("position", value.copy(), part) for part in parts)
        return exp.paren(exp.GT(this=reduce(_plus, places), expression=exp.Literal.number("0")))

    def folded(self, value: Sql) -> Sql:
        """The text with A to Z in lower case: ClickHouse's own ``lower`` changes no other letters."""
        return self.lowered(value)

    def like(self, value: Sql, pattern: str) -> Sql:
        return exp.Like(this=value, expression=self.bind(pattern_of(pattern, "\\")))

    def matches(self, value: Sql, pattern: str) -> Sql:
        return call("match", value, text(pattern))

    def extracted(self, value: Sql, pattern: str) -> Sql:
        """The first group of a pattern's first match in a text, or an empty text."""
        return call("regexpExtract", value, text(pattern), exp.Literal.number("1"))


def _plus(one: Sql, other: Sql) -> Sql:
    return exp.Add(this=one, expression=other)


def _starts_as_json(whole: Sql) -> Sql:
    """The condition that a text begins as JSON does: not with white space, nor with a byte order mark, which Python refuses."""
    return exp.Between(this=whole, low=text("!"), high=text("~"))


def _is_unread(whole: Sql) -> Sql:
    """The condition that a text is no JSON, or that ClickHouse reads it differently from Python."""
    odd = exp.or_(
        exp.not_(_starts_as_json(whole)), call("match", whole, text(_UNLIKE_PYTHON)), exp.not_(call("isValidJSON", whole))
    )
    return exp.and_(exp.NEQ(this=whole, expression=text("")), odd)


def _document(json: Sql) -> list[Sql]:
    """Returns the arguments for a function on JSON: the text of the whole, and the path to a value inside it."""
    if isinstance(json, exp.Nullif) and isinstance(json.this, exp.Anonymous):
        return list(json.this.expressions)
    return [_text(json)]


def _inside(function: str, json: Sql, names: Sequence[Sql]) -> Sql:
    return call(function, *(part.copy() for part in (*_document(json), *names)))


def _taking(function: str, names: Sequence[Sql]) -> Probe:
    return lambda item: _inside(function, item, names)


def _text(json: Sql) -> Sql:
    """The text of a JSON value, with an empty text instead of null, which functions that return arrays do not take."""
    return call("ifNull", json, text(""))


def _or_null(found: Sql) -> Sql:
    return exp.Nullif(this=found, expression=text(""))


def _is_there(value: Sql) -> Sql:
    return exp.NEQ(this=value, expression=text(""))


def _time(written: Sql) -> Sql:
    return call("parseDateTime64BestEffortOrNull", written, exp.Literal.number("6"), text("UTC"))


def _respelled(written: Sql) -> Sql:
    """A time in any spelling, without white space around it and with capital letters, as ClickHouse reads it."""
    return call("upper", call("replaceRegexpAll", written, text(rf"\A{SPACE}+|{SPACE}+\z"), text("")))


def _is_number(token: Sql) -> Sql:
    return call("match", token, text(_NUMBER))


def _number(written: Sql) -> Sql:
    """The double nearest to a JSON number, or null. ``toFloat64`` is sometimes off by one bit."""
    return call("JSONExtract", written, text("Nullable(Float64)"))


def _with_fraction(written: Sql) -> Sql:
    """The text of a number with a fraction, so that ClickHouse reads it as a double, however many digits it has."""
    return call("if", call("match", written, text("[.eE]")), written, call("concat", written, text(".0")))


def _is_respelled(number: Sql) -> Sql:
    """The condition that a decimal has more digits than the nearest double needs."""
    return exp.NEQ(this=call("toString", _number(number)), expression=number)
