"""How this checkout compares with another one: parsing, checking, fixing, a cold command, and memory.

    python tests/benchmarks/checkouts.py PATH       # PATH is the other checkout, with its table built

Each measurement runs in a process of its own, in turn with the other checkout's, so that both see the same machine. Times are
processor time, medians; the ratio is this checkout's by the other's.
"""

import json
import os
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
import subprocess
import sys

from measure import progress, table

HERE = Path(__file__).parents[2]
ROUNDS = 15
WORK = """
import json, resource, sys, time
import filterlang
valid = ['and(eq(run_type, "chain"), gt(latency, 10), has(tags, "beta"))', 'eq(name, "extractor")',
    'and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))', 'gt(start_time, "2026-11-01T00:00:00Z")',
    'and(gt(start_time, "2026-11-01T00:00:00Z"), or(eq(status, "error"), like(name, "%bot%")))']
broken = ['status = "error" and latency > 500ms', 'eq(metadata.user_id, "u1")', 'eq(status, success', 'status:error',
    "has(tags, 'it's')", 'SELECT * FROM runs WHERE status = 1', 'contains(name, "bot")']
def spent(call, texts, rounds):
    for text in texts:
        call(text)
    start = time.process_time()
    for _ in range(rounds):
        for text in texts:
            call(text)
    return time.process_time() - start
large = 'and(' + ', '.join(f'eq(name, "n{i}")' for i in range(4000)) + ')'
times = {
    'parse valid filters': spent(filterlang.parse, valid, 800),
    'parse broken filters': spent(filterlang.parse, broken, 100),
    'check valid filters': spent(filterlang.check, valid, 200),
    'check broken filters': spent(filterlang.check, broken, 50),
    'fix broken filters': spent(filterlang.fix, broken, 20),
    'check a filter of 4,000 conditions': spent(filterlang.check, [large], 2),
}
print(json.dumps({**times, 'peak memory': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
"""
COLD = 'and(eq(run_type, "chain"), gt(latency, 10))'
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "cold check of a valid filter": ["-m", "filterlang", "check", "-q", "-e", COLD],
    "cold check of a broken filter": ["-m", "filterlang", "check", "-q", "-e", 'status = "error"'],
}


def environment(checkout: Path) -> dict[str, str]:
    """Variables for a process that imports from a checkout, and keeps what it compiled for the next one."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(checkout)}


def cold(checkout: Path, arguments: list[str]) -> float:
    """The processor time of one process, of user and system."""
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], env=environment(checkout), capture_output=True, check=False, cwd="/")
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def work(checkout: Path) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-c", WORK], env=environment(checkout), capture_output=True, check=True, cwd="/")
    times: dict[str, float] = json.loads(done.stdout)
    return times


def main() -> None:
    checkouts = {"this": HERE, "other": Path(sys.argv[1]).resolve()}
    measured: dict[str, dict[str, list[float]]] = {}
    for number in range(ROUNDS):
        progress(f"round {number + 1} of {ROUNDS}")
        for name, checkout in checkouts.items():
            figures = work(checkout) | {
                command: sum(cold(checkout, arguments) for _ in range(5)) / 5 for command, arguments in COMMANDS.items()
            }
            for what, figure in figures.items():
                measured.setdefault(what, {}).setdefault(name, []).append(figure)
    rows = []
    for what, by_checkout in measured.items():
        this, other = median(by_checkout["this"]), median(by_checkout["other"])
        unit = 1 / 1024 if what == "peak memory" else 1e3
        rows.append((what + (" (MB)" if what == "peak memory" else " (ms)"), other * unit, this * unit, this / other))
    table(("measure", "other", "this", "ratio"), rows)
    bare = median(measured["python -c pass"]["this"])
    print(f"\na cold check takes {median(measured['cold check of a valid filter']['this']) / bare:.2f} times bare Python")


if __name__ == "__main__":
    main()
