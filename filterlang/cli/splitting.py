"""Where each filter of a text begins and ends: a text holds one filter, or several, each beginning on a line of its own.

The rule, in order:

* A text that the language accepts as it is is one filter.
* A filter goes on over lines while a bracket is open, and where a line ends or the next begins with what joins two parts:
  a comma, an operator such as ``=`` or ``&&``, ``and`` or ``or`` between conditions (not the call ``and(…, …)``), or a
  closing bracket.
* A line that begins with a call, at its first column, behind a line that does not ask to go on, begins a filter even if a
  bracket is open: the bracket before it is not closed, and its filter is marked so.
* A string goes on over lines if a comma or a closing bracket follows its closing quote.
* Between filters, empty lines and lines that begin with ``#`` belong to none. SQL and a fenced block go on to their end.
"""

from __future__ import annotations

from filterlang.syntax.lalr import accept
from filterlang.text.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """Where one filter stands in a text, and whether its brackets are closed."""

    start: int
    end: int
    closed: bool = True


def parts(text: str) -> list[Part]:
    """The filters of a text. A text without any is one empty filter."""
    stripped = text.strip()
    start = len(text) - len(text.lstrip())
    if not stripped or accept(stripped) is not None:
        return [Part(start if stripped else 0, start + len(stripped) if stripped else 0)]
    from filterlang.cli.lines import extents

    return [Part(*extent) for extent in extents(text)] or [Part(0, 0)]
