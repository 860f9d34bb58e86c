"""The bounds of the start times of the runs that a predicate selects, by which engines skip partitions and row groups.

Owns the invariant that no selected run starts outside of the bounds. A predicate that selects runs without a start has none.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from filterlang.evaluate.reference import comparison
from filterlang.schema.operators import NEGATIVE
from filterlang.schema.query_arguments import ARGUMENT_TESTS
from filterlang.semantics.predicate import And, Compare, Not, Or, Predicate, Value

_FROM, _UNTIL = ARGUMENT_TESTS["start_time"], ARGUMENT_TESTS["end_time"]
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_DEEPEST = 60
"""The most levels of a predicate that are looked at, so that recursion is bounded. Parts below can select any run."""


class StartBounds(NamedTuple):
    """The earliest and the latest start, both inclusive and in UTC; None where there is no bound.

    Where the earliest is later than the latest, no run is selected.
    """

    earliest: datetime | None
    latest: datetime | None

    def widened(self, span: timedelta) -> "StartBounds":
        """Returns the bounds, each further out by a span; none where that is outside of the years 1 to 9999."""
        return StartBounds(_shifted(self.earliest, span, -1), _shifted(self.latest, span, 1))

    def condition(self) -> Predicate | None:
        """Returns the condition that a run starts within the bounds, which a run without a start does not meet.

        Without bounds there is no condition.
        """
        if self.earliest is not None and self.latest is not None and self.earliest > self.latest:
            return Or(())
        times = ((_FROM, self.earliest), (_UNTIL, self.latest))
        parts = tuple(Compare(test.field, test.operator, time) for test, time in times if time is not None)
        return And(parts) if parts else None


class _Starts(NamedTuple):
    """An interval with the starts of the selected runs, and whether runs without a start can be selected."""

    earliest: datetime
    latest: datetime
    without: bool


_ANY = _Starts(_FIRST, _LAST, without=True)
_NO_RUN = _Starts(_LAST, _FIRST, without=False)


def start_bounds(predicate: Predicate) -> StartBounds:
    """Returns bounds between which all runs start that a predicate selects."""
    starts = _starts(predicate)
    if starts.without:
        return StartBounds(None, None)
    return StartBounds(
        None if starts.earliest == _FIRST else starts.earliest, None if starts.latest == _LAST else starts.latest
    )


def _starts(predicate: Predicate, *, negated: bool = False, depth: int = 0) -> _Starts:
    """Returns the starts of the runs that meet a predicate, or that do not meet it."""
    if depth > _DEEPEST:
        return _ANY
    if isinstance(predicate, Not):
        return _starts(predicate.part, negated=not negated, depth=depth + 1)
    if isinstance(predicate, (And, Or)):
        parts = [_starts(part, negated=negated, depth=depth + 1) for part in predicate.parts]
        return _common(parts) if isinstance(predicate, And) is not negated else _covering(parts)
    if not isinstance(predicate, Compare) or predicate.field.stored != _FROM.field.stored:
        return _ANY
    operator = NEGATIVE.get(predicate.operator, predicate.operator)
    return _compared(operator, predicate.value, negated=negated is not (predicate.operator in NEGATIVE))


def _compared(operator: str, value: Value, *, negated: bool) -> _Starts:
    """Returns the starts that compare so with a time or with null. A strict comparison has the bounds of the other one."""
    if value is not None and not isinstance(value, datetime):
        return _ANY
    holds = comparison(operator, value)
    without = holds(None) is not negated
    if value is None:
        return _ANY._replace(without=without) if negated else _NO_RUN._replace(without=without)
    earliest = _FIRST if holds(_FIRST) is not negated else value
    return _Starts(earliest, _LAST if holds(_LAST) is not negated else value, without)


def _common(parts: list[_Starts]) -> _Starts:
    """Returns the starts that are in all intervals."""
    return _Starts(
        max((part.earliest for part in parts), default=_FIRST),
        min((part.latest for part in parts), default=_LAST),
        without=all(part.without for part in parts),
    )


def _covering(parts: list[_Starts]) -> _Starts:
    """Returns the smallest interval around all intervals."""
    return _Starts(
        min((part.earliest for part in parts), default=_LAST),
        max((part.latest for part in parts), default=_FIRST),
        without=any(part.without for part in parts),
    )


def _shifted(time: datetime | None, span: timedelta, sign: int) -> datetime | None:
    try:
        return None if time is None else time + sign * span
    except OverflowError:
        return None
