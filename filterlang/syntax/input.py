"""The forms in which functions take a filter: its text, its tree, or an expression of the builder."""

from filterlang.text.frozen import replace

from filterlang.text.source import Source
from filterlang.syntax.parser import Parsed, parse
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Node


class Expressible:
    """A value that stands for a filter: ``str()`` of it is the filter's canonical text."""

    __slots__ = ()


FilterLike = str | Node | Expressible
"""Whatever can be used as a filter: its text, its tree, or an expression of the builder."""


def text_of(filter: FilterLike) -> str:
    """The text of a filter. Raises ``TypeError`` for any other value."""
    if isinstance(filter, str):
        return filter
    if isinstance(filter, Node):
        return print_line(filter)
    if isinstance(filter, Expressible):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers are not all checked
        return str(filter)
    raise TypeError(f"a filter is a text, a tree or an expression of the builder, not {type(filter).__name__}")


def parsed(filter: FilterLike, name: str = "filter") -> Parsed:
    """Parses a filter, with ``name`` for its source. A tree or an expression is printed first, so that findings have a text."""
    result = parse(text_of(filter))
    return result if name == result.source.name else replace(result, source=Source(result.source.text, name))
