"""Running filters on local files: four questions to a million runs, in Parquet and in JSON lines, in seconds and megabytes.

The contenders are filterlang on DuckDB, the SQL that an engineer writes by hand for exactly these files, Polars, and a plain
loop over the lines. Each opens the file anew and returns how many runs it selects; all have to agree. Peak memory is that
of a process of its own that asks once, the interpreter and what it imports included.

    python tests/benchmarks/engines.py FOLDER           # with the files of engine_data.py, made when they are not there
    python tests/benchmarks/engines.py FOLDER --growth  # 10,000 to 10,000,000 runs in Parquet, made and deleted one by one
"""

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
import json
from pathlib import Path
import resource
from statistics import median
import subprocess
import sys
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from engine_answers import (
    LINES_SQL,
    LINES_SQL_TESTED,
    LINES_SQL_TUNED,
    PARQUET_SQL,
    PARQUET_SQL_TESTED,
    QUESTIONS,
    filterlang_on_duckdb,
    loop,
    polars_on_lines,
    polars_on_parquet,
    sql_by_hand,
)
from measure import medians, progress, table

RUNS = 1_000_000
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
ROUNDS = 5


@dataclass(frozen=True)
class Contender:
    """Who answers which questions. What is slow is asked for one round, not several."""

    answer: Callable[[str, Path], int]
    questions: tuple[str, ...] = tuple(QUESTIONS)
    slow: bool = False


OURS, BY_HAND = "filterlang on DuckDB", "SQL by hand on DuckDB"
CONTENDERS: dict[str, dict[str, Contender]] = {
    "runs.parquet": {
        OURS: Contender(filterlang_on_duckdb),
        BY_HAND: Contender(partial(sql_by_hand, PARQUET_SQL)),
        f"{BY_HAND}, a text test first": Contender(partial(sql_by_hand, PARQUET_SQL_TESTED), tuple(PARQUET_SQL_TESTED)),
        "Polars": Contender(polars_on_parquet),
        "Polars, a text test first": Contender(partial(polars_on_parquet, tested=True), tuple(PARQUET_SQL_TESTED)),
    },
    "runs.jsonl": {
        OURS: Contender(filterlang_on_duckdb),
        BY_HAND: Contender(partial(sql_by_hand, LINES_SQL)),
        f"{BY_HAND}, tuned": Contender(partial(sql_by_hand, LINES_SQL_TUNED), tuple(LINES_SQL_TUNED)),
        f"{BY_HAND}, a text test first": Contender(partial(sql_by_hand, LINES_SQL_TESTED), tuple(LINES_SQL_TESTED)),
        "Polars": Contender(polars_on_lines),
        "a Python loop, orjson": Contender(partial(loop, "orjson"), slow=True),
        "a Python loop, json": Contender(partial(loop, "json"), slow=True),
    },
}


@dataclass
class Clocked:
    """A call that notes the processor time it takes, on all cores, and what it returns."""

    call: Callable[[], int]
    processor: list[float] = field(default_factory=list)
    result: int = -1

    def __call__(self) -> None:
        started = process_time()
        self.result = self.call()
        self.processor.append(process_time() - started)

    @property
    def seconds(self) -> float:
        return median(self.processor[1:])  # the first round warms up


def alone(path: Path, name: str, question: str, rounds: int = 0) -> dict[str, Any] | None:
    """What a process of its own reports; None when it fails, which it says.

    A process begins with the peak of the one that starts it, so this one has to be small yet: it imports no contender.
    """
    command = (sys.executable, __file__, str(path.parent), "--alone", path.name, name, question, str(rounds))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        progress(f"{name} is left out: {done.stderr.strip().splitlines()[-1]}")
        return None
    return json.loads(done.stdout)


