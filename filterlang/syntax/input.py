"""Whatever can be taken as a filter: its text, or its tree."""

from filterlang.source import Source
from filterlang.syntax.parser import Parsed, parse
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Node

FilterLike = str | Node
"""Whatever can be used as a filter: its text, or its tree."""


def parsed(filter: FilterLike, name: str = "filter") -> Parsed:
    """A filter with its source. A tree is printed first, so that diagnostics have a text to point into."""
    result = parse(print_line(filter) if isinstance(filter, Node) else filter)
    return Parsed(result.tree, result.diagnostics, Source(result.source.text, name))
