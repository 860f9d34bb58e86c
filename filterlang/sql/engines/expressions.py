"""The expressions that all engines have in common: calls, names, bound values, patterns of LIKE, columns by their form.

Owns the invariants that a value is bound and never becomes SQL, and that a column whose form cannot hold a type of value is a
null of that type.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
import re
from string import ascii_lowercase, ascii_uppercase

from sqlglot import exp

from filterlang.sql.columns import Column, Form
from filterlang.sql.lowering import TRUE, Bound, Probe, Reason, TypedScore, UndecidedRows
from filterlang.semantics.stored_ids import STORED_UUID

Sql = exp.Expr
ESCAPE = "!"
MOST_VALUES = 1000
"""The most values of an ``IN`` that are bound one by one; more are bound as one list."""

_TOKEN = re.compile(r"\\[%_\\]|.", re.DOTALL)

TIME = r"([01]\d|2[0-3]):[0-5]\d"
SPACE = r"[\s\v\x1c-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
SPELLED_TIME = (
    rf"{SPACE}*(\d{{3}}[1-9]|\d\d[1-9]\d|\d[1-9]\d\d|[1-9]\d{{3}})-\d\d-\d\d([Tt ]{TIME}(:[0-5]\d)?(\.\d{{1,9}})?"
    rf"[\s\v]?([Zz]|[+-]([01]\d|2[0-3])(:?[0-5]\d)?| ?UTC)?)?{SPACE}*"
)
"""Matches every spelling that ``semantics.datetimes`` reads, in the years 1 to 9999, which are those of Python."""


def call(name: str, *arguments: Sql) -> Sql:
    """Returns a call of an engine's function."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def text(value: str) -> Sql:
    """Returns a literal for a constant of this package, such as a path into JSON."""
    return exp.Literal.string(value)


def name(column: str) -> Sql:
    """Returns a column by its name, quoted."""
    return exp.column(exp.to_identifier(column, quoted=True))


def case(*branches: tuple[Sql, Sql]) -> Sql:
    """Returns a ``CASE``: the value of the first condition that holds, or null."""
    made = exp.Case()
    for condition, value in branches:
        made = made.when(condition, value, copy=False)
    return made


def pattern_of(pattern: str, escape: str = ESCAPE) -> str:
    r"""Returns a pattern for ``LIKE … ESCAPE '!'``: ``\%``, ``\_`` and ``\\`` are literal, and so is every other backslash."""
    written: list[str] = []
    for token in _TOKEN.findall(pattern):
        if token in ("%", "_"):
            written.append(token)
        else:
            letter = token[-1]
            written.append(escape + letter if letter in ("%", "_", escape) else letter)
    return "".join(written)


