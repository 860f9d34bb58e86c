"""Names that were mistyped.

Owns the invariant that a name is only changed for certain when one slip of the finger explains it.
"""

from collections.abc import Iterable
from functools import lru_cache


def is_typo(word: str, name: str) -> bool:
    """Whether a word is a name with one letter wrong, missing, added or exchanged with its neighbour; a digit is no slip."""
    if abs(len(word) - len(name)) > 1 or any(char.isdigit() for char in set(word) - set(name)):
        return False
    start = next((place for place, (one, other) in enumerate(zip(word, name, strict=False)) if one != other), len(word))
    rest, wanted = word[start:], name[start:]
    swapped = rest[:2][::-1] == wanted[:2] and rest[2:] == wanted[2:]
    return rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:] or swapped


def close_to(word: str, names: Iterable[str], cutoff: float) -> list[str]:
    """The name closest to a word, if one is close enough."""
    return list(_closest(word[:40], tuple(names), cutoff))


@lru_cache(4096)
def _closest(word: str, names: tuple[str, ...], cutoff: float) -> tuple[str, ...]:
    import difflib

    return tuple(difflib.get_close_matches(word, names, 1, cutoff))
