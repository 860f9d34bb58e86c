"""Asks runs through Spark Connect, and prints the answers as JSON. A script, because a classic session would be in the way.

The folder that it runs in gets the files and tables. The server stands in this process, on a port that is free.
"""

from collections.abc import Callable
import json
import os
from pathlib import Path
import signal
import sys
import threading
import time
from typing import Any

import hostile
from traces import RECORDS

from filterlang.exports.records import RecordError

PATTERN = 'like(metadata_key, "user%")'
"""A filter that SQL leaves undecided in every row."""

QUESTIONS: dict[str, dict[str, Any]] = {
    "decided": {"filter": 'eq(name, "step 1")', "limit": 9},
    "undecided": {"filter": f'and({PATTERN}, eq(metadata_value, "u1"))'},
    "traces": {"filter": 'eq(name, "step 2")', "trace_filter": PATTERN},
}

SETTINGS = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "1",
    "spark.ui.enabled": "false",
}


def answers() -> dict[str, Any]:
    """The answers to all questions, and what remains in the session."""
    from pyspark.sql import SparkSession
    from spark_tables import AS_TEXT, as_json

    from filterlang.opening import open_runs

    builder: Any = SparkSession.builder.remote("local[1]")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # as where the server is another machine
    as_json(session, RECORDS, AS_TEXT).write.parquet("runs.parquet")
    frame = session.read.parquet("runs.parquet")
    frame.write.saveAsTable("kept")
    runs = open_runs(frame)
    found: dict[str, Any] = {
        "session": type(session).__module__,
        "ids": {name: [run["id"] for run in runs.matching(**question)] for name, question in QUESTIONS.items()},
        "counts": {name: runs.list_runs(**question).count() for name, question in QUESTIONS.items()},
        "table": open_runs((session, "default.kept")).list_runs(**QUESTIONS["decided"]).count(),
        "explanation": str(runs.list_runs(filter=PATTERN).explain()),
    }

    result = runs.list_runs(**QUESTIONS["undecided"]).to_spark()
    result.write.parquet("selected.parquet")
    kept = session.read.parquet("selected.parquet")
    found["written"] = [kept.columns, sorted(row["id"] for row in kept.collect())]
    derived = open_runs(frame.drop("is_root")).list_runs(run_ids=[hostile.uuid(9)], select=["trace_id", "is_root"]).to_spark()
    found["derived"] = [row.asDict() for row in derived.collect()]

    broken = open_runs(frame.selectExpr("id", "IF(name = 'step 1', '{', '{}') AS extra"))
    failing = open_runs(frame.selectExpr("id", "IF(name = 'step 1', raise_error('no more'), name) AS name"))
    Path("capitals.jsonl").write_text('{"id": "1", "extra": {"metadata": {"tier": 1, "Tier": 2}}}', encoding="utf-8")
    found["errors"] = {
        "capitals": error_of(lambda: open_runs(session.read.json("capitals.jsonl"))),
        "table": error_of(lambda: open_runs((session, "nowhere"))),
        "JSON": error_of(broken.matching),
        "JSON on executors": error_of(broken.list_runs(filter=PATTERN).count),
        "job": error_of(failing.matching),
    }

    endless = session.range(0, 10**12, 1, 4).selectExpr("string(id) AS id", "concat('step ', id % 9) AS name")
    found["interrupted"] = is_interrupted(open_runs(endless).list_runs(**QUESTIONS["decided"]).count)
    records = runs.list_runs().records()
    next(records)
    del records
    found["remains"] = {
        "jobs have ended": has_ended(),
        "tags": sorted(session.getTags()),
        "tables": [table.name for table in session.catalog.listTables()],
    }
    session.stop()
    found["errors"]["stopped"] = error_of(runs.matching)
    found["errors"]["stopped, by name"] = error_of(lambda: open_runs((session, "kept")))
    return found


def error_of(ask: Callable[[], object]) -> str:
    """The message of the ``RecordError`` that a question ends with."""
    try:
        return f"none: {ask()}"
    except RecordError as error:
        return str(error)


def is_interrupted(ask: Callable[[], object]) -> bool:
    """Whether Ctrl-C ends a question whose job runs."""

    def interrupt() -> None:
        if any(running_jobs() or time.sleep(0.1) for _ in range(600)):
            os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    try:
        ask()
    except KeyboardInterrupt:
        return True
    finally:
        thread.join()
    return False


def has_ended() -> bool:
    """Whether all jobs end in a minute."""
    return any(time.sleep(0.1) or not running_jobs() for _ in range(600))


def running_jobs() -> list[int]:
    """The numbers of the jobs that run, from the server in this process."""
    from pyspark import SparkContext

    return list(SparkContext.getOrCreate().statusTracker().getActiveJobsIds())


if __name__ == "__main__":
    printed = json.dumps(answers())
    sys.stdout.write(f"\n{printed}\n")
