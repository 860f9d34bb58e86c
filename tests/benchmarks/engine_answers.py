"""Four questions to exported runs, and who answers them: filterlang, SQL by hand, Polars, a plain loop over the lines.

What SQL by hand and Polars may assume, and filterlang may not: every column is there and of one type; times have a zone;
metadata and scores stand at one path, as plain values; a trace's root has its feedback in ``feedback_stats``.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

USER = "u-000010"

QUESTIONS: dict[str, dict[str, str]] = {
    "scalars and a tag": {"filter": 'and(eq(run_type, "llm"), gt(latency, 2), has(tags, "beta"))'},
    "a metadata pair": {"filter": f'and(eq(metadata_key, "user_id"), eq(metadata_value, "{USER}"))'},
    "a feedback pair": {"filter": 'and(eq(feedback_key, "correctness"), lt(feedback_score, 0.5))'},
    "the trace and its tree": {
        "filter": 'and(eq(run_type, "llm"), gt(total_tokens, 1000))',
        "trace_filter": 'and(eq(feedback_key, "correctness"), lt(feedback_score, 0.5))',
        "tree_filter": 'or(eq(status, "error"), eq(name, "escalate_to_human"))',
    },
}
SCALAR, METADATA, FEEDBACK, TREE = QUESTIONS

PARQUET_SQL = {
    SCALAR: """
        SELECT count(*) FROM read_parquet($path)
        WHERE run_type = 'llm' AND epoch_us(end_time) - epoch_us(start_time) > 2000000 AND list_contains(tags, 'beta')""",
    METADATA: f"""
        SELECT count(*) FROM read_parquet($path) WHERE json_extract_string(extra, '$.metadata.user_id') = '{USER}'""",
    FEEDBACK: """
        SELECT count(*) FROM read_parquet($path)
        WHERE json_extract_string(feedback_stats, '$.correctness.avg')::DOUBLE < 0.5""",
    TREE: """
        SELECT count(*) FROM read_parquet($path)
        WHERE run_type = 'llm' AND total_tokens > 1000
        AND trace_id IN (
            SELECT trace_id FROM read_parquet($path)
            WHERE parent_run_id IS NULL AND json_extract_string(feedback_stats, '$.correctness.avg')::DOUBLE < 0.5)
        AND trace_id IN (
            SELECT trace_id FROM read_parquet($path) WHERE status = 'error' OR name = 'escalate_to_human')""",
}

PARQUET_SQL_TESTED = {  # no text is written with escapes that it does not need; then most JSON is never parsed
    METADATA: f"""
        SELECT count(*) FROM read_parquet($path)
        WHERE contains(extra, '{USER}') AND json_extract_string(extra, '$.metadata.user_id') = '{USER}'""",
    FEEDBACK: """
        SELECT count(*) FROM read_parquet($path)
        WHERE contains(feedback_stats, 'correctness')
        AND json_extract_string(feedback_stats, '$.correctness.avg')::DOUBLE < 0.5""",
}

LINES_SQL = {  # the same queries: only the columns that are asked for, each with its type; metadata and feedback are JSON
    SCALAR: """
        SELECT count(*) FROM read_json($path, format = 'newline_delimited', records = true, columns = {
            run_type: 'VARCHAR', start_time: 'TIMESTAMPTZ', end_time: 'TIMESTAMPTZ', tags: 'VARCHAR[]'})
        WHERE run_type = 'llm' AND end_time - start_time > INTERVAL 2 SECOND AND list_contains(tags, 'beta')""",
    METADATA: f"""
        SELECT count(*) FROM read_json($path, format = 'newline_delimited', records = true, columns = {{extra: 'JSON'}})
        WHERE json_extract_string(extra, '$.metadata.user_id') = '{USER}'""",
    FEEDBACK: """
        SELECT count(*) FROM read_json($path, format = 'newline_delimited', records = true, columns = {feedback_stats: 'JSON'})
        WHERE json_extract_string(feedback_stats, '$.correctness.avg')::DOUBLE < 0.5""",
    TREE: """
        SELECT count(*) FROM read_json($path, format = 'newline_delimited', records = true, columns = {
            trace_id: 'VARCHAR', run_type: 'VARCHAR', total_tokens: 'BIGINT'})
        WHERE run_type = 'llm' AND total_tokens > 1000
        AND trace_id IN (
            SELECT trace_id FROM read_json($path, format = 'newline_delimited', records = true, columns = {
                trace_id: 'VARCHAR', parent_run_id: 'VARCHAR', feedback_stats: 'JSON'})
            WHERE parent_run_id IS NULL AND json_extract_string(feedback_stats, '$.correctness.avg')::DOUBLE < 0.5)
        AND trace_id IN (
            SELECT trace_id FROM read_json($path, format = 'newline_delimited', records = true, columns = {
                trace_id: 'VARCHAR', status: 'VARCHAR', name: 'VARCHAR'})
            WHERE status = 'error' OR name = 'escalate_to_human')""",
}

LINES_SQL_TUNED = {  # of objects only the one key, with its type, and what is asked of traces in one pass
    METADATA: f"""
        SELECT count(*) FROM read_json($path, format = 'newline_delimited', records = true, columns = {{
            extra: 'STRUCT(metadata STRUCT(user_id VARCHAR))'}})
        WHERE extra.metadata.user_id = '{USER}'""",
    FEEDBACK: """
        SELECT count(*) FROM read_json($path, format = 'newline_delimited', records = true, columns = {
            feedback_stats: 'STRUCT(correctness STRUCT(avg DOUBLE))'})
        WHERE feedback_stats.correctness.avg < 0.5""",
    TREE: """
        WITH runs AS MATERIALIZED (
            SELECT
                trace_id,
                run_type = 'llm' AND total_tokens > 1000 AS own,
                parent_run_id IS NULL AND feedback_stats.correctness.avg < 0.5 AS root,
                status = 'error' OR name = 'escalate_to_human' AS tree
            FROM read_json($path, format = 'newline_delimited', records = true, columns = {
                trace_id: 'VARCHAR', parent_run_id: 'VARCHAR', run_type: 'VARCHAR', status: 'VARCHAR', name: 'VARCHAR',
                total_tokens: 'BIGINT', feedback_stats: 'STRUCT(correctness STRUCT(avg DOUBLE))'}))
        SELECT count(*) FROM runs
        WHERE own
        AND trace_id IN (SELECT trace_id FROM runs WHERE root)
        AND trace_id IN (SELECT trace_id FROM runs WHERE tree)""",
}

LINES = """read_csv($path, columns = {line: 'VARCHAR'}, delim = '\x01', quote = '', escape = '', header = false,
            auto_detect = false)"""
"""The lines as texts, unparsed: JSON has no control characters, so a line is one field. None is longer than 2 MB."""

LINES_SQL_TESTED = {  # as above: no needless escapes
    SCALAR: f"""
        SELECT count(*) FROM {LINES}
        WHERE contains(line, '"beta"') AND json_extract_string(line, '$.run_type') = 'llm'
        AND list_contains(json_extract_string(line, '$.tags[*]'), 'beta')
        AND json_extract_string(line, '$.end_time')::TIMESTAMPTZ - json_extract_string(line, '$.start_time')::TIMESTAMPTZ
            > INTERVAL 2 SECOND""",
    METADATA: f"""
        SELECT count(*) FROM {LINES}
        WHERE contains(line, '{USER}') AND json_extract_string(line, '$.extra.metadata.user_id') = '{USER}'""",
    FEEDBACK: f"""
        SELECT count(*) FROM {LINES}
        WHERE contains(line, 'correctness') AND json_extract_string(line, '$.feedback_stats.correctness.avg')::DOUBLE < 0.5""",
}


def filterlang_on_duckdb(question: str, path: Path) -> int:
    from filterlang import open_runs

    return open_runs(path).list_runs(**QUESTIONS[question]).count()


def sql_by_hand(queries: Mapping[str, str], question: str, path: Path) -> int:
    import duckdb

    with duckdb.connect() as connection:
        (count,) = connection.execute(queries[question], {"path": str(path)}).fetchall()[0]
    return count


def polars_on_parquet(question: str, path: Path, *, tested: bool = False) -> int:
    """JSON texts are searched by path; with ``tested``, only those that hold the text that is looked for."""
    import polars as pl

    runs, extra, stats = pl.scan_parquet(path), pl.col("extra"), pl.col("feedback_stats")
    if tested:
        extra = pl.when(extra.str.contains(USER, literal=True)).then(extra)
        runs = runs if question != FEEDBACK else runs.filter(stats.str.contains("correctness", literal=True))
    user = extra.str.json_path_match("$.metadata.user_id")
    score = stats.str.json_path_match("$.correctness.avg").cast(pl.Float64)
    return polars_answer(runs, question, pl.col("end_time") - pl.col("start_time"), user, score)


def polars_on_lines(question: str, path: Path) -> int:
    """A schema of only the columns that are asked for, and of objects only the one key. Times as texts: that is faster."""
    import polars as pl

    stats = pl.Struct({"correctness": pl.Struct({"avg": pl.Float64})})
    schemas = {
        SCALAR: dict.fromkeys(("run_type", "start_time", "end_time"), pl.String) | {"tags": pl.List(pl.String)},
        METADATA: {"extra": pl.Struct({"metadata": pl.Struct({"user_id": pl.String})})},
        FEEDBACK: {"feedback_stats": stats},
        TREE: dict.fromkeys(("trace_id", "parent_run_id", "run_type", "status", "name"), pl.String)
        | {"total_tokens": pl.Int64, "feedback_stats": stats},
    }
    runs = pl.scan_ndjson(path, schema=schemas[question])
    latency = pl.col("end_time").str.to_datetime("%+") - pl.col("start_time").str.to_datetime("%+")
    user = pl.col("extra").struct.field("metadata").struct.field("user_id")
    score = pl.col("feedback_stats").struct.field("correctness").struct.field("avg")
    return polars_answer(runs, question, latency, user, score)


def polars_answer(runs: Any, question: str, latency: Any, user: Any, score: Any) -> int:
    import polars as pl

    if question == TREE:
        own = (pl.col("run_type") == "llm") & (pl.col("total_tokens") > 1000)
        root = pl.col("parent_run_id").is_null() & (score < 0.5)
        tree = (pl.col("status") == "error") | (pl.col("name") == "escalate_to_human")
        traces = runs.group_by("trace_id").agg(own.sum().alias("count"), root.any().alias("root"), tree.any().alias("tree"))
        return traces.filter(pl.col("root") & pl.col("tree")).select(pl.col("count").sum()).collect().item()
    llm = (pl.col("run_type") == "llm") & pl.col("tags").list.contains("beta")
    filters = {
        SCALAR: lambda: runs.filter(llm).filter(latency > timedelta(seconds=2)),
        METADATA: lambda: runs.filter(user == USER),
        FEEDBACK: lambda: runs.filter(score < 0.5),
    }
    return filters[question]().select(pl.len()).collect().item()


Run = dict[str, Any]


def is_slow_beta(run: Run) -> bool:
    if run["run_type"] != "llm" or "beta" not in run["tags"] or run["end_time"] is None:
        return False
    return datetime.fromisoformat(run["end_time"]) - datetime.fromisoformat(run["start_time"]) > timedelta(seconds=2)


def is_wrong(run: Run) -> bool:
    return "correctness" in (stats := run["feedback_stats"] or {}) and stats["correctness"]["avg"] < 0.5


PREDICATES: dict[str, Callable[[Run], bool]] = {
    SCALAR: is_slow_beta,
    METADATA: lambda run: run["extra"]["metadata"]["user_id"] == USER,
    FEEDBACK: is_wrong,
}


def loop(module: str, question: str, path: Path) -> int:
    """Every line is parsed, and then looked at in plain Python."""
    loads = __import__(module).loads
    with path.open("rb") as lines:
        if question == TREE:
            return loop_over_traces(map(loads, lines))
        return sum(map(PREDICATES[question], map(loads, lines)))


def loop_over_traces(runs: Any) -> int:
    own: list[str] = []
    roots: set[str] = set()
    trees: set[str] = set()
    for run in runs:
        trace = run["trace_id"]
        if run["run_type"] == "llm" and run["total_tokens"] > 1000:
            own.append(trace)
        if run["parent_run_id"] is None and is_wrong(run):
            roots.add(trace)
        if run["status"] == "error" or run["name"] == "escalate_to_human":
            trees.add(trace)
    return sum(trace in roots and trace in trees for trace in own)
