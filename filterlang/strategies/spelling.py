"""Draws texts of a tree: on one line or wrapped, with any white space, with either kind of quotes, with JSON's escapes.

Owns the invariant that every text parses to the tree.
"""

from collections.abc import Callable, Sequence
from itertools import cycle
import json
import re

from hypothesis import strategies as st

from filterlang.syntax.parser import parse
from filterlang.syntax.printer import print_line, print_wrapped
from filterlang.syntax.strings import quote, unquote
from filterlang.syntax.tree import Node, String, walk

_GAPS = st.lists(st.sampled_from(("", " ", "\n", "\t", "  ", "\r\n    ")), min_size=1, max_size=3)
_PUNCTUATION = re.compile(r"([(\[,\])])\s*")


def _in_single_quotes(text: str) -> str:
    """Returns the text in single quotes, inside which there are no escapes; in double quotes where it holds a single quote."""
    return quote(text) if "'" in text else "'" + text + "'"


def _as_json(text: str) -> str:
    """Returns the text as ``json.dumps`` writes it, as most programs do."""
    written = json.dumps(text)
    return written if unquote(written) == text else quote(text)


_QUOTINGS: tuple[Callable[[str], str], ...] = (quote, _in_single_quotes, _as_json)
_CHOICES = st.lists(st.sampled_from(_QUOTINGS), min_size=1, max_size=3)


def draw_spelling(draw: st.DrawFn, tree: Node) -> str:
    """Draws a text of a tree; shrinks to its canonical line."""
    style = draw(_STYLES)
    if style == "wrapped":
        return print_wrapped(tree, draw(_WIDTHS))
    line = print_line(tree)
    return respelled(line, draw(_GAPS), draw(_CHOICES)) if style == "free" else line


_STYLES = st.sampled_from(("line", "wrapped", "free"))
_WIDTHS = st.integers(1, 100)


def respelled(line: str, gaps: Sequence[str], quotings: Sequence[Callable[[str], str]]) -> str:
    """Returns a canonical line with the gaps around brackets and commas, and its strings quoted in the ways, in turn."""
    spaces, quotes = cycle(gaps), cycle(quotings)
    pieces: list[str] = []
    position = 0

    def space(match: re.Match[str]) -> str:
        return next(spaces) + match[1] + next(spaces)

    for node in walk(parse(line).tree):
        if isinstance(node, String):
            pieces += (_PUNCTUATION.sub(space, line[position : node.start]), next(quotes)(node.value))
            position = node.end
    return "".join((*pieces, _PUNCTUATION.sub(space, line[position:])))
