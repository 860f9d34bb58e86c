"""Holds the body of a request for runs as entries with their places in a text, and how its language writes them.

Owns the invariant that a body of any language is the same entries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from filterlang.migrate.code.query_plan import ArgumentValue
from filterlang.schema.moves_to_v2 import BODY_MOVES, ArgumentMove, Risk
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span


def written(constant: object, quote: str) -> str:
    """A constant as code: a text in quotes, a list of texts, or a number."""
    if isinstance(constant, str):
        return f"{quote}{constant}{quote}"
    if isinstance(constant, tuple):
        items = cast("tuple[str, ...]", constant)
        return f"[{', '.join(f'{quote}{item}{quote}' for item in items)}]"
    return str(constant)


@dataclass(frozen=True, slots=True, eq=False)
class BodyStyle:
    """How a language writes bodies: an entry, what stands between two, and v2's values made of code that is no constant.

    A function that gives None does not know how.
    """

    pair: str
    joint: str = ", "
    quote: str = '"'
    """The quotes of a body that has none."""
    constant: Callable[[object, str], str] = written
    upper: Callable[[str], str | None] = lambda code: None
    zoned: Callable[[str], str | None] = lambda code: None
    instead: Callable[[str, str, str], str] = lambda code, written, instead: written
    """A value made of some code, with another one where the code gives nothing."""
    nothing: str = ""
    """The value for nothing, where a body may have it."""
    filled: Callable[[str, str, str], str | None] = lambda before, code, after: None
    """A text with the value of some code between two others."""


@dataclass(frozen=True, slots=True, eq=False)
class BodyEntry:
    """An entry of a body. ``name`` is the place of its key without quotes; ``items`` are those of the texts of a list.

    An entry ``is_set`` where a statement sets it later, and ``is_sure`` unless that statement runs only sometimes.
    ``is_short`` is that of JavaScript, whose key is its value. ``meaning`` is the code that a name in the value stands for.
    ``is_optional`` is whether the program says that the value may be missing.
    """

    key: str
    name: Span
    value: ArgumentValue
    place: Span
    whole: Span
    items: tuple[Span, ...] = ()
    is_set: bool = False
    is_sure: bool = True
    is_short: bool = False
    meaning: str = ""
    is_optional: bool = False

    @property
    def move(self) -> ArgumentMove | None:
        """The move of the key; None for a key that v1 is not known to have."""
        return BODY_MOVES.get(self.key)


@dataclass(frozen=True, slots=True, eq=False)
class RequestBody:
    """A body in a text: its entries, the place between its brackets, and how it is written."""

    text: str
    entries: Sequence[BodyEntry]
    inside: Span
    style: BodyStyle


@dataclass(frozen=True, slots=True)
class BodyNote:
    """Something to know about a place of a body."""

    span: Span
    message: str
    risk: Risk
