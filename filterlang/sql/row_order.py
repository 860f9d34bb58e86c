"""What a query sorts the runs of a table by: their start, or the value of a field.

Owns the invariant that the order is that of the reference wherever SQL reads the values, and that other rows are named.
"""

from sqlglot import exp

from filterlang.exports.sorted_runs import Sorting
from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Field, Type
from filterlang.sql.columns import Columns
from filterlang.sql.lowering import EngineExpressions
from filterlang.sql.lowering.field_conditions import FieldLeaf


class RowOrder:
    """The order of a table's rows. ``id`` is the expression of a run's id."""

    def __init__(self, expressions: EngineExpressions, columns: Columns, id: exp.Expr, *, ascending: bool) -> None:
        self._expressions = expressions
        self._columns = columns
        self._id = id
        self._ascending = ascending

    def default(self) -> list[exp.Expr]:
        """Returns what rows are sorted by unless they are sorted by a value: the start, then the id."""
        start = self._columns.find(FIELDS["start_time"].stored)
        by_id = exp.Ordered(this=self._id, desc=self._ascending, nulls_first=False)
        if start is None:
            return [by_id]
        started, _ = self._expressions.datetime_of(start)
        return [exp.Ordered(this=started, desc=not self._ascending, nulls_first=self._ascending), by_id]

    def by_value(self, sorting: Sorting) -> list[exp.Expr]:
        """Returns what rows are sorted by first: the value of a field, unless none has one."""
        value, _ = self.value(sorting.field)
        return [] if value is None else [exp.Ordered(this=value, desc=sorting.descending, nulls_first=False)]

    def value(self, field: Field) -> tuple[exp.Expr | None, exp.Expr | None]:
        """Returns the value of a field to sort by, if any row has one, and the condition on rows that only Python reads."""
        before = len(self._expressions.undecided)
        value = FieldLeaf(self._expressions, self._columns).value(field)
        rows = [each.rows for each in self._expressions.undecided[before:]]
        rows += [] if value.undecided is None else [value.undecided]
        if value.sql is None:
            return None, None
        sql = value.sql
        if field.type is Type.NUMBER:
            sql = self._expressions.finite(sql)
        elif field.type is not Type.DATETIME and field.type is not Type.DURATION:
            sql = self._expressions.by_code_points(sql)
        return sql, exp.or_(*rows, copy=False) if rows else None