def _is_utf8(value: str) -> bool:
    """Whether a text has no lone surrogate."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


class CommonExpressions(ABC):
    """The values bound in a statement, and the expressions that engines have in common."""

    dialect = ""
    holds = ""
    """The function that tests whether a list of texts has an element."""
    replacing: str = "regexp_replace"
    """The function that replaces the first match of a pattern."""
    group: str = "\\"
    """The character before the number of a group in a replacement."""
    filled: frozenset[str] = frozenset()
    """The columns in which every row has an id."""
    never_null: frozenset[str] = frozenset()
    """The columns whose type has no null."""
    filters_roots: bool = True
    """Whether runs that are no roots are left out before runs are grouped by trace, or else only when they are counted."""
    joins_traces: bool = False
    """Whether a scan of its own columns for each condition on traces costs less than one pass for all of them."""
    json_is_text: bool = True
    """Whether JSON is kept as text, in which searching for a text is cheaper than reading a value."""

    def __init__(self) -> None:
        self.values: dict[str, Bound] = {}
        self.undecided: list[UndecidedRows] = []
        self._fresh = 0

    @abstractmethod
    def json(self, column: Column) -> Sql: ...
    @abstractmethod
    def raw(self, json: Sql) -> Sql: ...
    @abstractmethod
    def within(self, json: Sql, steps: Sequence[str | None]) -> Sql: ...
    @abstractmethod
    def some(self, array: Sql, probe: Probe) -> Sql: ...
    @abstractmethod
    def text_in(self, value: Sql) -> Sql: ...
    @abstractmethod
    def number_in(self, value: Sql) -> Sql: ...

    @abstractmethod
    def matches(self, value: Sql, pattern: str) -> Sql: ...

    @abstractmethod
    def written(self, value: Sql) -> Sql:
        """The text of a JSON value."""

    @abstractmethod
    def written_number(self, written: Sql) -> Sql:
        """The finite number that a text is written as, or null."""

    # Values and names

    def bind(self, value: Bound) -> Sql:
        """Binds a value under a name of its own. A text with a lone surrogate, which no engine takes, decides no row."""
        texts = value if isinstance(value, list) else [value]
        if not all(_is_utf8(text) for text in texts if isinstance(text, str)):
            self.leave(TRUE, Reason.SURROGATE)
            value = [] if isinstance(value, list) else ""
        bound = f"p{len(self.values) + 1}"
        self.values[bound] = value
        return exp.Placeholder(this=bound)

    def leave(self, rows: Sql, reason: Reason) -> None:
        """Leaves rows undecided."""
        self.undecided.append(UndecidedRows(rows, reason))

    def over(self, function: str, array: Sql, body: Probe) -> Sql:
        """Returns a call of a function with an array and a lambda."""
        self._fresh += 1
        argument = exp.to_identifier(f"v{self._fresh}")
        return call(function, array, exp.Lambda(this=body(exp.column(argument.name)), expressions=[argument]))

    def once(self, value: Sql, body: Probe) -> Sql:
        """An expression over a value, which an engine that would compute the value several times names first."""
        return body(value)

    # Columns

    def value(self, column: Column) -> Sql:
        """The value of a column in the type of its form."""
        return name(column.name)

    def text(self, column: Column) -> Sql:
        """The text in a column."""
        if column.form in _DOCUMENTS:
            return self.text_in(self.json(column))
        if column.form in (Form.TEXT, Form.CANONICAL_ID):
            return self.value(column)
        return exp.cast(self.value(column) if column.form is Form.UUID else exp.null(), "text")

    def first_text(self, columns: Sequence[Column]) -> Sql:
        """The first text in some columns that is not empty, or null."""
        texts = [exp.Nullif(this=self.text(column), expression=text("")) for column in columns]
        return exp.Coalesce(this=texts[0], expressions=texts[1:])

    def equals(self, column: Column, wanted: str) -> Sql:
        """The condition that the text in a column is this one."""
        return exp.EQ(this=self.text(column), expression=self.bind(wanted))

    def number(self, column: Column) -> Sql:
        """The finite number in a column, or the one that its text is written as."""
        if column.form in _DOCUMENTS:
            json = self.json(column)
            return exp.Coalesce(this=self.number_in(json), expressions=[self.written_number(self.text_in(json))])
        if column.form is Form.TEXT:
            return self.written_number(self.value(column))
        number = exp.cast(self.value(column) if column.form in _NUMBERS else exp.null(), "double")
        return self.finite(number) if column.form is Form.DOUBLE else number

    def element(self, column: Column, probe: Probe) -> Sql:
        """The condition that one of the texts of a list meets a condition."""
        if column.form is Form.TEXTS:
            return self.some(self.value(column), probe)
        return self.some(self.within(self.json(column), [None]), lambda item: probe(self.text_in(item)))

    def has(self, column: Column, element: Sql) -> Sql:
        """The condition that one of the texts of a list is this one."""
        if column.form is Form.TEXTS:
            return call(self.holds, self.value(column), element)
        return self.element(column, lambda item: exp.EQ(this=item, expression=element))

    def by_code_points(self, value: Sql) -> Sql:
        """A text that is ordered by the code points of its characters, as engines do unless a collation says otherwise."""
        return value

    # Ids

    def one_of(self, value: Sql, texts: list[str]) -> Sql:
        """The condition that a text is among others; many are bound as one value."""
        if len(texts) > MOST_VALUES:
            return self.in_list(value, self.bind(texts))
        return exp.In(this=value, expressions=list(map(self.bind, texts)))

    def one_of_uuids(self, column: Column, uuids: list[str]) -> Sql:
        """The condition that a column of UUIDs has one of these; many are bound as one value."""
        value = self.value(column)
        if len(uuids) > MOST_VALUES:
            return self.in_list(value, exp.cast(self.bind(uuids), "uuid[]"))
        return exp.In(this=value, expressions=[exp.cast(self.bind(uuid), "uuid") for uuid in uuids])

    def in_list(self, value: Sql, bound: Sql) -> Sql:
        """The condition that a value is among those of a list, which costs the same for a list of any length."""
        return exp.In(this=value, query=exp.Subquery(this=exp.select(exp.Explode(this=bound))))

    def canonical(self, written: Sql) -> Sql:
        """A stored id in its canonical spelling; a text that is no UUID is unchanged.

        A text of 36 characters in lower case is unchanged as well, whatever it is: this test costs least.
        """
        groups = "-".join(f"{self.group}{number}" for number in range(1, 6))
        hyphenated = call(self.replacing, exp.Lower(this=written), text(_DIGITS), text(groups))
        usual = exp.and_(
            exp.EQ(this=call("length", written), expression=exp.Literal.number(36)),
            exp.EQ(this=written, expression=exp.Lower(this=written)),
        )
        return case((usual, written), (self.is_whole(written, STORED_UUID), hyphenated), (exp.true(), written))

    def is_whole(self, value: Sql, pattern: str) -> Sql:
        """The condition that a pattern matches a whole text."""
        return self.matches(value, rf"\A(?:{pattern})\z")

    # Values in JSON

    def has_nested_lists(self, json: Sql) -> Sql:
        """The condition that there may be lists inside of lists in the JSON of a column."""
        return self.matches(self.raw(json), r"[\[,]\s*\[")

    def is_text(self, value: Sql, wanted: str) -> Sql:
        """The condition that a JSON value is this text."""
        return exp.EQ(this=self.text_in(value), expression=self.bind(wanted))

    def is_word(self, value: Sql, word: str) -> Sql:
        """The condition that a JSON value is the word ``true``, ``false`` or ``null``."""
        return exp.EQ(this=self.written(value), expression=text(word))

    def is_list(self, value: Sql) -> Sql:
        """The condition that a JSON value is a list that is not empty."""
        opened = exp.StartsWith(this=self.written(value), expression=text("["))
        return exp.paren(exp.and_(opened, exp.NEQ(this=self.written(value), expression=text("[]"))))

    def score_in(self, value: Sql) -> Sql:
        """The score in a JSON value: a number, a text that is written as one, or 1 and 0 for true and false."""
        expressions = case((self.is_word(value, "true"), _ONE.copy()), (self.is_word(value, "false"), _ZERO.copy()))
        return exp.Coalesce(this=self.number_in(value), expressions=[expressions, self.written_number(self.text_in(value))])

    def guarded(self, test: Sql, condition: Sql) -> Sql:
        """The condition that a cheap test and an expensive condition hold."""
        return exp.and_(test, condition, copy=False)

    def completed(self, query: exp.Select) -> exp.Select:
        """The query as the engine gets it. An engine that reads files anew for each query puts them in place of the table."""
        return query

    def prefilter(self, condition: Sql) -> Sql:
        """A condition that all rows meet which meet another, and that may cost less; the other one where it does not."""
        return condition

    def typed_score(self, json: Sql, names: Sequence[str]) -> TypedScore | None:
        """The score at a path into the JSON of a column; None for an engine that has no cheaper way than ``score_in``."""
        return None

    # Texts and numbers

    @abstractmethod
    def contains(self, value: Sql, part: Sql) -> Sql: ...

    def contains_any(self, value: Sql, parts: Sequence[Sql]) -> Sql:
        """The condition that a text contains one of some texts."""
        return exp.paren(exp.or_(*(self.contains(value, part) for part in parts), copy=False), copy=False)

    def like(self, value: Sql, pattern: str) -> Sql:
        """SQL's ``LIKE``, which distinguishes case."""
        like = exp.Like(this=value, expression=self.bind(pattern_of(pattern)))
        return exp.Escape(this=like, expression=text(ESCAPE))

    def folded(self, value: Sql) -> Sql:
        """The text with A to Z in lower case and all else unchanged."""
        return call("translate", value, text(ascii_uppercase), text(ascii_lowercase))

    def lowered(self, value: Sql) -> Sql:
        """The text in lower case, for the letters that the engine knows."""
        return exp.Lower(this=value)

    def finite(self, number: Sql) -> Sql:
        """The number, or null if it is NaN or infinite."""
        return case((call("isFinite", number), number))


_DOCUMENTS, _NUMBERS = (Form.JSON, Form.NESTED), (Form.NUMBER, Form.DOUBLE)
_DIGITS = "^(?:urn:uuid:)?[{]?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})[}]?$"
_ONE, _ZERO = exp.Literal.number("1e0"), exp.Literal.number("0e0")
