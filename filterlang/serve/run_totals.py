"""Totals over runs as ``POST /api/v1/runs/stats`` gives them: the measures that have a name of LangSmith, and its breakdowns.

Owns the invariant that a measure is what ``filterlang.stats`` says under the same name.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
import math
from typing import Any

from filterlang.evaluate.rows import double
from filterlang.evaluate.run_measures import scores
from filterlang.evaluate.run_statistics import aggregate_records, answer, question_of
from filterlang.exports.records import Record
from filterlang.text.jsonvalues import as_mapping

_MEASURES = (
    "run_count", "latency_p50", "latency_p99", "first_token_p50", "first_token_p99", "cost_p50", "cost_p99", "median_tokens",
    "tokens_p99", "prompt_tokens_p50", "prompt_tokens_p99", "completion_tokens_p50", "completion_tokens_p99", "error_rate",
    "streaming_rate", "last_run_start_time",
    *(f"{part}_{sum}" for part in ("total", "prompt", "completion") for sum in ("tokens", "cost")),
)  # fmt: skip
_DETAILS = tuple(f"{part}_{kind}_details" for part in ("prompt", "completion") for kind in ("token", "cost"))
_QUESTION = question_of(show=_MEASURES)

NEEDED = (*_QUESTION.fields, "feedback_stats", *_DETAILS)
"""The columns that totals are made from."""


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
    means: dict[str, list[tuple[float, float]]] = {}
    for record in records:
        for key, stats in as_mapping(record.get("feedback_stats")).items():
            one_run = as_mapping(stats)
            n = one_run["n"] if isinstance(one_run.get("n"), int) else 0
            into = merged.setdefault(key, {"n": 0, "avg": None, "values": {}})
            into["n"] += n
            means.setdefault(key, []).extend(scores(record, key))
            for value, times in as_mapping(one_run.get("values")).items():
                if isinstance(times, int):
                    into["values"][value] = into["values"].get(value, 0) + times
    for key, weighted in means.items():
        if weighted:
            merged[key]["avg"] = math.fsum(score * n for score, n in weighted) / math.fsum(n for _, n in weighted)
    return merged


def measures(records: Iterable[Record], names: Sequence[str]) -> dict[str, object]:
    """Returns measures of runs by name, as JSON has them."""
    question = question_of(show=names)
    ((row,), _) = answer(question, aggregate_records(question, records))
    return {name: figure.isoformat() if isinstance(figure, datetime) else figure for name, figure in row.items()}


def totals(records: Sequence[Record]) -> dict[str, object]:
    """Returns the totals of runs, under the names of LangSmith's ``RunStats``."""
    return {
        **measures(records, _MEASURES),
        **{name: details(records, name) for name in _DETAILS},
        "feedback_stats": feedback(records),
        "run_facets": [],
    }
