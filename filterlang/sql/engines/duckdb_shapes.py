"""The v1 form of tables and lines in the shape of v2, as SQL.

Owns the invariant that the columns hold what ``evaluate.shapes`` makes of the same runs.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from filterlang.sql.columns import Form, api_names
from filterlang.evaluate.shapes import ALIASES, CAPITALS, DETAILS, MILLISECONDS, RAW, SECONDS
from filterlang.sql.engines.duckdb_table import form_of
from filterlang.sql.engines.duckdb_expressions import DuckDBExpressions
from filterlang.sql.engines.expressions import call, case, name, text
from filterlang.evaluate.lineage import NAMED_TRACE, ORDER, PARENT, PARENTS, TRACE

if TYPE_CHECKING:
    import duckdb

GIVEN = "given"
"""The name of the source in queries."""

_OF_V2 = frozenset({"project_id", "latency_seconds", "is_in_dataset", "share_url", "error_preview", "thread_evaluation_time"})
"""Columns that only v2's runs have (LangSmith's OpenAPI document, query.RunResponse)."""


def in_v1_form(connection: "duckdb.DuckDBPyConnection", source: exp.Query) -> "tuple[exp.Query, duckdb.DuckDBPyRelation]":
    """Returns the query for a source in the v1 form, with nested values as JSON, and the API's names in small letters.

    It is the source itself if nothing has to change. The relation has the names and types of its columns.
    """
    given = connection.sql(source.sql("duckdb"))
    types = dict(zip(api_names(given.columns).values(), given.types, strict=True))
    forms = {column: form_of(column, str(type_)) for column, type_ in types.items()}
    nested = {column: as_json(name(column), type_) for column, type_ in types.items() if forms[column] is Form.NESTED}
    kept = {column: name(column) for column in forms} | nested
    changed = dict(_changes(forms, kept)) | _in_small_letters(connection, source, forms)
    if not (nested or changed) and list(forms) == given.columns:
        return source, given
    columns = [exp.alias_(value, column, quoted=True, copy=False) for column, value in (kept | changed).items()]
    query = exp.select(*columns, copy=False).from_(source.subquery(GIVEN), copy=False)
    return query, connection.sql(query.sql("duckdb"))


def as_json(value: exp.Expr, type_: Any, depth: int = 0) -> exp.Expr:
    """Returns a value of DuckDB's type ``type_`` as JSON.

    A struct has the same keys in every run, so a null in a struct is left out, as if its key were absent.
    """
    if "STRUCT(" not in str(type_):
        return call("to_json", value)
    item = exp.column(f"v{depth}")
    children = dict(type_.children)
    if type_.id == "struct":
        pairs = [call("row", text(key), as_json(_part(value, key), inner, depth + 1)) for key, inner in type_.children]
        present = call("list_filter", exp.Array(expressions=pairs), _lambda(item, exp.not_(_is_null(_part(item, 2)))))
        return case((exp.not_(_is_null(value)), call("to_json", call("map_from_entries", present))))
    if type_.id == "map":
        pair = call("row", _part(item, "key"), as_json(_part(item, "value"), children["value"], depth + 1))
        return call(
            "to_json", call("map_from_entries", call("list_transform", call("map_entries", value), _lambda(item, pair)))
        )
    if type_.id in ("list", "array"):
        return call("to_json", call("list_transform", value, _lambda(item, as_json(item, children["child"], depth + 1))))
    return call("to_json", value)


def _part(value: exp.Expr, key: str | int) -> exp.Expr:
    return call("struct_extract", value, text(key) if isinstance(key, str) else exp.Literal.number(key))


def _lambda(argument: exp.Column, body: exp.Expr) -> exp.Lambda:
    return exp.Lambda(this=body, expressions=[argument.this])


def _changes(forms: Mapping[str, Form], kept: Mapping[str, exp.Expr]) -> Iterator[tuple[str, exp.Expr]]:
    """Yields the columns that a table in the shape of v2 has to change, each with its new expression."""
    of_v2 = not _OF_V2.isdisjoint(forms)
    if PARENTS in forms and (of_v2 or PARENT not in forms):
        own = [_text(PARENT)] if PARENT in forms else []
        yield PARENT, exp.Coalesce(this=exp.null(), expressions=[*own, _last(PARENTS, forms[PARENTS])])
    if TRACE not in forms and forms.get(ORDER) is Form.TEXT:
        yield TRACE, exp.Nullif(this=DuckDBExpressions().extracted(name(ORDER), NAMED_TRACE), expression=text(""))
    for column in DETAILS:
        if of_v2 and forms.get(column) in (Form.JSON, Form.NESTED):
            yield column, _unwrapped(kept[column])


def _in_small_letters(
    connection: "duckdb.DuckDBPyConnection", source: exp.Query, forms: Mapping[str, Form]
) -> dict[str, exp.Expr]:
    """Returns the columns with a value in capitals, each with its expression in small letters.

    One statement looks at all columns. For Parquet, the statistics nearly always suffice.
    """
    spelled = {column: small for column, small in CAPITALS.items() if forms.get(column) is Form.TEXT}
    if not spelled:
        return {}
    given, one = source.subquery(GIVEN), exp.Literal.number("1")
    query: exp.Query
    query, *others = [
        exp.select(text(column), copy=False).from_(given, copy=False).where(_in_capitals(column, small), copy=False)
        .limit(one, copy=False).subquery(copy=False)
        for column, small in spelled.items()
    ]  # fmt: skip
    for other in others:
        query = exp.Union(this=query, expression=other, distinct=False)
    found = {column for (column,) in connection.execute(query.sql("duckdb")).fetchall()}
    return {
        column: case(*(_spelled(column, value, low) for value, low in small.items()), (exp.true(), name(column)))
        for column, small in spelled.items()
        if column in found
    }


def _in_capitals(column: str, small: Mapping[str, str]) -> exp.Expr:
    return exp.In(this=name(column), expressions=list(map(text, small)))


def _spelled(column: str, value: str, small: str) -> tuple[exp.Expr, exp.Expr]:
    return exp.EQ(this=name(column), expression=text(value)), text(small)


def _text(column: str) -> exp.Expr:
    return exp.Nullif(this=exp.cast(name(column), "varchar"), expression=text(""))


def _last(column: str, form: Form) -> exp.Expr:
    """The last text of a list."""
    if form is Form.TEXTS:
        return call("list_extract", name(column), exp.Literal.number(-1))
    json = call("to_json", name(column)) if form is Form.NESTED else name(column)
    last = DuckDBExpressions().text_in(call("json_extract", json, text("$[#-1]")))
    return case((call("json_valid", json), last))


def _unwrapped(json: exp.Expr) -> exp.Expr:
    """An object, or the object inside it if its only key is ``raw``."""
    inner = call("json_extract", json, text(f"$.{RAW}"))
    alone = exp.EQ(this=call("json_keys", json), expression=exp.Array(expressions=[text(RAW)]))
    return case((exp.and_(alone, _is_object(inner)), inner), (exp.true(), json))


BESIDE = ("project_id", "project_name", "is_in_dataset", "metadata", MILLISECONDS)
"""Keys of lines that are read in addition to those of v1."""


def line_in_v1_form(column: str) -> exp.Expr:
    """Returns a column of lines in the v1 form. Keys were read as JSON."""
    value: exp.Expr = name(column)
    if column in CAPITALS:
        small = {f'"{high}"': f'"{low}"' for high, low in CAPITALS[column].items()}
        in_capitals = exp.LT(this=value, expression=text('"_"'))  # one comparison instead of one for each value
        return case(
            (in_capitals, case(*(_spelled(column, *pair) for pair in small.items()), (exp.true(), value))), (exp.true(), value)
        )
    if column == PARENT:
        own = exp.Nullif(this=value, expression=text('""'))
        return exp.Coalesce(this=own, expressions=[_last_text(name(PARENTS))])
    if column in DETAILS:
        return _unwrapped(value)
    if column == SECONDS:
        return exp.Coalesce(this=value, expressions=[_seconds(name(MILLISECONDS))])
    if column == "extra":
        moved = exp.and_(_is_object(name("metadata")), exp.or_(_is_null(value), _is_object(value)))
        return case((moved, _with_metadata(value, name("metadata"))), (exp.true(), value))
    moved_here = [name(beside) for beside in BESIDE if ALIASES.get(beside) == (column,)]
    return exp.Coalesce(this=value, expressions=moved_here) if moved_here else value


def _seconds(json: exp.Expr) -> exp.Expr:
    """The seconds in a number of milliseconds, as JSON."""
    milliseconds = DuckDBExpressions().number_in(json)
    return call("to_json", exp.Div(this=milliseconds, expression=exp.Literal.number("1000")))


def _last_text(json: exp.Expr) -> exp.Expr:
    """The last text in a list that is not empty, as JSON."""

    def is_named(item: exp.Expr) -> exp.Expr:
        return exp.and_(call("starts_with", item, text('"')), exp.NEQ(this=item, expression=text('""')))

    named = DuckDBExpressions().over("list_filter", call("json_extract", json, text("$[*]")), is_named)
    return call("list_extract", named, exp.Literal.number(-1))


def _with_metadata(extra: exp.Expr, metadata: exp.Expr) -> exp.Expr:
    """An object (or null) with its metadata replaced, as JSON."""
    bare = exp.cast(call("json_merge_patch", extra, text('{"metadata":null}')), "varchar")
    rest = case((exp.or_(_is_null(extra), exp.EQ(this=bare, expression=text("{}"))), text("}")),
                (exp.true(), exp.DPipe(this=text(","), expression=call("substr", bare, exp.Literal.number(2)))))  # fmt: skip
    begin = exp.DPipe(this=text('{"metadata":'), expression=exp.cast(metadata, "varchar"))
    return exp.cast(exp.DPipe(this=begin, expression=rest), "json")


def _is_object(json: exp.Expr) -> exp.Expr:
    return exp.EQ(this=call("json_type", json), expression=text("OBJECT"))


def _is_null(value: exp.Expr) -> exp.Expr:
    return exp.Is(this=value, expression=exp.null())
