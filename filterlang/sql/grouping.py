"""The statement that groups and measures the runs that a plan selects, and the groups in its answer.

Owns the invariant that an answer counts the rows whose values or conditions are undecided: with one such row, it is no answer.
"""

from collections.abc import Iterable

from sqlglot import exp

from filterlang.evaluate.run_groups import GroupKind
from filterlang.evaluate.run_measures import Aggregate, Amount, RunNumber
from filterlang.evaluate.run_statistics import Aggregated, Question
from filterlang.sql.columns import Columns
from filterlang.sql.engines.aggregate_expressions import AGGREGATES
from filterlang.sql.engines.expressions import Sql, case, name
from filterlang.sql.lowering import TRUE
from filterlang.sql.row_records import TableRow
from filterlang.sql.run_values import RunValues, any_row
from filterlang.sql.statements import Statement, Statements

_UNDECIDED = "__undecided"
_ONE = exp.Literal.number("1")


class Grouping:
    """One query for the groups of a question; ``statement`` is None where Python has to read a value of every row."""

    def __init__(self, statements: Statements, columns: Columns, question: Question) -> None:
        self._question = question
        self._aggregates = AGGREGATES[statements.expressions.dialect]
        expressions = statements.expressions
        groups = [RunValues(expressions, columns).group(group) for group in question.groups]
        numbers = {column: RunValues(expressions, columns).column(column) for column in question.columns}
        undecided = [row for value in (*groups, *numbers.values()) for row in value.undecided]
        self.statement: Statement | None = None
        if TRUE in undecided:
            return
        if not statements.own.exact:
            undecided.append(statements.undecided_own())
        self._group_names = [f"__group{number}" for number in range(len(groups))]
        self._column_names = {column: f"__column{number}" for number, column in enumerate(numbers)}
        values: dict[str, Sql] = {
            named: self._aggregates.spread(value.sql) if group.kind is GroupKind.TAGS else value.sql
            for named, value, group in zip(self._group_names, groups, question.groups, strict=True)
        } | {self._column_names[column]: value.sql for column, value in numbers.items()}
        self._has_undecided = (rows := any_row(undecided)) is not None
        if rows is not None:
            values[_UNDECIDED] = case((rows, _ONE.copy()))
        by = list(map(name, self._group_names))
        columns_of_groups = [exp.alias_(value, named, quoted=True, copy=False) for named, value in self._outer().items()]
        self.statement = statements.grouped(values, [*(column.copy() for column in by), *columns_of_groups], by)

    def read(self, rows: Iterable[TableRow]) -> list[Aggregated] | None:
        """Returns the groups in an answer; None if one of its rows is undecided."""
        groups: list[Aggregated] = []
        for row in rows:
            if self._has_undecided and row.get(_UNDECIDED):
                return None
            numbers: list[Amount] = [row.get(_of(place)) for place in range(len(self._question.aggregates))]
            groups.append((tuple(row.get(named) for named in self._group_names), numbers))
        return groups

    def _outer(self) -> dict[str, Sql]:
        """Returns the columns of a group, by name: the aggregates, and the number of undecided rows."""
        columns = {_of(place): self._reduced(aggregate) for place, aggregate in enumerate(self._question.aggregates)}
        return columns | ({_UNDECIDED: exp.Count(this=name(_UNDECIDED))} if self._has_undecided else {})

    def _reduced(self, aggregate: Aggregate) -> Sql:
        if aggregate.column is None:
            return exp.Count(this=exp.Star())
        return self._aggregates.reduced(aggregate.reduction, self._value(aggregate.column), aggregate.share)

    def _value(self, column: RunNumber) -> Sql:
        return name(self._column_names[column])


def _of(place: int) -> str:
    return f"__aggregate{place}"
