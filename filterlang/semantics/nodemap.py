"""A mapping by node: not by what a node says, since equal nodes stand at different places of one tree."""

from typing import Generic, TypeVar

from filterlang.syntax.tree import Node

V = TypeVar("V")


class NodeMap(Generic[V]):
    """Values for nodes of one tree, which has to live as long as the map."""

    def __init__(self) -> None:
        self._values: dict[int, V] = {}

    def __setitem__(self, node: Node, value: V) -> None:
        self._values[id(node)] = value

    def __contains__(self, node: Node) -> bool:
        return id(node) in self._values

    def get(self, node: Node) -> V | None:
        """The value of a node, if it has one."""
        return self._values.get(id(node))
