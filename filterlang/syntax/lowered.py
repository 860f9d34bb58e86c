"""Infix expressions that were rewritten as calls: the edits of a finding that write each of the calls.

Owns the invariant that the edits of one condition can be replaced without parsing the text again.
"""

from filterlang.findings.finding import Finding
from filterlang.text.edits import Edit
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span
from filterlang.syntax.tree import Node


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A condition of an infix expression; ``edits[first:last]`` of its finding write it at ``span``."""

    node: Node
    span: Span
    first: int
    last: int
    joins: bool
    """Whether it is an ``and``, ``or`` or ``not`` over conditions that are parts of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class Lowered:
    """The finding about an infix expression, the tree that replaces it, and the edits that write that tree.

    The ``parts`` are in postorder: a condition comes before those that contain it.
    """

    finding: Finding
    tree: Node
    span: Span
    edits: tuple[Edit, ...]
    parts: tuple[Part, ...]
