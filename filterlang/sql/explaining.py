"""Explains the SQL that is printed for a filter, for ``filterlang sql --explain``."""

from sqlglot import exp

from filterlang.checking.meaning import to_predicate
from filterlang.exports.explanation import condition_lines, wrapped
from filterlang.sql.condition_verdicts import verdicts
from filterlang.sql.lowering import PredicateLowering
from filterlang.sql.engine_registry import DIALECTS, EngineName
from filterlang.sql.sqltext import assumed_columns
from filterlang.syntax.input import FilterLike
from filterlang.text.display import harmless


def explained_filter(filter: FilterLike, engine: EngineName) -> str:
    """Returns comments that explain the SQL printed for a filter: how the table is read, and the verdict on each condition.

    Raises ``FilterError`` for a filter with errors.
    """
    predicate, expressions, columns = to_predicate(filter), DIALECTS[engine].expressions(), assumed_columns(engine)
    lowering = PredicateLowering(expressions, columns)
    may = lowering.lower(predicate).may
    skipped = [condition.sql(expressions.dialect) for condition in _conjuncts(may) if _compares_a_column(condition)]
    lines = wrapped("The table is read once.", "")
    lines += wrapped(f"Files and parts of files can be skipped by {' and '.join(skipped)}.", "") if skipped else []
    lines += [line for condition in verdicts("filter", lowering) for line in condition_lines(condition)]
    return "\n".join(f"-- {harmless(line)}" for line in lines)


def _conjuncts(condition: exp.Expr) -> list[exp.Expr]:
    """Returns the conditions that all have to hold."""
    found: list[exp.Expr] = []
    pending = [condition]
    while pending:
        part = pending.pop().unnest()
        if isinstance(part, exp.And):
            pending += [part.expression, part.this]
        else:
            found.append(part)
    return found


def _compares_a_column(condition: exp.Expr) -> bool:
    """Whether a condition compares a column as it is stored with values, so that statistics of the column rule parts out."""
    if not isinstance(condition, (exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In)):
        return False
    values = [part for part in condition.iter_expressions() if part is not condition.this]
    return isinstance(condition.this, exp.Column) and not any(value.find(exp.Column) for value in values)
