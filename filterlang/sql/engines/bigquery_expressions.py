"""BigQuery's expressions for lowering, over JSON of the type ``JSON``.

Owns the invariants that an absent value is never taken for a null of JSON, and that no path goes into a list by an index.
"""

from collections.abc import Sequence

from sqlglot import exp

from filterlang.sql.columns import Column, Form
from filterlang.sql.engines.dialect_expressions import NULL, DialectExpressions, is_stored
from filterlang.sql.engines.expressions import Sql, call, case, name, pattern_of, text
from filterlang.sql.lowering import Probe, Reason

_QUERY = "JSON_QUERY"


class BigQueryExpressions(DialectExpressions):
    """Expressions over columns of BigQuery."""

    dialect = "bigquery"
    kind = "JSON_TYPE"
    keys_of = "JSON_KEYS"

    # Columns

    def has(self, column: Column, element: Sql) -> Sql:
        if column.form is Form.TEXTS:
            return exp.In(this=element, unnest=exp.Unnest(expressions=[name(column.name)]))
        return super().has(column, element)

    def elapsed(self, start: Sql, end: Sql) -> Sql:
        return exp.Div(this=call("TIMESTAMP_DIFF", end, start, exp.var("MICROSECOND")), expression=exp.Literal.number("1e6"))

    # Inside JSON

    def at(self, json: Sql, names: Sequence[str]) -> Sql:
        self.leave_indices(names)
        if not names:
            return json
        path = "$"
        if _is_query(json):
            json, before = json.expressions
            path = before.name
        return call(_QUERY, json, text(path + "".join(f'."{step}"' for step in names)))

    def items(self, json: Sql) -> Sql:
        return call("JSON_QUERY_ARRAY", json)

    def has_item(self, items: Sql, probe: Probe) -> Sql:
        item = self.fresh()
        rows = exp.Unnest(expressions=[items], alias=exp.TableAlias(columns=[item]))
        return exp.Exists(this=exp.select("1").from_(rows, copy=False).where(probe(exp.column(item.name)), copy=False))

    def keys(self, json: Sql) -> Sql:
        """The keys of an object. ``JSON_KEYS`` writes unusual keys in quotes, so that rows with such keys are undecided."""
        column = json.find(exp.Column)
        if column is not None and is_stored(column):
            quoted = self.has_item(call(self.keys_of, column.copy()), lambda key: self.contains(key, text('"')))
            self.leave(quoted, Reason.UNREAD_JSON)
        return call(self.keys_of, json, exp.Literal.number("1"))

    # Values in JSON

    def written(self, value: Sql) -> Sql:
        """The text of a JSON value. ``TO_JSON_STRING`` writes an absent value as ``null``."""
        absent = exp.Is(this=value, expression=NULL.copy())
        return case((exp.not_(absent), call("TO_JSON_STRING", value.copy())))

    def scalar(self, value: Sql) -> Sql:
        if _is_query(value):
            return call("JSON_VALUE", *(part.copy() for part in value.expressions))
        return call("JSON_VALUE", value)

    def number_in(self, value: Sql) -> Sql:
        return case((self.is_kind(value, self.kinds_of_number), self.double(self.scalar(value))))

    # Texts

    def like(self, value: Sql, pattern: str) -> Sql:
        r"""BigQuery's ``LIKE``, in which a backslash is always the escape character."""
        return exp.Like(this=value, expression=self.bind(pattern_of(pattern, "\\")))

    def extracted(self, value: Sql, pattern: str) -> Sql:
        return exp.Coalesce(this=call("REGEXP_EXTRACT", value, text(pattern)), expressions=[text("")])


def _is_query(sql: Sql) -> bool:
    return isinstance(sql, exp.Anonymous) and sql.name == _QUERY
