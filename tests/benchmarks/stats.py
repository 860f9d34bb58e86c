"""What measuring runs by group costs, beside DuckDB's SQL by hand and pandas, on the same Parquet file.

PYTHONPATH=. python tests/benchmarks/stats.py FOLDER   (with runs.parquet of engine_data.py)

The SQL and the pandas code are what a person writes who knows the data: no run without a value, no empty tag, the model only
under one key. The measures are those that ``filterlang stats`` shows by itself.
"""

from collections.abc import Callable
from functools import partial
import json
from pathlib import Path
import sys

import duckdb
from measure import medians, table
import pandas as pd

from filterlang import open_runs

BY = ("", "name", "day", "model,day", "metadata.user_id", "tags")
SECONDS = "(epoch_us(end_time) - epoch_us(start_time)) / 1e6"
KEY = """extra->>'$.metadata."{}"'"""
WRITTEN = {
    "name": "name", "day": "date_trunc('day', start_time)", "model": KEY.format("ls_model_name"),
    "metadata.user_id": KEY.format("user_id"), "tags": "unnest(tags)",
}  # fmt: skip
READ = ["status", "start_time", "end_time", "total_cost", "total_tokens"]


def by_hand(path: Path, by: str) -> list[object]:
    """The groups by SQL."""
    names = [name for name in by.split(",") if name]
    groups = [f"{WRITTEN[name]} AS g{place}" for place, name in enumerate(names)]
    values = [f"{SECONDS} AS latency", "status = 'error' AS failed", "total_cost", "total_tokens"]
    rows = f"SELECT {', '.join([*groups, *values])} FROM '{path}'"
    measures = "count(*), sum(failed::INT), quantile_cont(latency, 0.5), quantile_cont(latency, 0.95)"
    sums = "sum(total_cost::DOUBLE), sum(total_tokens)"
    grouped = ", ".join(f"g{place}" for place in range(len(names)))
    select = f"SELECT {grouped + ', ' if grouped else ''}{measures}, {sums} FROM ({rows})"
    return list(duckdb.sql(select + (f" GROUP BY {grouped}" if grouped else "")).fetchall())


def _key(name: str, extra: str) -> object:
    return json.loads(extra)["metadata"].get(name)


def with_pandas(path: Path, by: str) -> object:
    """The groups by a data frame of the columns that are needed."""
    names = [name for name in by.split(",") if name]
    columns = {"name": "name", "tags": "tags", "model": "extra", "metadata.user_id": "extra"}
    frame = pd.read_parquet(path, columns=[*READ, *(columns[name] for name in names if name in columns)])
    frame["latency"] = (frame["end_time"] - frame["start_time"]).dt.total_seconds()
    frame["failed"] = frame["status"] == "error"
    frame["total_cost"] = frame["total_cost"].astype(float)
    made: dict[str, Callable[[], object]] = {
        "day": lambda: frame["start_time"].dt.floor("D"),
        "model": lambda: frame["extra"].map(partial(_key, "ls_model_name")),
        "metadata.user_id": lambda: frame["extra"].map(partial(_key, "user_id")),
    }
    for name in names:
        if name in made:
            frame[name] = made[name]()
    if "tags" in names:
        frame = frame.explode("tags")
    grouped = frame.groupby(names or (lambda _: 0), dropna=False)
    sums = grouped.agg(
        count=("failed", "size"), errors=("failed", "sum"), cost=("total_cost", "sum"), tokens=("total_tokens", "sum")
    )
    return sums.join(grouped["latency"].quantile([0.5, 0.95]).unstack())  # noqa: PD010 - the percentiles become columns


def main() -> None:
    """Prints the medians in seconds."""
    (folder,) = sys.argv[1:]
    path = Path(folder) / "runs.parquet"
    runs = open_runs(path)
    rows: list[tuple[str, float, float, float, float]] = []
    for by in BY:
        times = medians(
            {
                "filterlang": lambda by=by: runs.list_runs().stats(by),
                "SQL": lambda by=by: by_hand(path, by),
                "pandas": lambda by=by: with_pandas(path, by),
            },
            rounds=3,
            budget=12.0,
        )
        rows.append((by or "nothing", *times.values(), times["filterlang"] / times["SQL"]))
    table(("by", "filterlang, s", "SQL by hand, s", "pandas, s", "over SQL"), rows)


main()
