"""Columns that hold the date of a run's start or its parts, and the condition on them for runs that start within bounds.

Owns the invariant that the condition holds for every run that starts within the bounds, and whose start is within the margin of
the date in UTC; and for every run without a date in its columns.
"""

from collections.abc import Iterable, Sequence
from filterlang.text.frozen import dataclass
from datetime import UTC, datetime, timedelta
import re

from sqlglot import exp

from filterlang.evaluate.time_bounds import StartBounds
from filterlang.sql.columns import Column, Form
from filterlang.sql.engines.expressions import name as name_of
from filterlang.sql.lowering import EngineExpressions


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a date as a number: ``layout`` writes it with ``strftime``, and ``pattern`` matches its spellings."""

    label: str
    layout: str
    pattern: str

    def of(self, start: datetime) -> int:
        """Returns the number of a datetime."""
        return int(start.strftime(self.layout))

    def read(self, written: str) -> int | None:
        """Returns the number in a text, or None if it is not written as one."""
        return int(written.replace("-", "")) if re.fullmatch(self.pattern, written) else None


DATE = Unit("a date (2026-11-01 or 20261101)", "%Y%m%d", "[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}")
PARTS = {
    "year": Unit("a year", "%Y", "[0-9]{4}"),
    "month": Unit("a month from 1 to 12", "%m", "0?[1-9]|1[0-2]"),
    "day": Unit("a day from 1 to 31", "%d", "0?[1-9]|[12][0-9]|3[01]"),
    "hour": Unit("an hour from 0 to 23", "%H", "[01]?[0-9]|2[0-3]"),
}
"""The units of dates that are spread over several columns, by the usual name of the column, the largest first."""


@dataclass(frozen=True, slots=True)
class DateColumns:
    """The columns that hold the parts of a date, the largest first; and how far the start of a run may be from that date."""

    columns: tuple[Column, ...]
    units: tuple[Unit, ...]
    margin: timedelta = timedelta(0)

    def numbers(self, start: datetime) -> tuple[int, ...]:
        """Returns the numbers that the columns hold for a start, if they are its date in UTC."""
        return tuple(unit.of(start) for unit in self.units)

    def read(self, values: Iterable[object]) -> tuple[int, ...] | None:
        """Returns the numbers in the values of the columns, or None if one of them is not written as a number of its unit."""
        numbers = [read_number(*cell) for cell in zip(self.columns, self.units, values, strict=True)]
        return None if None in numbers else tuple(number for number in numbers if number is not None)

    def limits(self, bounds: StartBounds) -> tuple[tuple[int, ...] | None, tuple[int, ...] | None]:
        """Returns the smallest and the largest numbers of the runs that start within bounds, None where there is no bound."""
        earliest, latest = bounds.widened(self.margin)
        return (
            None if earliest is None else self.numbers(earliest),
            None if latest is None else self.numbers(latest),
        )

    def condition(self, expressions: EngineExpressions, bounds: StartBounds) -> exp.Expr | None:
        """Returns the condition that the columns are within bounds, or hold no date. Without bounds there is no condition."""
        low, high = self.limits(bounds)
        if low is None and high is None:
            return None
        keys = [_key(expressions, column, unit) for column, unit in zip(self.columns, self.units, strict=True)]
        undated = [exp.Is(this=key.copy(), expression=exp.null()) for key in keys]
        edges = self._edge(expressions, low, last=False), self._edge(expressions, high, last=True)
        return exp.paren(exp.or_(_within(keys, *edges), *undated, copy=False), copy=False)

    def _edge(self, expressions: EngineExpressions, numbers: Sequence[int] | None, *, last: bool) -> list[exp.Expr] | None:
        """Returns the smallest values with these numbers, or the ``last`` ones, in the form of the columns."""
        if numbers is None:
            return None
        if self.columns[0].form is not Form.DATETIME:
            return [exp.Literal.number(number) for number in numbers]
        midnight = datetime.strptime(f"{numbers[0]:08}", DATE.layout).replace(tzinfo=UTC)
        return [expressions.bind(midnight + timedelta(days=1, microseconds=-1) if last else midnight)]


def read_number(column: Column, unit: Unit, value: object) -> int | None:
    """Returns the number in a value of a column. Engines return a datetime as such, as a date or as an ISO text."""
    return unit.read(str(value)[:10] if column.form is Form.DATETIME else str(value))


def _key(expressions: EngineExpressions, column: Column, unit: Unit) -> exp.Expr:
    """The number in a column, or the datetime if it has this type; null for a text that is no number."""
    if column.form is Form.DATETIME:
        return expressions.datetime_of(column)[0]
    if column.form is Form.NUMBER:
        return name_of(column.name)
    written = expressions.text(column)
    digits = exp.func("replace", written, exp.Literal.string("-"), exp.Literal.string("")) if unit is DATE else written
    return exp.TryCast(this=digits, to=exp.DataType.build("int"), safe=True)


def _within(keys: Sequence[exp.Expr], low: Sequence[exp.Expr] | None, high: Sequence[exp.Expr] | None) -> exp.Expr:
    """The condition that keys are between others, compared as tuples are: by their first difference."""
    first, *rest = keys
    if rest and low and high and low[0] == high[0]:
        same = exp.EQ(this=first.copy(), expression=low[0])
        return exp.and_(same, exp.paren(_within(rest, low[1:], high[1:]), copy=False), copy=False)
    if low and high and not rest:
        return exp.Between(this=first.copy(), low=low[0], high=high[0])
    sides = [
        exp.paren(_beyond(keys, edge, *operators), copy=False)
        for edge, operators in ((low, (exp.GT, exp.GTE)), (high, (exp.LT, exp.LTE)))
        if edge is not None
    ]
    return exp.and_(*sides, copy=False)


def _beyond(
    keys: Sequence[exp.Expr], edge: Sequence[exp.Expr], strictly: type[exp.Binary], closed: type[exp.Binary]
) -> exp.Expr:
    first, *rest = keys
    if not rest:
        return closed(this=first.copy(), expression=edge[0].copy())
    same = exp.EQ(this=first.copy(), expression=edge[0].copy())
    inner = exp.and_(same, exp.paren(_beyond(rest, edge[1:], strictly, closed), copy=False), copy=False)
    return exp.or_(strictly(this=first.copy(), expression=edge[0].copy()), inner, copy=False)
