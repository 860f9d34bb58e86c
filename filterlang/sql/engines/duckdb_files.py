"""Parquet files, databases of DuckDB and relations, as a view in the v1 form.

Owns the invariant that a database is read and never written, and that nothing is read which was not named: no view in a
database reaches another file.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
from sqlglot import exp

from filterlang.sql.columns import Columns, Form, columns_of
from filterlang.sql.engines.duckdb_shapes import GIVEN, RUNS, create_v1_view
from filterlang.sql.engines.duckdb_table import DuckDBTable, connect, form_of, literal_path, without_sql
from filterlang.sql.engines.expressions import call, name, text
from filterlang.exports.files import FileKind
from filterlang.exports.records import IDS, RecordError, folder_keys
from filterlang.sql.tables import TableRuns
from filterlang.text.display import clip
from filterlang.semantics.durations import canonical_uuid

_DATABASE, _LENT = "given_database", "lent"

_TABLES = (
    exp.select("table_schema", "table_name")
    .from_(exp.table_("tables", db="information_schema"))
    .where("table_catalog = $name")
    .order_by("table_schema", "table_name")
)


def parquet_runs(paths: Sequence[str], columns: Columns | None = None) -> TableRuns:
    """The runs of Parquet files, with what the folders above them say (``session_id=…/``), which counts before what they hold.

    Raises ``RecordError`` for files that cannot be read, and names the one.
    """
    connection = connect()
    try:
        _view(connection, _read(paths))
        create_v1_view(connection)
    except duckdb.Error as error:
        raise RecordError(_first_problem(connection, paths) or f"{paths[0]}: {without_sql(str(error))}") from None
    place = paths[0] if len(paths) == 1 else f"{paths[0]} and others"
    return TableRuns(DuckDBTable(connection, columns or _columns(connection, paths), place=place))


def _columns(connection: duckdb.DuckDBPyConnection, paths: Sequence[str]) -> Columns:
    """What the columns hold. Ids in the names of folders are as good as ids: so folders that cannot match are not read."""
    runs = connection.table(RUNS)
    forms = {name: form_of(name, str(type_)) for name, type_ in zip(runs.columns, runs.types, strict=True)}
    named = [pair for path in paths for pair in folder_keys(path).items()]
    odd = {key for key, value in named if key not in IDS or value != canonical_uuid(value or "")}
    return columns_of(forms | {key: Form.UUID for key, _ in named if key not in odd})


def database_runs(path: str, columns: Columns | None = None) -> TableRuns:
    """The runs of a database of DuckDB: its table ``runs``, or its only one. Raises ``RecordError`` where there is neither."""
    connection = connect()
    try:
        connection.execute(_attach(path))
        connection.execute("SET enable_external_access = false")
        found: list[tuple[str, str]] = connection.execute(_TABLES.sql("duckdb"), {"name": _DATABASE}).fetchall()
        _view(connection, exp.select("*").from_(_chosen(path, found)))
        create_v1_view(connection)
    except duckdb.Error as error:
        raise RecordError(f"{path}: {without_sql(str(error))}") from None
    return TableRuns(DuckDBTable(connection, columns, place=path))


def relation_runs(relation: duckdb.DuckDBPyRelation, columns: Columns | None = None) -> TableRuns:
    """The runs of a relation of the user's own connection, read once into a database of ours."""
    connection = connect()
    try:
        connection.register(_LENT, relation.to_arrow_table())
        lent = connection.table(_LENT)
        columns_kept = [_kept(column, str(was), str(now)) for column, was, now in _types(relation, lent)]
        connection.sql(exp.select(*columns_kept).from_(_LENT).sql("duckdb")).create(GIVEN)
        create_v1_view(connection)
    except duckdb.Error as error:
        raise RecordError(f"the relation: {without_sql(str(error))}") from None
    return TableRuns(DuckDBTable(connection, columns, place="the relation"))


def _types(relation: duckdb.DuckDBPyRelation, lent: duckdb.DuckDBPyRelation) -> Iterator[tuple[str, Any, Any]]:
    return zip(relation.columns, relation.types, lent.types, strict=True)


def _kept(column: str, was: str, now: str) -> exp.Expr:
    """A column in the type that it had: Arrow has no JSON."""
    kept = name(column)
    return (
        kept
        if was == now
        else exp.alias_(exp.Cast(this=kept, to=exp.DataType.build(was, dialect="duckdb")), column, quoted=True)
    )


def _attach(path: str) -> str:
    target = exp.alias_(text(path), _DATABASE)
    return exp.Attach(this=target, expressions=[exp.AttachOption(this=exp.var("READ_ONLY"))]).sql("duckdb")


def _chosen(path: str, found: Sequence[tuple[str, str]]) -> exp.Table:
    """The table or view of a database that holds the runs."""
    named = [place for place in found if place[1].lower() == RUNS] or found
    if len(named) == 1:
        schema, table = named[0]
        return exp.table_(table, db=schema, catalog=_DATABASE, quoted=True)
    if not found:
        raise RecordError(f"{path}: {FileKind.DATABASE} without tables: nothing was exported to it")
    there = clip(", ".join(table for _, table in found), 200)
    raise RecordError(f"{path}: none of its tables ({there}) is called {RUNS}: open the right one as a relation of DuckDB")


def _read(paths: Sequence[str]) -> exp.Query:
    """All files as one table, those in folders that say different things side by side."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for path in paths:
        if not path.isprintable():
            raise RecordError(f"{path!a}: DuckDB cannot open a file of this name: rename it")
        groups.setdefault(tuple(sorted(folder_keys(path))), []).append(literal_path(path))
    read: exp.Query
    read, *others = (_read_group(group, partitioned=bool(keys)) for keys, group in groups.items())
    for other in others:
        read = exp.Union(this=read, expression=other, distinct=False, by_name=True)
    return read


def _read_group(paths: Sequence[str], *, partitioned: bool) -> exp.Select:
    named = {"union_by_name": True, "hive_partitioning": partitioned, "hive_types_autocast": False}
    settings = [exp.EQ(this=exp.column(key), expression=exp.Boolean(this=value)) for key, value in named.items()]
    return exp.select("*").from_(exp.Table(this=call("read_parquet", exp.Array(expressions=list(map(text, paths))), *settings)))


def _first_problem(connection: duckdb.DuckDBPyConnection, paths: Sequence[str]) -> str | None:
    """What is wrong with the first file that cannot be read by itself."""
    for path in paths:
        try:
            connection.sql(_read([path]).sql("duckdb")).limit(0).fetchall()
        except duckdb.Error as error:
            return f"{path}: {without_sql(str(error))}"
    return None


def _view(connection: duckdb.DuckDBPyConnection, query: exp.Query) -> None:
    connection.sql(query.sql("duckdb")).create_view(GIVEN)
