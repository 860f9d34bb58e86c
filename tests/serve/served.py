"""The export that the servers of these tests answer from: the support bot's runs, and a crowd that makes paging hard."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import pyarrow as pa
from pyarrow import parquet

from filterlang.exports.memory import LocalRuns
from filterlang.exports.records import read_records

BOT = Path(__file__).parent.parent.parent / "docs" / "examples" / "support_bot.jsonl"
BOT_PROJECT = "3f0c9f0e-6a55-4d3e-9a43-2f1d3b8c7a10"
BOT_ROOT = "01a1a0d9-f100-7300-98f4-9d3e7873a158"
"""A root run of the bot, with children."""
CROWD_PROJECT = str(uuid5(NAMESPACE_OID, "crowd"))
DATASET, EXAMPLE = str(uuid5(NAMESPACE_OID, "dataset")), str(uuid5(NAMESPACE_OID, "example"))
BEGAN = datetime(2026, 9, 1, 12, tzinfo=UTC)
Run = dict[str, Any]


def crowd() -> list[Run]:
    """Runs of a project with a name, eleven at a time starting at once, and a few of no project."""
    runs: list[Run] = []
    for number in range(240):
        id = str(uuid5(NAMESPACE_OID, f"run {number}"))
        started = BEGAN + timedelta(seconds=number // 11)
        runs.append({
            "id": id, "trace_id": id, "name": f"step {number % 7}", "run_type": "tool" if number % 3 else "llm",
            "status": "error" if number % 10 == 0 else "success", "error": "it broke" if number % 10 == 0 else None,
            "start_time": started.isoformat(), "end_time": (started + timedelta(seconds=number / 10)).isoformat(),
            "inputs": {"number": number}, "outputs": {}, "extra": {"metadata": {"n": number}}, "tags": ["crowd"],
            "session_id": None if number >= 220 else CROWD_PROJECT, "session_name": None if number >= 220 else "crowd",
            "dotted_order": f"{started:%Y%m%dT%H%M%S%f}Z{id}", "total_cost": "0.0012", "total_tokens": number,
            "reference_example_id": EXAMPLE if number % 20 == 5 else None,
            "reference_dataset_id": DATASET if number % 20 == 5 else None,
        })  # fmt: skip
    return runs


def exported() -> list[Run]:
    """All the runs of the export."""
    return [*crowd(), *read_records(BOT)]


def write_export(path: Path) -> None:
    """The export as Parquet, with the projects' names in a column of their own."""
    runs = LocalRuns(exported())
    table = runs.list_runs().to_arrow()
    names = {run["id"]: run.get("session_name") for run in runs.records}
    column = pa.array([names[id] for id in table["id"].to_pylist()], type=pa.string())
    parquet.write_table(table.append_column("session_name", column), path)
