"""How soon ``filterlang runs`` shows runs in a terminal: ``python tests/benchmarks/tables.py FOLDER [runs] [rounds]``.

Owns the invariant that every contender is a process of its own in a terminal of 80 columns, one round of all of them after the
other, and prints every run that it is asked for. Reported are medians: the seconds until the first row and the last, the
processor time, and the most memory that a process took. The runs are those of ``engine_data.py``, made when they are not there.
"""

import fcntl
import os
from pathlib import Path
import pty
from statistics import median
import struct
import subprocess
import sys
import termios
from time import perf_counter

from measure import progress, table

ROOT = Path(__file__).parent.parent.parent
RUNS, ROUNDS = 41_320, 3  # runs of whole groups
COLUMNS = 80
OUTPUTS = {
    "the first 50 as a table": [],
    "all as a table": ["--limit", "{runs}"],
    "all as a table, inputs and outputs": ["--limit", "{runs}", "--select", "name,inputs,outputs"],
    "all as JSON lines": ["--format", "jsonl"],
    "all as JSON lines, inputs and outputs": ["--format", "jsonl", "--select", "name,inputs,outputs"],
}


def shown(path: Path, options: list[str]) -> tuple[int, float, float, float, float]:
    """The lines that a terminal shows, the seconds until the second and the last, processor seconds, and megabytes."""
    screen, keyboard = pty.openpty()
    fcntl.ioctl(keyboard, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    environment.pop("COLUMNS", None)
    command = [sys.executable, "-m", "filterlang", "runs", "--from", str(path), *options]
    begun = perf_counter()
    process = subprocess.Popen(command, stdout=keyboard, stderr=keyboard, env=environment)
    os.close(keyboard)
    lines, first = 0, 0.0
    while part := _read(screen):
        lines += part.count(b"\n")
        if not first and lines > 1:  # below the head of a table
            first = perf_counter() - begun
    last = perf_counter() - begun
    os.close(screen)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, f"{command} ended with {status}"
    return lines, first, last, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def _read(screen: int) -> bytes:
    try:
        return os.read(screen, 1 << 16)
    except OSError:  # how Linux says that nobody writes any more
        return b""


def main() -> None:
    folder = Path(sys.argv[1])
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else RUNS
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else ROUNDS
    paths = [folder / "runs.jsonl", folder / "runs.parquet"]
    if not all(path.exists() for path in paths):
        subprocess.run([sys.executable, Path(__file__).with_name("engine_data.py"), str(folder), str(runs)], check=True)
    contenders = {
        f"{path.suffix[1:]}, {name}": (path, [option.format(runs=runs) for option in options])
        for path in paths
        for name, options in OUTPUTS.items()
    }
    found: dict[str, list[tuple[int, float, float, float, float]]] = {name: [] for name in contenders}
    for number in range(rounds):
        for name, (path, options) in contenders.items():
            found[name].append(shown(path, options))
            assert found[name][-1][0] >= (runs if "--limit" in options or "--format" in options else 50), (
                f"{name}: too few lines"
            )
        progress(f"  round {number + 1} of {rounds}")
    rows: list[list[object]] = []
    for name, results in found.items():
        _, first, last, work, megabytes = (median(values) for values in zip(*results, strict=True))
        rows.append([name, first, last, work, round(megabytes)])
    table(("file, output", "first row, s", "last row, s", "processor s", "peak MB"), rows)


if __name__ == "__main__":
    main()
