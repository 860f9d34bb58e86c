"""The values of a file with their places in it, and the documents that the values are in.

Owns the invariant that the place of a value is found by the keys that lead to it, whatever format the file is in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

from filterlang.hosts.embedded import Decoded

Key = str | int
"""The key of a value in an object, or its number in a list, from 0."""


@dataclass(frozen=True)
class PlacedValue:
    """A value of a file: the offsets where it begins and ends, and where its key begins, or else the value itself.

    ``read_members`` gives the values inside of an object or a list, ``decode`` the text of a string.
    """

    key_start: int
    start: int
    end: int
    read_members: Callable[[], Mapping[Key, PlacedValue]]
    decode: Callable[[], Decoded] | None = None

    @cached_property
    def members(self) -> Mapping[Key, PlacedValue]:
        """The values inside of an object or a list."""
        return self.read_members()

    def field(self, names: Sequence[str], path: Sequence[Key]) -> PlacedValue | None:
        """The value of a field, or the value inside of it that a path leads to, as far as it does.

        A field stands in the object, under one of its names, or in an object of the object.
        """
        value = next(self._under(names), None)
        return None if value is None else reduce(lambda inner, key: inner.members.get(key, inner), path, value)

    def _under(self, names: Sequence[str]) -> Iterator[PlacedValue]:
        for holder in (self, *self.members.values()):
            yield from (holder.members[name] for name in names if name in holder.members)


@dataclass(frozen=True)
class PlacedDocument:
    """A document of a file: its value, and the way to find the places in it."""

    value: object
    find: Callable[[], PlacedValue]

    @cached_property
    def placed(self) -> PlacedValue:
        """The value with its places."""
        return self.find()
