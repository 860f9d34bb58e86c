"""Holes of embedded filters: where in the filter each is, and texts to fill it with so that the rest can be checked.

Owns the invariant that a finding which depends on what a hole holds is not reported: it has to stand whatever the hole is
filled with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
import re

from filterlang.hosts.embedded import Hole, HolePlace, PlacedHole
from filterlang.text.source import Span

_FILLINGS: dict[HolePlace, tuple[str, ...]] = {
    HolePlace.QUOTED: ("h{}", "2026-01-0{}T00:00:00Z"),
    HolePlace.VALUE: ('"h{}"', "{}.5", "true"),
    HolePlace.FIELD: ("name", "latency", "start_time"),
    HolePlace.OPERATOR: ("eq", "gt", "has"),
    HolePlace.LIST: ('"h{}"', "{}.5"),
    HolePlace.CONDITION: ('eq(name, "h{}")', "gt(latency, {}.5)"),
    HolePlace.WHOLE: ('eq(name, "h{}")', "gt(latency, {}.5)"),
}
"""Texts that a hole in each place can hold, with the number of the hole, so that no two holes hold the same."""
_TOKEN = re.compile(r"""[()\[\],]|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[\w.]+|\s+|.""", re.DOTALL)


def placed(text: str, holes: Iterable[tuple[Hole, Span]]) -> tuple[PlacedHole, ...]:
    """The holes of a text, each with the place where it is in the filter."""
    return tuple(PlacedHole(hole, span, HolePlace.VALUE) for hole, span in holes)


def filled(text: str, holes: Sequence[PlacedHole]) -> Iterator[str]:
    """Yields the text with its holes filled, in a few ways that differ in the types of their values."""
    raise NotImplementedError
