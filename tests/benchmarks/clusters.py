"""Runs in Spark and in ClickHouse: filterlang beside the best SQL by hand, in wall time and processor time.

Both are asked in one session, in turn, warm; the figures are medians of up to seven rounds, and of at least one. Processor
time is that of this process and of all that it started, Java included. Both have to select the same runs. Spark reads Parquet
in folders by day; ClickHouse is chdb, in this process, with a MergeTree by project and time; its cache of conditions is off,
because it keeps answers.

    python tests/benchmarks/clusters.py FOLDER [RUNS …] [--engines spark clickhouse] [--only TEXT] [--ids | --counts]
"""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
import os
from pathlib import Path
from statistics import median
import subprocess
import sys
from time import process_time
from typing import Any

from cluster_answers import CLICKHOUSE_SQL, CLUSTER_QUESTIONS, SPARK_SQL, ByHand, statements
from measure import medians, progress, table

RUNS = 1_000_000
ROUNDS = 7
BUDGET = 45.0
"""Seconds after which no new round of a question begins."""

_TICK = os.sysconf("SC_CLK_TCK")
Answer = Callable[[], object]


def processor() -> float:
    """Returns the seconds of processor time of this process and of the processes that it has started."""
    parents: dict[int, int] = {}
    seconds: dict[int, float] = {}
    own = os.getpid()
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        pid = int(place.parent.name)
        parents[pid] = int(fields[1])
        seconds[pid] = sum(map(int, fields[11:15])) / _TICK
    return process_time() + sum(spent for pid, spent in seconds.items() if pid != own and _is_below(pid, own, parents))


def _is_below(pid: int, ancestor: int, parents: Mapping[int, int]) -> bool:
    while pid in parents:
        if pid == ancestor:
            return True
        pid = parents[pid]
    return False


@dataclass
class Measured:
    """A call, its last answer, and the processor time of each call after the first, which warms up."""

    call: Answer
    spent: list[float] = field(default_factory=list)
    answer: object = None

    def __call__(self) -> None:
        started = processor()
        self.answer = self.call()
        self.spent.append(processor() - started)

    @property
    def seconds(self) -> float:
        return median(self.spent[1:])


@dataclass(frozen=True)
class Engine:
    """An engine with the runs in it: filterlang's view of them, the SQL by hand, and how its answers are read."""

    name: str
    runs: Any
    by_hand: Mapping[str, Mapping[str, ByHand]]
    any_of: str
    number: Callable[[str], int]
    ids: Callable[[str], list[str]]

    def contenders(self, question: str, *, ids: bool) -> dict[str, Answer]:
        """Returns filterlang and each way to write the query by hand."""
        arguments = CLUSTER_QUESTIONS[question]
        ask = self.ids if ids else self.number
        by_hand = statements(self.by_hand[question], self.any_of, ids=ids)
        results = self.runs.list_runs(**arguments, **({"select": ["id"]} if ids else {}))
        ours: Answer = (lambda: [record["id"] for record in results.records()]) if ids else results.count
        return {"filterlang": ours, **{name: partial(ask, sql) for name, sql in by_hand.items()}}


