"""Snowflake's expressions for lowering, over JSON of the type ``VARIANT``.

Owns the invariants that a value is converted only from the type that it has (``AS_VARCHAR``), and that no lambda stands inside
another, which Snowflake does not document.
"""

from collections.abc import Sequence

from sqlglot import exp

from filterlang.sql.columns import Column, Form
from filterlang.sql.engines.dialect_expressions import DialectExpressions
from filterlang.sql.engines.expressions import Sql, call, name, text
from filterlang.sql.lowering import Probe

_ONE = exp.Literal.number("1")


class SnowflakeExpressions(DialectExpressions):
    """Expressions over columns of Snowflake."""

    dialect = "snowflake"
    kind = "TYPEOF"
    kinds_of_list: tuple[str, ...] = ("ARRAY",)
    kinds_of_number: tuple[str, ...] = ("INTEGER", "DECIMAL", "DOUBLE")
    keys_of = "OBJECT_KEYS"

    def __init__(self) -> None:
        super().__init__()
        self._in_lambda = False

    # Columns

    def has(self, column: Column, element: Sql) -> Sql:
        if column.form is Form.TEXTS:
            return call("ARRAY_CONTAINS", call("TO_VARIANT", element), name(column.name))
        return super().has(column, element)

    def elapsed(self, start: Sql, end: Sql) -> Sql:
        passed = call("DATEDIFF", text("microsecond"), start, end)
        return exp.Div(this=exp.cast(passed, "double"), expression=exp.Literal.number("1e6"))

    # Inside JSON

    def at(self, json: Sql, names: Sequence[str]) -> Sql:
        self.leave_indices(names)
        for step in names:
            json = call("GET", json, text(step))
        return json

    def items(self, json: Sql) -> Sql:
        return call("AS_ARRAY", json)

    def has_item(self, items: Sql, probe: Probe) -> Sql:
        if self._in_lambda:
            self.unwritten()
            return exp.false()
        self._in_lambda = True
        try:
            found = self.over("FILTER", items, probe)
        finally:
            self._in_lambda = False
        return _is_filled(found)

    def text_item(self, item: Sql) -> Sql:
        return call("AS_VARCHAR", item)

    def members(self, json: Sql) -> Sql:
        return self.over("TRANSFORM", self.keys(json), lambda key: call("GET", json.copy(), call("AS_VARCHAR", key)))

    def keys(self, json: Sql) -> Sql:
        return call(self.keys_of, call("AS_OBJECT", json))

    # Values in JSON

    def written(self, value: Sql) -> Sql:
        return call("TO_JSON", value)

    def is_list(self, value: Sql) -> Sql:
        return _is_filled(call("AS_ARRAY", value))

    def text_in(self, value: Sql) -> Sql:
        return self.scalar(value)

    def scalar(self, value: Sql) -> Sql:
        return call("AS_VARCHAR", value)

    def scalar_text(self, value: Sql) -> Sql:
        return call("TO_VARCHAR", value)

    def number_in(self, value: Sql) -> Sql:
        return self.finite(call("AS_DOUBLE", value))

    def double(self, written: Sql) -> Sql:
        return self.finite(call("TRY_TO_DOUBLE", written))

    # Texts

    def contains(self, value: Sql, part: Sql) -> Sql:
        return call("CONTAINS", value, part)

    def matches(self, value: Sql, pattern: str) -> Sql:
        """The condition that a pattern matches somewhere in a text. ``REGEXP_LIKE`` matches only whole texts."""
        return exp.GT(this=call("REGEXP_INSTR", value, text(pattern)), expression=exp.Literal.number("0"))

    def is_whole(self, value: Sql, pattern: str) -> Sql:
        return call("REGEXP_LIKE", value, text(pattern))

    def extracted(self, value: Sql, pattern: str) -> Sql:
        found = call("REGEXP_SUBSTR", value, text(pattern), _ONE.copy(), _ONE.copy(), text("e"), _ONE.copy())
        return exp.Coalesce(this=found, expressions=[text("")])


def _is_filled(array: Sql) -> Sql:
    return exp.GT(this=call("ARRAY_SIZE", array), expression=exp.Literal.number("0"))
