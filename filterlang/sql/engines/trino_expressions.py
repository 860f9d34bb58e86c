"""Trino's expressions for lowering, over JSON in texts; Athena's engine is Trino.

Owns the invariants that JSON is taken from its column by one path, and that no path goes into a list by an index.
"""

from collections.abc import Sequence

from sqlglot import exp

from filterlang.sql.columns import Column, Form
from filterlang.sql.engines.dialect_expressions import DialectExpressions, is_stored
from filterlang.sql.engines.expressions import Sql, call, name, text
from filterlang.sql.lowering import Probe, Reason

_EXTRACT = "JSON_EXTRACT"
_LIST, _OBJECT = (exp.DataType.build(kind, dialect="trino") for kind in ("ARRAY(JSON)", "MAP(VARCHAR, JSON)"))
_FIRST, _LAST = "1970-01-01 00:00:00 UTC", "2038-01-01 00:00:00 UTC"
"""Between these times, seconds since 1970 as a double tell microseconds apart."""
_MICROSECONDS = exp.Literal.number("1e6")


class TrinoExpressions(DialectExpressions):
    """Expressions over columns of Trino, or of Athena."""

    keys_of = "MAP_KEYS"
    end = r"\z"
    json_is_text: bool = True

    def __init__(self, dialect: str = "trino") -> None:
        super().__init__()
        self.dialect: str = dialect

    # Columns

    def has(self, column: Column, element: Sql) -> Sql:
        if column.form is Form.TEXTS:
            return call("CONTAINS", name(column.name), element)
        return super().has(column, element)

    def elapsed(self, start: Sql, end: Sql) -> Sql:
        """The seconds between two times, exact to the microsecond. Rows with times that are too far from 1970 are undecided."""
        seconds = [call("TO_UNIXTIME", time) for time in (end, start)]
        for time in (start, end):
            edges = [exp.cast(text(edge), "timestamptz") for edge in (_FIRST, _LAST)]
            self.leave(exp.not_(exp.Between(this=time.copy(), low=edges[0], high=edges[1])), Reason.YEAR_OF_LATENCY)
        passed = exp.Mul(this=exp.paren(exp.Sub(this=seconds[0], expression=seconds[1])), expression=_MICROSECONDS.copy())
        return exp.Div(this=call("ROUND", passed), expression=_MICROSECONDS.copy())

    # Inside JSON

    def at(self, json: Sql, names: Sequence[str]) -> Sql:
        self.leave_indices(names)
        path = "$"
        if _is_extract(json):
            json, before = json.expressions
            path = before.name
        elif not (names or is_stored(json)):
            return json
        return call(_EXTRACT, json, text(path + "".join(f'["{step}"]' for step in names)))

    def items(self, json: Sql) -> Sql:
        return exp.TryCast(this=json, to=_LIST.copy(), safe=True)

    def has_item(self, items: Sql, probe: Probe) -> Sql:
        return self.over("ANY_MATCH", items, probe)

    def members(self, json: Sql) -> Sql:
        return call("MAP_VALUES", self._object(json))

    def keys(self, json: Sql) -> Sql:
        return call(self.keys_of, self._object(json))

    def _object(self, json: Sql) -> Sql:
        return exp.TryCast(this=self.at(json, []), to=_OBJECT.copy(), safe=True)

    # Values in JSON

    def written(self, value: Sql) -> Sql:
        return value if is_stored(value) else call("JSON_FORMAT", value)

    def is_kind(self, value: Sql, kinds: Sequence[str]) -> Sql:
        """The condition that the text of a JSON value begins as those of a kind do."""
        return self.matches(self.written(value), _BEGINNINGS[kinds[0]])

    def scalar(self, value: Sql) -> Sql:
        if _is_extract(value):
            return call("JSON_EXTRACT_SCALAR", *(part.copy() for part in value.expressions))
        return call("JSON_EXTRACT_SCALAR", value, text("$"))

    # Texts

    def extracted(self, value: Sql, pattern: str) -> Sql:
        found = call("REGEXP_EXTRACT", value, text(pattern), exp.Literal.number("1"))
        return exp.Coalesce(this=found, expressions=[text("")])


_BEGINNINGS = {"string": r'^\s*"', "number": r"^\s*[-0-9]", "array": r"^\s*\["}
"""By kind, a regular expression for the begin of a JSON value."""


def _is_extract(sql: Sql) -> bool:
    return isinstance(sql, exp.Anonymous) and sql.name == _EXTRACT
