"""The SQL of a filter as text for people to read.

Owns the invariant that the SQL holds no values: they are listed below it, each in a comment of one line.
"""

from datetime import datetime
import json

from sqlglot import exp

from filterlang.sql.engine_registry import ENGINES, EngineName
from filterlang.sql.columns import Columns, Form, columns_of
from filterlang.sql.lowering import PredicateLowering
from filterlang.text.display import harmless
from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Type
from filterlang.checking.meaning import to_predicate
from filterlang.syntax.input import FilterLike

_FORMS = {
    Type.UUID: Form.TEXT, Type.STRING: Form.TEXT, Type.ENUM: Form.TEXT, Type.NUMBER: Form.NUMBER, Type.DATETIME: Form.DATETIME,
    Type.LIST: Form.TEXTS,
}  # fmt: skip
_UNDECIDED = "SQL leaves some rows undecided. Of the rows not selected above, filterlang tries those in Python that meet:"


def sql_text(filter: FilterLike, engine: EngineName, table: str = "runs") -> str:
    """Returns the query for the ids of the runs that must match; comments show the condition for undecided runs and the values.

    The columns have the names of the v1 API: ids are texts, times have the engine's own type, ``tags`` is a list of texts,
    tokens and costs are numbers, and objects are JSON. Raises ``FilterError`` for a filter with errors, and ``ValueError`` for
    a text that cannot be the name of a table.
    """
    source = _table(table)
    expressions = ENGINES[engine].expressions()
    columns = v1_columns()
    condition = PredicateLowering(expressions, columns).lower(to_predicate(filter))
    query = exp.select(expressions.text(columns.by_path[FIELDS["id"].stored])).from_(source).where(condition.must)
    parts = [query.sql(expressions.dialect, pretty=True) + ";"]
    bound = _bound(query)
    if not condition.exact:
        bound |= _bound(condition.may)
        rest = condition.may.sql(expressions.dialect, pretty=True).split("\n")
        parts.append("\n".join([_comment(_UNDECIDED), *(_comment(f"  {line}") for line in rest)]))
    if bound:
        parts.append(
            "\n".join(_comment(f"{name} = {_shown(expressions.values[name])}") for name in expressions.values if name in bound)
        )
    return "\n\n".join(parts)


def v1_columns() -> Columns:
    """The columns of a table whose columns are named as in the v1 API."""
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
    """A value for people to read: texts quoted as in SQL, lists as JSON."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return value.isoformat() if isinstance(value, datetime) else json.dumps(value, ensure_ascii=False)
