"""Mend filters: apply every fix that writes what was evidently meant, and with --unsafe the guesses as well."""

import argparse
import sys

from filterlang.cli.terminal import Usage, add_dialect, add_inputs, filters, has_colour, shown, write_file

SUMMARY = "mend filters"
EXAMPLES = """\
examples:
  filterlang fix -e 'status = "error" and metadata.user_id = "u1"'
  filterlang fix --write alerts/*.filter

What can not be mended is reported on standard error, and makes the exit status 1.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    add_inputs(parser)
    add_dialect(parser)
    parser.add_argument("--unsafe", action="store_true", help="apply guesses as well")
    parser.add_argument("-w", "--write", action="store_true", help="write the files in place")


def run(options: argparse.Namespace) -> int:
    """Print or write the mended filters; 1 when an error or a warning is left."""
    from filterlang.filters import fix
    from filterlang.syntax.input import parsed
    from filterlang.rendering import render
    from filterlang.semantics import check_parsed

    if options.write and (options.expression or not options.files or "-" in options.files):
        raise Usage("--write needs files to write")
    status = 0
    for name, text in filters(options):
        mended = fix(text, options.dialect, unsafe=options.unsafe)
        if not options.write:
            print(shown(mended))
        elif mended != text:
            write_file(name, mended)
            print(f"{name}: mended", file=sys.stderr)
        left = parsed(mended, name)
        for finding in check_parsed(left, options.dialect):
            if finding.severity.value != "note":
                status = 1
                print(render(finding, left.source, colour=has_colour(sys.stderr)), end="\n\n", file=sys.stderr)
    return status
