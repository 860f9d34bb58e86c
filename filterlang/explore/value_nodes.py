"""The values of a run as nodes for a page: objects, lists and texts of any size, cut where they are large.

Owns the invariants that a node is small whatever the value is, and that what was cut off can be had by the path of its node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice

from filterlang.evaluate.rows import json_text, stored_datetime
from filterlang.text.frozen import dataclass
from filterlang.text.jsonvalues import as_list, as_mapping, is_array, is_object

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Json = dict[str, object]

MOST_ENTRIES = 200
"""Entries of an object, or items of a list, that one node has."""
MOST_CHARACTERS = 20_000
"""Characters of a text that one node has."""
MOST_NODES = 5_000
"""Nodes that one answer has."""
DEEPEST = 30
"""Levels that one answer has."""
_MOST_TEXT = 1_000_000
"""Characters of all texts that one answer has."""
_LONGEST_KEY = 1_000


@dataclass(frozen=True, slots=True)
class ValuePlace:
    """Where a value stands: ``path`` are the places among the entries and items around it, ``keys`` the keys of objects only,
    ``parent`` is the object right around it.
    """

    path: tuple[int, ...] = ()
    keys: tuple[str, ...] = ()
    parent: Mapping[str, object] | None = None


Condition = Callable[[ValuePlace, object], "str | None"]
"""The condition on a value at a place."""


class _NodeMaker:
    """Makes the nodes of one answer."""

    def __init__(self, condition: Condition) -> None:
        self._condition = condition
        self._nodes = MOST_NODES
        self._characters = _MOST_TEXT

    def node(self, value: object, place: ValuePlace, offset: int = 0, depth: int = 0) -> Json:
        """The node of a value: its entries, items or characters from ``offset`` on."""
        self._nodes -= 1
        if is_object(value):
            made = self._part("object", "entries", as_mapping(value), place, offset, depth)
        elif is_array(value):
            made = self._part("list", "items", as_list(value), place, offset, depth)
        elif isinstance(value, str):
            made = self._text(value, place, offset)
        else:
            made = _atom(value)
        condition = self._condition(place, value)
        return made if condition is None else {**made, "filter": condition}

    def _part(self, kind: str, name: str, value: Any, place: ValuePlace, offset: int, depth: int) -> Json:
        total = len(value)
        room = min(MOST_ENTRIES, self._nodes) if depth < DEEPEST else 0
        members: list[object] = []
        for number, (key, inner) in islice(enumerate(_members(value)), offset, offset + max(room, 0)):
            if self._nodes <= 0:
                break
            keys = place.keys if key is None else (*place.keys, key)
            parent = place.parent if key is None else as_mapping(value)
            node = self.node(inner, ValuePlace((*place.path, number), keys, parent), depth=depth + 1)
            members.append(node if key is None else [_clipped(key), node])
        left = max(total - offset - len(members), 0)
        return {"t": kind, name: members, "more": left, **({"path": list(place.path)} if left else {})}

    def _text(self, value: str, place: ValuePlace, offset: int) -> Json:
        shown = value[offset : offset + min(MOST_CHARACTERS, max(self._characters, 0))]
        self._characters -= len(shown)
        left = max(len(value) - offset - len(shown), 0)
        is_time = not offset and len(value) < 40 and value[:4].isdigit() and stored_datetime(value) is not None
        return {"t": "time" if is_time else "text", "text": shown, "more": left, **({"path": list(place.path)} if left else {})}


def node_of(value: object, condition: Condition) -> Json:
    """Returns the node of a whole value."""
    return _NodeMaker(condition).node(value, ValuePlace())


def node_at(value: object, path: Sequence[int], offset: int, condition: Condition) -> Json | None:
    """Returns the node of a value inside of another, from an offset on; None where there is nothing at this path."""
    keys: list[str] = []
    parent: Mapping[str, object] | None = None
    for number in path:
        members = list(islice(_members(value), number, number + 1)) if is_object(value) or is_array(value) else []
        if not members:
            return None
        (key, inner), outer = members[0], value
        if key is not None:
            keys.append(key)
            parent = as_mapping(outer)
        value = inner
    place = ValuePlace(tuple(path), tuple(keys), parent)
    return _NodeMaker(condition).node(value, place, offset)


def _members(value: object) -> Iterator[tuple[str | None, Any]]:
    """The entries of an object with their keys, or the items of a list without."""
    if is_object(value):
        return ((str(key), inner) for key, inner in as_mapping(value).items())
    return ((None, item) for item in as_list(value))


def _clipped(key: str) -> str:
    return key if len(key) <= _LONGEST_KEY else key[:_LONGEST_KEY] + "…"


def _atom(value: object) -> Json:
    if value is None:
        return {"t": "null", "text": "null"}
    if isinstance(value, bool):
        return {"t": "truth", "text": str(value).lower()}
    if isinstance(value, datetime):
        return {"t": "time", "text": value.isoformat()}
    if isinstance(value, (int, float, Decimal)):
        return {"t": "number", "text": json_text(value)}
    return {"t": "text", "text": str(value), "more": 0}
