"""Prints or writes runs of files, for ``filterlang runs``."""

from __future__ import annotations

from contextlib import nullcontext
import sys

from filterlang.cli.progress import progress
from filterlang.tables.tabular import with_id
from filterlang.cli.replacing import replaced
from filterlang.cli.spark_of_command import silent_processes, stopped_spark
from filterlang.tables.printed_table import SHOWN, print_table
from filterlang.cli.terminal import Usage
from filterlang.cli.writing import WRITERS, standard_output
from filterlang.exports.no_runs import why_none
from filterlang.tables.run_cells import COLUMNS, counted
from filterlang.sql.addresses import local_source
from filterlang.sql.shown_addresses import shown_address

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping
    from typing import IO, Any

    from filterlang.cli.progress import Tally
    from filterlang.evaluate.query import Plan
    from filterlang.exports.results import Runs

    Record = Mapping[str, Any]


def show_or_write(options: argparse.Namespace, query: dict[str, Any], format: str) -> None:
    """Prints the runs that a query selects, or writes them to the file that ``-o`` names."""
    from filterlang.evaluate.query import plan

    planned: Plan = plan(query)  # type: ignore[arg-type]
    may_show_progress = bool(options.output) or format not in WRITERS or not sys.stdout.isatty()
    with (
        replaced(options.output) if options.output else nullcontext(standard_output()) as file,
        progress(free=may_show_progress) as tally,
        stopped_spark(),
    ):
        runs = opened(options)
        number = _output(runs, planned, options, format, file, tally)
        reason = "" if number or is_elsewhere(options) else why_none(runs, query)
        skipped = runs.skipped() if options.skip_broken else None
    if options.output:
        print(f"{options.output}: {counted(number)}{reason}", file=sys.stderr)
    elif number == 0:
        print(f"0 runs{reason}", file=sys.stdout if format == "table" else sys.stderr)
    if skipped is not None:
        print(f"{skipped} broken line{'s' * (skipped != 1)} skipped", file=sys.stderr)


def _output(runs: Runs, planned: Plan, options: argparse.Namespace, format: str, file: IO[bytes], tally: Tally) -> int:
    """Prints or writes the runs in a format, and returns their number."""
    if format == "table":
        return _show_table(runs, planned, tally)
    selected = runs.select(planned)
    if format == "count":
        number = selected.count()
        print(number)
        return number
    WRITERS[format](readable(tally.of(selected.records()), options), file, with_id(planned.select))
    return tally.count


def _show_table(runs: Runs, planned: Plan, tally: Tally) -> int:
    """Prints a table and returns the number of its runs: all, or in a terminal without ``--limit`` the first ``SHOWN``."""
    from dataclasses import replace

    shown = replace(planned, select=planned.select or COLUMNS)
    if planned.limit is not None or not sys.stdout.isatty():
        return print_table(tally.of(runs.select(shown).records()), planned.select, before_first=tally.hide)
    records = list(runs.select(replace(shown, limit=SHOWN + 1)).records())
    if len(records) <= SHOWN:
        return print_table(records, planned.select)
    print_table(records[:SHOWN], planned.select, "")
    sys.stdout.flush()
    print(f"{counted(runs.select(planned).count())} ({SHOWN} shown; --limit N shows more, -o FILE writes all)")
    return SHOWN


def readable(records: Iterator[Record], options: argparse.Namespace) -> Iterator[Record]:
    """Yields the runs. Raises ``Usage`` for a file that cannot be read to its end."""
    try:
        yield from records
    except OSError as error:
        raise Usage(f"{error.filename or shown_address(options.paths[0])}: {error.strerror or error}") from None


def opened(options: argparse.Namespace) -> Runs:
    """Opens the files or the table, and prints a warning for each part of them that is not read."""
    from warnings import catch_warnings, filterwarnings

    from filterlang.opening import open_sources

    paths = ["/dev/stdin" if path == "-" else path for path in options.paths]
    try:
        with catch_warnings(record=True, action="ignore") as caught:
            filterwarnings("always", module="filterlang")
            with silent_processes() if is_elsewhere(options) else nullcontext():
                runs = open_sources(paths, skip_broken=options.skip_broken)
    except OSError as error:
        raise Usage(f"{error.filename or ', '.join(map(shown_address, paths))}: {error.strerror or error}") from None
    for sentence in (*(str(warning.message) for warning in caught), *runs.unread()):
        print(f"warning: {sentence}", file=sys.stderr)
    return runs


def is_elsewhere(options: argparse.Namespace) -> bool:
    """Whether the runs are in a table of another system, in which each query has its price."""
    return None in map(local_source, options.paths)
