"""Running filters on local files: four questions to a million runs, in Parquet and in JSON lines, in seconds and megabytes.

The contenders are filterlang on DuckDB, the SQL that an engineer writes by hand for exactly these files, Polars, and a plain
loop over the lines. Each opens the file anew and returns how many runs it selects; all have to agree. Peak memory is that
of a process of its own that asks once, the interpreter and what it imports included.

    python tests/benchmarks/engines.py FOLDER           # with the files of engine_data.py, made when they are not there
    python tests/benchmarks/engines.py FOLDER --growth  # 10,000 to 10,000,000 runs in Parquet, made and deleted one by one

What SQL by hand and Polars may assume, and filterlang may not: every column is there and of one type; times have a zone;
metadata and scores stand at one path, as plain values; a trace's root has its feedback in ``feedback_stats``.
"""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
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

from measure import medians, progress, table

RUNS = 1_000_000
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
ROUNDS = 5
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

LINES_SQL = {  # only the columns that are asked for, and of objects only the one key, each with its type
    SCALAR: """
        SELECT count(*) FROM read_json($path, format = 'newline_delimited', records = true, columns = {
            run_type: 'VARCHAR', start_time: 'TIMESTAMPTZ', end_time: 'TIMESTAMPTZ', tags: 'VARCHAR[]'})
        WHERE run_type = 'llm' AND end_time - start_time > INTERVAL 2 SECOND AND list_contains(tags, 'beta')""",
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
