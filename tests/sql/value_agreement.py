"""Where the values that an engine groups and measures rows by are not those that the reference reads of the same rows.

Owns the invariant that what an engine is compared with is the reference on the very rows that the engine gives.
"""

from math import isclose
from typing import Any

from sqlglot import exp

from filterlang.evaluate.query import plan
from filterlang.evaluate.run_groups import GROUPS, Group, GroupKind, group_of
from filterlang.evaluate.run_measures import VALUES, RunNumber
from filterlang.evaluate.run_statistics import question_of
from filterlang.sql.run_values import RunValues, any_row
from filterlang.sql.table_runs import EngineTable, TableSelection

_KEYS = ("a", "user_id", "env", "n", "list", "deep.a", "deep.b.c", "a.b", "c")
ALL_GROUPS = [*map(group_of, GROUPS[:-1]), *(group_of(f"metadata.{key}") for key in _KEYS)]
ALL_COLUMNS = question_of(
    show=[
        *(f"total_{value}" for value in VALUES),
        *("errors", "streaming_rate", "last_start", "feedback.correctness", "feedback.c", "feedback.a"),
    ]
).columns


def value_differences(table: EngineTable) -> tuple[list[Any], int]:
    """Each value that SQL gives and the reference does not, and how many values are undecided."""
    found: list[Any] = []
    undecided = 0
    for part in (*ALL_GROUPS, *ALL_COLUMNS):
        differing, open_ = _of(table, part)
        found += differing
        undecided += open_
    return found, undecided


def _of(table: EngineTable, part: Group | RunNumber) -> tuple[list[Any], int]:
    expressions = table.expressions()
    values = RunValues(expressions, table.columns)
    value = values.group(part) if isinstance(part, Group) else values.column(part)
    rows = any_row(value.undecided) or exp.false()
    is_open = exp.Coalesce(this=rows, expressions=[exp.false()])
    columns = [exp.alias_(value.sql, "value", quoted=True), exp.alias_(is_open, "undecided", quoted=True)]
    names = [exp.column(exp.to_identifier(name, quoted=True)) for name in table.names]
    query = expressions.completed(exp.select(*names, *columns, copy=False).from_(table.source.copy(), copy=False))
    used = {placeholder.name for placeholder in query.find_all(exp.Placeholder)}
    bound = {name: value for name, value in expressions.values.items() if name in used}
    record, read = TableSelection(table, plan({})).record, part.reader()
    found: list[Any] = []
    undecided = 0
    for row in table.rows(query.sql(expressions.dialect), bound):
        undecided += bool(row["undecided"])
        expected = read(record({name: row[name] for name in table.names if name in row}))
        if not row["undecided"] and not _same(part, expected, row.get("value")):
            found.append((part, expected, row.get("value")))
    return found, undecided


def _same(part: Group | RunNumber, expected: Any, value: Any) -> bool:
    if isinstance(part, RunNumber):
        return expected == value or (None not in (expected, value) and isclose(expected, value, rel_tol=1e-12))
    if part.kind is GroupKind.TAGS:
        return sorted(tag for tag in expected if tag) == sorted(value or ())
    return (expected[0] or None if isinstance(expected[0], str) else expected[0]) == value
