"""Questions to runs in Spark and in ClickHouse, and the SQL that an engineer writes by hand for exactly these tables.

Owns the invariant that SQL by hand assumes what filterlang may not: every column is there and of one type, metadata and scores
stand at one path as plain values, no text is written with escapes that it does not need, a trace's root has no parent and has
its feedback in ``feedback_stats``, and a trace is within a day of each of its runs. Where there are several good ways to write
a query, all of them are measured, and the cheapest counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from engine_answers import FEEDBACK, METADATA, QUESTIONS, SCALAR, TREE, USER

DAY = datetime(2026, 8, 11, tzinfo=UTC)
SPAN = timedelta(days=1)
PROJECT = "b07c3142-48cc-d439-ec0b-8ca51e77dbea"
"""One of the five projects of engine_data.py."""

WITHIN_A_DAY: dict[str, Any] = {"start_time": DAY, "end_time": DAY + SPAN}
OF_A_DAY, TREE_OF_A_DAY, OF_A_PROJECT = f"{SCALAR}, one day", f"{TREE}, one day", f"{SCALAR}, one project"
UNDECIDED = "a pattern of metadata keys"

CLUSTER_QUESTIONS: dict[str, dict[str, Any]] = {
    **QUESTIONS,
    OF_A_DAY: QUESTIONS[SCALAR] | WITHIN_A_DAY,
    TREE_OF_A_DAY: QUESTIONS[TREE] | WITHIN_A_DAY | {"trace_span": SPAN},
    OF_A_PROJECT: QUESTIONS[SCALAR] | {"project_id": PROJECT},
    UNDECIDED: {"filter": 'like(metadata_key, "lang%")'},
}
"""The arguments of ``list_runs`` by question."""


@dataclass(frozen=True)
class ByHand:
    """A condition on a run, and of a question on traces also on the root and on any run of the trace.

    ``window`` are the times of the selected runs, and ``bound`` those of all runs of their traces.
    """

    own: str
    root: str = ""
    tree: str = ""
    window: str = "TRUE"
    bound: str = "TRUE"


def variants(own: Mapping[str, str], *more: str) -> dict[str, ByHand]:
    """Returns SQL by hand for each way to write a condition."""
    return {name: ByHand(" AND ".join((sql, *more))) for name, sql in own.items()}


def traced(own: str, roots: Mapping[str, str], tree: str, window: str = "TRUE", bound: str = "TRUE") -> dict[str, ByHand]:
    """Returns SQL by hand for each way to write the condition on the root."""
    return {name: ByHand(own, f"parent_run_id IS NULL AND {root}", tree, window, bound) for name, root in roots.items()}


_LLM = "run_type = 'llm' AND total_tokens > 1000"
_TREE = "(status = 'error' OR name = 'escalate_to_human')"

_SPARK_DAY = "day = DATE'2026-08-11'"
_SPARK_SCALARS = (
    "run_type = 'llm' AND unix_micros(end_time) - unix_micros(start_time) > 2000000 AND array_contains(tags, 'beta')"
)
_SPARK_METADATA = {
    "get_json_object": f"contains(extra, '{USER}') AND get_json_object(extra, '$.metadata.user_id') = '{USER}'",
    "from_json": f"contains(extra, '{USER}')"
    f" AND from_json(extra, 'metadata struct<user_id string>').metadata.user_id = '{USER}'",
}
_SPARK_FEEDBACK = {
    "get_json_object": "contains(feedback_stats, 'correctness')"
    " AND CAST(get_json_object(feedback_stats, '$.correctness.avg') AS double) < 0.5",
    "from_json": "contains(feedback_stats, 'correctness')"
    " AND from_json(feedback_stats, 'correctness struct<avg double>').correctness.avg < 0.5",
}
SPARK_SQL: dict[str, dict[str, ByHand]] = {
    SCALAR: variants({"SQL": _SPARK_SCALARS}),
    METADATA: variants(_SPARK_METADATA),
    FEEDBACK: variants(_SPARK_FEEDBACK),
    TREE: traced(_LLM, _SPARK_FEEDBACK, _TREE),
    OF_A_DAY: variants({"SQL": _SPARK_SCALARS}, _SPARK_DAY),
    TREE_OF_A_DAY: traced(_LLM, _SPARK_FEEDBACK, _TREE, _SPARK_DAY, "day BETWEEN DATE'2026-08-10' AND DATE'2026-08-12'"),
    OF_A_PROJECT: variants({"SQL": _SPARK_SCALARS}, f"session_id = '{PROJECT}'"),
    UNDECIDED: variants({
        "regexp": r"""contains(extra, '"lang') AND get_json_object(extra, '$.metadata') RLIKE '[{,]"lang[^"]*":'""",
        "json_object_keys": "contains(extra, '\"lang')"
        " AND exists(json_object_keys(get_json_object(extra, '$.metadata')), key -> startswith(key, 'lang'))",
    }),
}  # fmt: skip

_CLICKHOUSE_DAY = "start_time >= toDateTime64('2026-08-11', 6, 'UTC') AND start_time < toDateTime64('2026-08-12', 6, 'UTC')"
_CLICKHOUSE_SCALARS = "run_type = 'llm' AND dateDiff('microsecond', start_time, end_time) > 2000000 AND has(tags, 'beta')"
_CLICKHOUSE_METADATA = {
    "JSONExtractString": f"position(extra, '{USER}') > 0 AND JSONExtractString(extra, 'metadata', 'user_id') = '{USER}'",
    "simpleJSON": f"position(extra, '{USER}') > 0 AND simpleJSONExtractString(extra, 'user_id') = '{USER}'",
}
_CLICKHOUSE_FEEDBACK = {
    "JSONExtract": "position(feedback_stats, 'correctness') > 0"
    " AND JSONExtract(feedback_stats, 'correctness', 'avg', 'Nullable(Float64)') < 0.5",
    "JSONExtractFloat": "position(feedback_stats, 'correctness') > 0"
    " AND JSONExtractFloat(feedback_stats, 'correctness', 'avg') < 0.5",
}
CLICKHOUSE_SQL: dict[str, dict[str, ByHand]] = {
    SCALAR: variants({"SQL": _CLICKHOUSE_SCALARS}),
    METADATA: variants(_CLICKHOUSE_METADATA),
    FEEDBACK: variants(_CLICKHOUSE_FEEDBACK),
    TREE: traced(_LLM, _CLICKHOUSE_FEEDBACK, _TREE),
    OF_A_DAY: variants({"SQL": _CLICKHOUSE_SCALARS}, _CLICKHOUSE_DAY),
    TREE_OF_A_DAY: traced(
        _LLM, _CLICKHOUSE_FEEDBACK, _TREE, _CLICKHOUSE_DAY,
        "start_time >= toDateTime64('2026-08-10', 6, 'UTC') AND start_time < toDateTime64('2026-08-13', 6, 'UTC')",
    ),
    OF_A_PROJECT: variants({"SQL": _CLICKHOUSE_SCALARS}, f"session_id = '{PROJECT}'"),
    UNDECIDED: variants({
        "JSONExtractKeys": "position(extra, '\"lang') > 0"
        " AND arrayExists(key -> startsWith(key, 'lang'), JSONExtractKeys(extra, 'metadata'))",
        "match": r"""position(extra, '"lang') > 0 AND match(JSONExtractRaw(extra, 'metadata'), '[{,]"lang[^"]*":')""",
    }),
}  # fmt: skip


def statements(question: Mapping[str, ByHand], any_of: str, *, ids: bool) -> dict[str, str]:
    """Returns the statements for the number of runs, or for their ids in order, by variant. ``any_of`` aggregates booleans.

    Traces are found by ``GROUP BY``, or by a list of the traces for each condition.
    """
    found: dict[str, str] = {}
    for name, by_hand in question.items():
        own = f"({by_hand.own}) AND {by_hand.window}"
        if not by_hand.root:
            found[name] = _selected(own, ids=ids)
            continue
        conditions = f"({by_hand.root}) OR {by_hand.tree}"
        grouped = (
            f"SELECT trace_id FROM runs WHERE {by_hand.bound} AND ({conditions}) GROUP BY trace_id"
            f" HAVING {any_of}(coalesce({by_hand.root}, FALSE)) AND {any_of}(coalesce({by_hand.tree}, FALSE))"
        )
        found[f"{name}, one list"] = _selected(f"{own} AND trace_id IN ({grouped})", ids=ids)
        each = " AND ".join(
            f"trace_id IN (SELECT trace_id FROM runs WHERE {by_hand.bound} AND {condition})"
            for condition in (by_hand.root, by_hand.tree)
        )
        found[f"{name}, two lists"] = _selected(f"{own} AND {each}", ids=ids)
        if not ids:
            found[f"{name}, one pass"] = (
                f"SELECT sum(own) AS n FROM (SELECT count(CASE WHEN {own} THEN 1 END) AS own FROM runs WHERE {by_hand.bound}"
                f" GROUP BY trace_id HAVING {any_of}(coalesce({by_hand.root}, FALSE))"
                f" AND {any_of}(coalesce({by_hand.tree}, FALSE)))"
            )
    return found


def _selected(condition: str, *, ids: bool) -> str:
    order = " ORDER BY start_time DESC, id" if ids else ""
    return f"SELECT {'id' if ids else 'count(*) AS n'} FROM runs WHERE {condition}{order}"
