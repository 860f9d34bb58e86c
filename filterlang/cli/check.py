"""Report every problem in filters: in files and folders, which are searched for them, or in the filters that are given."""

from __future__ import annotations

import argparse
from io import BufferedReader
import os
from stat import S_ISCHR
import sys

from filterlang.cli.inputs import add_expression, is_path
from filterlang.cli.lint_options import add_file_options, add_fix_options, add_output_options, refused_configuration
from filterlang.cli.parsing import names_elsewhere
from filterlang.cli.terminal import LazyNames, Usage, add_api_url, add_dialect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

SUMMARY = "find what is wrong with filters, in any file"
ALIASES = ("lint", "validate")
EXAMPLES = """\
examples:
  filterlang check
  filterlang check src alerts/*.filter --select bare-word,unknown-field
  filterlang check -e 'eq(metadata.user_id, "u1")'
  echo 'neq(error, null)' | filterlang check --format json
  filterlang check --remote -e 'eq(status, "error")'

Folders are searched for filters in Python, TypeScript, YAML, JSON, Terraform, Markdown and other files, except for what
.gitignore and the configuration exclude. The configuration is [tool.filterlang] in pyproject.toml, or filterlang.toml: the
nearest one above each file.

--remote sends the filters to LangSmith's own validator (v1), with the key in LANGSMITH_API_KEY where there is one, and shows
its answer beside ours.

Errors and warnings, and a filter that the server refuses, make the exit status 1; notes do not, unless --severity note says so.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    parser.add_argument(
        "inputs",
        nargs="*",
        metavar="PATH|FILTER",
        help="a file or folder to search for filters, or a filter; - for standard input (default: the current folder)",
    )
    add_expression(parser)
    add_dialect(parser, default=None)
    parser.add_argument("-v", "--verbose", action="store_true", help="show the sources of each finding")
    parser.add_argument("-q", "--quiet", action="store_true", help="print findings only")
    _add_rule_options(parser)
    add_fix_options(parser)
    add_output_options(parser)
    add_file_options(parser)
    parser.add_argument("-w", "--watch", action="store_true", help="check again whenever a file changes, until Ctrl-C")
    group = parser.add_argument_group("filters as arguments")
    group.add_argument("--format", choices=("text", "json"), help="json: one JSON object per filter, one per line")
    group.add_argument("--remote", action="store_true", help="send the filters to LangSmith's validator as well")
    add_api_url(group)


def _formats() -> Iterable[str]:
    from filterlang.lint.report.report_formats import FORMATS

    return FORMATS


def _add_rule_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("findings")
    group.add_argument(
        "--select", action="append", default=[], metavar="RULE,…", help="only these rules: codes, beginnings of codes, slugs"
    )
    group.add_argument("--extend-select", action="append", default=[], metavar="RULE,…", help="add rules to the selected ones")
    ignore = group.add_argument("--ignore", action="append", default=[], metavar="RULE,…", help="leave out these rules")
    names_elsewhere(ignore, "disable", "skip")
    group.add_argument(
        "--per-file-ignores",
        action="append",
        default=[],
        metavar="PATTERN:RULE,…",
        help="leave out these rules in files with such paths",
    )
    severity = group.add_argument(
        "--severity",
        choices=("error", "warning", "note"),
        help="least severity that makes the exit status 1 (default: warning)",
    )
    names_elsewhere(severity, "fail-level", "failure-threshold")
    group.add_argument("--exit-zero", action="store_true", help="exit with 0 even if there are findings")
    output = group.add_argument("--output-format", choices=LazyNames(_formats), metavar="FORMAT", help="one of %(choices)s")
    names_elsewhere(output, "json", "jsonl", "type", "sarif")


def _watched(options: argparse.Namespace, paths: list[str]) -> int:
    from filterlang.cli.checking_paths import check_paths
    from filterlang.cli.watching import watch

    return watch(paths, lambda changes: check_paths(options, paths, changes))


@refused_configuration
def run(options: argparse.Namespace) -> int:
    """Prints the findings; returns 1 when there is one that is severe enough, or the server refuses a filter."""
    if options.api_url is not None and not options.remote:
        raise Usage("--api-url is only for --remote: add it, or leave --api-url out")
    paths = _paths(options)
    if paths is not None:
        from filterlang.cli.checking_paths import check_paths

        return _watched(options, paths) if options.watch else check_paths(options, paths)
    _refuse_options_of_files(options)
    from filterlang.cli.checking_filters import check_filters

    options.format = options.format or "text"
    if not options.remote:
        return check_filters(options, None)
    from filterlang.cli.remote import RemoteSession

    with RemoteSession(options.api_url) as connection:
        return check_filters(options, connection)


_ADVICE = {
    "output_format": "for filters, write --format json",
    "output_file": "for filters, redirect the output",
    "fix": "`filterlang fix` prints the fixed filter",
    "diff": "`filterlang fix` prints the fixed filter",
    "unsafe_fixes": "`filterlang fix --unsafe` prints the fixed filter",
    "statistics": "",
    "watch": "",
    "baseline": "",
    "write_baseline": "",
}
"""The options that are only for files, with what to do instead for filters that are given as arguments."""


def _refuse_options_of_files(options: argparse.Namespace) -> None:
    """Raises ``Usage`` for an option that would do nothing, because the filters do not stand in files."""
    for name, advice in _ADVICE.items():
        if getattr(options, name):
            option = f"--{name.replace('_', '-')}"
            raise Usage(f"{option} is for files, and filters are given{f': {advice}' if advice else ''}")


def _paths(options: argparse.Namespace) -> list[str] | None:
    """The paths to search; None where the filters themselves are given."""
    if options.stdin_filename is not None:
        return [options.stdin_filename]
    takes_filters = bool(options.expression or options.remote or options.format)
    if takes_filters or "-" in options.inputs or not all(map(is_path, options.inputs)):
        return None
    return options.inputs or (None if _is_given_on_stdin() else ["."])


def _is_given_on_stdin() -> bool:
    """Whether standard input has filters: not a terminal, nor a device such as /dev/null, nor an empty pipe."""
    if sys.stdin.isatty():
        return False
    try:
        if S_ISCHR(os.fstat(sys.stdin.fileno()).st_mode):
            return False
    except (OSError, ValueError):  # not a file of the system
        pass
    stream = sys.stdin.buffer
    return not isinstance(stream, BufferedReader) or bool(stream.peek(1))
