"""The syntax of snippets: text with numbered placeholders, as the Language Server Protocol has it.

Owns the invariant that a text of any origin stands in a snippet for itself.
"""

from __future__ import annotations

import re

from filterlang.syntax.strings import quote

_STOP = re.compile(r"\\(.)|\$\{\d+:((?:[^\\}]|\\.)*)\}|\$\d+", re.DOTALL)


def stop(number: int, default: str = "") -> str:
    """A placeholder, with the text that it has until somebody types there."""
    return f"${{{number}:{in_snippet(default)}}}" if default else f"${number}"


def quoted_stop(number: int) -> str:
    """A placeholder between quotes."""
    return f'"{stop(number)}"'


def in_snippet(text: str) -> str:
    """A text as a snippet has it."""
    return re.sub(r"[\\$}]", r"\\\g<0>", text)


def between_quotes(text: str) -> str:
    """A text as a snippet has it between double quotes."""
    return in_snippet(quote(text)[1:-1])


def plain(template: str) -> str:
    """A snippet for an editor that knows none: without placeholders, and up to the only one where that is empty.

    >>> plain("eq($1)"), plain('["${1:llm}"]')
    ('eq(', '["llm"]')
    """
    stops = [match for match in _STOP.finditer(template) if match[1] is None]
    if len(stops) == 1 and stops[0][2] is None:
        template = template[: stops[0].start()]
    return _STOP.sub(lambda match: match[1] or plain(match[2] or ""), template)
