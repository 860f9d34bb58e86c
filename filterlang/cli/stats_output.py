"""Computes and prints or writes measures of runs, for ``filterlang stats``.

Owns the invariant that a file that cannot be written is known before any run is read.
"""

from __future__ import annotations

from contextlib import closing, nullcontext
from datetime import datetime
from itertools import chain
import json
import os
import sys

from filterlang.cli.file_runs import is_elsewhere, opened
from filterlang.cli.progress import progress
from filterlang.cli.replacing import replaced
from filterlang.cli.spark_of_command import stopped_spark
from filterlang.cli.terminal import Usage
from filterlang.cli.writing import ENDINGS, standard_output
from filterlang.evaluate.query import plan
from filterlang.evaluate.run_statistics import aggregate_records
from filterlang.schema.query_arguments import FILTERS
from filterlang.exports.no_runs import why_none
from filterlang.tables.stats_cells import text_table
from filterlang.tables.stats_table import Stats
from filterlang.text.display import columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from typing import IO, Any

    from filterlang.evaluate.run_statistics import Cell, Question

_PLOTS = ("png", "svg", "pdf")
_ENDINGS = {**ENDINGS, **{f".{format}": format for format in _PLOTS}}
_TO_A_FILE = (*_PLOTS, "parquet")


def output_format(options: argparse.Namespace) -> str:
    """Returns the format of the output. Raises ``Usage`` for options that contradict each other, or a missing library."""
    if not options.output:
        if options.format in _TO_A_FILE:
            raise Usage(f"{options.format} is written to a file: name it with -o")
        return options.format or "table"
    ending = os.path.splitext(options.output)[1].lower()
    format: str | None = options.format or _ENDINGS.get(ending)
    if format is None:
        raise Usage(
            f"{options.output}: cannot tell the format from the name: use .csv, .jsonl or .parquet, .png, .svg or .pdf for a "
            "plot, or --format"
        )
    if format in _PLOTS:
        from filterlang.tables.stats_plot import require_matplotlib

        require_matplotlib()
        if not options.by.strip(", "):
            raise Usage("a plot shows groups: say what to group by, such as --by day")
    return format


def show_or_write(options: argparse.Namespace, query: dict[str, Any], question: Question, format: str) -> None:
    """Prints the measures of the runs that a query selects, or writes them to the file that ``-o`` names."""
    with replaced(options.output) if options.output else nullcontext(standard_output()) as file, stopped_spark():
        stats, reason = (_of_files if options.paths else _of_langsmith)(options, query, question)
        if format == "table" and not options.output:
            for line in text_table(question, stats.rows, stats.left_out, columns(sys.stdout)):
                print(line)
        else:
            _WRITERS[format](stats, file)
    if options.output:
        print(f"{options.output}: {len(stats):,} row{'s' * (len(stats) != 1)}{reason}", file=sys.stderr)
    elif stats.is_empty:
        print(f"0 runs{reason}", file=sys.stderr)


def _of_files(options: argparse.Namespace, query: dict[str, Any], question: Question) -> tuple[Stats, str]:
    """Returns the measures of runs in files or in a table, and why there are no runs, if there are none."""
    with progress(free=True):
        planned = plan({**query, "ordered": False})  # type: ignore[typeddict-item]
        runs = opened(options)
        stats = Stats(question, runs.select(planned).aggregated(question), _title(query))
        reason = why_none(runs, query) if stats.is_empty and not is_elsewhere(options) else ""
    if options.skip_broken and (skipped := runs.skipped()) is not None:
        print(f"{skipped} broken line{'s' * (skipped != 1)} skipped", file=sys.stderr)
    return stats, reason


def _of_langsmith(options: argparse.Namespace, query: dict[str, Any], question: Question) -> tuple[Stats, str]:
    """Returns the measures of runs of LangSmith, of which the fields that matter are fetched."""
    from filterlang.cli.remote import RemoteSession

    arguments = {
        **query, "project_name": options.project, "project_id": options.project_id, "api": options.api or "auto",
        "windows": 1 if options.windows is None else options.windows, "select": question.fetched,
    }  # fmt: skip
    with (
        RemoteSession(options.api_url) as session,
        closing(session.batches(arguments)) as batches,
        progress(free=True) as tally,
    ):
        runs = tally.of(chain.from_iterable(batches))
        records = (run.model_dump(mode="json", exclude_none=True) for run in runs)
        stats = Stats(question, aggregate_records(question, records), _title(query))
    return stats, ""


def _title(query: dict[str, Any]) -> str:
    """Returns the filters of a query, as the title of a plot."""
    filters = {name: query[name] for name in FILTERS if query.get(name)}
    return ", ".join(text if name == "filter" else f"{name}: {text}" for name, text in filters.items())


def _plain(cell: Cell) -> str | float | None:
    return cell.isoformat() if isinstance(cell, datetime) else cell


def _write_lines(stats: Stats, file: IO[bytes]) -> None:
    for row in stats:
        line = json.dumps({name: _plain(cell) for name, cell in row.items()}, ensure_ascii=False)
        file.write(line.encode(errors="backslashreplace") + b"\n")


def _write_csv(stats: Stats, file: IO[bytes]) -> None:
    import csv
    import io

    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(stats.columns)
    writer.writerows([_plain(row[name]) for name in stats.columns] for row in stats)
    file.write(text.getvalue().encode(errors="backslashreplace"))


def _write_parquet(stats: Stats, file: IO[bytes]) -> None:
    from filterlang.tables.arrow import write_table

    write_table(stats.to_arrow(), file)


def _write_table(stats: Stats, file: IO[bytes]) -> None:
    for line in text_table(stats.question, stats.rows, stats.left_out, None):
        file.write(line.encode(errors="backslashreplace") + b"\n")


def _plotter(format: str) -> Callable[[Stats, IO[bytes]], None]:
    def draw(stats: Stats, file: IO[bytes]) -> None:
        stats.plot(file, format)

    return draw


_WRITERS: dict[str, Callable[[Stats, IO[bytes]], None]] = {
    "jsonl": _write_lines, "csv": _write_csv, "parquet": _write_parquet, "table": _write_table,
    **{format: _plotter(format) for format in _PLOTS},
}  # fmt: skip
