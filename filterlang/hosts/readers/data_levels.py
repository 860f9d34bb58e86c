"""The structure of data documents that all their formats share: objects and lists around a string, and their short values.

Owns the invariant that an object is judged when it has been read whole, so that keys after a string count as those before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from filterlang.hosts.call_sites import call_site, of_text
from filterlang.hosts.data_places import ITEM, DataPlace, place_of
from filterlang.hosts.embedded import Decoded
from filterlang.schema.places import CALLS, TOOL_ARGUMENTS, TOOL_NAMES
from filterlang.semantics.surroundings import CallSite
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

MERGED = "<<"
"""The key under which YAML merges another mapping."""
_DEEPEST = 8
"""Levels around a string that its place depends on."""
SHORT = 200
"""Characters of the longest value that is remembered beside its key."""


def may_have_filters(text: str, span: Span | None = None) -> bool:
    """Whether a text, or a part of it, has a word of a place for filters in it."""
    start, end = (0, len(text)) if span is None else (span.start, span.end)
    return any(text.find(word, start, end) >= 0 for word in ("ilter", "ILTER", "searchModel"))


class Level:
    """An object or a list of a document: the key that it has in the level around it, and its entries.

    ``entries`` are the keys of an object, each with its value if that is a short string, with the first words of a list, and
    else with an empty one. ``last`` is the last string of a list that has been read.
    """

    __slots__ = ("around", "entries", "key", "last")

    def __init__(self, key: str = "", around: Level | None = None) -> None:
        self.key: str = key
        self.around: Level | None = around
        self.entries: dict[str, str] = {}
        self.last: str = ""

    def add(self, key: str, text: str = "") -> None:
        """Remembers an entry with its value. An object under ``url`` has its whole address under ``raw``, as in Postman."""
        if key == ITEM:
            self.last = text
            around = self.around.entries if self.around is not None and self.key != ITEM else {}
            if len(words := around.get(self.key, "")) < SHORT:
                around[self.key] = f"{words} {text}".lstrip()
        elif text or key not in self.entries:
            self.entries[key] = text
        if key == "raw" and self.key == "url" and self.around is not None:
            self.around.entries["url"] = text

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
    """A string of a document: its key (``ITEM`` in a list), the level it is in, and its literal, decoded when needed.

    ``span`` is its place in the text of the document, ``before`` the string before it in its list.
    """

    key: str
    level: Level
    decode: Callable[[], Decoded]
    span: Span
    fixable: bool = True
    before: str = ""

    def path(self) -> Sequence[str]:
        """The keys that lead to the string, the outermost first."""
        return [*(level.key for level in reversed(self.level.outwards()) if level.key), self.key]

    def call(self) -> CallSite | None:
        """The object around the string, which has been read whole; None for an item of a list, and for a value of a name."""
        entries, around = self.level.entries, self.level.around
        if self.key in (ITEM, "value"):
            return None
        outer = around.entries if around is not None and self.level.key in TOOL_ARGUMENTS else {}
        name = next((tool for key in TOOL_NAMES if (tool := outer.get(key, "")) in CALLS), "")
        values = ((key, of_text(text)) for key, text in entries.items() if key != MERGED)
        return call_site(name, self.key, values, complete=MERGED not in entries)

    def place(self) -> DataPlace | None:
        """The place of the string in its document, which has been read whole."""
        levels = self.level.outwards()
        return place_of(self.path(), levels[0].entries, [level.entries for level in levels[1:]])
