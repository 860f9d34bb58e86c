"""The runs of a table of ClickHouse as a query that the user's own client can run, for writing them to another table.

Owns the invariants that the query selects exactly the runs that ``records()`` returns, and that values in it are literals.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from sqlglot import exp

from filterlang.evaluate.query import Plan
from filterlang.exports.sql_query import SqlQuery
from filterlang.schema.fields import FIELDS
from filterlang.sql.columns import Columns
from filterlang.sql.engines.clickhouse_connections import utc_text
from filterlang.sql.engines.clickhouse_fields import SelectedField, selected_fields
from filterlang.sql.engines.clickhouse_table import ClickHouseTable
from filterlang.sql.engines.expressions import call, name as name_of, text
from filterlang.sql.lowering import Bound, Reason, RowCondition
from filterlang.sql.lowering.row_conditions import Sql, conjunction, disjunction, exactly, not_true, parens
from filterlang.sql.statements import Statements
from filterlang.sql.table_runs import TableRuns, TableSelection
from filterlang.sql.undecided_rows import Trials

if TYPE_CHECKING:
    from chdb.session import Session
    from clickhouse_connect.driver.client import Client

MOST_IDS = 100_000
"""The most ids, and the most traces, that stand in one query."""

_MICROSECONDS = exp.Literal.number("6")
_COLUMN_FIRST = exp.EQ(this=exp.var("prefer_column_name_to_alias"), expression=exp.Literal.number("1"))
"""The setting with which a name in a condition is a column, even if a selected field has this name too."""


class ClickHouseRuns(TableRuns):
    """Runs in a table of ClickHouse."""

    def __init__(self, table: ClickHouseTable) -> None:
        super().__init__(table)
        self._table = table

    def select(self, plan: Plan) -> "ClickHouseSelection":
        """Returns the runs that a plan selects. Raises ``ValueError`` for an argument whose column the table lacks."""
        return ClickHouseSelection(self._table, plan)


class ClickHouseSelection(TableSelection):
    """The runs of a table of ClickHouse that a plan selects."""

    def __init__(self, table: ClickHouseTable, plan: Plan) -> None:
        super().__init__(table, plan)
        self._table = table

    def to_sql(self) -> SqlQuery:
        """Returns the query for the selected runs. Python tries undecided runs now, and their ids stand in the query.

        Raises ``ValueError`` for a selected field that has no column and no expression in SQL, for more undecided runs or
        traces that match than ``MOST_IDS``, and for undecided runs with one id of which only some match.
        """
        return DecidedQuery(self._table, self.plan).query()


class DecidedQuery(TableSelection):
    """The query for the selected runs, in which SQL decides every run."""

    def __init__(self, table: ClickHouseTable, plan: Plan) -> None:
        super().__init__(table, plan)
        self._table = table

    def query(self) -> SqlQuery:
        """Returns the query. See ``ClickHouseSelection.to_sql``."""
        self._find_traces()
        statements = Statements(self._table.unconverted, self.plan)
        for traced, tried in zip(statements.traced, self.statements.traced, strict=True):
            _check_number(tried.found or (), "traces", tried.condition.reasons)
            traced.found = tried.found
        if not statements.own.exact:
            statements.own = self._decided(statements)
        fields = self._fields(statements)
        settings = list(self._table.unconverted.settings)
        if any(field.name != field.column and field.name in self._table.names for field in fields):
            settings.append(_COLUMN_FIRST.copy())
        query = statements.rows((), limit=self.plan.limit, ordered=self.plan.ordered).query
        query = query.select(*(field.projection() for field in fields), append=False, copy=False)
        query.set("settings", settings)
        values = {placeholder.name: statements.expressions.values[placeholder.name] for placeholder in _placeholders(query)}
        return SqlQuery(
            query.sql("clickhouse"), self._table.parameters(values), _with_literals(query, values).sql("clickhouse")
        )

    def _fields(self, statements: Statements) -> Sequence[SelectedField]:
        """Returns what the query selects. Raises ``ValueError`` for a field that SQL cannot compute for a selected run."""
        if self.fields is None:
            return [SelectedField(name, name_of(name), name) for name in self._table.stored]
        fields = selected_fields(self.fields, self._table, statements.expressions)
        for field in fields:
            if field.undecided is not None:
                number = self._number(statements, conjunction(statements.own.must.copy(), field.undecided.copy()))
                if number:
                    raise ValueError(
                        f"{field.name} cannot be computed in SQL for {number} of the selected runs "
                        f"({_reasons(field.reasons)}): leave it out, or use to_arrow()"
                    )
        return fields

    def _decided(self, statements: Statements) -> RowCondition:
        """Returns the condition for the selected runs, in which undecided runs have to have the id of one that matches."""
        own, ids = statements.own, self._undecided_ids()
        if not ids:
            return exactly(own.must)
        column = self._table.columns.find(FIELDS["id"].stored)
        assert column is not None, "statements need an id"
        among = statements.expressions.one_of(statements.expressions.text(column), list(dict.fromkeys(ids)))
        number = self._number(statements, conjunction(own.may.copy(), not_true(own.must.copy()), among.copy()))
        if number != len(ids):
            raise ValueError(
                f"SQL leaves runs undecided ({_reasons(own.reasons)}): {len(ids)} of them match, but {number} have the same "
                "ids, so that ids cannot tell which to select: use records() or to_arrow()"
            )
        return exactly(disjunction(own.must, parens(conjunction(own.may, among))))

    def _undecided_ids(self) -> list[str]:
        """Returns the ids of the undecided runs that match, one for each run. They are tried while they are read."""
        trials = Trials(self.plan.own)
        rows = self._run(self.statements.undecided_own_rows(self._needed((), self.plan.own)))
        found = (str(record["id"]) for record in map(self.record, rows) if trials.matches(record))
        ids = list(islice(found, MOST_IDS + 1))
        _check_number(ids, "runs", self.statements.own.reasons)
        return ids

    def _number(self, statements: Statements, condition: Sql) -> int:
        """Returns the number of runs that meet a condition, and those on their trace."""
        own, statements.own = statements.own, exactly(condition)
        row = self._counts(statements.count())
        statements.own = own
        return int(row["n"])


def clickhouse_runs(client: "Client | Session", table: str, columns: Columns | None = None) -> ClickHouseRuns:
    """Returns the runs in a table of ClickHouse; ``columns`` maps fields to its columns where these have other names.

    ``ClickHouseTable(client, table).columns`` are the columns by their own names. Their method
    ``renamed({"id": "run_key", "metadata": "meta"})`` maps the id to ``run_key`` and the metadata to ``meta``, each with the
    form of the column's type. Raises ``RecordError`` for a table that cannot be read.
    """
    return ClickHouseRuns(ClickHouseTable(client, table, columns))


def _check_number(ids: Sequence[str], kind: str, reasons: Sequence[Reason]) -> None:
    """Raises ``ValueError`` for more ids than a query can hold."""
    if len(ids) > MOST_IDS:
        raise ValueError(
            f"SQL leaves {kind} undecided ({_reasons(reasons)}), and more than {MOST_IDS:,} of them match, too many to list "
            "in a query: use records() or to_arrow(), or ask for less at a time"
        )


def _reasons(reasons: Sequence[Reason]) -> str:
    return "; ".join(reason.text for reason in reasons)


def _placeholders(query: exp.Expr) -> list[exp.Placeholder]:
    return list(query.find_all(exp.Placeholder))


def _with_literals(query: exp.Select, values: Mapping[str, Bound]) -> exp.Expr:
    """Returns a query with literals for its parameters."""
    literal = query.copy()
    for placeholder in _placeholders(literal):
        placeholder.replace(_literal(values[placeholder.name]))
    return literal


def _literal(value: Bound) -> exp.Expr:
    """Returns a value as a literal of the type that it has as a parameter."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return exp.Array(expressions=list(map(text, value)))
    if isinstance(value, datetime):
        return call("toDateTime64", text(utc_text(value)), _MICROSECONDS.copy(), text("UTC"))
    return exp.Literal.number(repr(value))
