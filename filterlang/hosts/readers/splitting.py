"""Splits a text into its filters: one, or several that each begin on a line of their own.

The rules, in order:

* A text that parses without findings is one filter.
* A filter continues on the next line while a bracket is open, and where a line ends or the next begins with a joint:
  a comma, an operator such as ``=`` or ``&&``, ``and`` or ``or`` between conditions (not the call ``and(…, …)``), or a
  closing bracket.
* A call at the first column, after a line that does not end with a joint, begins a filter even if a bracket is open. The
  filter before it is marked as not closed.
* A string continues over lines if a comma or a closing bracket follows its closing quote.
* Empty lines between filters, and lines there that begin with ``#``, belong to no filter. SQL ends at an empty line, a fenced
  block at its closing fence.
"""

from __future__ import annotations

from filterlang.syntax.lalr import accept
from filterlang.text.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Extent:
    """The start and end of a filter in a text, and whether its brackets are closed."""

    start: int
    end: int
    closed: bool = True


def filter_extents(text: str) -> list[Extent]:
    """Returns the extents of the filters of a text. A text without filters is one empty filter."""
    stripped = text.strip()
    start = len(text) - len(text.lstrip())
    if not stripped or accept(stripped) is not None:
        return [Extent(start if stripped else 0, start + len(stripped) if stripped else 0)]
    from filterlang.hosts.readers.filter_lines import extents

    return [Extent(*extent) for extent in extents(text)] or [Extent(0, 0)]
