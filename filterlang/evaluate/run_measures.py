"""The measures over runs that people compute: counts, rates, sums, means and percentiles, by name, as data.

Owns the invariants that a run without a value counts for no sum, mean or percentile of that value, and that a measure is made
of a few aggregates of columns, which any engine can compute, and of a last step that is the same for all of them.

The names are ours, and beside them those of LangSmith's ``RunStats`` (OpenAPI, ``POST /api/v1/runs/stats``).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from functools import partial
import math
import re
from typing import Any, NamedTuple

from filterlang.evaluate.rows import comparable, field_values, score, stored_datetime
from filterlang.schema.fields import FIELDS
from filterlang.text.display import clip
from filterlang.text.frozen import dataclass
from filterlang.text.jsonvalues import as_list, as_mapping, is_array

Record = Mapping[str, Any]
Amount = int | float | None
Figure = int | float | datetime | None
"""A measure of some runs."""

START, FIRST_TOKEN = "start_time", "first_token_time"
LISTED_FEEDBACK = "feedback"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class MeasureUnit(Enum):
    """What a measure counts, for people. Runs and tokens are whole numbers."""

    RUNS = "runs"
    SHARE = "share of runs"
    SECONDS = "seconds"
    DOLLARS = "US dollars"
    TOKENS = "tokens"
    SCORE = "score"
    TIME = "time (UTC)"


class NumberKind(Enum):
    """How a run's value in a column is read."""

    NUMBER = "the number in a field of the filter language"
    FIRST_TOKEN = "seconds until the first token"
    START = "microseconds since 1970"
    FAILED = "1 for a run that failed, or else 0"
    STREAMED = "1 for a run whose tokens were streamed, or else 0"
    SCORES = "the sum of a feedback's scores"
    SCORED = "the number of a feedback's scores"


@dataclass(frozen=True, slots=True)
class RunNumber:
    """A number that every run has, or has not; ``key`` is the field or the key of the feedback that it is read from."""

    kind: NumberKind
    key: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields to select in order to know it."""
        return _SELECTED[self.kind] or (self.key,)

    def reader(self) -> Callable[[Record], Amount]:
        """Returns the function that reads the number of a run."""
        return partial(_READERS[self.kind], self.key)


class Reduction(Enum):
    """How an engine makes one number of a column; nulls do not count, and of no numbers it makes null."""

    COUNT = "the number of runs, or of numbers in a column"
    TOTAL = "sum"
    PERCENTILE = "percentile, interpolated between two numbers"
    LEAST = "least"
    GREATEST = "greatest"


class Aggregate(NamedTuple):
    """A reduction of a column over some runs; without a column, the number of runs."""

    reduction: Reduction
    column: RunNumber | None = None
    share: float = 0.0


Finish = Callable[[Sequence[Amount]], Figure]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure by the name that it was asked for: its aggregates, and how they become the figure."""

    name: str
    unit: MeasureUnit
    aggregates: tuple[Aggregate, ...]
    finish: Finish

    @property
    def is_time(self) -> bool:
        return self.unit is MeasureUnit.TIME

    @property
    def adds_up(self) -> bool:
        """Whether the measure of several groups is the sum of theirs."""
        return self.unit in (MeasureUnit.RUNS, MeasureUnit.TOKENS, MeasureUnit.DOLLARS, MeasureUnit.SECONDS) and all(
            aggregate.reduction in (Reduction.COUNT, Reduction.TOTAL) for aggregate in self.aggregates
        ) and len(self.aggregates) == 1  # fmt: skip


class _Value(NamedTuple):
    """An amount of each run, of which there are sums, means and percentiles."""

    unit: MeasureUnit
    column: RunNumber


def _field(name: str) -> RunNumber:
    return RunNumber(NumberKind.NUMBER, name)


VALUES: dict[str, _Value] = {
    "latency": _Value(MeasureUnit.SECONDS, _field("latency")),
    "first_token": _Value(MeasureUnit.SECONDS, RunNumber(NumberKind.FIRST_TOKEN)),
    "tokens": _Value(MeasureUnit.TOKENS, _field("total_tokens")),
    "prompt_tokens": _Value(MeasureUnit.TOKENS, _field("prompt_tokens")),
    "completion_tokens": _Value(MeasureUnit.TOKENS, _field("completion_tokens")),
    "cost": _Value(MeasureUnit.DOLLARS, _field("total_cost")),
    "prompt_cost": _Value(MeasureUnit.DOLLARS, _field("prompt_cost")),
    "completion_cost": _Value(MeasureUnit.DOLLARS, _field("completion_cost")),
}
"""The values that are measured, by name."""

_SUMMED = tuple(name for name, value in VALUES.items() if value.unit in (MeasureUnit.TOKENS, MeasureUnit.DOLLARS))
"""The values whose name alone is their sum."""

LANGSMITH: dict[str, str] = {
    "run_count": "count", "total_tokens": "tokens", "total_cost": "cost", "median_tokens": "tokens_p50",
    "last_run_start_time": "last_start",
}  # fmt: skip
"""Our names of LangSmith's measures, where these are not the same, as are ``latency_p50``, ``error_rate`` and others."""

