"""Filters that prose quotes: comments, docstrings and help texts.

Owns the invariant that searching takes linear time: a filter in prose has a limited length.
"""

from __future__ import annotations

from collections.abc import Iterator
import re

from filterlang.schema.operators import OPERATORS
from filterlang.text.source import Span

MOST_CHARACTERS = 2_000
"""Characters of the longest filter that is looked for."""
_OPENING = re.compile(rf"(?<![\w.])(?:{'|'.join(sorted(OPERATORS, key=len, reverse=True))})\(")
_TOKEN = re.compile(r"""[()]|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""")


def filters_quoted(text: str) -> Iterator[Span]:
    """Yields the calls of the language's operators in a text, each with its closing bracket.

    >>> text = 'Slow ones: `and(gt(latency, 5), eq(status, "error"))` (see above).'
    >>> [text[span.start : span.end] for span in filters_quoted(text)]
    ['and(gt(latency, 5), eq(status, "error"))']
    """
    end = 0
    for match in _OPENING.finditer(text):
        if match.start() >= end:
            closing = _closing(text, match.end())
            if closing is not None:
                end = closing
                yield Span(match.start(), end)


def _closing(text: str, start: int) -> int | None:
    """The end of the bracket that is open at an offset; None where it is not closed."""
    depth = 1
    for token in _TOKEN.finditer(text, start, min(len(text), start + MOST_CHARACTERS)):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if not depth:
            return token.end()
    return None
