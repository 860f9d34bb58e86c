"""List the runs of a file that a filter selects: a table in a terminal, JSON lines in a pipe."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
import sys

from filterlang.cli.terminal import Usage, has_colour

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SUMMARY = "list the runs of a file that a filter selects"
EXAMPLES = """\
examples:
  filterlang runs 'eq(status, "error")' --from runs.jsonl
  filterlang runs 'eq(name, "extractor")' --from runs.jsonl \\
      --trace-filter 'and(eq(feedback_key, "user_score"), eq(feedback_score, 1))'
  filterlang runs 'gt(latency, "5s")' --from runs.jsonl --select name,total_tokens --limit 10

The file holds JSON lines: runs, or the post and patch records that the langsmith SDK writes.
"""
_COLUMNS = {"start_time": 19, "name": 12, "run_type": 5, "status": 7, "latency": 7, "total_tokens": 6, "id": 8}
"""What a table shows, and how many columns each takes at the least."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("filter", nargs="?", metavar="FILTER", help="which runs; all of them without it")
    parser.add_argument("--from", dest="file", required=True, metavar="FILE", help="JSON lines of runs; - for standard input")
    parser.add_argument("--trace-filter", metavar="FILTER", help="a filter on the root run of the run's trace")
    parser.add_argument("--tree-filter", metavar="FILTER", help="a filter that any run of the trace has to match")
    parser.add_argument("--limit", type=int, metavar="N", help="at most so many runs")
    parser.add_argument("--select", metavar="FIELDS", help="only these fields, with commas between them")
    parser.add_argument("--format", choices=("table", "jsonl"), help="default: table in a terminal, else jsonl")


def run(options: argparse.Namespace) -> int:
    """Print the runs, newest first; 1 when a filter is wrong."""
    from filterlang.diagnostics import FilterError
    from filterlang.evaluate.local import open_runs
    from filterlang.evaluate.records import RecordError

    select = [name.strip() for name in options.select.split(",") if name.strip()] if options.select else None
    try:
        records = open_runs("/dev/stdin" if options.file == "-" else options.file).matching(
            filter=options.filter,
            trace_filter=options.trace_filter,
            tree_filter=options.tree_filter,
            limit=options.limit,
            select=select,
        )
    except FilterError as error:
        from filterlang.rendering import render

        for finding in error.diagnostics:
            print(render(finding, error.source, colour=has_colour(sys.stderr)), end="\n\n", file=sys.stderr)
        return 1
    except OSError as error:
        raise Usage(f"{options.file}: {error.strerror or error}") from None
    except (RecordError, ValueError) as error:
        raise Usage(str(error)) from None
    if options.format == "table" or (options.format is None and sys.stdout.isatty()):
        _table(list(records), select)
    else:
        _lines(records)
    return 0


def _lines(records: Sequence[Mapping[str, Any]]) -> None:
    import json

    for record in records:
        print(json.dumps(record, default=str, ensure_ascii=False))


def _table(records: Sequence[Mapping[str, Any]], select: Sequence[str] | None) -> None:
    from rich.console import Console
    from rich.table import Table

    from filterlang.rendering import clip

    table = Table(box=None, header_style="bold", pad_edge=False)
    columns = [*dict.fromkeys(("id", *select))] if select else _COLUMNS
    for column in columns:
        numeric = column in ("latency", "total_tokens")
        table.add_column(column, no_wrap=True, justify="right" if numeric else "left", min_width=_COLUMNS.get(column))
    for record in records:
        table.add_row(*(_plain(clip(_cell(record, column), 80)) for column in columns))
    console = Console(highlight=False, color_system="auto" if has_colour(sys.stdout) else None)
    console.print(table)
    console.print(f"{len(records)} run{'s' * (len(records) != 1)}", style="dim")


def _cell(record: Mapping[str, Any], column: str) -> str:
    if column == "latency" and "latency" not in record:
        from filterlang.evaluate.rows import field_values
        from filterlang.schema.fields import FIELDS

        seconds = field_values(record, FIELDS["latency"])
        return f"{seconds[0]:.2f}s" if seconds else ""
    value = record.get(column)
    return "" if value is None else str(value)[:19].replace("T", " ") if column == "start_time" else str(value)


def _plain(text: str) -> Any:
    """A cell that means no markup, whatever it says."""
    from rich.text import Text

    return Text(text)
