"""The structure of data documents that all their formats share: objects and lists around a string, and their short values.

Owns the invariant that an object is judged when it has been read whole, so that keys after a string count as those before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from filterlang.hosts.data_places import place_of
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate, Decoded
from filterlang.text.frozen import dataclass

_DEEPEST = 8
"""Levels around a string that its place depends on."""


class Level:
    """An object or a list of a document: the key that it has in the level around it, and its entries.

    ``entries`` are the keys of an object, each with its value if that is a short string and else with an empty one.
    """

    __slots__ = ("around", "entries", "key")

    def __init__(self, key: str = "", around: Level | None = None) -> None:
        self.key: str = key
        self.around: Level | None = around
        self.entries: dict[str, str] = {}

    def outwards(self) -> list[Level]:
        """The level and those around it, the innermost first."""
        levels: list[Level] = []
        level: Level | None = self
        while level is not None and len(levels) < _DEEPEST:
            levels.append(level)
            level = level.around
        return levels


@dataclass(frozen=True, slots=True, eq=False)
class DataString:
    """A string of a document: its key (``ITEM`` in a list), the level it is in, and its literal, decoded when needed."""

    key: str
    level: Level
    decode: Callable[[], Decoded]
    fixable: bool = True


def candidates_among(document: HostDocument, strings: Iterable[DataString]) -> Iterator[Candidate]:
    """Yields the strings of a document that stand in places for filters. The document has been read whole."""
    for string in strings:
        levels = string.level.outwards()
        path: Sequence[str] = [*(level.key for level in reversed(levels) if level.key), string.key]
        place = place_of(path, levels[0].entries, [level.entries for level in levels[1:]])
        if place is not None:
            part = string.decode()
            yield Candidate(
                document.source,
                document.language.name,
                (part,),
                place.kind,
                place.grounds,
                place.where,
                fixable=string.fixable,
            )
