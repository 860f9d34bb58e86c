"""The expressions that the dialects have in common for which SQL is only printed: PostgreSQL, Trino, BigQuery, Snowflake.

Owns the invariant that a condition which a dialect does not write decides no row.
"""

from abc import abstractmethod
from collections.abc import Sequence
import re

from sqlglot import exp

from filterlang.sql.columns import Column, Form
from filterlang.sql.engines.expressions import CommonExpressions, Sql, call, case, name, text
from filterlang.sql.lowering import MAX, TRUE, Probe, Reason

NULL = exp.null()
_NUMBER = r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?"
_LIKE_ANOTHER_KIND = re.compile(r"[-0-9].*|true|false", re.DOTALL)
_ONE, _ZERO = exp.Literal.number("1e0"), exp.Literal.number("0e0")
_WITHIN = "WITHIN"
"""The name of a call that stands for the values at a path through lists until ``some`` writes it."""


class DialectExpressions(CommonExpressions):
    """Expressions over columns with JSON of the dialect's own type, or JSON as text.

    A subclass names the functions of its dialect, and writes how a value is taken from JSON and how a list is searched.
    """

    position: str = "STRPOS"
    """The function that returns where a text contains another, from 1."""
    kind: str = ""
    """The function that returns the kind of a JSON value."""
    kinds_of_text: tuple[str, ...] = ("string",)
    kinds_of_number: tuple[str, ...] = ("number",)
    kinds_of_list: tuple[str, ...] = ("array",)
    keys_of: str = ""
    """The function that returns the keys of an object."""
    end: str = "$"
    json_is_text: bool = False
    """The regular expression for the end of a text."""

    @abstractmethod
    def at(self, json: Sql, names: Sequence[str]) -> Sql:
        """The JSON value at a path of names."""

    @abstractmethod
    def items(self, json: Sql) -> Sql:
        """The items of a JSON list; null or no items for any other value."""

    @abstractmethod
    def has_item(self, items: Sql, probe: Probe) -> Sql:
        """The condition that one of the items meets a condition."""

    @abstractmethod
    def scalar(self, value: Sql) -> Sql:
        """The text of a JSON string; that of a number or a boolean may be its text or null."""

    def leave_indices(self, names: Sequence[str]) -> None:
        """Leaves all rows undecided if a name is a number, which a path can take for the index of a list."""
        if any(map(str.isdecimal, names)):
            self.leave(TRUE, Reason.KEY)

    def unwritten(self) -> Sql:
        """Leaves all rows undecided, because the dialect does not write the condition."""
        self.leave(TRUE, Reason.UNWRITTEN)
        return NULL.copy()

    # Columns

    def json(self, column: Column) -> Sql:
        return self.at(name(column.name), column.path) if column.path else name(column.name)

    def raw(self, json: Sql) -> Sql:
        """The text of the whole JSON in the value's column."""
        column = json.find(exp.Column)
        assert column is not None, "JSON stands in a column"
        return self.written(column.copy())

    def compact(self, json: Sql) -> Sql:
        """The text of JSON. Rows are undecided, because dialects change the order of keys, the white space and the numbers."""
        self.leave(TRUE, Reason.JSON_TEXT)
        return self.written(json)

    def datetime_of(self, column: Column) -> tuple[Sql, Sql | None]:
        if column.form is Form.DATETIME:
            return name(column.name), None
        return exp.cast(NULL.copy(), "timestamptz"), TRUE

    def one_of(self, value: Sql, texts: list[str]) -> Sql:
        return exp.In(this=value, expressions=[self.bind(wanted) for wanted in texts])

    # Inside JSON

    def within(self, json: Sql, steps: Sequence[str | None]) -> Sql:
        return call(_WITHIN, json, *(NULL.copy() if step is None else text(step) for step in steps))

    def some(self, array: Sql, probe: Probe) -> Sql:
        """The condition that a value of a list meets a condition: a value at a path, a text of a column, or a key."""
        if isinstance(array, exp.Null):
            return exp.false()
        if isinstance(array, exp.Column) or (isinstance(array, exp.Anonymous) and array.name == self.keys_of):
            return self.has_item(array, lambda item: probe(self.text_item(item)))
        if not (isinstance(array, exp.Anonymous) and array.name == _WITHIN):
            return self.has_item(array, probe)
        json, *steps = array.expressions
        return self._some_at(json, [None if isinstance(step, exp.Null) else step.name for step in steps], probe)

    def _some_at(self, json: Sql, steps: Sequence[str | None], probe: Probe) -> Sql:
        if None not in steps:
            return probe(self.at(json, [step for step in steps if step is not None]))
        first = steps.index(None)
        items = self.items(self.at(json, [step for step in steps[:first] if step is not None]))
        return self.has_item(items, lambda item: self._some_at(item, steps[first + 1 :], probe))

    def fresh(self) -> exp.Identifier:
        """Returns a name of its own for the item of a list."""
        self._fresh += 1
        return exp.to_identifier(f"v{self._fresh}")

    def text_item(self, item: Sql) -> Sql:
        """The text that is an item of a list of texts."""
        return item

    def leaves(self, json: Sql) -> Sql:
        return self.unwritten()

    def members(self, json: Sql) -> Sql:
        return self.unwritten()

    def keys(self, json: Sql) -> Sql:
        return call(self.keys_of, json)

    # Values in JSON

    def is_kind(self, value: Sql, kinds: Sequence[str]) -> Sql:
        """The condition that a JSON value is of one of some kinds."""
        kind = call(self.kind, value)
        if len(kinds) == 1:
            return exp.EQ(this=kind, expression=text(kinds[0]))
        return exp.In(this=kind, expressions=list(map(text, kinds)))

    def is_list(self, value: Sql) -> Sql:
        filled = exp.NEQ(this=self.written(value), expression=text("[]"))
        return exp.paren(exp.and_(self.is_kind(value, self.kinds_of_list), filled))

    def is_text(self, value: Sql, wanted: str) -> Sql:
        """The condition that a JSON value is this text. Only texts that look like another value need a look at its kind."""
        if _LIKE_ANOTHER_KIND.fullmatch(wanted):
            return super().is_text(value, wanted)
        return exp.EQ(this=self.scalar(value), expression=self.bind(wanted))

    def is_word(self, value: Sql, word: str) -> Sql:
        """The condition that a JSON value is a word. A number too large for a double counts as null."""
        same = super().is_word(value, word)
        if word != "null":
            return same
        no_double = exp.Is(this=self.number_in(value), expression=NULL.copy())
        endless = exp.and_(self.is_kind(value, self.kinds_of_number), no_double)
        return exp.paren(exp.or_(same, endless))

    def text_in(self, value: Sql) -> Sql:
        return case((self.is_kind(value, self.kinds_of_text), self.scalar(value)))

    def number_in(self, value: Sql) -> Sql:
        return case((self.is_kind(value, self.kinds_of_number), self.double(self.written(value))))

    def scalar_text(self, value: Sql) -> Sql:
        """The text of a JSON string, number or boolean."""
        return self.scalar(value)

    def score_in(self, value: Sql) -> Sql:
        words = case((self.is_word(value, "true"), _ONE.copy()), (self.is_word(value, "false"), _ZERO.copy()))
        return exp.Coalesce(this=self.written_number(self.scalar_text(value)), expressions=[words])

    def written_number(self, written: Sql) -> Sql:
        return case((self.is_whole(written, _NUMBER), self.double(written)))

    def double(self, written: Sql) -> Sql:
        """The finite double nearest to a text that is the number of JSON, or null."""
        return self.finite(exp.TryCast(this=written, to=exp.DataType.build("double"), safe=True))

    def finite(self, number: Sql) -> Sql:
        low, high = exp.Literal.number(f"-{MAX!r}"), exp.Literal.number(repr(MAX))
        return case((exp.Between(this=number, low=low, high=high), number))

    # Texts

    def contains(self, value: Sql, part: Sql) -> Sql:
        return exp.GT(this=call(self.position, value, part), expression=exp.Literal.number("0"))

    def lowered(self, value: Sql) -> Sql:
        """The text with A to Z in lower case, whatever language the database is set to."""
        return self.folded(value)

    def matches(self, value: Sql, pattern: str) -> Sql:
        return exp.RegexpLike(this=value, expression=text(pattern))

    def is_whole(self, value: Sql, pattern: str) -> Sql:
        """The condition that a pattern matches a whole text."""
        return self.matches(value, f"^({pattern}){self.end}")


def is_stored(value: Sql) -> bool:
    """Whether a value is a column of the table. Their names are quoted; those of the items of lists are not."""
    return isinstance(value, exp.Column) and bool(value.this.quoted)
