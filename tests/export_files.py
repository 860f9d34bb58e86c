"""The same few runs in every shape in which runs are exported, and in every way to keep them.

Owns the invariant that they say the same in all of them, but for a project in what LangSmith's command line writes.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
import gzip
import io
import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from filterlang.exports.records import Record

PROJECT = "5e551077-0000-4000-8000-00000000000a"


def uuid(number: int) -> str:
    return f"0190a1b2-0000-7000-8000-{number:012}"


def run(number: int, trace: int, parents: list[int], **fields: Any) -> Record:
    return {
        "id": uuid(number), "trace_id": uuid(trace), "parent_run_ids": [uuid(parent) for parent in parents],
        "parent_run_id": uuid(parents[-1]) if parents else None, "session_id": PROJECT, "name": "step", "run_type": "chain",
        "status": "success", "start_time": f"2026-11-02T09:00:0{number}Z", "end_time": f"2026-11-02T09:00:1{number}Z",
        "error": None, "tags": [], "inputs": {}, "outputs": {}, "extra": {"metadata": {}}, "feedback_stats": {},
        "total_tokens": None, "prompt_tokens": None, "total_cost": None, "prompt_token_details": None, **fields,
    }  # fmt: skip


USED = {"total_tokens": 42, "prompt_tokens": 30}
"""What the server says of an llm run, and of those above it."""

RUNS: list[Record] = [
    run(
        1, 1, [], tags=["beta"], inputs={"q": "Reset my password"}, feedback_stats={"correctness": {"n": 1, "avg": 0.5}}, **USED
    ),
    run(
        2,
        1,
        [1],
        run_type="tool",
        status="error",
        error="TimeoutError: too slow",
        extra={"metadata": {"user_id": "u1"}},
        **USED,
    ),
    run(3, 1, [1, 2], run_type="llm", total_cost="0.25", prompt_token_details={"cached": 7}, **USED),
    run(4, 4, [], run_type="retriever", end_time=None, status="pending"),
    run(5, 9, [9], run_type="llm", name="orphan", extra={"metadata": {"user_id": "u2", "list": [1, {"a": "x"}]}}),
]
# Runs in the shapes of others


def in_v2(record: Record) -> Record:
    """A run as v2 gives it (LangSmith's OpenAPI document, query.RunResponse)."""
    given = {key: value for key, value in record.items() if key not in ("session_id", "parent_run_id", "extra")}
    details = record["prompt_token_details"]
    return {
        **given, "project_id": record["session_id"], "run_type": record["run_type"].upper(), "status": record["status"].upper(),
        "is_root": not record["parent_run_ids"], "metadata": record["extra"]["metadata"],
        "latency_seconds": None if record["end_time"] is None else 10.0,
        "total_cost": float(record["total_cost"] or 0), "is_in_dataset": False, "error_preview": record["error"],
        "prompt_token_details": None if details is None else {"raw": details},
    }  # fmt: skip


def of_the_command_line(record: Record) -> Record:
    """A run as ``langsmith run export --full`` writes it (langchain-ai/langsmith-cli, internal/extract/extract.go)."""
    kept = ("trace_id", "name", "run_type", "parent_run_id", "start_time", "end_time", "status", "inputs", "outputs", "error")
    usage = {key: record[key] for key in ("prompt_tokens", "total_tokens") if record[key]}
    return {
        "run_id": record["id"], **{key: record[key] for key in kept}, "duration_ms": 10, "first_token_time": None,
        "custom_metadata": record["extra"]["metadata"], "token_usage": usage or None, "tags": record["tags"] or None,
        "costs": {"total_cost": float(record["total_cost"])} if record["total_cost"] else None,
        "feedback_stats": record["feedback_stats"] or None,
    }  # fmt: skip


def halves(record: Record) -> tuple[Record, Record]:
    """What the SDK sends when a run begins and when it ends."""
    late = ("end_time", "outputs", "error")
    post = {key: value for key, value in record.items() if key not in (*late, "status", "feedback_stats")}
    patch = {key: value for key, value in record.items() if key in (*late, "id", "feedback_stats")}
    return {"operation": "post", **post}, {"operation": "patch", **patch}


# Ways to keep them


def lines(*records: object) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def kept_as(name: str, *records: object, pack: Callable[[bytes], bytes] = bytes) -> Callable[[Path], Path]:
    def keep(folder: Path) -> Path:
        (folder / name).write_bytes(pack(lines(*records)))
        return folder / name

    return keep


OF_V2 = list(map(in_v2, RUNS))
HALVES = [half for pair in map(halves, RUNS) for half in pair]
BODY = {key: [half for half in HALVES if half["operation"] == key] for key in ("post", "patch")}
AS_JSON: dict[str, Callable[[Path], Path]] = {
    "v1 lines": kept_as("runs.jsonl", *RUNS),
    "an answer of v1": kept_as("runs.json", {"runs": RUNS, "cursors": {"next": None}}),
    "an array": kept_as("runs.json", RUNS), "v2 lines": kept_as("runs.ndjson", *OF_V2),
    "an answer of v2": kept_as("v2.json", {"items": OF_V2, "next_cursor": None}),
    "answers of v2": kept_as("v2.jsonl", *({"items": [in_v2(each)], "next_cursor": "x"} for each in RUNS)),
    "v2 and v1 lines": kept_as("both.jsonl", *OF_V2[:2], *RUNS[2:]),
    "v1 and v2 lines": kept_as("both.jsonl", *RUNS[:2], *OF_V2[2:]),
    "halves": kept_as("sdk.jsonl", *HALVES), "halves in gzip": kept_as("sdk.jsonl.gz", *HALVES, pack=gzip.compress),
    "halves in zstd": kept_as("sdk.jsonl.zst", *HALVES, pack=zstandard.compress), "a body": kept_as("body.json", BODY),
    "v1 lines in gzip": kept_as("runs.jsonl.gz", *RUNS, pack=gzip.compress),
    "v1 lines in zstd": kept_as("runs.json.zst", *RUNS, pack=zstandard.compress),
    "gzip that is not called so": kept_as("runs.jsonl", *RUNS, pack=gzip.compress),
    "lines that are called gzip": kept_as("runs.jsonl.gz", *RUNS),
    "lines that are called Parquet": kept_as("runs.parquet", *RUNS),
    "a name with signs": kept_as("it's {a,b} [x] * ? ~ $1 \\ %20 é 🤖.jsonl", *RUNS),
}  # fmt: skip
COMMAND_LINE: dict[str, Callable[[Path], Path]] = {
    "a line each": kept_as("runs.jsonl", *map(of_the_command_line, RUNS)),
    "a trace": kept_as(
        "trace.json", {"trace_id": uuid(1), "run_count": 5, "runs": [of_the_command_line(each) for each in RUNS]}
    ),
    "traces": kept_as("traces.json", [{"trace_id": each["trace_id"], "runs": [of_the_command_line(each)]} for each in RUNS]),
}


def flat(record: Record, keep: Sequence[str] = ("tags", "parent_run_ids", "prompt_token_details")) -> Record:
    """A run of which everything that is nested is JSON, but for lists of texts and v2's details."""
    return {
        key: value if key in keep or not isinstance(value, dict | list) else json.dumps(value) for key, value in record.items()
    }


def typed(records: list[Record]) -> pa.Table:
    return pa.Table.from_pylist(list(map(flat, records)))


def parquet(table: pa.Table) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file)
    return file.getvalue()


