"""List the runs that a filter selects, of exported files or of LangSmith: a table in a terminal, JSON lines, CSV, Parquet."""

from __future__ import annotations

import argparse
import os
import sys

from filterlang.cli.file_kinds import is_filter_file
from filterlang.cli.inputs import add_expression, is_path, read_document
from filterlang.cli.remote import add_api_url
from filterlang.cli.signals import interrupted_by_signals
from filterlang.cli.terminal import Usage, report
from filterlang.text.extras import install

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from filterlang.cli.progress import Tally
    from filterlang.evaluate.query import Plan
    from filterlang.exports.results import Runs

    Record = Mapping[str, Any]

SUMMARY = "list the runs of files or of LangSmith that a filter selects"
ALIASES = ("list", "ls", "query", "export", "select", "count")
"""Commands of other programs that do the same."""
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
EXAMPLES = """\
examples:
  filterlang runs 'eq(status, "error")' runs.jsonl
  filterlang runs 'eq(name, "extractor")' --from runs.jsonl \\
      --trace-filter 'and(eq(feedback_key, "user_score"), eq(feedback_score, 1))'
  filterlang runs 'gt(latency, "5s")' --from runs.jsonl --select name,total_tokens --limit 10
  filterlang runs 'gt(total_cost, 0.1)' --from 'export/*.parquet' -o expensive.csv
  filterlang runs --from runs.jsonl -o runs.parquet
  filterlang runs 'search("timeout")' --from export/ --count
  filterlang runs 'eq(status, "error")' --project support-bot --since 7d
  filterlang runs --project support-bot --since 2026-11-01 --windows 8 -o november.parquet

A file holds runs as JSON lines (.gz and .zst too), the post and patch records that the langsmith SDK writes, or
Parquet; a pattern or a folder stands for all its
files, and several files are read as one. --from FILE names a file too, - is standard input.

A terminal shows a table of the first 50 runs; --limit shows more.

CSV and Parquet have one set of columns, whatever the runs hold: what has no column of its own stands as JSON in the last
one, `other`. Times are in UTC, lists and objects are JSON. Cells of CSV are the data as they are, also those that begin
with = + - or @, which a spreadsheet may run as formulas: import what you do not trust as text.

--project and --project-id ask LangSmith, with the key in LANGSMITH_API_KEY. An export with -o that was interrupted, by Ctrl-C
or by a connection that was lost, goes on where it stopped when the same command is given again: what has come so far is kept
in FILE.part. Times are those at which runs start: 7d (or 30m, 12h, 2w) before now, or an ISO time, in UTC without an offset.

Exit status: 0 all is well, 1 the filter is wrong, 2 the command was used wrongly, a file cannot be read or written, or a
request fails, 130 interrupted; a file that -o names is written whole or left alone.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "inputs", nargs="*", metavar="FILTER|PATH", help="which runs (all of them without a filter), and files of runs"
    )
    add_expression(parser)
    parser.add_argument(
        "--from",
        dest="paths",
        action="append",
        default=[],
        metavar="PATH",
        help="a file, a pattern or a folder; - for standard input",
    )
    parser.add_argument("--project", action="append", metavar="NAME", help="a project of LangSmith; may be repeated")
    parser.add_argument("--project-id", action="append", metavar="ID", help="the same, by its id")
    parser.add_argument("--since", metavar="TIME", help="runs that started then or later: 7d, 12h, 2026-11-01T09:30Z")
    parser.add_argument("--until", metavar="TIME", help="runs that started then or earlier")
    parser.add_argument("--trace-filter", metavar="FILTER", help="a filter on the root run of the run's trace")
    parser.add_argument("--tree-filter", metavar="FILTER", help="a filter that any run of the trace has to match")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N runs")
    parser.add_argument("--select", metavar="FIELDS", help="only these fields, with commas between them, and the id")
    parser.add_argument("-o", "--output", metavar="FILE", help="write a file: .jsonl, .csv or .parquet")
    parser.add_argument(
        "--format",
        choices=("table", "jsonl", "csv", "parquet"),
        help="default: the ending of FILE; else table in a terminal and jsonl elsewhere",
    )
    parser.add_argument("--count", action="store_true", help="print how many runs there are, and nothing else")
    parser.add_argument("--skip-broken", action="store_true", help="leave out lines that are not runs, and say how many")
    parser.add_argument("--api", choices=("auto", "v1", "v2"), help="which of LangSmith's APIs to use (default: auto)")
    parser.add_argument("--windows", type=int, metavar="N", help="split the time into N parts and fetch them at the same time")
    add_api_url(parser)


@interrupted_by_signals()
def run(options: argparse.Namespace) -> int:
    """Print or write the runs, newest first; 1 when a filter is wrong."""
    from filterlang.findings.errors import FilterError

    format = _format(options)
    _sort_inputs(options)
    _require_one_source(options)
    select = [name.strip() for name in options.select.split(",") if name.strip()] if options.select else None
    asked: dict[str, Any] = {
        "filter": options.filter, "trace_filter": options.trace_filter, "tree_filter": options.tree_filter,
        "limit": options.limit, "select": select, **_span(options),
    }  # fmt: skip
    try:
        if not options.paths:
            _ask(options, asked, format)
        else:
            _look(options, asked, format)
    except FilterError as error:
        report(error.diagnostics, error.source)
        return 1
    except (ValueError, ImportError) as error:
        raise Usage(str(error)) from None
    except RuntimeError as error:  # DuckDB's word for Ctrl-C
        if str(error) != "Query interrupted":
            raise
        raise KeyboardInterrupt from None
    return 0


def _sort_inputs(options: argparse.Namespace) -> None:
    """Tell the filter from the files among the arguments; a file of filters has to hold the one filter."""
    texts = [*options.expression, *(word for word in options.inputs if not is_path(word))]
    for path in filter(is_path, options.inputs):
        if is_filter_file(path):
            texts += [filter.text for filter in read_document(path).filters]
        else:
            options.paths.append(path)
    if len(texts) > 1:
        raise Usage(f"there are {len(texts)} filters: runs are selected by one, so join them with and(…) or or(…)")
    options.filter = texts[0] if texts else None


def _require_one_source(options: argparse.Namespace) -> None:
    projects = options.project or options.project_id
    if bool(options.paths) is bool(projects):
        raise Usage("say where the runs are: either files (- for standard input), or --project NAME for those of LangSmith")
    if any("\udc80" <= character <= "\udcff" for name in options.project or () for character in name):
        raise Usage("--project: the name is not UTF-8 text: copy it from LangSmith")
    other = (
        {"--skip-broken": options.skip_broken}
        if projects
        else {"--api": options.api, "--windows": options.windows, "--api-url": options.api_url}
    )
    for option in (name for name, given in other.items() if given):
        raise Usage(f"{option} is only for {'files' if projects else '--project'}: leave it out")


def _span(options: argparse.Namespace) -> dict[str, datetime]:
    """The times between which runs have to have started."""
    from datetime import UTC, datetime

    given = {"start_time": options.since, "end_time": options.until}
    if not any(given.values()):
        return {}
    now = datetime.now(UTC)
    return {name: _when(text, now) for name, text in given.items() if text}


def _when(text: str, now: datetime) -> datetime:
    """A time that lies so long ago (7d), or one that is written out."""
    import re
    from datetime import timedelta

    from filterlang.evaluate.rows import stored_datetime

    ago = re.fullmatch(r"(\d{1,7})([mhdw])", text, re.ASCII)
    try:
        found = now - timedelta(**{_UNITS[ago[2]]: int(ago[1])}) if ago else stored_datetime(text)
    except OverflowError:
        found = None
    if found is None:
        raise Usage(f"{text!r} is not a time: write how long ago, as in 7d or 12h, or a time such as 2026-11-01T09:30:00Z")
    return found


def _format(options: argparse.Namespace) -> str:
    """How to show or write the runs, once it is sure that what was asked for goes together."""
    from filterlang.cli.writing import ENDINGS

    if options.count:
        if options.output or options.format:
            raise Usage("--count prints only a number: leave out -o and --format")
        return "count"
    if not options.output:
        if options.format == "parquet":
            raise Usage("Parquet is written to a file: name it with -o")
        return options.format or ("table" if sys.stdout.isatty() else "jsonl")
    format: str | None = options.format or ENDINGS.get(os.path.splitext(options.output)[1].lower())
    if format is None:
        raise Usage(f"{options.output}: cannot tell the format from the name: use .jsonl, .csv or .parquet, or --format")
    if format == "table":
        raise Usage("a table is for a terminal: write jsonl, csv or parquet")
    if format == "parquet":
        from importlib.util import find_spec

        if find_spec("pyarrow") is None:
            raise Usage(f"Parquet output needs pyarrow: {install('local')}")
    return format


def _look(options: argparse.Namespace, asked: dict[str, Any], format: str) -> None:
    """Show or write runs of files."""
    from contextlib import nullcontext

    from filterlang.cli.no_runs import why_none
    from filterlang.cli.progress import progress
    from filterlang.cli.replacing import replaced
    from filterlang.cli.table import counted
    from filterlang.cli.writing import WRITERS, standard_output
    from filterlang.evaluate.query import plan

    planned: Plan = plan(asked)  # type: ignore[arg-type]
    select = None if planned.select is None else _with_id(planned.select)
    free = bool(options.output) or format not in WRITERS or not sys.stdout.isatty()
    with (
        replaced(options.output) if options.output else nullcontext(standard_output()) as file,
        progress(free=free) as tally,
    ):
        runs = _opened(options)
        found = runs.select(planned)
        if format == "count":
            number = found.count()
            print(number)
        elif format == "table":
            number = _show_table(runs, planned, tally)
        else:
            WRITERS[format](_readable(tally.of(found.records()), options), file, select)
            number = tally.count
        reason = "" if number else why_none(runs, asked)
        skipped = runs.skipped() if options.skip_broken else None
    if options.output:
        print(f"{options.output}: {counted(number)}{reason}", file=sys.stderr)
    elif number == 0:
        print(f"0 runs{reason}", file=sys.stdout if format == "table" else sys.stderr)
    if skipped is not None:
        print(f"{skipped} broken line{'s' * (skipped != 1)} skipped", file=sys.stderr)


def _show_table(runs: Runs, planned: Plan, tally: Tally) -> int:
    """Print a table of the runs, in a terminal of the first of them and then how many there are; how many were printed."""
    from dataclasses import replace

    from filterlang.cli.table import SHOWN, counted, print_table

    if planned.limit is not None or not sys.stdout.isatty():
        return print_table(tally.of(runs.select(planned).records()), planned.select)
    records = list(runs.select(replace(planned, limit=SHOWN + 1)).records())
    if len(records) <= SHOWN:
        return print_table(records, planned.select)
    print_table(records[:SHOWN], planned.select, "")
    sys.stdout.flush()
    print(f"{counted(runs.select(planned).count())} ({SHOWN} shown; --limit N shows more, -o FILE writes all)")
    return SHOWN


def _readable(records: Iterator[Record], options: argparse.Namespace) -> Iterator[Record]:
    """The runs. Raises ``Usage`` for a file that cannot be read to its end."""
    try:
        yield from records
    except OSError as error:
        raise Usage(f"{error.filename or options.paths[0]}: {error.strerror or error}") from None


def _ask(options: argparse.Namespace, asked: dict[str, Any], format: str) -> None:
    """Show or write runs of LangSmith."""
    from filterlang.cli.export import RemoteExport, show, write

    export = RemoteExport(
        target=options.output,
        format=format,
        select=None if asked["select"] is None else _with_id(asked["select"]),
        question={
            "FILTER": options.filter, "--trace-filter": options.trace_filter, "--tree-filter": options.tree_filter,
            "--project": options.project, "--project-id": options.project_id, "--since": options.since,
            "--until": options.until, "--select": asked["select"],
        },
        arguments={
            **asked, "project_name": options.project, "project_id": options.project_id, "api": options.api or "auto",
            "windows": 1 if options.windows is None else options.windows,
        },
    )  # fmt: skip
    (write if options.output else show)(export, options.api_url)


def _with_id(select: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(("id", *select)))


def _opened(options: argparse.Namespace) -> Runs:
    """The runs to look in."""
    from filterlang.opening import open_files

    try:
        runs = open_files(["/dev/stdin" if path == "-" else path for path in options.paths], skip_broken=options.skip_broken)
    except OSError as error:
        raise Usage(f"{error.filename or ', '.join(options.paths)}: {error.strerror or error}") from None
    for sentence in runs.unread():
        print(f"warning: {sentence}", file=sys.stderr)
    return runs
