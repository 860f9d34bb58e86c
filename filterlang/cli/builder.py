"""Print the Python that builds a filter, with the imports it needs."""

from __future__ import annotations

import argparse

from filterlang.cli.inputs import add_inputs, filters
from filterlang.cli.terminal import report, shown, tell

SUMMARY = "print the Python that builds a filter"
ALIASES = ("build",)
EXAMPLES = """\
examples:
  filterlang builder 'and(eq(run_type, "chain"), gt(latency, 10), has(tags, "beta"))'
  pbpaste | filterlang builder

A value that consists of a placeholder, as in eq(name, "{name}"), becomes a variable: F.name == name.
A filter with errors is reported and not printed: see `filterlang fix`.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    add_inputs(parser)
    parser.add_argument(
        "--width", type=int, default=88, metavar="COLUMNS", help="spread what is longer over lines (default: 88)"
    )


def run(options: argparse.Namespace) -> int:
    """Prints the Python for each filter; returns 1 when a filter has errors."""
    from filterlang.builder.python_program import code_of, program
    from filterlang.findings.errors import FilterError

    sources: list[str] = []
    variables: dict[str, None] = {}
    failed = False
    for filter in filters(options):
        try:
            code, names = code_of(filter.text, options.width)
            variables |= dict.fromkeys(names)
            sources.append(code)
        except FilterError as error:
            failed = True
            report(filter.placed(error.diagnostics), filter.document.source)
        except ValueError as error:
            failed = True
            tell(f"{filter.document.name}: {error}")
    if sources:
        print(shown(program(sources)))
    for name in variables:
        tell(f'the placeholder "{{{name}}}" is the variable `{name}` here: give it a value')
    return int(failed)
