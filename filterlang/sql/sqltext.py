"""The SQL that a filter becomes, written out for people to read.

Owns the invariant that no value stands in the SQL: values are listed below it, each in a comment of one line.
"""

from datetime import datetime
from importlib import import_module
import json
from typing import Literal

from sqlglot import exp

from filterlang.sql.columns import Columns, Form, columns_of
from filterlang.sql.lowering import Lowering
from filterlang.sql.statements import Bindings
from filterlang.text.display import harmless
from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Type
from filterlang.checking.meaning import to_predicate
from filterlang.syntax.input import FilterLike

EngineName = Literal["duckdb", "spark", "clickhouse"]
ENGINES: dict[EngineName, tuple[str, str]] = {
    "duckdb": ("filterlang.sql.engines.duckdb_expressions", "DuckDBWords"),
    "spark": ("filterlang.sql.engines.spark_expressions", "SparkWords"),
    "clickhouse": ("filterlang.sql.engines.clickhouse_expressions", "ClickHouseWords"),
}
"""Where the words of each engine are."""

_FORMS = {
    Type.UUID: Form.TEXT, Type.STRING: Form.TEXT, Type.ENUM: Form.TEXT, Type.NUMBER: Form.NUMBER, Type.DATETIME: Form.MOMENT,
    Type.LIST: Form.TEXTS,
}  # fmt: skip
_REST = "SQL does not decide it all: of the rows left over, those for which this holds are tried in Python:"


def sql_text(filter: FilterLike, engine: EngineName, table: str = "runs") -> str:
    """The query for the ids of the runs that surely match, the condition on those that may, and the values, in comments.

    The columns are those that the v1 API names: ids are texts, times the engine's own type, ``tags`` a list of texts, tokens
    and costs numbers, and what holds objects is JSON. Raises ``FilterError`` for a filter with errors, and ``ValueError`` for
    a name that no table can have.
    """
    source = _table(table)
    module, name = ENGINES[engine]
    words: Bindings = getattr(import_module(module), name)()
    columns = _columns()
    condition = Lowering(words, columns).lower(to_predicate(filter))
    query = exp.select(words.text(columns.places[FIELDS["id"].stored])).from_(source).where(condition.sure)
    parts = [query.sql(words.dialect, pretty=True) + ";"]
    bound = _bound(query)
    if not condition.exact:
        bound |= _bound(condition.maybe)
        rest = condition.maybe.sql(words.dialect, pretty=True).split("\n")
        parts.append("\n".join([_comment(_REST), *(_comment(f"  {line}") for line in rest)]))
    if bound:
        parts.append("\n".join(_comment(f"{name} = {_shown(words.values[name])}") for name in words.values if name in bound))
    return "\n\n".join(parts)


def _columns() -> Columns:
    """The columns of a table that has the names of the v1 API."""
    forms: dict[str, Form] = {}
    for field in FIELDS.values():
        if field.stored:
            holds_json = field.family or field.derived == "text" or field.type is Type.JSON
            forms.setdefault(field.stored[0], Form.JSON if holds_json else _FORMS[field.type])
        elif field.derived == "thread":
            forms[field.name] = Form.TEXT
    return columns_of(forms)


def _table(name: str) -> exp.Table:
    parts = name.split(".")
    if not all(parts) or len(parts) > 3:
        raise ValueError(f"{name!r} is not the name of a table: write table, schema.table or catalog.schema.table")
    parts = [*[""] * (3 - len(parts)), *parts]
    catalog, schema, table = (exp.to_identifier(part, quoted=True) if part else None for part in parts)
    return exp.Table(this=table, db=schema, catalog=catalog)


def _bound(sql: exp.Expr) -> set[str]:
    return {placeholder.name for placeholder in sql.find_all(exp.Placeholder)}


def _comment(line: str) -> str:
    return f"-- {harmless(line)}"


def _shown(value: object) -> str:
    """A value as one reads it: texts quoted as in SQL, lists as JSON."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return value.isoformat() if isinstance(value, datetime) else json.dumps(value, ensure_ascii=False)
