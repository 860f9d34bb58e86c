"""Print the Python that builds a filter, with the imports it needs."""

from __future__ import annotations

import argparse
from keyword import iskeyword
import re

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
_IMPORTS = (("datetime", ("UTC", "datetime")), ("decimal", ("Decimal",)), ("filterlang", ("F", "from_text")))
"""The names that the source of a filter can use, by module."""
_IMPORTED = {name for _, names in _IMPORTS for name in names}
_STRINGS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    add_inputs(parser)
    parser.add_argument(
        "--width", type=int, default=88, metavar="COLUMNS", help="spread what is longer over lines (default: 88)"
    )


def run(options: argparse.Namespace) -> int:
    """Prints the Python for each filter; returns 1 when a filter has errors."""
    from filterlang.builder.from_text import from_text
    from filterlang.builder.python_source import source_lines
    from filterlang.findings.errors import FilterError

    sources: list[str] = []
    variables: dict[str, None] = {}
    failed = False
    for filter in filters(options):
        try:
            code = source_lines(from_text(filter.text).tree, options.width)
            variables |= dict.fromkeys(name for string in _STRINGS.findall(code) if (name := _variable(string)))
            sources.append(_STRINGS.sub(lambda match: _variable(match[0]) or match[0], code))
        except FilterError as error:
            failed = True
            report(filter.placed(error.diagnostics), filter.document.source)
        except ValueError as error:
            failed = True
            tell(f"{filter.document.name}: {error}")
    if sources:
        print(shown("\n".join([*_imports(sources), "", *sources])))
    for name in variables:
        tell(f'the placeholder "{{{name}}}" is the variable `{name}` here: give it a value')
    return int(failed)


def _variable(literal: str) -> str:
    """Returns the name in a string that consists of a placeholder; empty unless Python can use the name as a variable."""
    name = literal[2:-2] if literal[1:2] == "{" and literal[-2:-1] == "}" else ""
    return name if name.isidentifier() and not iskeyword(name) and name not in _IMPORTED else ""


def _imports(sources: list[str]) -> list[str]:
    """Returns the import statements that the sources need."""
    code = _STRINGS.sub("", "\n".join(sources))
    lines: list[str] = []
    for module, names in _IMPORTS:
        used = [name for name in names if re.search(rf"\b{name}\b", code)]
        if used:
            lines.append(f"from {module} import {', '.join(used)}")
    return lines
