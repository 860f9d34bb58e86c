"""How long it takes to open runs that are in memory, and to count some: ``python tests/benchmarks/sources.py FOLDER [runs]``.

Owns the invariant that every form holds the same runs and gives the same number. Reported are medians of the processor time of
opening one form and of one count after it. ``FOLDER`` holds ``runs.jsonl`` and ``runs.parquet`` of ``engine_data.py``.
"""

from collections.abc import Callable
import io
from itertools import islice
import json
from pathlib import Path
import sys
from time import process_time
from typing import Any

from langsmith.schemas import Run
from measure import medians, progress, table
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from filterlang import open_runs

RUNS, ROUNDS = 100_000, 5
FILTER = 'and(eq(run_type, "llm"), gt(latency, 1))'


def of_the_sdk(record: dict[str, Any]) -> Run:
    return Run(**{key: value for key, value in record.items() if value is not None})


def forms(folder: Path, number: int) -> dict[str, Callable[[], Any]]:
    """The forms of the first runs, each as a function that gives what is opened. What takes long to make is made before."""
    with (folder / "runs.jsonl").open("rb") as file:
        lines = list(islice(file, number))
    dicts = [json.loads(line) for line in lines]
    models = list(map(of_the_sdk, dicts))
    arrow = pa.Table.from_batches([next(pq.ParquetFile(folder / "runs.parquet").iter_batches(number))])
    data, packed = b"".join(lines), io.BytesIO()
    pq.write_table(arrow, packed)
    frame, of_polars = arrow.to_pandas(), pl.from_arrow(arrow)
    return {
        "JSON lines, an open file": lambda: io.BytesIO(data),
        "dicts": lambda: dicts,
        "runs of the SDK": lambda: models,
        "pandas": lambda: frame,
        "polars": lambda: of_polars,
        "Arrow": lambda: arrow,
        "Parquet, an open file": lambda: io.BytesIO(packed.getvalue()),
    }


def main() -> None:
    number = int(sys.argv[2]) if len(sys.argv) > 2 else RUNS
    sources = forms(Path(sys.argv[1]), number)
    counts = {name: open_runs(source()).list_runs(filter=FILTER).count() for name, source in sources.items()}
    assert len(set(counts.values())) == 1, counts
    progress(f"{number:,} runs, of which {counts['dicts']:,} are counted")
    opening = medians({name: lambda s=source: open_runs(s()) for name, source in sources.items()}, ROUNDS, clock=process_time)  # type: ignore[misc]
    both = medians(
        {name: lambda s=source: open_runs(s()).list_runs(filter=FILTER).count() for name, source in sources.items()},  # type: ignore[misc]
        ROUNDS,
        clock=process_time,
    )
    table(["form", "open, s", "open and count, s"], [(name, opening[name], both[name]) for name in sources])


if __name__ == "__main__":
    main()
