"""Simplify filters: print a shorter filter that selects the same runs."""

from __future__ import annotations

import argparse
import sys

from filterlang.cli.inputs import add_inputs, documents
from filterlang.cli.parsing import names_elsewhere
from filterlang.cli.terminal import report, shown, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.cli.inputs import Document
    from filterlang.rewrite.simplifying import Simplified

SUMMARY = "write filters shorter, with the same meaning"
ALIASES = ("minimize", "optimize")
EXAMPLES = """\
examples:
  filterlang simplify -e 'and(gt(latency, 5), and(gt(latency, 10), eq(status, "error")))'
  filterlang simplify --steps -e 'not(or(eq(name, "a"), eq(name, "b")))'
  filterlang simplify alerts/*.filter

The simpler filter selects the same runs as the filter, whatever they contain. A filter that no run meets, or that every run
meets, is reported on standard error.

Exit status: 0, or 1 where a filter has an error.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    add_inputs(parser)
    option = parser.add_argument("--steps", action="store_true", help="show each step, with the rule that it uses")
    names_elsewhere(option, "explain", "verbose", "why")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="text (the default), or a line of JSON a filter"
    )


def run(options: argparse.Namespace) -> int:
    """Prints the simplified filters; returns 1 when a filter has an error."""
    from filterlang.filters import simplify
    from filterlang.findings.errors import FilterError

    status = 0
    for document in documents(options):
        results: list[Simplified] = []
        for filter in document.filters:
            try:
                results.append(simplify(filter.text))
            except FilterError as error:
                report(filter.placed(error.diagnostics), document.source)
                status = 1
        if len(results) == len(document.filters):
            _print(options, document, results)
        sys.stdout.flush()
    return status


def _print(options: argparse.Namespace, document: Document, results: list[Simplified]) -> None:
    if options.format == "json":
        import json

        for filter, result in zip(document.filters, results, strict=True):
            steps = [
                {"rule": step.rule, "before": step.before, "after": step.after, "filter": step.filter} for step in result.steps
            ]
            report = {
                "name": document.name,
                "line": filter.line,
                "text": result.text,
                "steps": steps,
                "selects": _extent(result),
            }
            print(json.dumps(report, ensure_ascii=False))
        return
    if options.steps:
        for result in results:
            for number, step in enumerate(result.steps, 1):
                print(shown(f"{number}. {step.rule}\n     {step.before}\n  -> {step.after}"))
            print(shown(result.text))
    else:
        changed = document.with_filters([result.text for result in results])
        print(shown(changed.text), end="" if changed.text.endswith("\n") else "\n")
    for filter, result in zip(document.filters, results, strict=True):
        where = document.name if len(results) == 1 else f"{document.name}:{filter.line}"
        if (message := _EXTENTS[_extent(result)]) is not None:
            tell(f"{where}: {message}")
        elif not result.steps:
            tell(f"{where}: cannot be simplified")


_EXTENTS = {"none": "no run meets this filter", "all": "every run meets this filter", "some": None}
"""What is reported about a filter that selects none of the runs, or all."""


def _extent(result: Simplified) -> str:
    """Returns how many runs a filter selects: ``none`` and ``all`` where that is proven."""
    from filterlang.rewrite.dropping import selects_all, selects_none
    from filterlang.syntax.parser import parse

    tree = parse(result.text).tree
    return "none" if selects_none(tree) else "all" if selects_all(tree) else "some"
