"""The fields that a query selects from a table of ClickHouse: its own columns, and expressions for derived fields.

Owns the invariant that a column is selected with its own type, and that a field which SQL cannot compute is an error.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from filterlang.evaluate.selection import SYNONYMS
from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Field
from filterlang.semantics.predicate import Compare
from filterlang.sql.engines.clickhouse_table import ClickHouseTable
from filterlang.sql.engines.expressions import name as name_of
from filterlang.sql.lowering import TRUE, EngineExpressions, Reason, RowCondition
from filterlang.sql.lowering.field_conditions import FieldLeaf
from filterlang.sql.lowering.row_conditions import Sql, conjunction, decided_unless, exactly, not_true


@dataclass(frozen=True, slots=True)
class SelectedField:
    """A field that a query selects: its expression, the column if it is one, and the rows for which the value is undecided."""

    name: str
    value: Sql
    column: str | None = None
    undecided: Sql | None = None
    reasons: tuple[Reason, ...] = ()

    def projection(self) -> Sql:
        """Returns the value under the field's name."""
        return self.value.copy() if self.column == self.name else exp.alias_(self.value.copy(), self.name, quoted=True)


def selected_fields(names: Sequence[str], table: ClickHouseTable, expressions: EngineExpressions) -> list[SelectedField]:
    """Returns the fields in their order. Raises ``ValueError`` for a field without a column or an expression."""
    return [_selected(name, table, expressions) for name in names]


def _selected(name: str, table: ClickHouseTable, expressions: EngineExpressions) -> SelectedField:
    field = FIELDS.get(name)
    found = (
        (field and _derived(field, table, expressions))
        or _stored(name, table)
        or (field and _inside_json(field, table, expressions))
        or _stored(SYNONYMS.get(name, name), table)
        or (name if name in table.names else None)
    )
    if isinstance(found, SelectedField):
        return found
    if found is None:
        raise ValueError(f"{name} is no column of the table, and no expression in SQL: leave it out, or use to_arrow()")
    return SelectedField(name, name_of(found), found)


def _stored(name: str, table: ClickHouseTable) -> str | None:
    """Returns the column that holds a field."""
    paths = [(name,), *([FIELDS[name].stored] if name in FIELDS and not FIELDS[name].role else [])]
    columns = [column for path in paths if (column := table.columns.by_path.get(path)) is not None and not column.path]
    return columns[0].name if columns else None


def _derived(field: Field, table: ClickHouseTable, expressions: EngineExpressions) -> SelectedField | None:
    """Returns a field that is derived from several columns."""
    leaf = FieldLeaf(expressions, table.columns)
    if field.derived == "root":
        root = leaf.condition(Compare(field, "eq", True))
        undecided = None if root.exact else conjunction(root.may.copy(), not_true(root.must.copy()))
        return SelectedField(field.name, root.must, None, undecided, root.reasons)
    value = leaf.value(field) if field.derived in ("elapsed", "thread") else None
    if value is None or value.sql is None:
        return None
    decided = exactly(TRUE) if value.undecided is None else decided_unless(value.undecided, exactly(TRUE), value.reason)
    return _computed(field.name, value.sql, leaf.with_undecided(decided))


def _inside_json(field: Field, table: ClickHouseTable, expressions: EngineExpressions) -> SelectedField | None:
    """Returns a field that is a part of the JSON in a column."""
    column = None if field.role or field.derived else table.columns.find(field.stored)
    if column is None:
        return None
    leaf = FieldLeaf(expressions, table.columns)
    return _computed(field.name, expressions.json(column), leaf.with_undecided(exactly(TRUE)))


def _computed(name: str, value: Sql, decided: RowCondition) -> SelectedField:
    """Returns a field with a value that is exact in the rows for which ``decided`` must hold."""
    return SelectedField(name, value, None, None if decided.exact else not_true(decided.must), decided.reasons)
