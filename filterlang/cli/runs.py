"""List the runs of exported files that a filter selects: a table in a terminal, JSON lines in a pipe, CSV, a Parquet file."""

from __future__ import annotations

import argparse
import os
import sys

from filterlang.cli.terminal import Usage, has_colour

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.diagnostics import FilterError
    from filterlang.evaluate.query import Plan
    from filterlang.evaluate.runs import Runs

SUMMARY = "list the runs of files that a filter selects"
EXAMPLES = """\
examples:
  filterlang runs 'eq(status, "error")' --from runs.jsonl
  filterlang runs 'eq(name, "extractor")' --from runs.jsonl \\
      --trace-filter 'and(eq(feedback_key, "user_score"), eq(feedback_score, 1))'
  filterlang runs 'gt(latency, "5s")' --from runs.jsonl --select name,total_tokens --limit 10
  filterlang runs 'gt(total_cost, 0.1)' --from 'export/*.parquet' -o expensive.csv
  filterlang runs --from runs.jsonl -o runs.parquet
  filterlang runs 'search("timeout")' --from export/ --count

What --from names holds runs as JSON lines (.gz and .zst too), the post and patch records that the langsmith SDK writes, or
Parquet; a pattern or a folder stands for all its files.

CSV and Parquet have one set of columns, whatever the runs hold: what has no column of its own stands as JSON in the last
one, `other`. Times are in UTC, lists and objects are JSON. Cells of CSV are the data as they are, also those that begin
with = + - or @, which a spreadsheet may run as formulas: import what you do not trust as text.

Exit status: 0 all is well, 1 the filter is wrong, 2 the command was used wrongly or a file can not be read or written,
130 interrupted; a file that -o names is written whole or left alone.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("filter", nargs="?", metavar="FILTER", help="which runs; all of them without it")
    parser.add_argument(
        "--from", dest="source", required=True, metavar="PATH", help="a file, a pattern or a folder; - for standard input"
    )
    parser.add_argument("--trace-filter", metavar="FILTER", help="a filter on the root run of the run's trace")
    parser.add_argument("--tree-filter", metavar="FILTER", help="a filter that any run of the trace has to match")
    parser.add_argument("--limit", type=int, metavar="N", help="at most so many runs")
    parser.add_argument("--select", metavar="FIELDS", help="only these fields, with commas between them, and the id")
    parser.add_argument("-o", "--output", metavar="FILE", help="write a file: .jsonl, .csv or .parquet")
    parser.add_argument(
        "--format",
        choices=("table", "jsonl", "csv", "parquet"),
        help="default: table in a terminal, else jsonl; a file's ending",
    )
    parser.add_argument("--count", action="store_true", help="print how many runs there are, and nothing else")
    parser.add_argument("--skip-broken", action="store_true", help="leave out lines that are no run, and say how many")


def run(options: argparse.Namespace) -> int:
    """Print or write the runs, newest first; 1 when a filter is wrong."""
    from filterlang.diagnostics import FilterError
    from filterlang.evaluate.query import plan

    format = _format(options)
    select = [name.strip() for name in options.select.split(",") if name.strip()] if options.select else None
    try:
        asked = plan({
            "filter": options.filter, "trace_filter": options.trace_filter, "tree_filter": options.tree_filter,
            "limit": options.limit, "select": select,
        })  # fmt: skip
        _deliver(options, asked, format)
    except FilterError as error:
        _tell(error)
        return 1
    except (ValueError, ImportError) as error:
        raise Usage(str(error)) from None
    except RuntimeError as error:  # DuckDB's word for Ctrl-C
        if str(error) != "Query interrupted":
            raise
        raise KeyboardInterrupt from None
    return 0


def _format(options: argparse.Namespace) -> str:
    """How to show or write the runs, once it is sure that what was asked for goes together."""
    from filterlang.cli.writing import ENDINGS

    if options.count:
        if options.output or options.format:
            raise Usage("--count prints a number alone: leave out -o and --format")
        return "count"
    if not options.output:
        if options.format == "parquet":
            raise Usage("Parquet is written to a file: name it with -o")
        return options.format or ("table" if sys.stdout.isatty() else "jsonl")
    format: str | None = options.format or ENDINGS.get(os.path.splitext(options.output)[1].lower())
    if format is None:
        raise Usage(f"{options.output}: the ending says how to write it: let it be .jsonl, .csv or .parquet, or give --format")
    if format == "table":
        raise Usage("a table is for a terminal: write jsonl, csv or parquet")
    if format == "parquet":
        from importlib.util import find_spec

        if find_spec("pyarrow") is None:
            raise Usage('Parquet files are written by pyarrow: pip install "filterlang[local]"')
    return format


def _deliver(options: argparse.Namespace, asked: Plan, format: str) -> None:
    """Show or write what a plan selects."""
    from contextlib import nullcontext

    from filterlang.cli.progress import progress
    from filterlang.cli.writing import WRITERS, counted, print_table, replaced, standard_output, table_of

    select = None if asked.select is None else list(dict.fromkeys(("id", *asked.select)))
    free = bool(options.output) or format not in WRITERS or not sys.stdout.isatty()
    with (
        replaced(options.output) if options.output else nullcontext(standard_output()) as file,
        progress(free=free) as tally,
    ):
        runs = _opened(options)
        found = runs.select(asked)
        number = found.count() if format == "count" else 0
        table = table_of(tally.of(found.records()), select) if format == "table" else None
        if format in WRITERS:
            WRITERS[format](tally.of(found.records()), file, select)
        skipped = runs.skipped() if options.skip_broken else None
    if format == "count":
        print(number)
    if table is not None:
        print_table(table)
    if options.output:
        print(f"{options.output}: {counted(tally.count)}", file=sys.stderr)
    if skipped is not None:
        print(f"{skipped} broken line{'s' * (skipped != 1)} skipped", file=sys.stderr)


def _opened(options: argparse.Namespace) -> Runs:
    """The runs to look in."""
    from filterlang.evaluate.opening import open_runs

    try:
        return open_runs("/dev/stdin" if options.source == "-" else options.source, skip_broken=options.skip_broken)
    except OSError as error:
        raise Usage(f"{options.source}: {error.strerror or error}") from None


def _tell(error: FilterError) -> None:
    from filterlang.rendering import render

    for finding in error.diagnostics:
        print(render(finding, error.source, colour=has_colour(sys.stderr)), end="\n\n", file=sys.stderr)
