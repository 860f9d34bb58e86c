"""Fix filters: apply every safe fix, and with --unsafe the guesses as well."""

import argparse
import sys

from filterlang.cli.inputs import Document, add_inputs, documents, divided
from filterlang.cli.lint_options import refused_configuration
from filterlang.cli.rewriting import add_write, require_files, rewritten
from filterlang.cli.terminal import add_dialect, report, shown, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.findings.diagnostic import Diagnostic
    from filterlang.lint.lint_settings import LintSettings

SUMMARY = "fix filters"
ALIASES = ("repair",)
EXAMPLES = """\
examples:
  filterlang fix -e 'status = "error" and metadata.user_id = "u1"'
  filterlang fix alert.filter
  filterlang fix --write alerts/*.filter
  filterlang fix --write src/alerts.py

A file holds one filter, or several, each beginning on a line of its own. --write changes a file only if it is a filter file
(its name ends in .filter, or each filter in it begins with an operator) and no error remains in it; everything else in the
file stays as it is.

The configuration is the nearest pyproject.toml or filterlang.toml above a file, or above the current folder.

In files of other languages, and in folders, the filters are fixed where they stand, as `filterlang check --fix` does; without
--write, what would change is shown.

Findings that cannot be fixed are reported on standard error, and make the exit status 1.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    add_inputs(parser)
    add_dialect(parser, default=None)
    parser.add_argument("--unsafe", action="store_true", help="apply guesses as well")
    add_write(parser)


@refused_configuration
def run(options: argparse.Namespace) -> int:
    """Prints or writes the fixed filters; returns 1 when an error or a warning remains, or a file was not written."""
    from filterlang.lint.configuration import Configurations, Overrides

    if options.write:
        require_files(options)
    filters, hosts = divided(options)
    status = _in_hosts(hosts) if hosts.inputs else 0
    if hosts.inputs and not (filters.inputs or filters.expression):
        return status
    options.inputs = filters.inputs
    configurations = Configurations(Overrides({"dialect": options.dialect} if options.dialect else {}))
    for document in documents(options):
        settings = configurations.of_filters_in(document.path).settings
        texts = [_fixed(filter.text, settings, unsafe=options.unsafe) for filter in document.filters]
        fixed = document.with_filters(texts)
        remaining = _errors_and_warnings(fixed, settings)
        status |= bool(remaining)
        if not options.write:
            print(shown(fixed.text), end="" if fixed.text.endswith("\n") else "\n")
        elif not rewritten(options, document, texts, sum(finding.is_error for finding in remaining)):
            status = 1
            remaining = _errors_and_warnings(document, settings)
            fixed = document
        elif fixed.text != document.text:
            changed = sum(filter.text != text for filter, text in zip(document.filters, texts, strict=True))
            tell(f"{document.name}: fixed {changed} filter{'s' * (changed != 1)}")
        sys.stdout.flush()
        report(remaining, fixed.source)
    return status


@refused_configuration
def _fix_hosts(options: argparse.Namespace) -> int:
    from filterlang.cli.checking_paths import check_paths

    return check_paths(options, options.inputs)


def _in_hosts(options: argparse.Namespace) -> int:
    """Fixes filters inside of files, as ``filterlang check --fix`` does; without --write, the changes are shown."""
    from filterlang.cli import check

    words = ["--fix" if options.write else "--diff", *["--unsafe-fixes"] * options.unsafe]
    if options.dialect is not None:
        words += ["--dialect", options.dialect]
    parser = argparse.ArgumentParser()
    check.configure(parser)
    return _fix_hosts(parser.parse_args([*words, "--", *options.inputs]))


def _fixed(text: str, settings: "LintSettings", *, unsafe: bool) -> str:
    """Returns a filter with the selected findings fixed."""
    from filterlang.checking.fixing import fix_parsed
    from filterlang.syntax.parser import parse

    return fix_parsed(parse(text), settings.dialect, settings.facts, unsafe=unsafe, wanted=settings.selects_finding).text


def _errors_and_warnings(document: Document, settings: "LintSettings") -> "list[Diagnostic]":
    """Returns the selected errors and warnings of a document."""
    from filterlang.filters import check

    facts = settings.facts
    findings = [
        finding for filter in document.filters for finding in filter.placed(check(filter.text, settings.dialect, project=facts))
    ]
    return [finding for finding in findings if finding.severity.value != "note" and settings.selects_finding(finding)]
