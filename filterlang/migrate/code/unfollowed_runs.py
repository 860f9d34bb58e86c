"""Names the place of code whose runs go where they cannot be followed.

Owns the invariant that such a place is always known, so that a person is shown it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node


class UnfollowedError(Exception):
    """A place where code does something with runs that cannot be moved, and why."""

    def __init__(self, node: Node, reason: str) -> None:
        super().__init__(reason)
        self.node: Node = node
        self.reason: str = reason
