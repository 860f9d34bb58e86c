"""Write filters in their one canonical form, on one line or wrapped."""

import argparse
import sys

from filterlang.cli.inputs import Document, add_inputs, documents, divided
from filterlang.cli.lint_options import refused_configuration
from filterlang.cli.rewriting import add_write, require_files, rewritten
from filterlang.cli.terminal import Usage, report, shown, tell
from filterlang.lint.unified_diff import unified_diff
from filterlang.text.edits import Edit
from filterlang.text.source import Span

SUMMARY = "write filters in canonical form"
EXAMPLES = """\
examples:
  filterlang format -e "and(eq(run_type,'llm'),gt(latency,5))"
  filterlang format --check alerts/*.filter
  filterlang format --write src/alerts.py

A file is not changed, and the findings are reported, where a filter does not parse or has an error in every dialect: see
`filterlang fix`.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    add_inputs(parser)
    parser.add_argument("--width", type=int, default=88, metavar="COLUMNS", help="wrap what is longer (default: 88); 0: never")
    add_write(parser)
    parser.add_argument("--diff", action="store_true", help="show what --write would change; 1 when that is something")
    parser.add_argument("--check", action="store_true", help="print nothing; 1 when a filter is not in canonical form")


def run(options: argparse.Namespace) -> int:
    """Prints or writes the formatted filters; returns 1 when a filter does not parse, or with --check when one would change."""
    if options.write:
        require_files(options)
    if options.width < 0:
        raise Usage("--width takes a number of columns, or 0 to never wrap")
    if options.diff and (options.write or options.check):
        raise Usage("--diff writes nothing: leave out --write and --check")
    filters, hosts = divided(options)
    status = _in_hosts(hosts) if hosts.inputs else 0
    if hosts.inputs and not (filters.inputs or filters.expression):
        return status
    options.inputs = filters.inputs
    for document in documents(options):
        texts = _formatted(document, options.width or sys.maxsize)
        if texts is None:
            status = 1
            continue
        changed = document.with_filters(texts)
        if options.check:
            for filter, text in zip(document.filters, texts, strict=True):
                if filter.text != text:
                    status = 1
                    tell(f"{document.name}{f':{filter.line}' if len(texts) > 1 else ''}: not in canonical form")
        elif options.diff:
            whole = Edit(Span(0, len(document.text)), changed.text)
            difference = "".join(unified_diff(document.name, document.text, [whole]))
            print(shown(difference), end="")
            status |= bool(difference)
        elif not options.write:
            print(shown(changed.text), end="" if changed.text.endswith("\n") else "\n")
        elif not rewritten(options, document, texts, _errors(changed)):
            status = 1
        elif changed.text != document.text:
            tell(f"{document.name}: formatted")
    return status


@refused_configuration
def _in_hosts(options: argparse.Namespace) -> int:
    """Formats filters inside of files of other languages."""
    from filterlang.cli.fixing_paths import format_paths
    from filterlang.lint.configuration import Configurations, Overrides
    from filterlang.lint.discovery import ChosenFile, chosen_files

    if not (options.write or options.check or options.diff):
        raise Usage(f"{options.inputs[0]}: filters inside of files are formatted with --write, --check or --diff")
    chosen = chosen_files(options.inputs, Configurations(Overrides({})))
    files = [(file.path, file.language) for file in chosen if isinstance(file, ChosenFile)]
    return format_paths(files, options.width or sys.maxsize, check=options.check, diff=options.diff)


def _formatted(document: Document, width: int) -> list[str] | None:
    """Returns the filters in canonical form; None, and reports the findings, where a filter does not parse."""
    from filterlang.findings.errors import FilterError
    from filterlang.filters import format

    texts: list[str] = []
    for filter in document.filters:
        try:
            texts.append(format(filter.text, width).replace("\n", document.line_end))
        except FilterError as error:
            report(filter.placed(error.diagnostics), document.source)
    return texts if len(texts) == len(document.filters) else None


def _errors(document: Document) -> int:
    """Returns the number of filters that have an error in every dialect."""
    from filterlang.checking.analysis import analyse
    from filterlang.schema.dialects import DIALECTS
    from filterlang.syntax.input import parsed

    def has_errors(text: str) -> bool:
        parse = parsed(text)
        return all(any(finding.is_error for finding in analyse(parse, dialect).diagnostics) for dialect in DIALECTS)

    return sum(has_errors(filter.text) for filter in document.filters)
