"""Show the tree of a filter, as an outline or as JSON. A filter that does not parse has a tree too: the best guess."""

import argparse
from collections.abc import Iterator
import sys

from filterlang.cli.inputs import add_inputs, filters
from filterlang.cli.terminal import report

SUMMARY = "show the tree of a filter"
ALIASES = ("tree",)
EXAMPLES = """\
examples:
  filterlang parse -e 'has(tags, "beta")'
  filterlang parse --json -e 'has(tags, "beta")'
  filterlang parse --schema
"""
_DEEPEST = 60


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    add_inputs(parser)
    parser.add_argument("--json", action="store_true", help="the tree as JSON, with spans in code points")
    parser.add_argument("--schema", action="store_true", help="the JSON Schema of that JSON, and nothing else")


def run(options: argparse.Namespace) -> int:
    """Prints the trees; returns 1 when a filter does not parse."""
    import json

    from filterlang.syntax.input import parsed
    from filterlang.syntax import jsonform

    if options.schema:
        print(json.dumps(jsonform.SCHEMA, indent=2))
        return 0
    status = 0
    for filter in filters(options):
        parse = parsed(filter.text)
        status |= bool(parse.diagnostics)
        if options.json:
            try:
                print(json.dumps(jsonform.to_json(parse.tree)))
            except RecursionError:
                print(f"{filter.document.name}: nested too deep for JSON", file=sys.stderr)
                status = 1
        else:
            print("\n".join(_outline(parse.tree)))
        report(filter.placed(parse.diagnostics), filter.document.source)
    return int(status)


def _outline(tree: object) -> Iterator[str]:
    """Yields a line for each node, indented by its depth."""
    from filterlang.text.display import harmless
    from filterlang.syntax.printer import print_line
    from filterlang.syntax.tree import Call, List, Node, Subscript

    pending: list[tuple[Node, int]] = [(tree, 0)] if isinstance(tree, Node) else []
    while pending:
        node, depth = pending.pop()
        kind = type(node).__name__.lower()
        inner = isinstance(node, (List, Subscript))
        shown = node.operator if isinstance(node, Call) else "" if inner else harmless(print_line(node))
        yield f"{'  ' * min(depth, _DEEPEST)}{kind} {shown}".rstrip() + f"  [{node.start}:{node.end}]"
        pending.extend((child, depth + 1) for child in reversed(node.children))
