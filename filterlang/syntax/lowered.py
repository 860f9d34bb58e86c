"""Infix expressions that became calls: which edits of a finding write which of the calls.

Owns the invariant that a part of a fix can be written differently without reading the text again.
"""

from filterlang.findings.finding import Finding
from filterlang.text.edits import Edit
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span
from filterlang.syntax.tree import Node


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A condition of an infix expression; ``edits[first:last]`` of its finding write it in the place of ``span``."""

    node: Node
    span: Span
    first: int
    last: int
    joins: bool
    """Whether it is an ``and``, ``or`` or ``not`` over conditions that are parts of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class Lowered:
    """The finding about an infix expression, the tree it became, and the edits that write that tree, one by one.

    The ``parts`` are in the order that they were finished in: a condition stands before those that it is inside of.
    """

    finding: Finding
    tree: Node
    span: Span
    edits: tuple[Edit, ...]
    parts: tuple[Part, ...]
