"""Text of any origin, made fit to be shown to a person.

Owns the invariant that what comes out is harmless: control, bidirectional and unpaired characters are written as escapes.
"""

import re

_WIDTH = 96
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def harmless(text: str) -> str:
    """The text with every character that could move the cursor or reorder the line written as an escape."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}" if match[0] != "\t" else " ", text)


def clip(text: str, limit: int = _WIDTH) -> str:
    """One harmless line of at most ``limit`` characters."""
    return harmless(text if len(text) <= limit else text[: limit - 1] + "…")


def display_width(text: str) -> int:
    """How many terminal columns a harmless text takes."""
    if text.isascii():
        return len(text)
    import unicodedata

    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) != 0 for char in text)
