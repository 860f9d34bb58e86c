"""PostgreSQL's expressions for lowering, over JSON of the type ``jsonb``.

Owns the invariants that no conversion fails (PostgreSQL has no ``TRY_CAST``), and that texts are ordered by code points in any
collation of the database.
"""

from collections.abc import Sequence

from sqlglot import exp

from filterlang.sql.columns import Column, Form
from filterlang.sql.engines.dialect_expressions import DialectExpressions
from filterlang.sql.engines.expressions import Sql, call, case, name, text
from filterlang.sql.lowering import TRUE, Bound, Probe, Reason

_SHORT_NUMBER = r"-?[0-9]+(\.[0-9]+)?([eE][+-]?0*[0-9]{1,4})?"
"""Matches numbers that the type ``numeric`` holds."""
_VANISHING = r"-?[0-9]+(\.[0-9]+)?[eE]-[0-9]+"
_LEAST, _MOST = "2.4703282292062328e-324", "1.7976931348623158079e308"
"""The decimals between which a number is neither zero nor infinite as a double."""

_SCALARS = 'strict $.** ? (@.type() != "object" && @.type() != "array")'
_NESTED_LISTS = 'strict $.** ? (@.type() == "array")[*] ? (@.type() == "array")'


class PostgresExpressions(DialectExpressions):
    """Expressions over columns of PostgreSQL."""

    dialect = "postgres"
    kind = "JSONB_TYPEOF"
    keys_of = "JSONB_OBJECT_KEYS"

    def bind(self, value: Bound) -> Sql:
        """Binds a value. PostgreSQL's texts cannot hold the character NUL."""
        if isinstance(value, str) and "\x00" in value:
            self.leave(TRUE, Reason.CHARACTER)
            value = value.replace("\x00", "")
        return super().bind(value)

    # Columns

    def has(self, column: Column, element: Sql) -> Sql:
        """The condition that one of the texts of a list is this one, which an index of the kind GIN finds."""
        if column.form is Form.TEXTS:
            return exp.ArrayContainsAll(this=name(column.name), expression=exp.Array(expressions=[element]))
        return super().has(column, element)

    def by_code_points(self, value: Sql) -> Sql:
        return exp.Collate(this=value, expression=exp.to_identifier("C", quoted=True))

    def elapsed(self, start: Sql, end: Sql) -> Sql:
        passed = exp.Extract(this=exp.var("EPOCH"), expression=exp.paren(exp.Sub(this=end, expression=start)))
        return exp.cast(passed, "double")

    # Inside JSON

    def at(self, json: Sql, names: Sequence[str]) -> Sql:
        for step in names:
            json = exp.JSONExtract(this=json, expression=text(step), only_json_types=True)
        return json

    def items(self, json: Sql) -> Sql:
        return call("JSONB_ARRAY_ELEMENTS", self._of_kind(json, "array"))

    def has_item(self, items: Sql, probe: Probe) -> Sql:
        """The condition that a row of a function that returns a set meets a condition."""
        item = self.fresh()
        rows = call("UNNEST", items) if isinstance(items, exp.Column) else items
        table = exp.Table(this=rows, alias=exp.TableAlias(this=exp.to_identifier("_"), columns=[item]))
        return exp.Exists(this=exp.select("1").from_(table, copy=False).where(probe(exp.column(item.name)), copy=False))

    def text_item(self, item: Sql) -> Sql:
        return self.by_code_points(item)

    def leaves(self, json: Sql) -> Sql:
        return call("JSONB_PATH_QUERY", json, text(_SCALARS))

    def members(self, json: Sql) -> Sql:
        return call("JSONB_PATH_QUERY", self._of_kind(json, "object"), text("$.*"))

    def keys(self, json: Sql) -> Sql:
        return call(self.keys_of, self._of_kind(json, "object"))

    def has_nested_lists(self, json: Sql) -> Sql:
        column = json.find(exp.Column)
        assert column is not None, "JSON stands in a column"
        return call("JSONB_PATH_EXISTS", column.copy(), text(_NESTED_LISTS))

    def _of_kind(self, json: Sql, kind: str) -> Sql:
        return case((self.is_kind(json, [kind]), json))

    # Values in JSON

    def written(self, value: Sql) -> Sql:
        return exp.cast(value, "text")

    def scalar_text(self, value: Sql) -> Sql:
        return exp.paren(exp.JSONBExtractScalar(this=value, expression=text("{}")))

    def scalar(self, value: Sql) -> Sql:
        return self.by_code_points(self.scalar_text(value))

    def is_text(self, value: Sql, wanted: str) -> Sql:
        return exp.EQ(this=value, expression=call("TO_JSONB", exp.cast(self.bind(wanted), "text")))

    def number_in(self, value: Sql) -> Sql:
        return case((self.is_kind(value, self.kinds_of_number), _nearest(value)))

    def written_number(self, written: Sql) -> Sql:
        return case(
            (self.is_whole(written, _SHORT_NUMBER), _nearest(written)),
            (self.is_whole(written, _VANISHING), exp.Literal.number("0e0")),
        )

    # Texts

    def extracted(self, value: Sql, pattern: str) -> Sql:
        return exp.Coalesce(this=call("SUBSTRING", value, text(pattern)), expressions=[text("")])


def _nearest(written: Sql) -> Sql:
    """The double nearest to a number; zero or null where PostgreSQL would refuse the conversion."""
    number = exp.cast(written, "numeric")
    size = call("ABS", number)
    least, most = exp.Literal.number(_LEAST), exp.Literal.number(_MOST)
    return case(
        (exp.LT(this=size, expression=least), exp.Literal.number("0e0")),
        (exp.LTE(this=size, expression=most), exp.cast(number, "double")),
    )
