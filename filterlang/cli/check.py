"""Say everything that is wrong with filters: syntax, names, types, what LangSmith refuses, what to write instead."""

from __future__ import annotations

import argparse
import sys

from filterlang.cli.remote import Connection, add_api_url
from filterlang.cli.terminal import Usage, add_dialect, add_inputs, filters, has_colour

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

SUMMARY = "find what is wrong with filters"
EXAMPLES = """\
examples:
  filterlang check -e 'eq(metadata.user_id, "u1")'
  filterlang check --dialect v2 alerts/*.filter
  echo 'neq(error, null)' | filterlang check --format json
  filterlang check --remote -e 'eq(status, "error")'

--remote sends the filters to LangSmith's own validator (v1), with the key in LANGSMITH_API_KEY where there is one, and shows
its answer beside ours.

Errors and warnings, and a filter that the server refuses, make the exit status 1; notes do not.
"""
_KINDS = ("error", "warning", "note")


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    add_inputs(parser)
    add_dialect(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="json: one object a filter and line")
    parser.add_argument("-v", "--verbose", action="store_true", help="show the sources that each finding rests on")
    parser.add_argument("-q", "--quiet", action="store_true", help="say nothing of filters without findings")
    parser.add_argument("--remote", action="store_true", help="ask LangSmith as well")
    add_api_url(parser)


def run(options: argparse.Namespace) -> int:
    """Print the findings; 1 when there is an error or a warning, or the server refuses a filter."""
    if not options.remote:
        if options.api_url is not None:
            raise Usage("--api-url is for --remote alone: add it, or leave --api-url out")
        return _check(options, None)
    with Connection(options.api_url) as connection:
        return _check(options, connection)


def _check(options: argparse.Namespace, connection: Connection | None) -> int:
    from filterlang.syntax.input import parsed
    from filterlang.semantics import check_parsed

    status = 0
    counts: dict[str, int] = {}
    fixable = 0
    for name, text in filters(options):
        before = parsed(text, name)
        found = check_parsed(before, options.dialect)
        answer = None if connection is None else connection.validate(text)
        status |= any(finding.severity.value != "note" for finding in found) or (answer is not None and not answer.valid)
        if options.format == "json":
            import json

            shown = {"name": name, "dialect": options.dialect, "diagnostics": [f.to_json(before.source) for f in found]}
            print(json.dumps(shown if answer is None else {**shown, "remote": answer.to_json()}))
            continue
        for finding in found:
            from filterlang.rendering import render

            counts[finding.severity.value] = counts.get(finding.severity.value, 0) + 1
            fixable += any(fix.safe for fix in finding.fixes)
            print(render(finding, before.source, colour=has_colour(sys.stdout), sources=options.verbose), end="\n\n")
        if answer is not None:
            print(answer.told(name))
        elif not found and not options.quiet:
            print(f"{name}: no findings", file=sys.stderr)
    if counts:
        print(_summary(counts, fixable), file=sys.stderr)
    return int(status)


def _summary(counts: Mapping[str, int], fixable: int) -> str:
    """How many findings there are of each severity, and how many of them can be fixed."""
    kinds = ", ".join(f"{counts[kind]} {kind}{'s' * (counts[kind] != 1)}" for kind in _KINDS if kind in counts)
    return f"Found {kinds}{f' ({fixable} fixable with `filterlang fix`)' if fixable else ''}"
