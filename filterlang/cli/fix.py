"""Fix filters: apply every safe fix, and with --unsafe the guesses as well."""

import argparse
import sys

from filterlang.cli.inputs import Document, add_inputs, documents
from filterlang.cli.rewriting import require_files, rewritten
from filterlang.cli.terminal import add_dialect, report, shown, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.findings.diagnostic import Diagnostic
    from filterlang.schema.names import DialectName

SUMMARY = "fix filters"
ALIASES = ("repair",)
EXAMPLES = """\
examples:
  filterlang fix -e 'status = "error" and metadata.user_id = "u1"'
  filterlang fix alert.filter
  filterlang fix --write alerts/*.filter

A file holds one filter, or several, each beginning on a line of its own. --write changes a file only if it is a filter file
(its name ends in .filter, or each filter in it begins with an operator) and no error is left in it; everything that is no
filter stays as it is.

What cannot be fixed is reported on standard error, and makes the exit status 1.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    add_inputs(parser)
    add_dialect(parser)
    parser.add_argument("--unsafe", action="store_true", help="apply guesses as well")
    parser.add_argument("-w", "--write", action="store_true", help="write the files in place")


def run(options: argparse.Namespace) -> int:
    """Prints or writes the fixed filters; returns 1 when an error or a warning is left, or a file was not written."""
    from filterlang.filters import fix

    if options.write:
        require_files(options)
    status = 0
    for document in documents(options):
        texts = [fix(filter.text, options.dialect, unsafe=options.unsafe) for filter in document.filters]
        fixed = document.with_filters(texts)
        left = _findings(fixed, options.dialect)
        status |= bool(left)
        if not options.write:
            print(shown(fixed.text), end="" if fixed.text.endswith("\n") else "\n")
        elif not rewritten(options, document, texts, sum(finding.is_error for finding in left)):
            status = 1
            left = _findings(document, options.dialect)
            fixed = document
        elif fixed.text != document.text:
            changed = sum(filter.text != text for filter, text in zip(document.filters, texts, strict=True))
            tell(f"{document.name}: fixed {changed} filter{'s' * (changed != 1)}")
        sys.stdout.flush()
        report(left, fixed.source)
    return status


def _findings(document: Document, dialect: "DialectName") -> "list[Diagnostic]":
    """Returns the errors and warnings of a document."""
    from filterlang.filters import check

    found = [finding for filter in document.filters for finding in filter.placed(check(filter.text, dialect))]
    return [finding for finding in found if finding.severity.value != "note"]
