"""Write filters in their one canonical form, on one line or wrapped."""

import argparse
import sys

from filterlang.cli.terminal import Usage, add_inputs, filters, has_colour, shown, write_file

SUMMARY = "write filters in canonical form"
EXAMPLES = """\
examples:
  filterlang format -e "and(eq(run_type,'llm'),gt(latency,5))"
  filterlang format --check alerts/*.filter

A filter that does not parse is left alone and reported: see `filterlang fix`.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    add_inputs(parser)
    parser.add_argument("--width", type=int, default=88, metavar="COLUMNS", help="wrap what is longer (default: 88); 0: never")
    parser.add_argument("-w", "--write", action="store_true", help="write the files in place")
    parser.add_argument("--check", action="store_true", help="print nothing; 1 when a filter is not in canonical form")


def run(options: argparse.Namespace) -> int:
    """Print or write the formatted filters; 1 for one that does not parse, or with --check one that would change."""
    from filterlang.diagnostics import FilterError
    from filterlang.filters import format
    from filterlang.rendering import render
    from filterlang.source import Source

    if options.write and (options.expression or not options.files or "-" in options.files):
        raise Usage("--write needs files to write")
    if options.width < 0:
        raise Usage("--width takes a number of columns, or 0 to never wrap")
    status = 0
    for name, text in filters(options):
        try:
            formatted = format(text, options.width or sys.maxsize)
        except FilterError as error:
            status = 1
            for finding in error.diagnostics:
                print(render(finding, Source(text, name), colour=has_colour(sys.stderr)), end="\n\n", file=sys.stderr)
            continue
        if options.check:
            if formatted != text:
                status = 1
                print(f"{name}: not in canonical form", file=sys.stderr)
        elif not options.write:
            print(shown(formatted))
        elif formatted != text:
            write_file(name, formatted)
            print(f"{name}: formatted", file=sys.stderr)
    return status
