"""What whole traces cost beside the plain list of the same runs, in time and in memory, by the number of traces in a query.

PYTHONPATH=. python tests/benchmarks/whole_traces.py FOLDER [BATCH…]   (with runs.parquet of engine_data.py)
"""

from pathlib import Path
import sys

from measure import medians, table

from filterlang import open_runs
from filterlang.exports import whole_traces

SELECT = ["name", "status", "total_tokens"]


def main() -> None:
    """Prints the table, or measures the memory of one contender in a process of its own."""
    file, *batches = sys.argv[1:]
    runs = open_runs(str(Path(file) / "runs.parquet"))
    rows = []
    for limit in (100, 5_000):
        matching = runs.list_runs(limit=limit, select=["trace_id"])
        ids = sorted({str(run["trace_id"]) for run in matching.records()})
        for batch in map(int, batches or [whole_traces._BATCH]):

            def traces(batch: int = batch, limit: int = limit) -> int:
                whole_traces._BATCH = batch
                return sum(map(len, runs.list_runs(limit=limit, select=SELECT).traces()))

            def plain(ids: list[str] = ids) -> int:
                quoted = ", ".join(f'"{id}"' for id in ids)
                return sum(1 for _ in runs.list_runs(filter=f"in(trace_id, [{quoted}])", select=SELECT, ordered=False).records())

            times = medians({"plain": plain, "traces": traces}, rounds=5)
            rows.append((f"{limit:,} matching runs, {traces():,} runs, {batch} traces a query, ms", f"{times['plain'] * 1e3:.0f}",
                         f"{times['traces'] * 1e3:.0f}", f"{times['traces'] / times['plain']:.1f}"))  # fmt: skip
    table(("work", "plain list", "traces", "ratio"), rows)


main()
