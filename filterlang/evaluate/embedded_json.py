"""Finds JSON values whose text has a given text in it, such as one that a ``like`` pattern of inputs matches.

Owns the invariant that ``rows.json_text`` writes each value as a text with that text in it.
"""

from __future__ import annotations

from collections.abc import Iterator
import json
import re
from typing import Any

from filterlang.evaluate.rows import json_text

_BEFORE = ('{"text":"', "", "{", '{"text":', '{"text":{', "[", '"', '["', '{"')
"""What may stand before the text: nothing, or the begin of a value that the text goes on with."""

_BEHIND = ("", "null", ":null")
"""What may be missing at the end: a value, or a colon and a value."""

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*("|\Z)|[\[\]{}]', re.DOTALL)
_CLOSING = {"[": "]", "{": "}"}


def json_values(text: str) -> Iterator[Any]:
    """Yields JSON values with a text in their text: the text itself where it is one, else with little around it."""
    written: set[str] = set()
    for before in _BEFORE:
        opened = before + text
        quote, brackets = _left_open(opened)
        for behind in _BEHIND:
            whole = f"{opened}{quote}{behind}{brackets}"
            if whole not in written and (value := _read(whole)) is not None:
                written.add(whole)
                yield value[0]


def _left_open(text: str) -> tuple[str, str]:
    """The quote and the brackets that close what a text leaves open."""
    stack: list[str] = []
    quote = ""
    for token in _TOKENS.finditer(text):
        if token[0] in _CLOSING:
            stack.append(_CLOSING[token[0]])
        elif token[0] in ("]", "}"):
            del stack[-1:]
        elif not token[1]:
            quote = '"'
    return quote, "".join(reversed(stack))


def _read(text: str) -> list[Any] | None:
    """The value of a text that is JSON as the SDK writes it, in a list; None for any other text."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return [value] if json_text(value) == text else None