def report(folder: Path, file: str, name: str, question: str, rounds: str) -> None:
    """What ``alone`` prints in its own process: the peak after one call, and times over more of them."""
    call = Clocked(partial(CONTENDERS[file][name].answer, question, folder / file))
    call()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
    seconds = medians({"": call}, rounds=int(rounds))[""] if int(rounds) else None
    print(json.dumps({"peak": peak, "runs": call.result, "seconds": seconds, "processor": call.seconds if seconds else None}))


def make(folder: Path, runs: int, *formats: str) -> None:
    """Make the files that are not there, in a process of its own."""
    if not all((folder / f"runs.{name}").exists() for name in formats):
        progress(f"making {runs:,} runs")
        command = (sys.executable, str(Path(__file__).with_name("engine_data.py")), str(folder), str(runs), *formats)
        subprocess.run(command, check=True, stdout=sys.stderr)


def compare(folder: Path) -> None:
    """Tables of all contenders, one for each file and question. Memory comes first: see ``alone``."""
    make(folder, RUNS, "parquet", "jsonl")
    asked = [
        (folder / file, question, {name: it for name, it in contenders.items() if question in it.questions})
        for file, contenders in CONTENDERS.items()
        for question in QUESTIONS
    ]
    found: dict[tuple[Path, str], dict[str, dict[str, Any]]] = {}
    for path, question, contenders in asked:
        progress(f"memory: {path.name}, {question}")
        answers = {name: alone(path, name, question) for name in contenders}
        found[path, question] = {name: answer for name, answer in answers.items() if answer is not None}
        if len(counts := {answer["runs"] for answer in found[path, question].values()}) != 1:
            raise AssertionError(f"{path.name}, {question}: {counts}")
    for path, question, contenders in asked:
        progress(f"time: {path.name}, {question}")
        answers = found[path, question]
        calls = {name: Clocked(partial(contenders[name].answer, question, path)) for name in answers}
        seconds: dict[str, float] = {}
        for slow, rounds in ((False, ROUNDS), (True, 1)):
            chosen = {name: call for name, call in calls.items() if contenders[name].slow is slow}
            seconds |= medians(chosen, rounds, budget=120) if chosen else {}
        (count,) = {call.result for call in calls.values()}
        print(f"\n{path.name}, {question}: {count:,} runs\n")
        rows = ((name, *milliseconds(seconds[name], calls[name].seconds), round(answers[name]["peak"])) for name in answers)
        table(("contender", "ms", "ms of processor time", "peak MB"), rows)


def milliseconds(*seconds: float) -> tuple[int, ...]:
    return tuple(round(value * 1e3) for value in seconds)


def grow(folder: Path) -> None:
    """Time and memory at four sizes, each size in a folder that is deleted before the next is made."""
    columns = {"ms": ("seconds", 1e3), "ms of processor time": ("processor", 1e3), "peak MB": ("peak", 1)}
    rows: dict[tuple[str, str, str], list[object]] = {}
    for size in SIZES:
        with TemporaryDirectory(dir=folder) as place:
            path = Path(place) / "runs.parquet"
            make(path.parent, size, "parquet")
            for question in QUESTIONS:
                answers = {name: alone(path, name, question, rounds=3) for name in (OURS, BY_HAND)}
                for name, answer in answers.items():
                    for column, (key, scale) in columns.items():
                        value = "" if answer is None else round(answer[key] * scale)
                        rows.setdefault((column, question, name), [f"{question}: {name}"]).append(value)
                if len({answer["runs"] for answer in answers.values() if answer}) != 1:
                    raise AssertionError(answers)
    for column in columns:
        print()
        header = (f"{column} at", *(f"{size:,} runs" for size in SIZES))
        table(header, (row for (shown, _, _), row in rows.items() if shown == column))


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--alone", nargs=4, metavar=("FILE", "CONTENDER", "QUESTION", "ROUNDS"))
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    if arguments.alone:
        report(arguments.folder, *arguments.alone)
    else:
        (grow if arguments.growth else compare)(arguments.folder)


if __name__ == "__main__":
    main()
