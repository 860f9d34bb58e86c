"""Reads which quote is open after a text: of a filter that a host puts together, or of a command.

Owns the invariant that all readers agree on it: a backslash escapes in double quotes and outside of quotes, not in single ones.
"""

from __future__ import annotations

import re

_QUOTE = re.compile(r"""\\?["']|\\\\""")


def open_quote(text: str, quote: str = "") -> str:
    r"""The quote that is open after a text, where ``quote`` is open before it; an empty text for none.

    >>> open_quote('eq(name, "a'), open_quote('b")', '"'), open_quote("'it\\'")
    ('"', '', '')
    """
    for match in _QUOTE.finditer(text):
        mark = match[0][-1]
        if mark == quote and (len(match[0]) == 1 or quote == "'"):
            quote = ""
        elif not quote and len(match[0]) == 1:
            quote = mark
    return quote
