"""Parquet files, databases of DuckDB and relations as runs in the v1 form.

Owns the invariants that a database is never written, and that only named files are read: a view in a database cannot reach
another file.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb
from sqlglot import exp

from filterlang.sql.columns import Columns
from filterlang.sql.engines.duckdb_shapes import in_v1_form
from filterlang.sql.engines.duckdb_table import RUNS, DuckDBTable, connect, forms_of, literal_path, without_sql
from filterlang.sql.engines.expressions import call, name, text
from filterlang.exports.files import FileKind
from filterlang.exports.records import RecordError, folder_keys
from filterlang.sql.table_names import quoted_table_name, table_name_parts
from filterlang.sql.table_runs import TableRuns
from filterlang.tables.run_cells import counted
from filterlang.text.display import clip

_DATABASE, _LENT, _COPIED = "given_database", "lent", "copied"
CONNECTION = "the connection"
"""The name of a connection in messages."""
_ARTICLES = {"A": "an", "o": "an", "t": "the"}
"""The articles of labels by their first letter: an Arrow table, an open file, the table of a connection; otherwise ``a``."""

_TABLES = (
    exp.select("table_schema", "table_name")
    .from_(exp.table_("tables", db="information_schema"))
    .where("table_catalog = $name")
    .order_by("table_schema", "table_name")
)


def parquet_runs(paths: Sequence[str], columns: Columns | None = None) -> TableRuns:
    """Returns the runs of Parquet files. Values in the names of folders (``session_id=…/``) replace those in the files.

    Raises ``RecordError`` with the name of a file that cannot be read.
    """
    connection = connect()
    try:
        query, relation = in_v1_form(connection, _read(paths))
    except duckdb.Error as error:
        raise RecordError(_first_problem(connection, paths) or f"{paths[0]}: {without_sql(str(error))}") from None
    place = paths[0] if len(paths) == 1 else f"{paths[0]} and others"
    return TableRuns(
        DuckDBTable(connection, query.subquery(RUNS, copy=False), forms_of(relation), columns, place=place, files=paths)
    )


def database_runs(path: str, columns: Columns | None = None, table: str | None = None) -> TableRuns:
    """Returns the runs in a table or view of a DuckDB database: the named one, or else ``runs``, or else the only one.

    Raises ``RecordError`` for a database that has none of them, and ``ValueError`` for a text that is not the name of a table.
    """
    parts = None if table is None else table_name_parts(table, most=2)
    connection = connect()
    try:
        connection.execute(_attach(path))
        connection.execute("SET enable_external_access = false")
        tables: list[tuple[str, str]] = connection.execute(_TABLES.sql("duckdb"), {"name": _DATABASE}).fetchall()
        query, relation = in_v1_form(connection, _all_of(_chosen(path, tables, parts)))
    except duckdb.Error as error:
        raise RecordError(f"{path}: {without_sql(str(error))}") from None
    return TableRuns(DuckDBTable(connection, query.subquery(RUNS, copy=False), forms_of(relation), columns, place=path))


def relation_runs(
    relation: duckdb.DuckDBPyRelation,
    columns: Columns | None = None,
    label: str = "the relation",
    shown_as: str = "relation of DuckDB",
) -> TableRuns:
    """Returns the runs of a relation of the user's connection, which is copied once into a database in memory."""
    connection = connect()
    try:
        connection.register(_LENT, relation.to_arrow_table())
        lent = connection.table(_LENT)
        columns_kept = [_kept(column, str(was), str(now)) for column, was, now in _types(relation, lent)]
        connection.sql(exp.select(*columns_kept).from_(_LENT).sql("duckdb")).create(_COPIED)
        query, v1 = in_v1_form(connection, _all_of(exp.to_table(_COPIED)))
        (size,) = connection.execute(exp.select(exp.Count(this=exp.Star())).from_(_COPIED).sql("duckdb")).fetchone() or (0,)
    except duckdb.Error as error:
        raise RecordError(f"{label}: {without_sql(str(error))}") from None
    table = DuckDBTable(connection, query.subquery(RUNS, copy=False), forms_of(v1), columns, place=label)
    return LentRuns(table, shown_as, size)


def connection_runs(
    connection: duckdb.DuckDBPyConnection, columns: Columns | None = None, table: str | None = None
) -> TableRuns:
    """Returns the runs in a table or view of the user's connection: the named one, or else as ``database_runs`` chooses it.

    Raises ``RecordError`` for a connection that is closed or has none of them.
    """
    parts = None if table is None else table_name_parts(table, most=2)
    try:
        (name,) = connection.execute("SELECT current_database()").fetchone() or ("",)
        tables: list[tuple[str, str]] = connection.execute(_TABLES.sql("duckdb"), {"name": name}).fetchall()
        chosen = _chosen(CONNECTION, tables, parts, name)
        relation = connection.sql(_all_of(chosen).sql("duckdb"))
    except duckdb.Error as error:
        raise RecordError(f"{CONNECTION}: {without_sql(str(error))}") from None
    return relation_runs(relation, columns, CONNECTION, f"table {chosen.name} of a connection of DuckDB")


