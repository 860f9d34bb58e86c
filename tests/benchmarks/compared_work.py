"""The pieces of work that ``compare.py`` measures, each in a process of its own: ``compared_work.py NAME FOLDER URL [TIMES]``.

Owns the invariant that a piece of work uses public names only, so that it runs on any commit that has them. It prints the
seconds of processor time of one time, children's included, and the peak of memory in megabytes. Imports and the first time
are not counted, except in cold commands, which are processes themselves.
"""

import asyncio
from collections.abc import Callable, Sequence
import json
from pathlib import Path
import resource
from statistics import median
import subprocess
import sys
from time import process_time

FILES = {"runs": 20_000, "code": 400}
"""How many runs and files of code there are to read."""
PAGES = 20
"""Pages of 100 runs of 2 kB that the server has."""
LEAST_SECONDS, BATCHES = 0.04, 5

VALID = (
    'and(eq(run_type, "chain"), gt(latency, 10), has(tags, "beta"))', 'eq(name, "extractor")',
    'and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))', 'gt(start_time, "2026-11-01T00:00:00Z")',
    'and(gt(start_time, "2026-11-01T00:00:00Z"), or(eq(status, "error"), like(name, "%bot%")))',
)  # fmt: skip
BROKEN = (
    'status = "error" and latency > 500ms', 'eq(metadata.user_id, "u1")', "eq(status, success", "status:error",
    "has(tags, 'it's')", "SELECT * FROM runs WHERE status = 1", 'contains(name, "bot")',
)  # fmt: skip
LARGE = "and(" + ", ".join(f'eq(name, "n{number}")' for number in range(4_000)) + ")"
COLD = 'and(eq(run_type, "chain"), gt(latency, 10))'
TREE = {"trace_filter": "gt(latency, 2)", "tree_filter": 'eq(status, "error")'}
METADATA = 'and(eq(metadata_key, "user_id"), eq(metadata_value, "u-000010"))'

Action = Callable[[], object]
Prepare = Callable[[str, str], Action]
"""Makes an action of the folder with data and the server's address."""


def each(function: str, texts: Sequence[str]) -> Prepare:
    def prepare(_folder: str, _url: str) -> Action:
        import filterlang

        call = getattr(filterlang, function)
        return lambda: [call(text) for text in texts]

    return prepare


def building(_folder: str, _url: str) -> Action:
    from filterlang import F

    return lambda: str((F.run_type == "llm") & (F.latency > 2) & (F.metadata["user_id"] == "u1") & F.tags.has("beta"))


def listing(api: str) -> Prepare:
    def prepare(_folder: str, url: str) -> Action:
        from client import ours

        from client_server import START, STEP

        return lambda: asyncio.run(ours(api=api)(url, START + STEP * PAGES * 100))

    return prepare


def counting(file: str, filter: str, **filters: str) -> Prepare:
    def prepare(folder: str, _url: str) -> Action:
        from filterlang import open_runs

        return lambda: open_runs(Path(folder, file)).list_runs(filter=filter, **filters).count()

    return prepare


def command(*arguments: str) -> Prepare:
    def prepare(folder: str, _url: str) -> Action:
        whole = [sys.executable, *(each.format(folder=folder) for each in arguments)]

        def start() -> None:
            done = subprocess.run(whole, capture_output=True, text=True, check=False)
            if done.returncode > 1:  # 1 is a check with findings
                sys.exit(done.stderr)

        return start

    return prepare


FILTERLANG = ("-m", "filterlang")
WORK: dict[str, Prepare] = {
    "parse valid filters": each("parse", VALID),
    "parse 4,000 conditions": each("parse", [LARGE]),
    "check valid filters": each("check", VALID),
    "check broken filters": each("check", BROKEN),
    "check 4,000 conditions": each("check", [LARGE]),
    "fix broken filters": each("fix", BROKEN),
    "format valid filters": each("format", VALID),
    "build a filter with F": building,
    "list 2,000 runs, v1": listing("v1"),
    "list 2,000 runs, v2": listing("v2"),
    "count in Parquet, scalars": counting("runs.parquet", VALID[0]),
    "count in Parquet, a metadata pair": counting("runs.parquet", METADATA),
    "count in Parquet, the trace and its tree": counting("runs.parquet", VALID[1], **TREE),
    "count in JSON lines, scalars": counting("runs.jsonl", VALID[0]),
    "count in JSON lines, a metadata pair": counting("runs.jsonl", METADATA),
    "cold python -c pass": command("-c", "pass"),
    "cold check of a valid filter": command(*FILTERLANG, "check", "-q", "-e", COLD),
    "cold check of a broken filter": command(*FILTERLANG, "check", "-q", "-e", BROKEN[0]),
    "cold check of 400 files": command(*FILTERLANG, "check", "-q", "--isolated", "--no-cache", "-j", "1", "{folder}/code"),
    "cold count in Parquet": command(*FILTERLANG, "runs", METADATA, "--from", "{folder}/runs.parquet", "--count"),
}


def spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


def seconds_of(action: Action, times: int) -> float:
    before = spent()
    for _ in range(times):
        action()
    return (spent() - before) / times


def measured(action: Action) -> float:
    """The seconds of one time: the median of batches that are long enough for the clock."""
    times = max(1, round(LEAST_SECONDS / max(seconds_of(action, 1), 1e-6)))
    return median(seconds_of(action, times) for _ in range(BATCHES if times > 1 else 1))


def main(name: str, folder: str, url: str, times: str = "") -> None:
    action = WORK[name](folder, url)
    action()
    seconds = seconds_of(action, int(times)) if times else measured(action)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps([seconds, peak * (1 if sys.platform == "darwin" else 1024) / 1e6]))


if __name__ == "__main__":
    main(*sys.argv[1:])
