"""The places of data documents where filters stand: decided by the keys that lead to a string and the keys beside them.

Owns the invariant that all formats share it, and request bodies in code as well: it knows keys and texts, and no format.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
import re
from typing import NamedTuple, cast

from filterlang.hosts.embedded import Grounds
from filterlang.hosts.known_places import DESCRIPTIONS, in_request, snake, under_key, under_name
from filterlang.schema.places import PLACES, Kind, Place
from filterlang.text.frozen import dataclass

ITEM = "[]"
"""The key of an item of a list in a path."""
Keys = Collection[str] | Mapping[str, str]
"""The keys of an object, best with the values that are short texts."""

_LONGEST_KEY = 60
_WITHOUT_FILTERS = frozenset({"metadata", "sem_filter", "ai_search", "tool_filter"})
"""Keys below which no filter stands. Below ``query``, only the parameters of a request do."""
_ADDRESSES = ("url", "uri", "path", "endpoint", "request_url")
"""Keys of the address that a request is sent to."""


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


def place_of(path: Sequence[str], siblings: Keys = (), outer: Sequence[Keys] = ()) -> DataPlace | None:
    """The place of a string in a document; None where no filter stands.

    ``path`` are the keys that lead to it, the outermost first, with ``ITEM`` for an item of a list. ``siblings`` are the keys
    of the object that the string is in, ``outer`` those of the objects and lists around that, the innermost first. A
    ``value`` beside a ``name`` stands in the place of that name.

    >>> place_of(["filter"], {"display_name", "sampling_rate", "filter"})
    DataPlace(kind=<Kind.RUN: 'run'>, grounds=<Grounds.SURE: 3>, where='run rules: filter')
    >>> place_of(["arguments", "filter"], {"filter"}, [{"name": "list_examples"}]).kind
    <Kind.EXAMPLES: 'examples'>
    """
    path = [_snake(key) for key in path]
    if path[-1:] == ["value"] and _has_values(siblings):
        path[-3 if path[-2:-1] == [ITEM] else -1 :] = [_snake(_value(siblings, "name") or _value(siblings, "key"))]
    if not any("filter" in key for key in path[-3:]) or _WITHOUT_FILTERS.intersection(path) or path[-1] in DESCRIPTIONS:
        return None
    objects = (siblings, *outer)
    name = _name(path)
    for shape in _SHAPES.get(path[-1], ()) if "query" not in path else ():
        length = shape.length_in(path)
        if length and any(_has(keys, sign) for sign in shape.signs for keys in objects[:length]):
            return DataPlace(shape.kind, Grounds.SURE, f"{shape.place.name}: {name}")
    known = _in_request(path[-1], objects)
    if known is None and "query" not in path:
        known = under_key(path[-1], siblings) or under_name(name)
    return None if known is None else DataPlace(*known, name)


def _in_request(key: str, objects: Sequence[Keys]) -> tuple[Kind, Grounds] | None:
    """The place of a key of a request that is written down with its address."""
    for keys in objects:
        for name in _ADDRESSES if _has_values(keys) else ():
            request = in_request(_value(keys, name)) if name in keys else None
            if request is not None and key in request[0]:
                return request[0][key], request[1]
    return None


@lru_cache(maxsize=4096)
def _snake(key: str) -> str:
    """A key in snake case; empty for a key that is too long to be a name."""
    return key if key == ITEM else snake(key).replace(".", "_") if len(key) <= _LONGEST_KEY else ""


def _name(path: Sequence[str]) -> str:
    """The key of a path that names a filter: the last key, or the key of the list that the filter is an item of."""
    return next((key for key in reversed(path[-3:]) if "filter" in key), "")


def _has(keys: Keys, sign: tuple[tuple[str, str], ...]) -> bool:
    """Whether an object has all keys of a sign, each with its text inside of its value."""
    return all(any(name in keys and text in _value(keys, name) for name in (key, _camel(key))) for key, text in sign)


def _has_values(keys: Keys) -> bool:
    """Whether the values of an object are known, not only its keys."""
    return isinstance(keys, Mapping)


def _value(keys: Keys, name: str) -> str:
    """The value of a key, where the values of the object are known; empty otherwise."""
    return cast("Mapping[str, str]", keys).get(name, "") if isinstance(keys, Mapping) else ""


@lru_cache(maxsize=1024)
def _camel(key: str) -> str:
    """A key in snake case as JavaScript writes it."""
    first, *others = key.split("_")
    return first + "".join(word.capitalize() for word in others)
