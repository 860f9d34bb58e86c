"""Totals over runs: counts, tokens, costs, percentiles and feedback, as ``POST /api/v1/runs/stats`` gives them.

Owns the invariant that a run without a value counts for no total and no percentile of that value.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from filterlang.evaluate.rows import double, stored_datetime
from filterlang.exports.records import Record
from filterlang.text.jsonvalues import as_list, as_mapping

Measure = Callable[[Record], float | None]
NEEDED = (
    "start_time", "latency", "first_token_time", "status", "total_tokens", "prompt_tokens", "completion_tokens",
    "total_cost", "prompt_cost", "completion_cost", "feedback_stats", "events",
    "prompt_token_details", "completion_token_details", "prompt_cost_details", "completion_cost_details",
)  # fmt: skip
"""The columns that totals are made from."""


def number(name: str) -> Measure:
    """Returns a function for the number that a record holds under a name, also when it is written as text."""

    def value(record: Record) -> float | None:
        stored = record.get(name)
        return double(stored) if isinstance(stored, int | float | Decimal | str) and not isinstance(stored, bool) else None

    return value


def first_token(record: Record) -> float | None:
    """Returns the seconds until the first token; None where they are not known."""
    start, first = stored_datetime(record.get("start_time")), stored_datetime(record.get("first_token_time"))
    return (first - start).total_seconds() if start and first else None


def percentile(values: Iterable[float | None], share: float) -> float | None:
    """Returns a percentile, interpolated between two values; None without values."""
    ordered = sorted(value for value in values if value is not None)
    if not ordered:
        return None
    rank = share * (len(ordered) - 1)
    below = ordered[math.floor(rank)]
    return below + (ordered[math.ceil(rank)] - below) * (rank % 1)


def total(values: Iterable[float | None]) -> float | None:
    """Returns a sum; None without values."""
    numbers = [value for value in values if value is not None]
    return math.fsum(numbers) if numbers else None


def whole(value: float | None) -> int | None:
    """Returns a number of tokens as a whole number."""
    return None if value is None else round(value)


def details(records: Sequence[Record], name: str) -> dict[str, float] | None:
    """Returns sums by category."""
    sums: dict[str, float] = {}
    for record in records:
        for category, amount in as_mapping(record.get(name)).items():
            value = double(amount) if isinstance(amount, int | float | str) else None
            if value is not None:
                sums[category] = sums.get(category, 0) + value
    return sums or None


def feedback(records: Iterable[Record]) -> dict[str, dict[str, Any]]:
    """Returns for each feedback key the number of feedbacks over all records, the mean score and the values."""
    merged: dict[str, dict[str, Any]] = {}
    scores: dict[str, list[tuple[float, int]]] = {}
    for record in records:
        for key, stats in as_mapping(record.get("feedback_stats")).items():
            one_run = as_mapping(stats)
            n = one_run["n"] if isinstance(one_run.get("n"), int) else 0
            into = merged.setdefault(key, {"n": 0, "avg": None, "values": {}})
            into["n"] += n
            if isinstance(average := one_run.get("avg"), int | float):
                scores.setdefault(key, []).append((average, n or 1))
            for value, times in as_mapping(one_run.get("values")).items():
                if isinstance(times, int):
                    into["values"][value] = into["values"].get(value, 0) + times
    for key, weighted in scores.items():
        merged[key]["avg"] = math.fsum(score * n for score, n in weighted) / sum(n for _, n in weighted)
    return merged


def share(records: Sequence[Record], holds: Callable[[Record], bool]) -> float | None:
    """Returns the share of the records with a property; None without records."""
    return sum(map(holds, records)) / len(records) if records else None


def failed(record: Record) -> bool:
    """Whether a run ended with an error."""
    return record.get("status") == "error"


def _streamed(record: Record) -> bool:
    names = (as_mapping(event).get("name") for event in as_list(record.get("events")))
    return record.get("first_token_time") is not None or "new_token" in names


def _latest(records: Sequence[Record]) -> str | None:
    starts = [start for record in records if (start := stored_datetime(record.get("start_time")))]
    return max(starts).isoformat() if starts else None


def _sums(records: Sequence[Record]) -> Mapping[str, object]:
    parts: dict[str, object] = {}
    for part in ("total", "prompt", "completion"):
        parts[f"{part}_tokens"] = whole(total(map(number(f"{part}_tokens"), records)))
        parts[f"{part}_cost"] = total(map(number(f"{part}_cost"), records))
    for part in ("prompt", "completion"):
        for kind in ("token", "cost"):
            parts[f"{part}_{kind}_details"] = details(records, f"{part}_{kind}_details")
    return parts


_PERCENTILES: dict[str, tuple[Measure, float]] = {
    "latency_p50": (number("latency"), 0.5),
    "latency_p99": (number("latency"), 0.99),
    "first_token_p50": (first_token, 0.5),
    "first_token_p99": (first_token, 0.99),
    "cost_p50": (number("total_cost"), 0.5),
    "cost_p99": (number("total_cost"), 0.99),
}
_TOKENS: dict[str, tuple[Measure, float]] = {
    "median_tokens": (number("total_tokens"), 0.5),
    "tokens_p99": (number("total_tokens"), 0.99),
    "prompt_tokens_p50": (number("prompt_tokens"), 0.5),
    "prompt_tokens_p99": (number("prompt_tokens"), 0.99),
    "completion_tokens_p50": (number("completion_tokens"), 0.5),
    "completion_tokens_p99": (number("completion_tokens"), 0.99),
}


def stats(records: Sequence[Record]) -> dict[str, object]:
    """Returns the totals of runs, under the names of LangSmith's ``RunStats``."""
    return {
        "run_count": len(records),
        **_sums(records),
        **{name: percentile(map(value, records), at) for name, (value, at) in _PERCENTILES.items()},
        **{name: whole(percentile(map(value, records), at)) for name, (value, at) in _TOKENS.items()},
        "error_rate": share(records, failed),
        "streaming_rate": share(records, _streamed),
        "last_run_start_time": _latest(records),
        "feedback_stats": feedback(records),
        "run_facets": [],
    }
