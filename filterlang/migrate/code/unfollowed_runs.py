"""Names the place of code whose runs go where they cannot be followed.

Owns the invariant that such a place is always known, so that a person is shown it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.migrate.code.code_moves import CodeMove, CodeNote, to_decide
from filterlang.schema.moves_to_v2 import Risk
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node


class UnfollowedError(Exception):
    """A place where code does something with runs that cannot be moved, and why."""

    def __init__(self, node: Node, reason: str) -> None:
        super().__init__(reason)
        self.node: Node = node
        self.reason: str = reason

    def to_decide(self, document: HostDocument, name: Span, method: str, advice: str) -> CodeMove:
        """The move of a call that a person has to decide because of this place, with the call to write."""
        note = CodeNote(document.span(self.node), self.reason, Risk.ERROR)
        return to_decide(name, method, f"{self.reason}: {advice}", Risk.ERROR, note)
