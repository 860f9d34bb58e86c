"""Runs in a table of ClickHouse, on a server or in this process.

Owns the invariant that SQL and Python see the same values: the query itself converts columns of other types to a text, a
datetime or JSON.
"""

from collections.abc import Iterator, Mapping, Sequence
import re
from typing import TYPE_CHECKING

from sqlglot import exp

from filterlang.sql.columns import Column, Columns, Form, columns_of
from filterlang.exports.tabular import JSON_FIELDS
from filterlang.exports.explanation import HERE, EnginePlan
from filterlang.sql.engines.clickhouse_plans import EXPLAIN, read_clickhouse_plan
from filterlang.sql.engines.clickhouse_connections import ClickHouseConnection, Row
from filterlang.sql.engines.clickhouse_expressions import ClickHouseExpressions
from filterlang.sql.engines.expressions import Sql, call, text
from filterlang.sql.lowering import Bound
from filterlang.exports.records import RecordError
from filterlang.sql.partitions import Partitions
from filterlang.sql.tables import TableRuns
from filterlang.text.display import clip

if TYPE_CHECKING:
    from chdb.session import Session
    from clickhouse_connect.driver.client import Client

_KINDS: tuple[tuple[str, Form, str | None], ...] = (
    ("String", Form.TEXT, None),
    (r"FixedString\(.*|Enum.*", Form.TEXT, "toString"),
    (r"Array\((LowCardinality\()?(Nullable\()?String\)*", Form.TEXTS, None),
    ("UUID", Form.UUID, None),
    ("Bool", Form.BOOLEAN, None),
    (r"U?Int(8|16|32|64)|Decimal\((\d|1[0-5]), .*", Form.NUMBER, None),
    (r"U?Int(128|256)|Decimal\(.*", Form.TEXT, "toString"),
    ("Float64", Form.DOUBLE, None),
    ("B?Float.*", Form.DOUBLE, "toFloat64"),
    (r"DateTime(\(.*)?|DateTime64\([0-6]\b.*", Form.DATETIME, None),
    (r"Date|Date32|DateTime64\(.*", Form.DATETIME, "toDateTime64"),
    (".*", Form.JSON, "toJSONString"),
)  # fmt: skip
"""By pattern of a column's type: the form of its values, and the function that converts them to that form.

Long numbers become texts, as costs are in JSON, because ClickHouse's conversion to doubles is sometimes off by one bit.
"""

_WRAPPED = re.compile(r"(?:LowCardinality|Nullable)\((.*)\)")
_ARGUMENTS: dict[str, tuple[Sql, ...]] = {"toDateTime64": (exp.Literal.number("6"), text("UTC"))}
_SECRET = re.compile(r"(?<=://)[^/@\s]*@| with url: \S+")
"""Matches the parts of drivers' messages that nobody should read: passwords, and pages of settings."""

_INNER = "kept"
_ABSENT = "output_format_json_skip_null_value_in_named_tuples"
"""The setting with which a null in a tuple is a key that is not there."""


