"""The tree of a filter: calls, names and literals as frozen values, each with its span in the text.

Owns the invariants that a span takes no part in equality, and that comparing, hashing and showing a tree never recurse,
so a tree may be nested as deep as memory allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum

from filterlang.text.frozen import dataclass
from filterlang.text.source import Span
from filterlang.syntax.numbers import number_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal
    from typing import TypeVar

    T = TypeVar("T")


class Node:
    """A node of the tree. ``start`` and ``end`` are code points of the text that it was read from (0 and 0 when built)."""

    __slots__ = ()
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def children(self) -> tuple[Node, ...]:
        """The nodes right below this one, in the order they were written."""
        return ()

    def with_children(self, children: Sequence[Node]) -> Node:
        """This node over other children, as many as it has."""
        return self

    def _identity(self) -> tuple[object, ...]:
        """The values, apart from its children, by which it equals another node."""
        return (type(self), len(self.children))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Node):
            return NotImplemented
        pairs: list[tuple[Node, Node]] = [(self, other)]
        while pairs:
            left, right = pairs.pop()
            if left is right:
                continue
            if left._identity() != right._identity():
                return False
            pairs.extend(zip(left.children, right.children, strict=True))
        return True

    def __hash__(self) -> int:
        return hash(tuple(node._identity() for node in walk(self)))  # noqa: SLF001 - of the same class

    def __repr__(self) -> str:
        pieces: list[str] = []
        pending: list[Node | str] = [self]
        while pending:
            item = pending.pop()
            if isinstance(item, str):
                pieces.append(item)
                continue
            opening, closing = item._around()  # noqa: SLF001 - of the same class
            pieces.append(opening)
            pending.append(closing)
            for index, child in enumerate(reversed(item.children)):
                pending += (", ", child) if index else (child,)
        return "".join(pieces)

    def _around(self) -> tuple[str, str]:
        """The texts before and behind the children in the repr."""
        return f"{type(self).__name__}(", ")"


class Origin(Enum):
    """How a call came to be."""

    BUILT = "built by a program"
    WRITTEN = "written in the text as the language has it: an operator, then parentheses"
    REPAIRED = "read from a call whose operator or parentheses are wrong"
    INFIX = "read from an infix expression, such as latency > 10"
    SEARCH_BAR = "read from a clause of the search bar, such as latency:>10"
    TRANSLATED = "translated from another language"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Call(Node):
    """An operator over its arguments: ``gt(latency, 10)``. Its origin, like its span, takes no part in equality."""

    operator: str
    arguments: tuple[Node, ...]
    start: int = 0
    end: int = 0
    origin: Origin = Origin.BUILT

    @property
    def children(self) -> tuple[Node, ...]:
        return self.arguments

    @property
    def operator_span(self) -> Span:
        """The place of the operator's name in the text; the span of the whole call where the call is not written there."""
        return Span(self.start, self.start + len(self.operator)) if self.origin is Origin.WRITTEN else self.span

    def with_children(self, children: Sequence[Node]) -> Call:
        return Call(self.operator, tuple(children), self.start, self.end, self.origin)

    def _identity(self) -> tuple[object, ...]:
        return (Call, self.operator, len(self.arguments))

    def _around(self) -> tuple[str, str]:
        return f"Call({self.operator!r}, (", ",))" if len(self.arguments) == 1 else "))"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Name(Node):
    """A bare word that stands for a field: ``latency``, ``metadata_key``."""

    id: str
    start: int = 0
    end: int = 0

    def _identity(self) -> tuple[object, ...]:
        return (Name, self.id)

    def _around(self) -> tuple[str, str]:
        return f"Name({self.id!r}", ")"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class String(Node):
    """A text value, without its quotes and escapes."""

    value: str
    start: int = 0
    end: int = 0

    def _identity(self) -> tuple[object, ...]:
        return (String, self.value)

    def _around(self) -> tuple[str, str]:
        return f"String({self.value!r}", ")"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Number(Node):
    """A number. One that neither ``int`` nor ``float`` can hold exactly as written is kept as a ``Decimal``.

    Two numbers are equal when they are written the same: 1 and 1.0 differ.
    """

    value: int | float | Decimal
    start: int = 0
    end: int = 0

    def _identity(self) -> tuple[object, ...]:
        return (Number, number_text(self.value))

    def _around(self) -> tuple[str, str]:
        return f"Number({self.value!r}", ")"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Boolean(Node):
    """``true`` or ``false``."""

    value: bool
    start: int = 0
    end: int = 0

    def _identity(self) -> tuple[object, ...]:
        return (Boolean, self.value)

    def _around(self) -> tuple[str, str]:
        return f"Boolean({self.value!r}", ")"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Null(Node):
    """``null``."""

    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class List(Node):
    """Values between square brackets: ``["a", "b"]``."""

    items: tuple[Node, ...]
    start: int = 0
    end: int = 0

    @property
    def children(self) -> tuple[Node, ...]:
        return self.items

    def with_children(self, children: Sequence[Node]) -> List:
        return List(tuple(children), self.start, self.end)

    def _around(self) -> tuple[str, str]:
        return "List((", ",))" if len(self.items) == 1 else "))"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Subscript(Node):
    """``metadata["user_id"]``: not in the language; recovery keeps it for the checker, which knows the pair to write."""

    base: Node
    key: Node
    start: int = 0
    end: int = 0

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.base, self.key)

    def with_children(self, children: Sequence[Node]) -> Subscript:
        base, key = children
        return Subscript(base, key, self.start, self.end)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Missing(Node):
    """An argument that is missing, as in ``eq(status, )``. Only recovery makes it."""

    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Unknown(Node):
    """Text that recovery cannot read, kept as it is written."""

    text: str
    start: int = 0
    end: int = 0

    def _identity(self) -> tuple[object, ...]:
        return (Unknown, self.text)

    def _around(self) -> tuple[str, str]:
        return f"Unknown({self.text!r}", ")"


def walk(tree: Node) -> Iterator[Node]:
    """Yields every node of a tree, a parent before its children, in the order of the text. Needs no recursion."""
    pending = [tree]
    while pending:
        node = pending.pop()
        yield node
        if children := node.children:
            pending.extend(reversed(children))


def fold(tree: Node, combine: Callable[[Node, list[T]], T]) -> T:
    """Computes a value for a tree from its leaves up: ``combine`` takes a node and the values of its children.

    Needs no recursion.
    """
    results: list[T] = []
    for node in reversed(list(walk(tree))):
        count = len(node.children)
        parts = results[-count:][::-1] if count else []
        del results[len(results) - count :]
        results.append(combine(node, parts))
    return results[0]
