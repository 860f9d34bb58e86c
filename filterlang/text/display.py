"""Makes text of any origin safe to show in a terminal, and says what a terminal shows: its width, and colours.

Owns the invariant that the result is harmless: control, bidirectional and unpaired characters are written as escapes.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
import os
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_WIDTH = 96
_UNSAFE = r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
"""Characters that are not shown as they are; none is printable. ``re`` compiles the pattern when it is first needed."""


def harmless(text: str) -> str:
    """Returns the text with every character that could move the cursor or reorder the line written as an escape."""
    if text.isprintable():
        return text
    return re.sub(_UNSAFE, lambda match: f"\\u{ord(match[0]):04x}" if match[0] != "\t" else " ", text)


def clip(text: str, limit: int = _WIDTH) -> str:
    """Returns at most ``limit`` characters of a text, harmless, with an ellipsis where it was cut."""
    return harmless(text if len(text) <= limit else text[: limit - 1] + "…")


class _CharacterWidths(dict[str, int]):
    """How many columns of a terminal each character takes, looked up once."""

    def __missing__(self, char: str) -> int:
        import unicodedata

        self[char] = width = 1 + (unicodedata.east_asian_width(char) in "WF") - (unicodedata.combining(char) != 0)
        return width


_WIDTHS = _CharacterWidths()


def display_width(text: str) -> int:
    """Returns how many terminal columns a harmless text takes."""
    return len(text) if text.isascii() else sum(map(_WIDTHS.__getitem__, text))


def shortened(text: str, width: int) -> str:
    """Returns a harmless text, or the longest beginning that fits into columns of the terminal with an ellipsis."""
    if display_width(text) <= width:
        return text
    if text.isascii():
        return text[: width - 1] + "…"
    used = [*accumulate(map(_WIDTHS.__getitem__, text[:width]))]
    return text[: bisect_left(used, width)] + "…"


def has_colour(stream: TextIO) -> bool:
    """Returns whether to write colours: as ``NO_COLOR`` or ``FORCE_COLOR`` says, or else to a terminal that supports them."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def columns(stream: TextIO) -> int | None:
    """Returns the width of a stream: that in ``COLUMNS``, or else that of the terminal; None where neither is known."""
    setting = os.environ.get("COLUMNS", "")
    if setting.isascii() and setting.isdigit() and int(setting[:9]) > 0:
        return int(setting[:9])
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):
        return None