class ClickHouseTable:
    """A table of ClickHouse with its columns.

    ``client`` is a client of clickhouse-connect, or a session or connection of chdb, and ``table`` a name, ``database.table``
    for one of another database. Raises ``RecordError`` for a table that cannot be read, and ``ValueError`` for a text
    that is no name.
    """

    tries_rows: str = HERE

    def __init__(self, client: "Client | Session", table: str, columns: Columns | None = None) -> None:
        self._connection = ClickHouseConnection(client)
        self._name = table
        self.title: str = f"ClickHouse: {table}"
        database, dot, name = table.rpartition(".")
        if not name or (dot and not database):
            raise ValueError(f"{table!r} is not the name of a table: write (client, 'table') or (client, 'database.table')")
        place = exp.table_(name, db=database or None, quoted=True)
        try:
            described = self._connection.described(exp.Describe(this=place).sql("clickhouse"))
        except self._connection.problems as error:
            raise self.broken(str(error)) from None
        types = {row["name"]: row["type"] for row in described if row["default_type"] != "EPHEMERAL"}
        self._always = frozenset(name for name, type_ in types.items() if type_ == "UUID")
        kinds = {name: _kind(type_) for name, type_ in types.items()}
        self.names: Sequence[str] = list(types)
        self.columns: Columns = columns or columns_of({name: _form(name, form) for name, (form, _) in kinds.items()})
        self.partitions: Partitions | None = None
        self.source: Sql = _source(place, {name: function for name, (_, function) in kinds.items()})

    def __repr__(self) -> str:
        return f"ClickHouseTable({self._name!r})"

    def expressions(self) -> ClickHouseExpressions:
        """ClickHouse's expressions, with no value bound yet."""
        return ClickHouseExpressions()

    def rows(self, sql: str, values: Mapping[str, Bound]) -> Iterator[Row]:
        """Yields the rows of a query, which come in blocks. Raises ``RecordError`` for a query that fails."""
        json = [column.name for column in self.columns.by_path.values() if column.form is Form.JSON]
        try:
            for row in self._connection.rows(sql, values):
                row.update(
                    (name, None) for name in json if row.get(name) == ""
                )  # a column without nulls has empty texts instead
                yield row
        except self._connection.problems as error:
            raise self.broken(str(error)) from None

    def plan_of(self, sql: str, values: Mapping[str, Bound]) -> EnginePlan:
        """Returns ClickHouse's plan of a query, with the indexes that it uses."""
        try:
            lines = [str(row["explain"]) for row in self._connection.described(EXPLAIN + sql, values)]
        except self._connection.problems as error:
            raise self.broken(str(error)) from None
        return read_clickhouse_plan("\n".join(lines), sql)

    def files(self) -> Sequence[str]:
        """None: ClickHouse skips parts of its tables by their own keys."""
        return ()

    def always(self, column: Column) -> bool:
        """Whether the type of a column says that every row has a text in it."""
        return column.name in self._always and not column.path

    def broken(self, problem: str) -> RecordError:
        """Returns the error for a problem with this table."""
        return RecordError(f"{self._name}: {clip(_SECRET.sub('', problem), 500)}")


def _source(place: exp.Table, functions: Mapping[str, str | None]) -> Sql:
    """Returns the table, or a subquery if columns have to be converted."""
    if not any(functions.values()):
        return place
    made: list[Sql] = []
    for name, function in functions.items():
        found: Sql = exp.column(exp.to_identifier(name, quoted=True), table=_INNER)
        if function is not None:
            found = call(function, found, *_ARGUMENTS.get(function, ()))
        made.append(exp.alias_(found, name, quoted=True))
    query = exp.select(*made).from_(exp.alias_(place, _INNER, table=True))
    if "toJSONString" in functions.values():
        query.set("settings", [exp.EQ(this=exp.var(_ABSENT), expression=exp.Literal.number("1"))])
    return query.subquery("runs")


def _kind(type_: str) -> tuple[Form, str | None]:
    """Returns the form of a type's values, and the function that converts them to it."""
    while wrapped := _WRAPPED.fullmatch(type_):
        type_ = wrapped[1]
    return next((form, function) for pattern, form, function in _KINDS if re.fullmatch(pattern, type_, re.DOTALL))


def _form(name: str, form: Form) -> Form:
    return Form.JSON if form is Form.TEXT and name in JSON_FIELDS else form


def clickhouse_runs(client: "Client | Session", table: str, columns: Columns | None = None) -> TableRuns:
    """Returns the runs in a table of ClickHouse; ``columns`` maps fields to its columns where these have other names.

    ``ClickHouseTable(client, table).columns`` are the columns by their own names. Their method
    ``renamed({"id": "run_key", "metadata": "meta"})`` maps the id to ``run_key`` and the metadata to ``meta``, each with the
    form of the column's type. Raises ``RecordError`` for a table that cannot be read.
    """
    return TableRuns(ClickHouseTable(client, table, columns))
