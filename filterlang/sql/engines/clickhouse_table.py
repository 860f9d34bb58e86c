"""Runs in a table of ClickHouse, on a server or in this process.

Owns the invariant that SQL and Python see the same values: the query itself converts columns of other types to a text, a
datetime or JSON.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
import re
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from filterlang.sql.columns import Column, Columns, Form, columns_of
from filterlang.exports.explanation import HERE, EnginePlan
from filterlang.sql.engines.clickhouse_plans import EXPLAIN, read_clickhouse_plan
from filterlang.sql.engines.clickhouse_connections import ClickHouseConnection, Row
from filterlang.sql.engines.clickhouse_expressions import ClickHouseExpressions
from filterlang.sql.engines.expressions import Sql, call, text
from filterlang.sql.lowering import Bound, Probe
from filterlang.exports.records import RecordError
from filterlang.sql.partitions import Partitions
from filterlang.sql.table_runs import EMPTY
from filterlang.sql.table_names import table_of
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
_PACKED, _UNPACKING = "LowCardinality(Nullable(String))", "accurateCastOrNull"
"""The type of texts that functions on JSON do not take, and the function that converts it to one that they take."""

_ARGUMENTS: dict[str, tuple[Sql, ...]] = {"toDateTime64": (exp.Literal.number("6"), text("UTC")), _UNPACKING: (text("String"),)}
_SECRET = re.compile(
    r"(?<=://)\S*@| with url: \S+"
    r"|(?i:(?:password|passwd|pwd|secret\w*|authorization|clickhouse-key|api_key|access_key\w*|_token|\btoken(?==))['\"]?\s*[=:]\s*"
    r"(?:'[^']*'|\"[^\"]*\"|(?:basic |bearer )?[^\s,&;)]+))"
)
"""Matches the parts of drivers' messages that nobody should read: passwords, and pages of settings."""

_STORED = ("", "DEFAULT")
"""The kinds of columns that ``SELECT *`` returns and ``INSERT`` takes."""

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
        place = table_of(table, most=2)
        try:
            described = self._connection.described(exp.Describe(this=place).sql("clickhouse"))
        except self._connection.problems as error:
            raise self.broken(str(error)) from None
        types = {row["name"]: row["type"] for row in described if row["default_type"] != "EPHEMERAL"}
        self._always = frozenset(name for name, type_ in types.items() if type_ == "UUID")
        self._never_null = frozenset(name for name, type_ in types.items() if "Nullable" not in type_)
        kinds = {name: _kind(type_) for name, type_ in types.items()}
        functions = {name: function for name, (_, function) in kinds.items() if function is not None}
        settings = _settings(types[name] for name, function in functions.items() if function == "toJSONString")
        self.names: Sequence[str] = list(types)
        self.stored: Sequence[str] = [row["name"] for row in described if row["default_type"] in _STORED]
        self.columns: Columns = columns or columns_of({name: form for name, (form, _) in kinds.items()})
        json = [column.name for column in self.columns.by_path.values() if column.form is Form.JSON]
        functions |= {name: _UNPACKING for name in json if types.get(name) == _PACKED}
        self.partitions: Partitions | None = None
        self.source: Sql = _source(place, self.names, functions, settings)
        self.unconverted: UnconvertedTable = UnconvertedTable(self, place, functions, settings)

    def __repr__(self) -> str:
        return f"ClickHouseTable({self._name!r})"

    def expressions(self, conversions: Mapping[str, Probe] | None = None) -> ClickHouseExpressions:
        """ClickHouse's expressions, with no value bound yet. ``conversions`` are those of the columns that need one."""
        return ClickHouseExpressions(conversions, self._always, self._never_null)

    def rows(self, sql: str, values: Mapping[str, Bound], call: str = "") -> Iterator[Row]:
        """Yields the rows of a query, which come in blocks. Raises ``RecordError`` for a query that fails.

        ``call`` names the query in ``system.query_log`` and ``system.processes``.
        """
        json = [column.name for column in self.columns.by_path.values() if column.form is Form.JSON]
        try:
            for row in self._connection.rows(sql, values, call):
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
        if not lines:
            raise self.broken(EMPTY)
        return read_clickhouse_plan("\n".join(lines), sql)

    def files(self) -> Sequence[str]:
        """None: ClickHouse skips parts of its tables by their own keys."""
        return ()

    def always(self, column: Column) -> bool:
        """Whether the type of a column says that every row has a text in it."""
        return column.name in self._always and not column.path

    def parameters(self, values: Mapping[str, Bound]) -> dict[str, Any]:
        """Returns values in the form in which the user's client takes the parameters of a query."""
        return self._connection.parameters(values)

    def broken(self, problem: str) -> RecordError:
        """Returns the error for a problem with this table."""
        return RecordError(f"{self._name}: {clip(_SECRET.sub('', problem), 500)}")


class UnconvertedTable:
    """The same table without conversions of its columns: the conditions on a column convert its values.

    ``settings`` are those that the conversions need.
    """

    def __init__(self, table: ClickHouseTable, place: exp.Table, functions: Mapping[str, str], settings: Sequence[Sql]) -> None:
        self._table = table
        self._conversions: dict[str, Probe] = {name: partial(_converted, function) for name, function in functions.items()}
        self.columns: Columns = table.columns
        self.names: Sequence[str] = table.names
        self.partitions: Partitions | None = table.partitions
        self.source: Sql = place
        self.settings: Sequence[Sql] = settings

    def expressions(self) -> ClickHouseExpressions:
        """ClickHouse's expressions over the table's own columns, with no value bound yet."""
        return self._table.expressions(self._conversions)

    def always(self, column: Column) -> bool:
        """Whether the type of a column says that every row has a text in it."""
        return self._table.always(column)


def _source(place: exp.Table, names: Iterable[str], functions: Mapping[str, str], settings: Sequence[Sql]) -> Sql:
    """Returns the table, or a subquery if columns have to be converted."""
    if not functions:
        return place
    made: list[Sql] = []
    for name in names:
        found: Sql = exp.column(exp.to_identifier(name, quoted=True), table=_INNER)
        made.append(exp.alias_(_converted(functions[name], found) if name in functions else found, name, quoted=True))
    query = exp.select(*made).from_(exp.alias_(place, _INNER, table=True))
    query.set("settings", list(settings))
    return query.subquery("runs")


def _converted(function: str, value: Sql) -> Sql:
    return call(function, value, *_ARGUMENTS.get(function, ()))


def _settings(types: Iterable[str]) -> list[Sql]:
    """Returns the settings with which columns of these types are converted to JSON."""
    needed = any("Tuple(" in type_ for type_ in types)
    return [exp.EQ(this=exp.var(_ABSENT), expression=exp.Literal.number("1"))] if needed else []


def _kind(type_: str) -> tuple[Form, str | None]:
    """Returns the form of a type's values, and the function that converts them to it."""
    while wrapped := _WRAPPED.fullmatch(type_):
        type_ = wrapped[1]
    return next((form, function) for pattern, form, function in _KINDS if re.fullmatch(pattern, type_, re.DOTALL))
