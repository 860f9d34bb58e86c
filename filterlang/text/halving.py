"""Which of several parts can be taken together, when only a whole set of them can be tested.

Owns the invariant that a few bad parts among many cost a number of tests that grows with their own number, not with all parts.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

Part = TypeVar("Part")


def sound_parts(parts: Sequence[Part], is_sound: Callable[[Sequence[Part]], bool]) -> tuple[list[Part], list[Part]]:
    """The parts that are sound together, and those that are not sound with the kept ones before them, found by halves."""
    pending = [list(parts)]
    kept: list[Part] = []
    refused: list[Part] = []
    while pending:
        group = pending.pop()
        if not group:
            continue
        if is_sound([*kept, *group]):
            kept += group
        elif len(group) == 1:
            refused += group
        else:
            middle = len(group) // 2
            pending += (group[middle:], group[:middle])
    return kept, refused