_TEXTS = (
    "id", "tenant_id", "session_id", "trace_id", "parent_run_id", "parent_run_ids", "reference_example_id", "name", "run_type",
    "status", "dotted_order", "trace_tier", "inputs", "outputs", "error", "extra", "events", "tags", "feedback_stats",
)  # fmt: skip
EXPORTED = pa.schema([
    *((name, pa.string()) for name in _TEXTS), ("is_root", pa.bool_()),
    *((name, pa.timestamp("us", "UTC")) for name in ("start_time", "end_time", "first_token_time")),
    *((name, pa.int64()) for name in ("total_tokens", "prompt_tokens", "completion_tokens")),
    *((name, pa.float64()) for name in ("total_cost", "prompt_cost", "completion_cost")),
])  # fmt: skip
"""The columns of a bulk export (LangSmith's documentation, data-export: Exportable fields), typed as a public reader says."""


def exported(records: list[Record], schema: pa.Schema = EXPORTED) -> pa.Table:
    """A bulk export."""

    def cell(record: Record, name: str) -> Any:
        value = record.get(name)
        if name == "is_root":
            return record["parent_run_id"] is None
        if name.endswith("_time") and value is not None:
            return datetime.fromisoformat(value).replace(tzinfo=UTC if schema.field(name).type.tz else None)
        if name.endswith("_cost") and value is not None:
            return float(value)
        return json.dumps(value) if isinstance(value, dict | list) else value

    return pa.Table.from_pylist([{name: cell(record, name) for name in schema.names} for record in records], schema)


