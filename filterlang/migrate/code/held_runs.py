"""Describes the runs that an expression of JavaScript holds: a run, many runs, a map with runs, or an object with them.

Owns the invariant that what is held has a bounded depth, so that a program that nests runs without end is read in linear time.
"""

from __future__ import annotations

from enum import StrEnum

from filterlang.text.frozen import dataclass

_DEEPEST = 6


class Holding(StrEnum):
    """How a value holds runs. An iterator, an array and a set are ``MANY``; an object with computed keys is a ``MAP``."""

    RUN = "a run"
    MANY = "many"
    MAP = "a map"
    PROPERTY = "a property"


@dataclass(frozen=True, slots=True)
class Held:
    """The runs that a value holds: a run, or something with ``inner`` in it. ``key`` is the name of a property, or an index."""

    holding: Holding
    inner: Held | None = None
    key: str = ""

    @property
    def depth(self) -> int:
        """How many levels there are above the run."""
        depth, held = 0, self
        while held.inner is not None:
            depth, held = depth + 1, held.inner
        return depth

    @property
    def is_run(self) -> bool:
        """Whether the value is a run."""
        return self.holding is Holding.RUN

    @property
    def is_too_deep(self) -> bool:
        """Whether the value nests runs deeper than is followed."""
        return self.depth > _DEEPEST

    @property
    def item(self) -> Held | None:
        """The value that an iteration gives; a map gives pairs. None for a value that holds no runs in its items."""
        if self.inner is None:
            return None
        if self.holding is Holding.MAP:
            return held_by("1", self.inner)
        return self.inner if self.holding is Holding.MANY or self.key.isdigit() else None

    def under(self, key: str) -> Held | None:
        """The value of a property with a constant name, or of an index."""
        if self.holding is Holding.PROPERTY:
            return self.inner if self.key == key else None
        if self.holding is Holding.MANY:
            return self.inner if key.lstrip("-").isdigit() else None
        return self.inner

    @property
    def computed(self) -> Held | None:
        """The value that a property with a computed name may have."""
        return self.inner


A_RUN = Held(Holding.RUN)


def many(held: Held) -> Held:
    """Many values of a kind."""
    return Held(Holding.MANY, held)


def map_of(held: Held) -> Held:
    """A map, or an object with computed keys, with values of a kind."""
    return Held(Holding.MAP, held)


def held_by(key: str, held: Held) -> Held:
    """An object with a value under a key, or an array with it at an index."""
    return Held(Holding.PROPERTY, held, key)
