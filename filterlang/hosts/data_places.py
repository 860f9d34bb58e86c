"""The places of data documents where filters stand: decided by the keys that lead to a string and the keys beside them.

Owns the invariant that all formats share it, and request bodies in code as well: it knows keys and texts, and no format.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
import re
from typing import NamedTuple

from filterlang.hosts.embedded import Grounds
from filterlang.hosts.known_places import snake, under_key
from filterlang.schema.places import PLACES, Kind, Place
from filterlang.text.frozen import dataclass

ITEM = "[]"
"""The key of an item of a list in a path."""
Keys = Collection[str] | Mapping[str, str]
"""The keys of an object, best with the values that are short texts."""

_OTHERS = frozenset({"metadata", "sem_filter", "ai_search", "tool_filter", "query"})
"""Keys below which no filter stands."""


class DataPlace(NamedTuple):
    """The place of a string in a document: its filter's kind, how sure that is, and its name for people."""

    kind: Kind
    grounds: Grounds
    where: str


@dataclass(frozen=True, slots=True, eq=False)
class _Shape:
    """One key of a place: the path that leads to it, and the signs of the place as keys with the texts they contain."""

    place: Place
    path: tuple[str, ...]
    kind: Kind
    signs: tuple[tuple[tuple[str, str], ...], ...]

    def length_in(self, path: Sequence[str]) -> int:
        """The number of keys, from the last one, that a path shares with that of the shape; 0 where that is not enough."""
        pairs = zip(reversed(self.path), reversed(path), strict=False)
        length = 0
        for own, key in pairs:
            if own not in ("*", key):
                break
            length += 1
        return length if length >= min(len(self.path), 2) else 0


def _shapes() -> dict[str, list[_Shape]]:
    """The shapes of all places that have signs, by the last key of their paths."""
    shapes: dict[str, list[_Shape]] = {}
    for place in PLACES.values():
        signs = tuple(
            tuple((key, text) for key, _, text in (word.partition("~") for word in sign.split())) for sign in place.signs
        )
        for name, kind in place.keys.items() if signs else ():
            path = tuple(snake(key) if key.isidentifier() else key for key in re.findall(r"\[\]|[^.\[]+", name))
            shapes.setdefault(path[-1], []).append(_Shape(place, path, kind, signs))
    return shapes


_SHAPES = _shapes()


def can_hold_filter(key: str, holder: str = "") -> bool:
    """Whether a string under a key can be a filter; of an item of a list, ``holder`` is the key of what the list is in."""
    return under_key(key) is not None or (key == ITEM and holder == "filters")


def place_of(path: Sequence[str], siblings: Keys = (), outer: Sequence[Keys] = ()) -> DataPlace | None:
    """The place of a string in a document; None where no filter stands.

    ``path`` are the keys that lead to it, the outermost first, with ``ITEM`` for an item of a list. ``siblings`` are the keys
    of the object that the string is in, ``outer`` those of the objects and lists around that, the innermost first.

    >>> place_of(["filter"], {"display_name", "sampling_rate", "filter"})
    DataPlace(kind=<Kind.RUN: 'run'>, grounds=<Grounds.SURE: 3>, where='run rules: filter')
    >>> place_of(["arguments", "filter"], {"filter"}, [{"name": "list_examples"}]).kind
    <Kind.EXAMPLES: 'examples'>
    """
    path = [key if key == ITEM else snake(key) for key in path]
    if not path or _OTHERS.intersection(path):
        return None
    objects = (siblings, *outer)
    for shape in _SHAPES.get(path[-1], ()):
        length = shape.length_in(path)
        if length and any(_has(keys, sign) for sign in shape.signs for keys in objects[:length]):
            return DataPlace(shape.kind, Grounds.SURE, f"{shape.place.name}: {_name(path)}")
    if not can_hold_filter(path[-1], _holder(path)):
        return None
    known = under_key(_name(path), siblings)
    return None if known is None else DataPlace(*known, _name(path))


def _holder(path: Sequence[str]) -> str:
    """The key of the list, or of the object of lists, that an item is in."""
    return next((key for key in path[-2:-4:-1] if key == "filters"), "") if path[-1] == ITEM else ""


def _name(path: Sequence[str]) -> str:
    """The last key of a path that is the name of something: of an item, that of the lists it is in."""
    return _holder(path) or path[-1]


def _has(keys: Keys, sign: tuple[tuple[str, str], ...]) -> bool:
    """Whether an object has all keys of a sign, each with its text inside of its value."""
    return all(any(name in keys and text in _value(keys, name) for name in (key, _camel(key))) for key, text in sign)


def _value(keys: Keys, name: str) -> str:
    return keys[name] if isinstance(keys, Mapping) else ""


def _camel(key: str) -> str:
    """A key in snake case as JavaScript writes it."""
    first, *others = key.split("_")
    return first + "".join(word.capitalize() for word in others)
