"""Move code, files and filters off LangSmith's v1."""

from __future__ import annotations

import argparse

from filterlang.cli.lint_options import add_file_options, refused_configuration
from filterlang.cli.parsing import names_elsewhere
from filterlang.cli.terminal import LazyNames, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

SUMMARY = "move code, files and filters off v1"
ALIASES = ("move", "upgrade", "convert")
EXAMPLES = """\
examples:
  filterlang migrate src
  filterlang migrate src alerts --diff
  filterlang migrate src alerts --write --report migration.md
  filterlang migrate src --to filterlang --write
  filterlang migrate filter 'neq(error, null)'
  filterlang migrate filter - --from v2 --to v1

PATHS are files and folders: the calls and addresses of LangSmith's v1 in their code, and the filters in them, are moved to v2.
Without --diff or --write nothing is changed, and what would be is listed. What a person has to decide is left as it is and
listed with the reason and the risk: a silent change, an error, or a cost. --to filterlang moves code to filterlang's client,
which keeps the old calls.

`migrate filter TEXT` moves one filter, and - reads it from standard input. The word filter in the first place is always this
command: a file or folder with that name is ./filter.

Exit status: 0 there is nothing left to do; 1 something is to decide or would be changed, or a file was skipped; 2 the command
was used wrongly, or a file could not be read or written. For a filter: 0 it is written for the other API with the same meaning;
1 it cannot be, or it has another meaning there.
"""
_FILTER = "filter"


def _targets() -> Iterable[str]:
    """The targets of code."""
    from typing import get_args

    from filterlang.migrate.code.code_moves import Target

    return get_args(Target)


def _dialects() -> Iterable[str]:
    """The dialects between which a filter moves."""
    from filterlang.schema.dialects import RUN_DIALECTS

    return RUN_DIALECTS


def _languages() -> Iterable[str]:
    from filterlang.migrate.code.joined_queries import JOINING_LANGUAGES

    return JOINING_LANGUAGES


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    parser.add_argument(
        "inputs",
        nargs="*",
        metavar="PATH",
        help="files and folders (default: the current folder); - for standard input; or the word filter and a filter",
    )
    parser.add_argument(
        "--to",
        choices=LazyNames(lambda: dict.fromkeys((*_targets(), *_dialects()))),
        metavar="TARGET",
        help="code moves to v2 or filterlang, a filter to v1, v2 or portable (default: v2)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON: one object per file, or one for the filter")
    group = parser.add_argument_group("files and folders")
    group.add_argument("--diff", action="store_true", help="show what --write would change, and write nothing")
    write = group.add_argument("-w", "--write", action="store_true", help="write the files with all that can be moved")
    names_elsewhere(write, "in-place", "inplace", "fix", "apply")
    group.add_argument("--report", metavar="FILE.md", help="write a report for people, in Markdown")
    group.add_argument("-q", "--quiet", action="store_true", help="do not count the moves at the end")
    add_file_options(parser, cached=False)
    group = parser.add_argument_group("a filter")
    group.add_argument(
        "--from", dest="source", choices=LazyNames(_dialects), metavar="API", help="the API it was written for (default: v1)"
    )
    group.add_argument(
        "--language", choices=LazyNames(_languages), metavar="LANGUAGE", help="of the code that joins two queries (python)"
    )
    group.add_argument("-v", "--verbose", action="store_true", help="show every note, with its sources")


@refused_configuration
def run(options: argparse.Namespace) -> int:
    """Moves a filter, or files; returns the exit status."""
    if options.inputs[:1] == [_FILTER]:
        return _run_filter(options)
    for option in ("source", "language", "verbose"):
        if getattr(options, option):
            name = "from" if option == "source" else option
            raise Usage(f"--{name} is for one filter: write `filterlang migrate filter TEXT --{name} …`")
    options.to = options.to or next(iter(_targets()))
    if options.to not in _targets():
        raise Usage(
            f"code moves to {' or '.join(_targets())}; `filterlang migrate filter TEXT --to {options.to}` moves a filter"
        )
    from filterlang.cli.migrating_paths import migrate_paths

    return migrate_paths(options)


def _run_filter(options: argparse.Namespace) -> int:
    """Moves the filter behind the word ``filter``."""
    if len(options.inputs) != 2:
        hint = (
            "put it in quotes" if len(options.inputs) > 2 else "- reads it from standard input; a path of this name is ./filter"
        )
        raise Usage(f"`filterlang migrate filter` takes one filter: {hint}")
    for option in ("diff", "write", "report"):
        if getattr(options, option):
            raise Usage(f"--{option} is for files and folders: name their paths instead of the filter")
    if options.to is not None and options.to not in _dialects():
        raise Usage(f"a filter moves to {', '.join(_dialects())}; --to {options.to} is for code")
    from filterlang.cli.migrating_filters import migrate_filter

    return migrate_filter(options, options.inputs[1])
