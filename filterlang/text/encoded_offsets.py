"""Offsets of a text in another encoding: UTF-8 bytes, UTF-16 code units.

Owns the invariant that a look-up takes the same time wherever it is in the text: units are counted once, block by block.
"""

from bisect import bisect_right
from itertools import accumulate

_BLOCK = 256
_UNIT_SIZES = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2)}


class EncodedOffsets:
    """The offsets of one text in one encoding. Half of a surrogate pair takes what it would take by itself."""

    def __init__(self, text: str, encoding: str) -> None:
        self._text = text
        self._codec, self._unit_size = _UNIT_SIZES[encoding]
        sizes = (self._size(text[start : start + _BLOCK]) for start in range(0, len(text), _BLOCK))
        self._totals = [0, *accumulate(sizes)]

    def units_before(self, offset: int) -> int:
        """How many units the text before an offset takes."""
        block = min(max(offset, 0), len(self._text)) // _BLOCK
        return self._totals[block] + self._size(self._text[block * _BLOCK : offset])

    def offset_of(self, units: int) -> int:
        """The offset of the character that has a unit; the end of the text for a unit behind it."""
        block = min(bisect_right(self._totals, units), len(self._totals) - 1) - 1
        start = max(block, 0) * _BLOCK
        text = self._text[start : start + _BLOCK]
        within = units - self._totals[max(block, 0)]
        return start + bisect_right(range(len(text) + 1), within, key=lambda length: self._size(text[:length])) - 1

    def _size(self, text: str) -> int:
        return len(text.encode(self._codec, "surrogatepass")) // self._unit_size
