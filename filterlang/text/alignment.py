"""Two texts side by side: which stretch of one corresponds to which stretch of the other.

Owns the invariant that a range never loses a character on its way to the other text: a range that begins or ends inside a
stretch which corresponds only as a whole takes in the whole stretch.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

Stretch = tuple[int, int, int, int, bool]
"""Start and end in the first text, start and end in the second, and whether the characters correspond one to one."""


class Alignment:
    """The correspondence between two texts. The stretches are in order in both texts and do not overlap in either.

    Characters between two stretches, and stretches that are empty in the other text, correspond to the place between their
    neighbours. Looking up a range takes time in the logarithm of the number of stretches.
    """

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        first_to_second = list(stretches)
        self._forward = _Direction(first_to_second)
        self._back = _Direction([(start, end, first, last, exact) for first, last, start, end, exact in first_to_second])

    def forward(self, start: int, end: int) -> tuple[int, int]:
        """The range of the second text that corresponds to a range of the first."""
        return self._forward.range(start, end)

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The range of the first text that corresponds to a range of the second."""
        return self._back.range(start, end)


class _Direction:
    """One direction of an alignment."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self._stretches = [stretch for stretch in stretches if stretch[0] < stretch[1]] or stretches[:1]
        self._starts = [stretch[0] for stretch in self._stretches]

    def range(self, start: int, end: int) -> tuple[int, int]:
        if not self._stretches:
            return 0, 0
        end = self._after(end)
        return min(self._before(start), end), end

    def _before(self, offset: int) -> int:
        """The place before the character that begins at the offset."""
        slot = bisect_right(self._starts, offset) - 1
        if slot < 0:
            return self._stretches[0][2]
        start, end, other_start, other_end, exact = self._stretches[slot]
        if offset < end:
            return other_start + offset - start if exact else other_start
        return self._stretches[slot + 1][2] if slot + 1 < len(self._stretches) else other_end

    def _after(self, offset: int) -> int:
        """The place after the character that ends at the offset."""
        slot = bisect_left(self._starts, offset) - 1
        if slot < 0:
            return self._stretches[0][2]
        start, end, other_start, other_end, exact = self._stretches[slot]
        if offset >= end:
            return other_end
        return other_start + offset - start if exact else other_end
