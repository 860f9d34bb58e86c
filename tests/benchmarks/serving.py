"""How fast ``filterlang serve`` answers: ``python tests/benchmarks/serving.py FOLDER [runs] [rounds]``.

Owns the invariant that every contender reads all runs of one project from a server of its own, page after page of 100 over one
connection, and that all come to the same number. The client reads no JSON but the cursor, so that the server is what is
measured. Reported are medians over the rounds: runs a second, and the server's processor time a run. The runs are those of
``engine_data.py``, made when they are not there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
import http.client
import json
import os
from pathlib import Path
from statistics import median
import subprocess
import sys
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from measure import progress, table

ROOT = Path(__file__).parent.parent.parent
RUNS, ROUNDS, PAGE = 40_000, 5, 100
V2_SELECTS = [
    "ID", "NAME", "RUN_TYPE", "STATUS", "START_TIME", "END_TIME", "INPUTS", "OUTPUTS", "PARENT_RUN_IDS", "PROJECT_ID",
    "TRACE_ID", "DOTTED_ORDER", "ERROR", "TAGS", "EXTRA", "EVENTS", "FEEDBACK_STATS", "TOTAL_TOKENS", "TOTAL_COST",
]  # fmt: skip
"""Nearly what the SDK selects of v2 when it stands in for v1 (_v2_migration_utils.py)."""
ASKS = {
    "v1": ("/runs/query", {"limit": PAGE}),
    "v2": ("/v2/runs/query", {"page_size": PAGE, "min_start_time": "2000-01-01T00:00:00Z", "selects": V2_SELECTS}),
}


@contextmanager
def served(path: Path) -> Iterator[tuple[int, str]]:
    """A server over a file: its process and its address, once it is ready."""
    command = [sys.executable, "-m", "filterlang", "serve", str(path), "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        begun = perf_counter()
        address = process.stdout.readline().split("=")[1].strip()
        progress(f"{path.name}: ready after {perf_counter() - begun:.1f} s")
        try:
            yield process.pid, urlsplit(address).netloc
        finally:
            process.terminate()


def projects(connection: http.client.HTTPConnection) -> list[str]:
    connection.request("GET", "/sessions")
    return [project["id"] for project in json.loads(connection.getresponse().read())]


def read_all(connection: http.client.HTTPConnection, api: str, ids: list[str]) -> int:
    """Asks for every page of the projects, and counts the runs by the pages."""
    path, given = ASKS[api]
    body: dict[str, Any] = {**given, "session" if api == "v1" else "project_ids": ids}
    count = 0
    while True:
        connection.request("POST", path, json.dumps(body), {"content-type": "application/json"})
        answer = connection.getresponse().read()
        whole = json.loads(answer)
        count += len(whole["runs" if api == "v1" else "items"])
        cursor = whole["cursors"]["next"] if api == "v1" else whole.get("next_cursor")
        if cursor is None:
            return count
        body["cursor"] = cursor


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    folder = Path(sys.argv[1])
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else RUNS
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else ROUNDS
    files = [folder / "runs.jsonl", folder / "runs.parquet"]
    if not all(path.exists() for path in files):
        subprocess.run([sys.executable, Path(__file__).with_name("engine_data.py"), str(folder), str(runs)], check=True)
    rows: list[list[object]] = []
    for path in files:
        with served(path) as (pid, address):
            connection = http.client.HTTPConnection(address)
            ids = projects(connection)
            for api in ASKS:
                rates, costs = [], []
                for _ in range(rounds):
                    begun, spent = perf_counter(), processor_seconds(pid)
                    count = read_all(connection, api, ids)
                    rates.append(count / (perf_counter() - begun))
                    costs.append((processor_seconds(pid) - spent) / count * 1e6)
                    progress(f"  {api}: {count:,} runs, {rates[-1]:,.0f} a second")
                rows.append([f"{path.suffix[1:]}, {api}", round(median(rates)), round(median(costs))])
    table(["file, API", "runs a second", "µs of processor time a run"], rows)


if __name__ == "__main__":
    main()
