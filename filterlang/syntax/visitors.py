"""Visiting and rewriting a tree by the types of its nodes, as with ``ast.NodeVisitor`` and ``ast.NodeTransformer``.

Owns the invariant that neither recurses, so a tree may be nested as deep as memory allows.
"""

from __future__ import annotations

from filterlang.syntax.tree import Node, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class NodeVisitor:
    """Visits a tree as ``ast.NodeVisitor`` does: define ``visit_Call`` and the like, and call ``generic_visit`` to go down.

    One departure keeps deep trees safe: ``generic_visit`` notes the children to be visited next, instead of visiting them
    before it returns. ``visit`` returns the result of the method for the tree itself.
    """

    _pending: list[Node]

    def visit(self, tree: Node) -> Any:
        self._pending = []
        result = self._visit_node(tree)
        pending: list[Node] = self._pending[::-1]
        while pending:
            self._pending = []
            self._visit_node(pending.pop())
            pending.extend(reversed(self._pending))
        return result

    def _visit_node(self, node: Node) -> Any:
        return getattr(self, f"visit_{type(node).__name__}", self.generic_visit)(node)

    def generic_visit(self, node: Node) -> Any:
        self._pending.extend(node.children)


class NodeTransformer:
    """Rewrites a tree as ``ast.NodeTransformer`` does: a ``visit_…`` method returns the node to put in the place of its own.

    One departure keeps deep trees safe: children are always rewritten before their parent, so ``generic_visit`` has
    nothing to do and returns its node. A method that returns None takes the node out of its call or list.
    """

    def visit(self, tree: Node) -> Any:
        return fold(tree, self._visit_node)

    def _visit_node(self, node: Node, children: list[Node | None]) -> Node | None:
        kept = [child for child in children if child is not None]
        if any(new is not old for new, old in zip(children, node.children, strict=True)):
            node = node.with_children(kept)
        result: Node | None = getattr(self, f"visit_{type(node).__name__}", self.generic_visit)(node)
        return result

    def generic_visit(self, node: Node) -> Node:
        return node
