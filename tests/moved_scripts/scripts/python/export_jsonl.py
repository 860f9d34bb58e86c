"""Exports root runs as JSON lines, for a notebook that reads them later."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from langsmith import Client


def to_record(run) -> dict:
    return {
        "id": str(run.id),
        "name": run.name,
        "type": run.run_type,
        "status": run.status,
        "started": run.start_time.strftime("%Y-%m-%dT%H:%M:%S"),
        "inputs": run.inputs,
        "outputs": run.outputs,
        "tags": run.tags or [],
        "metadata": run.metadata,
        "cost": float(run.total_cost) if run.total_cost is not None else None,
        "session": str(run.session_id),
    }


def export(path: Path, days: int = 2) -> int:
    client = Client()
    since = datetime.now(timezone.utc) - timedelta(days=days)
    count = 0
    with path.open("w") as out:
        for run in client.list_runs(project_name="support-bot", start_time=since, is_root=True):
            out.write(json.dumps(to_record(run), sort_keys=True) + "\n")
            count += 1
    return count


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        target = Path(folder) / "runs.jsonl"
        total = export(target)
        print(target.read_text(), end="")
        print("exported", total)
