"""Measures runs by group with ``stats``, in whichever engine reads them.

Owns the invariant that the runs are those that ``list_runs`` returns for the same filters and arguments.
"""

from collections.abc import Sequence
from typing import Any, Unpack

from filterlang.evaluate.query import RunConditions
from filterlang.evaluate.run_measures import SHOWN
from filterlang.exports.results import Results, Runs
from filterlang.opening import open_runs
from filterlang.syntax.input import FilterLike
from filterlang.tables.stats_table import Stats


def stats(
    source: Any,
    filter: FilterLike | None = None,
    *,
    by: str | Sequence[str] = (),
    show: str | Sequence[str] = SHOWN,
    sort: str | None = None,
    limit: int | None = None,
    **conditions: Unpack[RunConditions],
) -> Stats:
    """Returns measures of the runs that match a filter, by group.

    DuckDB, Spark and ClickHouse compute them in one query. Where a value is one that SQL does not read as Python does, Python
    computes all of them, from the fields that matter.

    Args:
        source: what ``open_runs`` takes, or the runs that it returned, or the results of ``list_runs``.
        filter: the runs meet this filter. ``runs.list_runs(filter=filter).stats(by=…)`` is the same.
        by: what to group by, as a list or between commas: ``name``, ``run_type``, ``status``, ``model``, ``tags`` (a run counts
            for each of its tags), ``metadata.KEY``, ``error`` (its first word), ``is_root``, ``session_id`` (``project_id``),
            ``session_name`` (``project``), ``thread_id``, ``trace_id``, ``parent_run_id``, ``reference_example_id``,
            ``reference_dataset_id``, ``ls_user_id``, and the span of time in UTC in which the run started: ``second``,
            ``minute``, ``hour``, ``day``, ``week`` (from Monday), ``month``, ``year``. Without groups, the answer is one row.
        show: what to measure, as a list or between commas: ``count``, ``errors``, ``error_rate``, ``streaming_rate``,
            ``first_start``, ``last_start``, ``tokens``, ``prompt_tokens``, ``completion_tokens``, ``cost``, ``prompt_cost``,
            ``completion_cost`` (sums), ``pNN`` (any percentile of the latency), ``VALUE_pNN``, ``mean_VALUE``, ``total_VALUE``,
            ``min_VALUE`` and ``max_VALUE`` of a value (``latency``, ``first_token``, and those of which there are sums), and
            ``feedback.KEY`` (the mean score). LangSmith's names for them are taken as well, such as ``run_count``,
            ``total_tokens``, ``median_tokens`` and ``latency_p99``.
        sort: the column to sort by: measures from the greatest, groups in their order. By default, the groups with the most
            runs come first; with a span of time, rows are in the order of the groups, and times in theirs.
        limit: return only the first groups; ``left_out`` of the result is the number of the others.
        conditions: the other arguments of ``list_runs`` that select runs, such as ``start_time`` and ``trace_filter``.

    Raises ``ValueError`` for a name that is unknown, with the nearest one, ``FilterError`` for a filter with errors, and the
    errors of ``open_runs``.

    >>> print(stats("docs/examples/support_bot.jsonl", 'eq(run_type, "llm")', by="month", show="count,p95,cost,tokens"))
    month    count    p95     cost  tokens
    2026-10     17  4.87s  $0.0050  31,708
    2026-11      4  1.64s  $0.0012   7,437

    """
    runs = source if isinstance(source, Runs | Results) else open_runs(source)
    if isinstance(runs, Results):
        if filter is not None or conditions:
            raise TypeError("results are selected already: give the filter and other conditions to list_runs()")
        return runs.stats(by, show, sort=sort, limit=limit)
    return runs.list_runs(filter=filter, **conditions).stats(by, show, sort=sort, limit=limit)
