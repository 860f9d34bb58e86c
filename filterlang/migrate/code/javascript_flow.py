"""Keeps the state of following the runs of a call through a JavaScript program: values that wait, and reads that are found.

Owns the invariant that a value is followed once for each way in which it holds runs, so that the work is linear in the program.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from filterlang.migrate.code.javascript_program import JavascriptProgram
from filterlang.migrate.code.held_runs import Held

if TYPE_CHECKING:
    from tree_sitter import Node


class PropertyRead(NamedTuple):
    """A field that is read of a run: at an access to a property, or at an entry of a pattern that takes the run apart."""

    node: Node
    name: str


class ScriptFlow:
    """The values of a program that hold runs, and what is found on their way."""

    def __init__(self, program: JavascriptProgram) -> None:
        self.program: JavascriptProgram = program
        self.reads: dict[int, PropertyRead] = {}
        """The fields that are read, by the ids of their nodes."""
        self.escapes: dict[int, tuple[Node, str]] = {}
        """The places where runs go somewhere that is not followed, with the reason."""
        self.types: dict[int, Node] = {}
        """The types that the program writes for the values that are followed."""
        self.pending: deque[tuple[Node, Held]] = deque()
        """The values that are still to follow."""
        self.returned: set[tuple[int, Held]] = set()
        """The values that functions are known to return."""
        self._seen: set[tuple[int, Held]] = set()

    def add(self, node: Node, held: Held | None) -> None:
        """Follows what an expression holds, unless that is done."""
        if held is None or (node.id, held) in self._seen:
            return
        self._seen.add((node.id, held))
        if held.is_too_deep:
            self.escape(node, "the runs are nested too deeply to be followed")
        else:
            self.pending.append((node, held))

    def escape(self, node: Node, reason: str) -> None:
        """Records that runs go where they are not followed."""
        self.escapes.setdefault(node.id, (node, reason))

    def read(self, node: Node, name: str) -> None:
        """Records that a field is read."""
        self.reads.setdefault(node.id, PropertyRead(node, name))

    def typed(self, node: Node | None) -> None:
        """Records a type that the program writes for a value that is followed."""
        if node is not None:
            self.types.setdefault(node.id, node)
