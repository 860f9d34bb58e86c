"""The runs of a table of Spark that a plan selects, as a data frame that stays on the cluster.

Owns the invariants that undecided rows are tried where they are, and that no row comes to this process which is not selected.
"""

from collections.abc import Iterator

from pyspark.sql import DataFrame, SparkSession

from filterlang.evaluate.query import Plan
from filterlang.evaluate.run_statistics import Aggregated, Question
from filterlang.evaluate.selection import SYNONYMS, projected
from filterlang.evaluate.shapes import ELSEWHERE
from filterlang.exports.explanation import ExplainedQuery
from filterlang.exports.records import Record
from filterlang.sql.columns import Columns
from filterlang.sql.engines.expressions import name as name_of
from filterlang.sql.engines.spark_functions import derived, is_met, named
from filterlang.sql.engines.spark_table import FilterlangMissing, SparkTable
from filterlang.sql.lowering import Reason
from filterlang.sql.lowering.row_conditions import conjunction, exactly, parens
from filterlang.sql.grouping import Grouping
from filterlang.sql.row_records import DerivedFields, TableRow
from filterlang.sql.statements import Statement, Statements, unused
from filterlang.sql.table_runs import TableRuns, TableSelection
from filterlang.sql.undecided_rows import UndecidedRowTest

_MATCHES, _DERIVED = "__matches", "__derived"


class SparkRuns(TableRuns):
    """Runs in a data frame or a table of Spark."""

    def __init__(self, table: SparkTable) -> None:
        super().__init__(table)
        self._table = table

    def select(self, plan: Plan) -> "SparkSelection":
        """Returns the runs that a plan selects. Raises ``ValueError`` for an argument whose column the table lacks."""
        return SparkSelection(self._table, plan)


class SparkSelection(TableSelection):
    """The runs of a table of Spark that a plan selects."""

    def __init__(self, table: SparkTable, plan: Plan) -> None:
        super().__init__(table, plan)
        self._table = table

    def records(self) -> Iterator[Record]:
        """Yields the selected runs in the v1 form, in order."""
        statements, frame = self._decided()
        statement = statements.rows(self._needed(self.fields), limit=self.plan.limit, ordered=self.plan.ordered)
        for row in self._read(statement, frame, spread=not self.plan.ordered):
            record = self.record(row)
            yield record if self.fields is None else projected(record, self.fields)

    def count(self) -> int:
        """Returns the number of selected runs. Rows are tried in Python only if SQL has left some undecided."""
        row: TableRow = {"undecided": 1}
        if not any(reason.every for reason in self._reasons()):
            (row,) = self._read(self.statements.count())
        if row.get("undecided") or (not self.statements.own.exact and (row.get("must") or 0) != row["n"]):
            statements, frame = self._decided()
            (row,) = self._read(statements.count(), frame)
        return int(row["n"]) if self.plan.limit is None else min(int(row["n"]), self.plan.limit)

    def _grouped(self, question: Question) -> list[Aggregated] | None:
        """Returns the groups as Spark makes them, which tries undecided rows where they are; None if a value is undecided."""
        statements, frame = self._decided()
        grouping = Grouping(statements, self._table.columns, question)
        return None if grouping.statement is None else grouping.read(self._read(grouping.statement, frame))

    def to_spark(self) -> DataFrame:
        """Returns the selected runs as a data frame, for which no job has run."""
        statements, frame = self._decided()
        columns, others = self._places()
        needed = self._needed(others) if others else []
        names = dict.fromkeys((*columns.values(), *needed))
        statement = statements.rows(names, limit=self.plan.limit, ordered=self.plan.ordered)
        result = self._table.query(statement.sql, statement.values, frame)
        values = {field: named(name) for field, name in columns.items()}
        if others:
            added = unused(_DERIVED, names)
            result = result.withColumn(added, derived(DerivedFields(self.reader, others), result, needed))
            values |= {field: named(added).getField(field) for field in others}
        return result.select(*(values[field].alias(field) for field in self.fields or columns))

    def _explained_queries(self) -> Iterator[ExplainedQuery]:
        """Yields Spark's plans for the number of runs and for the runs, whose undecided rows are tried on the executors."""
        statements, frame = self._decided()
        wanted = statements.rows(self._needed(self.fields), limit=self.plan.limit, ordered=self.plan.ordered)
        for purpose, query in (("count()", statements.count()), ("records(), to_spark()", wanted)):
            yield ExplainedQuery(purpose, self._table.plan_of(query.sql, query.values, frame))

    def _places(self) -> tuple[dict[str, str], list[str]]:
        """Returns the columns as they are stored of the fields that have one, and the selected fields that have none."""
        stored, columns = self._table.stored, self._table.columns
        if self.fields is None:
            return dict(stored), []
        places: dict[str, str] = {}
        for field in self.fields:
            for name in (field, SYNONYMS.get(field, field)):
                column = columns.by_path.get(ELSEWHERE.get(name, (name,)))
                if field not in places and column is not None and not column.path:
                    places[field] = stored[column.name]
            if field in stored:
                places.setdefault(field, stored[field])
        return places, [field for field in self.fields if field not in places]

    def _decided(self) -> tuple[Statements, DataFrame]:
        """Returns statements that leave no row undecided, and the frame for them.

        The frame has a column for each condition that is not exact. It is true for the rows that are undecided in the condition
        and meet it, and for all rows that are decided.
        """
        statements, frame = Statements(self._table, self.plan), self._table.frame
        conditions = (
            (None, statements.own, self.plan.own),
            *((each, each.condition, each.predicate) for each in statements.traced),
        )
        undecided = {
            unused(f"{_MATCHES}{number}", self._table.names): entry
            for number, entry in enumerate(conditions)
            if not entry[1].exact
        }
        if undecided:
            flags = statements.with_undecided({flag: traced for flag, (traced, _, _) in undecided.items()})
            frame = self._table.query(flags.sql, flags.values)
        for flag, (traced, condition, predicate) in undecided.items():
            test, names = UndecidedRowTest(self.reader, predicate), self._needed((), predicate)
            frame = frame.withColumn(flag, is_met(test, frame, names, flag))
            decided = exactly(conjunction(parens(condition.may.copy()), name_of(flag)))
            if traced is None:
                statements.own = decided
            else:
                traced.condition = decided
        return statements, frame

    def _read(self, statement: Statement, frame: DataFrame | None = None, *, spread: bool = False) -> Iterator[TableRow]:
        """Yields the rows of a statement. The error for executors without filterlang has the reasons why they need it."""
        try:
            yield from self._table.rows(statement.sql, statement.values, self.plan.call, frame, spread=spread)
        except FilterlangMissing as error:
            reasons = "; ".join(reason.text for reason in dict.fromkeys(self._reasons()))
            raise self._table.broken(f"SQL leaves rows undecided ({reasons}), and {error}") from None

    def _reasons(self) -> list[Reason]:
        conditions = (self.statements.own, *(traced.condition for traced in self.statements.traced))
        return [reason for condition in conditions for reason in condition.reasons]


def spark_runs(source: DataFrame | tuple[SparkSession, str], columns: Columns | None = None) -> SparkRuns:
    """Returns the runs of a data frame or of a session's table; ``columns`` maps fields to columns that have other names.

    ``SparkTable(frame).columns`` are the columns by their own names. Their method
    ``renamed({"id": "run_key", "metadata": "meta"})`` maps the id to ``run_key`` and the metadata to ``meta``, each with the
    form of the column's type. Raises ``RecordError`` for a table or columns that cannot be read.
    """
    return SparkRuns(SparkTable(source, columns))
