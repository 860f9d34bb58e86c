"""What a lint of 10,000 mixed files costs, of which every twentieth holds filters, and what one file costs from a cold start.

The files are generated: Python, TypeScript, YAML, JSON, Terraform, Markdown and shell, of some kilobytes, and the same in each
run. Beside it: reading the files and nothing else, ruff over the Python files, and sqlfluff, where it is installed, over files
of SQL that are as long as the filters' files. Files a second are by wall time, which a busy machine stretches; the memory is
the most that any one process has.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time

FILES = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
EVERY = 20
SQL_FILES = 10
FILTERS = (
    'and(eq(run_type, "llm"), gt(latency, 5))', 'eq(status, "error")', 'has(tags, "beta")', "eq(status, success)",
    'and(eq(feedback_key, "score"), gt(feedback_score, 0.5))',
)  # fmt: skip
WORDS = [
    "load",
    "rows",
    "parse",
    "client",
    "cache",
    "filter",
    "items",
    "result",
    "total",
    "retry",
    "window",
    "batch",
    "stream",
    "config",
    "value",
    "index",
]

Writer = Callable[[random.Random, str | None], str]


def names(draw: random.Random, count: int) -> list[str]:
    return ["_".join(draw.choices(WORDS, k=2)) for _ in range(count)]


def python(draw: random.Random, filter: str | None) -> str:
    body = "".join(
        f"def {name}({', '.join(names(draw, 2))}):\n    if {names(draw, 1)[0]} in ({draw.random():.3f}, 7):\n"
        f'        return [item for item in filter(None, range({draw.randrange(100)}))]\n    return "{name}"\n\n\n'
        for name in names(draw, 14)
    )
    call = "" if filter is None else f"from langsmith import Client\n\nruns = Client().list_runs(filter={filter!r})\n\n\n"
    return f"import os\n\n{call}{body}"


def typescript(draw: random.Random, filter: str | None) -> str:
    body = "".join(f"export function {name}(rows: string[]) {{\n  return rows.filter((row) => row.length > 3);\n}}\n\n"
                   for name in names(draw, 20))  # fmt: skip
    call = (
        "" if filter is None else f"import {{ Client }} from 'langsmith';\nnew Client().listRuns({{ filter: `{filter}` }});\n"
    )
    return call + body


def yaml(draw: random.Random, filter: str | None) -> str:
    body = "".join(
        f"  - name: {name}\n    image: {name}:{draw.randrange(9)}\n    filters: [a, b]\n" for name in names(draw, 30)
    )
    rule = "" if filter is None else f"langsmith:\n  trace_filter: '{filter}'\n"
    return f"{rule}services:\n{body}"


def json(draw: random.Random, filter: str | None) -> str:
    import json as standard

    rows: list[dict[str, object]] = [{"name": name, "size": draw.random(), "filter": None} for name in names(draw, 40)]
    if filter is not None:
        rows.append({"display_name": "slow", "session_id": "s", "sampling_rate": 1, "filter": filter})
    return standard.dumps(rows, indent=1)


def terraform(draw: random.Random, filter: str | None) -> str:
    body = "".join(f'resource "aws_sns_topic" "{name}" {{\n  name = "{name}"\n}}\n\n' for name in names(draw, 25))
    rule = "" if filter is None else (
        f'resource "langsmith_run_rule" "slow" {{\n  filter = "{filter.replace(chr(34), chr(92) + chr(34))}"\n}}\n\n'
    )  # fmt: skip
    return rule + body


def markdown(draw: random.Random, filter: str | None) -> str:
    body = "".join(
        f"## {name}\n\nThe {' '.join(names(draw, 12))}.\n\n```python\nx = {name}()\n```\n\n" for name in names(draw, 15)
    )
    call = "" if filter is None else f"```python\nfrom langsmith import Client\nClient().list_runs(filter={filter!r})\n```\n\n"
    return f"# Notes\n\n{call}{body}"


def shell(draw: random.Random, filter: str | None) -> str:
    body = "".join(f'echo "{name}" | grep -v "{name[:3]}" > /dev/null\n' for name in names(draw, 40))
    return f"#!/bin/sh\n{'' if filter is None else f'langsmith run list --filter {chr(39)}{filter}{chr(39)}{chr(10)}'}{body}"


KINDS: dict[str, Writer] = {
    "py": python, "ts": typescript, "yaml": yaml, "json": json, "tf": terraform, "md": markdown, "sh": shell,
}  # fmt: skip


def write_files(folder: Path) -> int:
    """Writes the files, a hundred to a folder; returns their size."""
    draw = random.Random(0)
    size = 0
    for number in range(FILES):
        kind = draw.choice([*KINDS, "py", "py", "ts"])
        text = KINDS[kind](draw, draw.choice(FILTERS) if number % EVERY == 0 else None)
        path = folder / f"part{number // 100}" / f"file{number}.{kind}"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        size += len(text)
    return size


def seconds(*command: str) -> tuple[float, float, float]:
    """The wall time of a command, its processor time, and the memory of the largest process so far, in MB."""
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - started, used, after.ru_maxrss / 1000


def rows(folder: Path) -> Iterator[tuple[str, int, float, float, float]]:
    """Yields what was done, over how many files, in how many seconds of wall and processor time, and in how much memory."""
    started, used = time.perf_counter(), time.process_time()
    for path in folder.rglob("*.*"):
        path.read_bytes()
    yield "reading alone", FILES, time.perf_counter() - started, time.process_time() - used, 0
    check = (sys.executable, "-m", "filterlang", "check", str(folder), "-q", "--isolated")
    for jobs in ("1", "2"):
        yield f"filterlang, {jobs} worker{'s' * (jobs != '1')}, cold", FILES, *seconds(*check, "--no-cache", "-j", jobs)
    cache = (*check, "--cache-dir", str(folder / ".cache"))
    seconds(*cache)
    yield "filterlang, cached", FILES, *seconds(*cache)
    one = next(path for path in sorted(folder.rglob("*.py")) if "list_runs" in path.read_text())
    yield "filterlang, one file", 1, *min(seconds(*check[:4], str(one), "-q", "--no-cache") for _ in range(5))
    python_files = sum(1 for _ in folder.rglob("*.py"))
    if (ruff := shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")) is not None:
        yield "ruff, the Python files", python_files, *seconds(ruff, "check", "--no-cache", "--isolated", str(folder))
    if (sqlfluff := shutil.which("sqlfluff", path=str(Path(sys.executable).parent)) or shutil.which("sqlfluff")) is not None:
        for number in range(SQL_FILES):
            columns = ",\n    ".join(names(random.Random(number), 40))
            (folder / f"query{number}.sql").write_text(f"SELECT\n    {columns}\nFROM runs\nWHERE latency > {number}\n")
        files = map(str, folder.glob("*.sql"))
        yield "sqlfluff, SQL", SQL_FILES, *seconds(sqlfluff, "lint", "--dialect", "duckdb", *files)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        size = write_files(Path(name))
        print(f"{FILES:,} files, {size / 1e6:.1f} MB\n")
        print(f"| {'what':30} | files/s | seconds | processor seconds | MB |\n|---|---|---|---|---|")
        for what, count, wall, used, memory in rows(Path(name)):
            print(f"| {what:30} | {count / wall:,.0f} | {wall:.2f} | {used:.2f} | {memory:.0f} |", flush=True)


if __name__ == "__main__":
    main()
