"""The nodes of a function or method with their parents, and its identifiers by their text, for code of Go and Java.

Owns the invariant that a function is walked once, whatever the number of calls in it.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from filterlang.hosts.documents import HostDocument, walk

if TYPE_CHECKING:
    from tree_sitter import Node


class FunctionNames(NamedTuple):
    """The parent of each node of a function, by the id of the node, and the identifiers with a text, in order of place."""

    parents: dict[int, Node]
    identifiers: dict[str, list[Node]]

    def within(self, text: str, outer: Node) -> list[Node]:
        """The identifiers with a text in a part of the function."""
        found = self.identifiers.get(text, [])
        return [node for node in found if outer.start_byte <= node.start_byte and node.end_byte <= outer.end_byte]


@lru_cache(maxsize=2)
def names_in(document: HostDocument, function: Node) -> FunctionNames:
    """The names of a function."""
    names = FunctionNames({}, defaultdict(list))
    for node, ancestors in walk(function):
        if ancestors:
            names.parents[node.id] = ancestors[-1]
        if node.type == "identifier":
            names.identifiers[document.text_of(node)].append(node)
    return names
