"""The SQL of a filter as text for people to read.

Owns the invariant that the SQL holds no values: they are listed below it, each in a comment of one line. Where values are asked
for in the SQL, each is a literal that sqlglot writes for the dialect.
"""

from datetime import UTC, datetime
import json
from math import isinf
from string import ascii_lowercase, ascii_uppercase
from textwrap import wrap

from sqlglot import exp

from filterlang.sql.engine_registry import DIALECTS, ENGINES, SqlDialect, EngineName
from filterlang.sql.columns import Column, Columns, Form, columns_of
from filterlang.sql.lowering import Bound, PredicateLowering, RowCondition
from filterlang.sql.table_names import table_of
from filterlang.text.display import harmless
from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Field, Type
from filterlang.checking.meaning import to_predicate
from filterlang.syntax.input import FilterLike

_FORMS = {
    Type.UUID: Form.TEXT, Type.STRING: Form.TEXT, Type.ENUM: Form.TEXT, Type.NUMBER: Form.NUMBER, Type.DATETIME: Form.DATETIME,
    Type.LIST: Form.TEXTS,
}  # fmt: skip
_WIDTH = 80
_CAPITALS = str.maketrans(ascii_lowercase, ascii_uppercase)


def sql_text(filter: FilterLike, engine: EngineName, table: str = "runs", *, literals: bool = False) -> str:
    """Returns the query for the ids of the runs that must match; comments show the condition for undecided runs and the values.

    The columns have the names of the v1 API, and the types that ``DIALECTS`` lists for the engine: ids are texts, ``tags`` is a
    list of texts, tokens and costs are numbers, and objects are JSON. With ``literals`` the values stand in the SQL. Raises
    ``FilterError`` for a filter with errors, and ``ValueError`` for a text that cannot be the name of a table.
    """
    dialect = DIALECTS[engine]
    expressions = dialect.expressions()
    columns = assumed_columns(engine)
    condition = PredicateLowering(expressions, columns).lower(to_predicate(filter))
    id = expressions.text(columns.by_path[FIELDS["id"].stored])
    query: exp.Expr = exp.select(id).from_(_table(table, dialect)).where(condition.must)
    may = condition.may
    bound = _bound(query) if condition.exact else _bound(query) | _bound(may)
    if literals:
        query, may = (_with_literals(sql, expressions.values, dialect) for sql in (query, may))
    parts = [] if dialect.is_tested else ["\n".join(_untested(dialect))]
    parts.append(query.sql(expressions.dialect, pretty=True) + ";")
    if not condition.exact:
        rest = may.sql(expressions.dialect, pretty=True, max_text_width=_WIDTH - 8).split("\n")
        parts.append("\n".join([*_undecided(condition), *(_comment(f"  {line}") for line in rest)]))
    if bound and not literals:
        parts.append(
            "\n".join(_comment(f"{name} = {_shown(expressions.values[name])}") for name in expressions.values if name in bound)
        )
    return "\n\n".join(parts)


def assumed_columns(engine: EngineName) -> Columns:
    """The columns of the table that printed SQL assumes: named as in the v1 API, in capitals where the engine has them so."""
    forms: dict[str, Form] = {}
    for field in FIELDS.values():
        if field.stored:
            holds_json = field.family or field.derived == "text" or field.type is Type.JSON
            forms.setdefault(field.stored[0], Form.JSON if holds_json else _form(field, engine))
        elif field.derived == "thread":
            forms[field.name] = Form.TEXT
    columns = columns_of(forms)
    named = DIALECTS[engine]
    return Columns({path: Column(_name(each.name, named), each.form) for path, each in columns.by_path.items()})


def _form(field: Field, engine: EngineName) -> Form:
    """The form of a field's column. Where filterlang does not read the table, its ids are spelled as LangSmith exports them."""
    return Form.CANONICAL_ID if field.type is Type.UUID and engine not in ENGINES else _FORMS[field.type]


def _name(name: str, dialect: SqlDialect) -> str:
    """The name as the engine keeps one that is written without quotes."""
    return name.translate(_CAPITALS) if dialect.capitals else name


def _table(name: str, dialect: SqlDialect) -> exp.Table:
    return table_of(name, most=3, spelled=lambda part: _name(part, dialect))


def _bound(sql: exp.Expr) -> set[str]:
    return {placeholder.name for placeholder in sql.find_all(exp.Placeholder)}


def _with_literals(sql: exp.Expr, values: dict[str, Bound], dialect: SqlDialect) -> exp.Expr:
    """Returns SQL with a literal for each bound value."""

    def literal(node: exp.Expr) -> exp.Expr:
        return _literal(values[node.name], dialect) if isinstance(node, exp.Placeholder) else node

    return sql.transform(literal)


def _literal(value: Bound, dialect: SqlDialect) -> exp.Expr:
    if isinstance(value, list):
        return exp.Array(expressions=[_literal(item, dialect) for item in value])
    if isinstance(value, datetime):
        kind = exp.DataType.build(dialect.datetime_type, dialect=dialect.name)
        zone = "" if kind.is_type(exp.DataType.Type.TIMESTAMP, exp.DataType.Type.TIMESTAMPNTZ) else "+00:00"
        return exp.cast(exp.Literal.string(f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}{zone}"), kind)
    if isinstance(value, str):
        return exp.Literal.string(value)
    digits = repr(abs(value))
    number: exp.Expr = exp.Literal.number(digits if "e" in digits else f"{digits}e0")
    if isinf(value):
        number = exp.cast(exp.Literal.string(dialect.infinity), "double")
    return exp.Neg(this=number) if value < 0 else number


def _untested(dialect: SqlDialect) -> list[str]:
    """The lines that say which types the SQL assumes, and that it was never run."""
    kinds = dialect.types
    columns = (
        f"The columns are assumed to be: ids, names and other texts {kinds.text}; times {kinds.datetime}; tokens and costs "
        f"{kinds.number}; tags {kinds.texts}; objects {kinds.json}. Ids are in lower case, with hyphens."
    )
    return _wrapped(f"SQL for {dialect.label}, written after its documentation and never run there. {columns}")


def _undecided(condition: RowCondition) -> list[str]:
    """The lines that say why rows are undecided, and what the condition below them is."""
    every = any(reason.every for reason in condition.reasons)
    lines = _wrapped("SQL leaves rows undecided, because the filter has:" if every else "SQL leaves rows undecided that have:")
    for reason in condition.reasons:
        lines += _wrapped(reason.text, "- ")
    return lines + _wrapped(
        "Of the rows not selected above, only those can match that meet the condition below. Where filterlang opens the table, "
        "it tries them in Python:"
    )


def _wrapped(sentence: str, mark: str = "") -> list[str]:
    return [_comment(line) for line in wrap(mark + sentence, _WIDTH - 3, subsequent_indent=" " * len(mark))]


def _comment(line: str) -> str:
    return f"-- {harmless(line)}"


def _shown(value: object) -> str:
    """A value for people to read: texts quoted as in SQL, lists as JSON."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return value.isoformat() if isinstance(value, datetime) else json.dumps(value, ensure_ascii=False)
