"""What whole traces cost beside the plain list of the same runs, and the most memory that Python holds for either.

PYTHONPATH=. python tests/benchmarks/whole_traces.py FOLDER   (with runs.parquet of engine_data.py)
"""

from collections.abc import Callable
from pathlib import Path
import sys
import tracemalloc

from measure import medians, table

from filterlang import open_runs

SELECT = ["name", "status", "total_tokens"]


def peak(work: Callable[[], object]) -> float:
    """The most megabytes that Python holds during some work; those of DuckDB do not count."""
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def main() -> None:
    """Prints the table."""
    (folder,) = sys.argv[1:]
    runs = open_runs(str(Path(folder) / "runs.parquet"))
    rows: list[tuple[str, ...]] = []
    for limit in (100, 5_000):
        matching = runs.list_runs(limit=limit, select=["trace_id"]).records()
        ids = ", ".join(f'"{id}"' for id in dict.fromkeys(run["trace_id"] for run in matching))
        same = f"in(trace_id, [{ids}])"

        def plain(same: str = same) -> int:
            return sum(1 for _ in runs.list_runs(filter=same, select=SELECT, ordered=False).records())

        def traces(limit: int = limit) -> int:
            return sum(map(len, runs.list_runs(limit=limit, select=SELECT).traces()))

        times = {name: seconds * 1e3 for name, seconds in medians({"plain": plain, "traces": traces}, rounds=3).items()}
        name = f"{limit:,} matching runs, {traces():,} runs"
        rows.append(
            (f"{name}, ms", f"{times['plain']:.0f}", f"{times['traces']:.0f}", f"{times['traces'] / times['plain']:.1f}")
        )
        held = peak(plain), peak(traces)
        rows.append((f"{name}, MB", f"{held[0]:.1f}", f"{held[1]:.1f}", f"{held[1] / held[0]:.1f}"))
    table(("work", "plain list", "traces", "ratio"), rows)


main()
