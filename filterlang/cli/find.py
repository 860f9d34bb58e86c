"""List every filter in files and folders: where it is, what it is evaluated on, and its text."""

from __future__ import annotations

import argparse
from contextlib import closing
import json
import sys

from filterlang.cli.checking_paths import LintSession
from filterlang.cli.lint_options import add_file_options, refused_configuration
from filterlang.cli.parsing import names_elsewhere
from filterlang.cli.terminal import tell
from filterlang.text.display import columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from filterlang.lint.reported import FileReport, FoundFilter

SUMMARY = "list the filters in files and folders"
ALIASES = ("inventory", "scan")
EXAMPLES = """\
examples:
  filterlang find
  filterlang find src infra --format json
  filterlang find --mentions docs

A hole, which the program fills in when it runs, is shown as {…}. In JSON, holes has the place of each (quoted, value, field,
operator, list, condition or whole), and injection is true where a value that is filled in can change the filter.
Filters that prose, comments and docstrings quote are left out, unless --mentions is given.
"""
_WIDEST_PLACE = 40


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    parser.add_argument("inputs", nargs="*", metavar="PATH", help="files and folders (default: the current folder)")
    option = parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="json: one JSON object per filter, one per line"
    )
    names_elsewhere(option, "json", "jsonl", "output-format")
    parser.add_argument("--mentions", action="store_true", help="also filters that prose, comments and docstrings quote")
    parser.add_argument("-q", "--quiet", action="store_true", help="do not count the filters at the end")
    add_file_options(parser)


@refused_configuration
def run(options: argparse.Namespace) -> int:
    """Prints the filters; returns 2 where a file that was named cannot be read."""
    from filterlang.lint.configuration import Overrides

    if "-" in options.inputs:
        options.stdin_filename = options.stdin_filename or "<stdin>"
    session = LintSession(options, options.inputs or ["."], Overrides({"checks": False}))
    if session.shows_choice():
        return 0
    with closing(session.reports(prints_at_once=options.format == "json")) as reports:
        files = 0
        filters = 0
        rows: list[tuple[str, FoundFilter]] = []
        for report in reports:
            kept = [filter for filter in report.filters if options.mentions or not filter.mention]
            files += bool(kept)
            filters += len(kept)
            if options.format == "json":
                sys.stdout.writelines(f"{json.dumps(record(report, filter))}\n" for filter in kept)
            else:
                rows += ((report.path, filter) for filter in kept)
    sys.stdout.writelines(f"{line}\n" for line in table(rows))
    sys.stdout.flush()
    if not options.quiet:
        tell(f"Found {filters:,} filter{'s' * (filters != 1)} in {files:,} file{'s' * (files != 1)}")
    return 2 if session.tally.has_failure else 0


def record(report: FileReport, filter: FoundFilter) -> dict[str, object]:
    """A filter as an object of the inventory."""
    return {
        "file": report.path,
        "host": filter.host,
        "kind": filter.kind,
        "line": filter.place.line,
        "column": filter.place.column,
        "end_line": filter.place.end_line,
        "end_column": filter.place.end_column,
        "text": filter.text,
        "holes": list(filter.holes),
        "injection": filter.injection,
    }


def table(rows: Iterable[tuple[str, FoundFilter]]) -> Iterator[str]:
    """Yields a line for each filter: its place, host, kind and text, cut at the edge of a terminal."""
    from filterlang.text.display import harmless

    cells = [
        (f"{harmless(path)}:{filter.place.line}:{filter.place.column}", filter.host, filter.kind, filter.text)
        for path, filter in rows
    ]
    widths = [max((len(cell[index]) for cell in cells), default=0) for index in range(3)]
    widths[0] = min(widths[0], _WIDEST_PLACE)
    width = columns(sys.stdout)
    for *columns_before, text in cells:
        padded = "  ".join(cell.ljust(size) for cell, size in zip(columns_before, widths, strict=True))
        line = f"{padded}  {harmless(' '.join(text.split()))}"
        yield line if width is None or len(line) <= width else f"{line[: width - 1]}…"
