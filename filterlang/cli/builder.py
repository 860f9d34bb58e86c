"""Print the Python that builds a filter, with the imports it needs."""

from __future__ import annotations

import argparse
from keyword import iskeyword

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
    from filterlang.builder.from_text import from_text
    from filterlang.builder.python_imports import STRINGS, program_of
    from filterlang.builder.python_source import source_lines
    from filterlang.findings.errors import FilterError

    sources: list[str] = []
    variables: dict[str, None] = {}
    failed = False
    for filter in filters(options):
        try:
            code = source_lines(from_text(filter.text).tree, options.width)
            variables |= dict.fromkeys(name for string in STRINGS.findall(code) if (name := _variable(string)))
            sources.append(STRINGS.sub(lambda match: _variable(match[0]) or match[0], code))
        except FilterError as error:
            failed = True
            report(filter.placed(error.diagnostics), filter.document.source)
        except ValueError as error:
            failed = True
            tell(f"{filter.document.name}: {error}")
    if sources:
        print(shown(program_of(sources)), end="")
    for name in variables:
        tell(f'the placeholder "{{{name}}}" is the variable `{name}` here: give it a value')
    return int(failed)


def _variable(literal: str) -> str:
    """Returns the name in a string that consists of a placeholder; empty unless Python can use the name as a variable."""
    from filterlang.builder.python_imports import NAMES

    name = literal[2:-2] if literal[1:2] == "{" and literal[-2:-1] == "}" else ""
    return name if name.isidentifier() and not iskeyword(name) and name not in NAMES else ""