_FAILED, _START = RunNumber(NumberKind.FAILED), RunNumber(NumberKind.START)
_COUNT = Aggregate(Reduction.COUNT)
FEEDBACK = "feedback."
_PERCENTILE = re.compile(r"(?:(?P<value>\w+)_)?p(?P<share>\d{1,2}(?:\.\d{1,6})?|100)", re.ASCII)
_PREFIXED = re.compile(r"(?P<prefix>mean|total|min|max)_(?P<value>\w+)", re.ASCII)


def _single(aggregates: Sequence[Amount]) -> Figure:
    return _finite(aggregates[0])


def _whole(aggregates: Sequence[Amount]) -> Figure:
    """Returns a number of tokens as a whole number."""
    number = _finite(aggregates[0])
    return None if number is None else round(number)


def _number_of(aggregates: Sequence[Amount]) -> Figure:
    return int(aggregates[0] or 0)


def _ratio(aggregates: Sequence[Amount]) -> Amount:
    part, whole = map(_finite, aggregates)
    return None if part is None or not whole else _finite(part / whole)


def _whole_ratio(aggregates: Sequence[Amount]) -> Figure:
    return _whole([_ratio(aggregates)])


def _time(aggregates: Sequence[Amount]) -> Figure:
    microseconds = aggregates[0]
    return None if microseconds is None else EPOCH + int(microseconds) * MICROSECOND


def _finite(number: Amount) -> Amount:
    """Returns a number; None where an engine has NaN or an endless number because a sum has no double."""
    return None if number is None or (isinstance(number, float) and not math.isfinite(number)) else number


_FIXED: dict[str, tuple[MeasureUnit, tuple[Aggregate, ...], Finish]] = {
    "count": (MeasureUnit.RUNS, (_COUNT,), _number_of),
    "errors": (MeasureUnit.RUNS, (Aggregate(Reduction.TOTAL, _FAILED),), _number_of),
    "error_rate": (MeasureUnit.SHARE, (Aggregate(Reduction.TOTAL, _FAILED), _COUNT), _ratio),
    "streaming_rate": (MeasureUnit.SHARE, (Aggregate(Reduction.TOTAL, RunNumber(NumberKind.STREAMED)), _COUNT), _ratio),
    "first_start": (MeasureUnit.TIME, (Aggregate(Reduction.LEAST, _START),), _time),
    "last_start": (MeasureUnit.TIME, (Aggregate(Reduction.GREATEST, _START),), _time),
}
"""The measures that are not made of a value."""

_REDUCTIONS: dict[str, Reduction] = {"total": Reduction.TOTAL, "min": Reduction.LEAST, "max": Reduction.GREATEST}

MEASURES: tuple[str, ...] = tuple(dict.fromkeys((
    *_FIXED, *_SUMMED, "p50", "p90", "p95", "p99",
    *(f"{name}_p50" for name in VALUES), *(f"{prefix}_{name}" for prefix in ("mean", "total", "min", "max") for name in VALUES),
    *LANGSMITH, "latency_p99", "first_token_p99", "cost_p99", "tokens_p99", "prompt_tokens_p99", "completion_tokens_p99",
)))  # fmt: skip
"""Names of measures, for suggestions: all but other percentiles and the scores of feedback."""

SHOWN = ("count", "errors", "p50", "p95", "cost", "tokens")
"""The measures that are shown unless others are asked for."""


