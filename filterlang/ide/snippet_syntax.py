"""The syntax of snippets: text with numbered placeholders, as the Language Server Protocol has it.

Owns the invariant that a text of any origin stands in a snippet for itself.
"""

from __future__ import annotations

from collections.abc import Mapping
import re

from filterlang.syntax.strings import quote

_STOP = re.compile(r"\\(?P<escaped>.)|\$\{(?P<number>\d+):(?P<default>(?:[^\\}]|\\.)*)\}|\$(?P<empty>\d+)", re.DOTALL)
_FIRST_MARK = 0x2800
"""The first of the Braille characters: they mark placeholders while the text is escaped, as no host has to escape them."""


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
    stops = [match for match in _STOP.finditer(template) if match["escaped"] is None]
    if len(stops) == 1 and stops[0]["default"] is None:
        template = template[: stops[0].start()]
    return _STOP.sub(lambda match: match["escaped"] or plain(match["default"] or ""), template)


def marked(template: str) -> tuple[str, dict[str, str]]:
    """The text of a snippet with a pair of marks around each placeholder, and the snippet's syntax for each mark.

    The text can be escaped for a string literal; ``unmarked`` makes a snippet of the result.
    """
    marks: dict[str, str] = {}

    def between_marks(match: re.Match[str]) -> str:
        if match["escaped"]:
            return match["escaped"]
        opener, closer = chr(_FIRST_MARK + len(marks)), chr(_FIRST_MARK + len(marks) + 1)
        default = plain(match["default"] or "")
        marks[opener] = f"${{{match['number'] or match['empty']}{':' if default else ''}"
        marks[closer] = "}"
        return opener + default + closer

    return _STOP.sub(between_marks, template), marks


def unmarked(text: str, marks: Mapping[str, str]) -> str | None:
    """The snippet of a text with marks; None for a text that does not have each mark once."""
    if any(text.count(mark) != 1 for mark in marks):
        return None
    snippet = in_snippet(text)
    for mark, syntax in marks.items():
        snippet = snippet.replace(mark, syntax)
    return snippet