def lent_runs(source: object, columns: Columns | None, label: str, size: int | None = None) -> TableRuns:
    """Returns the runs in a table or dataset of Arrow, which every query scans where it is; ``size`` is their number."""
    connection = connect()
    try:
        connection.register(_LENT, source)
        query, v1 = in_v1_form(connection, _all_of(exp.to_table(_LENT)))
    except duckdb.Error as error:
        raise RecordError(f"the {label}: {without_sql(str(error))}") from None
    table = DuckDBTable(
        connection, query.subquery(RUNS, copy=False), forms_of(v1), columns, place=f"the {label}", lent={_LENT: source}
    )
    return LentRuns(table, label, size)


class LentRuns(TableRuns):
    """Runs in a table of Arrow or DuckDB that belongs to the user, or was made of what does: with a label, and their number."""

    def __init__(self, table: DuckDBTable, label: str, size: int | None) -> None:
        super().__init__(table)
        self._label = label
        self._size = size

    def __repr__(self) -> str:
        article = _ARTICLES.get(self._label[0], "a")
        return f"<{'runs' if self._size is None else counted(self._size)} in {article} {self._label}>"


def _types(relation: duckdb.DuckDBPyRelation, lent: duckdb.DuckDBPyRelation) -> Iterator[tuple[str, Any, Any]]:
    return zip(relation.columns, relation.types, lent.types, strict=True)


def _kept(column: str, was: str, now: str) -> exp.Expr:
    """Returns a column cast to the type that it had before Arrow, which has no JSON."""
    kept = name(column)
    return (
        kept
        if was == now
        else exp.alias_(exp.Cast(this=kept, to=exp.DataType.build(was, dialect="duckdb")), column, quoted=True)
    )


def _attach(path: str) -> str:
    target = exp.alias_(text(path), _DATABASE)
    return exp.Attach(this=target, expressions=[exp.AttachOption(this=exp.var("READ_ONLY"))]).sql("duckdb")


def _chosen(path: str, tables: Sequence[tuple[str, str]], parts: Sequence[str] | None, catalog: str = _DATABASE) -> exp.Table:
    """Returns the table or view of a database that holds the runs: the one whose name has these parts, if there are any."""
    wanted = [part.lower() for part in parts or (RUNS,)]
    found = [entry for entry in tables if [part.lower() for part in entry[-len(wanted) :]] == wanted]
    if len(candidates := found if found or parts else tables) == 1:
        ((schema, table),) = candidates
        return exp.table_(table, db=schema, catalog=catalog, quoted=True)
    if not tables:
        raise RecordError(f"{path}: {FileKind.DATABASE} without tables: nothing was exported to it")
    name = clip(".".join(parts or (RUNS,)))
    if found:
        names = clip(", ".join(map(quoted_table_name, found)), 200)
        raise RecordError(f"{path}: several of its tables are called {name} ({names}): name the schema too")
    names = clip(", ".join(table for _, table in tables), 200)
    advice = "open_runs((connection, 'TABLE'))" if path == CONNECTION else f"duckdb:{path}#TABLE"
    raise RecordError(f"{path}: none of its tables ({names}) is called {name}: name the right one, as in {advice}")


def _read(paths: Sequence[str]) -> exp.Query:
    """Returns the query for all files, whose names have to be ones that DuckDB can open."""
    for path in paths:
        if not path.isprintable():
            raise RecordError(f"{path!a}: DuckDB cannot open a file of this name: rename it")
    return read_parquet({path: literal_path(path) for path in paths})


def read_parquet(paths: Mapping[str, str]) -> exp.Query:
    """Returns the query for all files: each path with its spelling in SQL.

    Files whose folders have different keys are read apart and joined by ``UNION``.
    """
    groups: dict[tuple[str, ...], list[str]] = {}
    for path, literal in paths.items():
        groups.setdefault(tuple(sorted(folder_keys(path))), []).append(literal)
    read: exp.Query
    read, *others = (_read_group(group, partitioned=bool(keys)) for keys, group in groups.items())
    for other in others:
        read = exp.Union(this=read, expression=other, distinct=False, by_name=True)
    return read


def _read_group(paths: Sequence[str], *, partitioned: bool) -> exp.Select:
    named = {"union_by_name": True, "hive_partitioning": partitioned, "hive_types_autocast": False}
    settings = [exp.EQ(this=exp.column(key), expression=exp.Boolean(this=value)) for key, value in named.items()]
    return _all_of(exp.Table(this=call("read_parquet", exp.Array(expressions=list(map(text, paths))), *settings)))


def _all_of(table: exp.Table) -> exp.Select:
    return exp.select(exp.Star(), copy=False).from_(table, copy=False)


def _first_problem(connection: duckdb.DuckDBPyConnection, paths: Sequence[str]) -> str | None:
    """Returns the problem of the first file that cannot be read by itself."""
    for path in paths:
        try:
            connection.sql(_read([path]).sql("duckdb")).limit(0).fetchall()
        except duckdb.Error as error:
            return f"{path}: {without_sql(str(error))}"
    return None