@contextmanager
def spark(folder: Path) -> Iterator[Engine]:
    from pyspark.sql import SparkSession

    from filterlang import open_runs

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    settings = {
        "spark.driver.memory": "4g",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.log.level": "ERROR",
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        frame = session.read.parquet(str(folder / "by_day"))
        frame.createOrReplaceTempView("runs")

        def number(sql: str) -> int:
            return session.sql(sql).collect()[0]["n"]

        def ids(sql: str) -> list[str]:
            return session.sql(sql).toArrow()["id"].to_pylist()

        yield Engine("Spark", open_runs(frame), SPARK_SQL, "bool_or", number, ids)
    finally:
        session.stop()


@contextmanager
def clickhouse(folder: Path) -> Iterator[Engine]:
    from chdb.session import Session

    from filterlang import open_runs

    place = folder / "clickhouse"
    complete = (place / "complete").exists()
    with Session(str(place)) as session:
        session.query("SET use_query_condition_cache = 0")
        if not complete:
            progress("making the table of ClickHouse")
            session.query("DROP TABLE IF EXISTS runs")
            session.query(TABLE)
            session.query(f"INSERT INTO runs SELECT * FROM file('{folder / 'by_day'}/*/*.parquet', Parquet)")
            session.query("OPTIMIZE TABLE runs FINAL")
            (place / "complete").touch()

        def number(sql: str) -> int:
            return int(str(session.query(sql, "TabSeparated")))

        def ids(sql: str) -> list[str]:
            return str(session.query(sql, "TabSeparated")).split()

        yield Engine("ClickHouse", open_runs((session, "runs")), CLICKHOUSE_SQL, "max", number, ids)


TABLE = """
CREATE TABLE runs (
    id String, name LowCardinality(String), run_type LowCardinality(String), start_time DateTime64(6, 'UTC'),
    end_time Nullable(DateTime64(6, 'UTC')), status LowCardinality(String), error Nullable(String), extra String,
    inputs Nullable(String), outputs Nullable(String), parent_run_id Nullable(String), trace_id String, dotted_order String,
    tags Array(String), session_id String, total_tokens Int64, prompt_tokens Int64, completion_tokens Int64,
    total_cost Nullable(Decimal(18, 8)), feedback_stats Nullable(String)
) ENGINE = MergeTree ORDER BY (session_id, start_time)"""

ENGINES = {"spark": spark, "clickhouse": clickhouse}


def make(folder: Path, runs: int) -> None:
    """Makes ``by_day``, the runs in Parquet in a folder for each day, unless it is there."""
    if (folder / "by_day").exists():
        return
    progress(f"making {runs:,} runs")
    folder.mkdir(parents=True, exist_ok=True)
    command = (sys.executable, str(Path(__file__).with_name("engine_data.py")), str(folder), str(runs), "parquet")
    subprocess.run(command, check=True, stdout=sys.stderr)
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(
            "COPY (SELECT *, CAST(start_time AS DATE) AS day FROM read_parquet($source) ORDER BY start_time)"
            " TO $target (FORMAT parquet, COMPRESSION snappy, PARTITION_BY day)",
            {"source": str(folder / "runs.parquet"), "target": str(folder / "by_day")},
        )


def compare(engine: Engine, runs: int, only: str, *, ids: bool) -> None:
    """Prints a table of one engine's questions. Raises ``AssertionError`` if two contenders select other runs."""
    rows: list[tuple[object, ...]] = []
    for question in CLUSTER_QUESTIONS:
        if only not in question:
            continue
        progress(f"{engine.name}, {question}, {'ids' if ids else 'count'}")
        calls = {name: Measured(call) for name, call in engine.contenders(question, ids=ids).items()}
        wall = medians(calls, ROUNDS, BUDGET)
        answers = [call.answer for call in calls.values()]
        if any(answer != answers[0] for answer in answers):
            raise AssertionError(f"{question}: {[_size(answer) for answer in answers]}")
        for name, call in calls.items():
            progress(f"  {name}: {wall[name]:.2f} s, {call.seconds:.2f} s of processor time")
        best = min(list(calls)[1:], key=lambda name: calls[name].seconds)
        ours, by_hand = calls["filterlang"].seconds, calls[best].seconds
        seconds = (wall["filterlang"], ours, wall[best], by_hand)
        rows.append((question, _size(answers[0]), *seconds, wall["filterlang"] / wall[best], ours / by_hand, best))
    print(f"\n{engine.name}, {runs:,} runs, {'ids in order' if ids else 'counts'}\n")
    header = ("question", "runs", "filterlang s", "processor s", "by hand s", "processor s", "ratio", "processor ratio", "best")
    table(header, rows)


def _size(answer: Any) -> int:
    return len(answer) if isinstance(answer, list) else answer


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("runs", type=int, nargs="*", default=[RUNS])
    parser.add_argument("--engines", nargs="+", choices=tuple(ENGINES), default=tuple(ENGINES))
    parser.add_argument("--only", default="", help="a part of the questions' names")
    parser.add_argument("--ids", action="store_true", help="only ids, not counts")
    parser.add_argument("--counts", action="store_true", help="only counts, not ids")
    arguments = parser.parse_args()
    for runs in arguments.runs:
        folder = arguments.folder / str(runs)
        make(folder, runs)
        for name in arguments.engines:
            with ENGINES[name](folder) as engine:
                for ids in (False, True):
                    if not (arguments.counts if ids else arguments.ids):
                        compare(engine, runs, arguments.only, ids=ids)


if __name__ == "__main__":
    main()