def measure_of(name: str) -> Measure:
    """Returns the measure of a name, which it keeps. Raises ``ValueError`` with the nearest name for an unknown one.

    >>> measure_of("latency_p95").unit, measure_of("cost").unit
    (<MeasureUnit.SECONDS: 'seconds'>, <MeasureUnit.DOLLARS: 'US dollars'>)
    """
    known = _known(LANGSMITH.get(name, name))
    if known is None:
        near = get_close_matches(name.lower(), MEASURES, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"the usual ones are {', '.join(SHOWN)}"
        if name in VALUES:
            hint = f"choose from mean_{name}, max_{name}, {name}_p50, {name}_p95 and the like"
        raise ValueError(f"there is no measure {clip(repr(name))}: {hint}")
    return Measure(name, *known)


def _known(name: str) -> tuple[MeasureUnit, tuple[Aggregate, ...], Finish] | None:
    if name in _FIXED:
        return _FIXED[name]
    if name.startswith(FEEDBACK) and (key := name.removeprefix(FEEDBACK)):
        scores, number = RunNumber(NumberKind.SCORES, key), RunNumber(NumberKind.SCORED, key)
        return MeasureUnit.SCORE, (Aggregate(Reduction.TOTAL, scores), Aggregate(Reduction.TOTAL, number)), _ratio
    if name in _SUMMED:
        return _of_value(name, Reduction.TOTAL)
    if (match := _PERCENTILE.fullmatch(name)) and (value := match["value"] or "latency") in VALUES:
        return _of_value(value, Reduction.PERCENTILE, float(Decimal(match["share"]) / 100))
    if (match := _PREFIXED.fullmatch(name)) and match["value"] in VALUES:
        if match["prefix"] == "mean":
            unit, column = VALUES[match["value"]]
            parts = (Aggregate(Reduction.TOTAL, column), Aggregate(Reduction.COUNT, column))
            return unit, parts, _whole_ratio if unit is MeasureUnit.TOKENS else _ratio
        return _of_value(match["value"], _REDUCTIONS[match["prefix"]])
    return None


def _of_value(name: str, reduction: Reduction, share: float = 0.0) -> tuple[MeasureUnit, tuple[Aggregate, ...], Finish]:
    unit, column = VALUES[name]
    return unit, (Aggregate(reduction, column, share),), _whole if unit is MeasureUnit.TOKENS else _single


# Columns, of one record


def _number(field: str, record: Record) -> Amount:
    values = field_values(record, FIELDS[field])
    return values[0] if values else None


def _first_token(_: str, record: Record) -> Amount:
    start, first = stored_datetime(record.get(START)), stored_datetime(record.get(FIRST_TOKEN))
    return (first - start).total_seconds() if start and first else None


def _started(_: str, record: Record) -> Amount:
    start = stored_datetime(record.get(START))
    return None if start is None else (start - EPOCH) // MICROSECOND


def failed(record: Record) -> bool:
    """Whether a run ended with an error."""
    return record.get("status") == "error"


def _streamed(_: str, record: Record) -> Amount:
    names = (as_mapping(event).get("name") for event in as_list(record.get("events")))
    return int(record.get(FIRST_TOKEN) is not None or "new_token" in names)


def scores(record: Record, key: str) -> list[tuple[float, float]]:
    """Returns the scores of a feedback of a run, each with the number of feedbacks that it is the mean of.

    They are those in the list ``feedback``, or else the average in ``feedback_stats``, as filters see them.
    """
    listed = record.get(LISTED_FEEDBACK)
    if is_array(listed):
        items = (as_mapping(item) for item in as_list(listed))
        found = [(score(item.get("score")), 1.0) for item in items if item.get("key") == key]
    else:
        stats = as_mapping(as_mapping(record.get("feedback_stats")).get(key))
        found = [(score(stats.get("avg")), _weight(stats.get("n")))]
    return [(number, weight) for number, weight in found if number is not None]


def _weight(value: object) -> float:
    """Returns a number of feedbacks; 1 for anything that is not one."""
    number = comparable(value)
    return number if isinstance(number, float) and number >= 1 else 1.0


def _scores(key: str, record: Record) -> Amount:
    return total(number * weight for number, weight in scores(record, key))


def _scored(key: str, record: Record) -> Amount:
    return total(weight for _, weight in scores(record, key))


_READERS: dict[NumberKind, Callable[[str, Record], Amount]] = {
    NumberKind.NUMBER: _number,
    NumberKind.FIRST_TOKEN: _first_token,
    NumberKind.START: _started,
    NumberKind.FAILED: lambda _, record: int(failed(record)),
    NumberKind.STREAMED: _streamed,
    NumberKind.SCORES: _scores,
    NumberKind.SCORED: _scored,
}
_SELECTED: dict[NumberKind, tuple[str, ...]] = {
    NumberKind.NUMBER: (),
    NumberKind.FIRST_TOKEN: (START, FIRST_TOKEN),
    NumberKind.START: (START,),
    NumberKind.FAILED: ("status",),
    NumberKind.STREAMED: (FIRST_TOKEN, "events"),
    NumberKind.SCORES: (LISTED_FEEDBACK, "feedback_stats"),
    NumberKind.SCORED: (LISTED_FEEDBACK, "feedback_stats"),
}
"""The fields that a column is read from, by kind; none for the field that is the column's key."""


# Aggregates, of all numbers in a column


def percentile(values: Iterable[Amount], share: float) -> float | None:
    """Returns a percentile, interpolated between two values; None without values."""
    ordered = sorted(value for value in values if value is not None)
    if not ordered:
        return None
    rank = share * (len(ordered) - 1)
    below = ordered[math.floor(rank)]
    return below + (ordered[math.ceil(rank)] - below) * (rank % 1)


def total(values: Iterable[Amount]) -> float | None:
    """Returns a sum; None without values, and for a sum that is beyond all doubles."""
    numbers = [value for value in values if value is not None]
    try:
        return math.fsum(numbers) if numbers else None
    except OverflowError:
        return None


_AGGREGATES: dict[Reduction, Callable[[Sequence[Amount], float], Amount]] = {
    Reduction.COUNT: lambda numbers, _: sum(number is not None for number in numbers),
    Reduction.TOTAL: lambda numbers, _: total(numbers),
    Reduction.PERCENTILE: percentile,
    Reduction.LEAST: lambda numbers, _: min((number for number in numbers if number is not None), default=None),
    Reduction.GREATEST: lambda numbers, _: max((number for number in numbers if number is not None), default=None),
}


def aggregated(aggregate: Aggregate, runs: int, columns: Mapping[RunNumber, Sequence[Amount]]) -> Amount:
    """Returns an aggregate over some runs, of which ``columns`` has the numbers."""
    if aggregate.column is None:
        return runs
    return _AGGREGATES[aggregate.reduction](columns[aggregate.column], aggregate.share)
