"""Describes a value that comes from runs while it is followed through a program: a run, a collection, or a field.

Owns the invariant that a shape is nested to a bounded depth, so that following values ends.
"""

from __future__ import annotations

from enum import Enum, auto

from filterlang.text.frozen import dataclass

_MOST_LEVELS = 5


class ShapeKind(Enum):
    """The kind of a value."""

    RUN = auto()
    MANY = auto()
    MAPPED = auto()
    TUPLE = auto()
    FIELD = auto()


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of a value.

    ``parts`` are the shape of the items (``MANY``), of the keys and the values (``MAPPED``), or of each item (``TUPLE``), None
    for a part that is of no interest. ``field`` is v1's name of the field that a value was read from.
    """

    kind: ShapeKind
    parts: tuple[Shape | None, ...] = ()
    field: str = ""
    levels: int = 1
    has_run: bool = False


RUN = Shape(ShapeKind.RUN, has_run=True)


def many(item: Shape | None) -> Shape | None:
    """The shape of something with items of a shape."""
    return _around(ShapeKind.MANY, item)


def mapped(key: Shape | None, value: Shape | None) -> Shape | None:
    """The shape of a dict with keys and values of a shape."""
    return _around(ShapeKind.MAPPED, key, value)


def grouped(*parts: Shape | None) -> Shape | None:
    """The shape of a tuple with items of these shapes."""
    return _around(ShapeKind.TUPLE, *parts)


def value_of(field: str) -> Shape:
    """The shape of the value of a field."""
    return Shape(ShapeKind.FIELD, field=field)


def _around(kind: ShapeKind, *parts: Shape | None) -> Shape | None:
    known = [part for part in parts if part is not None]
    levels = 1 + max((part.levels for part in known), default=0)
    if not known or levels > _MOST_LEVELS or len(parts) > 20:
        return None
    return Shape(kind, parts, levels=levels, has_run=any(part.has_run for part in known))


def items_of(shape: Shape) -> list[Shape]:
    """The shapes of what iterating over a value gives."""
    if shape.kind is ShapeKind.MAPPED:
        return [part for part in shape.parts[:1] if part is not None]
    return [part for part in shape.parts if part is not None]