def naive(schema: pa.Schema) -> pa.Schema:
    """The first version of the export, whose times have nanoseconds and no zone (langchain-ai/langsmith-sdk issue 2040)."""
    return pa.schema([field.with_type(pa.timestamp("ns")) if field.name.endswith("_time") else field for field in schema])


def partitioned(folder: Path) -> Path:
    """A bulk export, in its folders (the same page, Partitioning scheme)."""
    for record in RUNS:
        day = record["start_time"][8:10]
        place = (
            folder
            / "export_id=e1"
            / "tenant_id=t1"
            / f"session_id={PROJECT}"
            / "runs"
            / "year=2026"
            / "month=11"
            / f"day={day}"
        )
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{record['id']}.parquet").write_bytes(parquet(exported([record])))
    (folder / "tmp").mkdir()
    (folder / "tmp" / "test.txt").write_text("what LangSmith writes to see whether it may")
    return folder


def in_folders(folder: Path) -> Path:
    """Runs without their project and kind, which the folders say."""
    for record in RUNS:
        place = folder / f"session_id={PROJECT}" / f"run_type={record['run_type']}"
        place.mkdir(parents=True, exist_ok=True)
        rest = [{key: value for key, value in record.items() if key not in ("session_id", "run_type")}]
        (place / f"{record['id']}.parquet").write_bytes(parquet(typed(rest)))
    return folder


def lines_in_folders(folder: Path) -> Path:
    for record in RUNS:
        place = folder / f"session_id={PROJECT}" / f"run_type={record['run_type']}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{record['id']}.jsonl").write_bytes(lines({**record, "session_id": "another"}))
    return folder


def in_a_file(name: str, table: pa.Table) -> Callable[[Path], Path]:
    def keep(folder: Path) -> Path:
        (folder / name).write_bytes(parquet(table))
        return folder / name

    return keep


def database(*statements: str) -> Callable[[Path], Path]:
    def keep(folder: Path) -> Path:
        with duckdb.connect(str(folder / "runs.duckdb")) as connection:
            connection.register("exported", exported(RUNS))
            connection.register("of_v2", typed(OF_V2))
            for statement in statements:
                connection.execute(statement)
        return folder / "runs.duckdb"

    return keep


def a_relation(table: pa.Table) -> Callable[[Path], duckdb.DuckDBPyRelation]:
    return lambda _: duckdb.connect().from_arrow(table)


AS_TABLES: dict[str, Callable[[Path], Any]] = {
    "a bulk export": in_a_file("runs.parquet", exported(RUNS)),
    "its first version": in_a_file("a.parquet", exported(RUNS, naive(EXPORTED))),
    "a bulk export in folders": partitioned, "a folder for each project and kind": in_folders,
    "v1 with types": in_a_file("runs.parquet", typed(RUNS)),
    "v2 with types": in_a_file("runs.parquet", typed(OF_V2)),
    "v2 with JSON": in_a_file("v2.parquet", pa.Table.from_pylist([flat(each, keep=()) for each in OF_V2])),
    "Parquet that is called JSON": in_a_file("runs.json", exported(RUNS)),
    "a name with signs": in_a_file("it's {a,b} [x] * ? ~ $1 %20 é 🤖.parquet", exported(RUNS)),
    "a database": database("CREATE TABLE runs AS FROM exported", "CREATE TABLE others (x INTEGER)"),
    "its only table": database("CREATE TABLE anything AS FROM exported"),
    "its view": database("CREATE TABLE t AS FROM exported", "CREATE VIEW runs AS FROM t"),
    "a table of another schema": database("CREATE SCHEMA s", "CREATE TABLE s.runs AS FROM exported", "CREATE TABLE x (y INT)"),
    "a database of v2": database("CREATE TABLE runs AS FROM of_v2"), "a relation": a_relation(exported(RUNS)),
    "a relation of v2": a_relation(typed(OF_V2)),
}  # fmt: skip
