"""Runs in a table of ClickHouse, on a server or in this process.

Owns the invariant that SQL and Python see the same values: what has no form of its own becomes a text, a point in time or JSON
in the query already.
"""

from collections.abc import Iterator, Mapping, Sequence
import re
from typing import TYPE_CHECKING

from sqlglot import exp

from filterlang.sql.columns import Column, Columns, Form, columns_of
from filterlang.exports.tabular import JSON_FIELDS
from filterlang.sql.engines.clickhouse_connections import ClickHouseConnection, Row
from filterlang.sql.engines.clickhouse_expressions import ClickHouseExpressions
from filterlang.sql.engines.expressions import Sql, call, text
from filterlang.sql.lowering import Bound
from filterlang.exports.records import RecordError
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
"""By its type, how a column holds its values, and the function that brings them into that form.

Long numbers are texts, as costs are on the wire: ClickHouse's conversion to doubles is off by a bit for some.
"""

_WRAPPED = re.compile(r"(?:LowCardinality|Nullable)\((.*)\)")
_ARGUMENTS: dict[str, tuple[Sql, ...]] = {"toDateTime64": (exp.Literal.number("6"), text("UTC"))}
_SECRET = re.compile(r"(?<=://)[^/@\s]*@| with url: \S+")
"""What the messages of drivers have and nobody should read: passwords, and pages of settings."""

_INNER = "kept"
_ABSENT = "output_format_json_skip_null_value_in_named_tuples"
"""The setting with which a null in a tuple is a key that is not there."""


class ClickHouseTable:
    """A table of ClickHouse, with what its columns hold.

    ``client`` is a client of clickhouse-connect, or a session or connection of chdb, and ``table`` a name, ``database.table``
    for one of another database. Raises ``RecordError`` for a table that cannot be read, and ``ValueError`` for what is no
    name.
    """

    def __init__(self, client: "Client | Session", table: str, columns: Columns | None = None) -> None:
        self._connection = ClickHouseConnection(client)
        self._name = table
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
        self.source: Sql = _source(place, {name: function for name, (_, function) in kinds.items()})

    def __repr__(self) -> str:
        return f"ClickHouseTable({self._name!r})"

    def expressions(self) -> ClickHouseExpressions:
        """ClickHouse's expressions, with no value bound yet."""
        return ClickHouseExpressions()

    def rows(self, sql: str, values: Mapping[str, Bound]) -> Iterator[Row]:
        """The rows of a query, a block at a time. Raises ``RecordError`` for what cannot be read."""
        json = [column.name for column in self.columns.places.values() if column.form is Form.JSON]
        try:
            for row in self._connection.rows(sql, values):
                row.update((name, None) for name in json if row.get(name) == "")  # as a column has it that takes no null
                yield row
        except self._connection.problems as error:
            raise self.broken(str(error)) from None

    def always(self, column: Column) -> bool:
        """Whether every row has a text in a column, as its type says."""
        return column.name in self._always and not column.path

    def broken(self, problem: str) -> RecordError:
        """The error for something that cannot be read."""
        return RecordError(f"{self._name}: {clip(_SECRET.sub('', problem), 500)}")


def _source(place: exp.Table, functions: Mapping[str, str | None]) -> Sql:
    """The table, in a query of its own where columns have to be brought into a form."""
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
    """The form that the values of a type come in, and the function that brings them into it."""
    while wrapped := _WRAPPED.fullmatch(type_):
        type_ = wrapped[1]
    return next((form, function) for pattern, form, function in _KINDS if re.fullmatch(pattern, type_, re.DOTALL))


def _form(name: str, form: Form) -> Form:
    return Form.JSON if form is Form.TEXT and name in JSON_FIELDS else form


def clickhouse_runs(client: "Client | Session", table: str, columns: Columns | None = None) -> TableRuns:
    """The runs in a table of ClickHouse, of which ``columns`` says what it keeps where, if its names do not.

    ``ClickHouseTable(client, table).columns`` is what its names say; ``.renamed({"id": "run_key", "metadata": "meta"})`` of
    that says that ids are in ``run_key`` and the metadata in ``meta``, each with the form that its type has. Raises
    ``RecordError`` for a table that cannot be read.
    """
    return TableRuns(ClickHouseTable(client, table, columns))
