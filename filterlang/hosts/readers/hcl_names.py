"""The values that names in HCL stand for: locals, defaults of variables, and the values of ``for_each``.

Owns the invariant that a name is resolved within its document only, and that names which refer to each other do not loop.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
import re
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument

if TYPE_CHECKING:
    from tree_sitter import Node

WRAPPERS = frozenset({"expression", "literal_value", "template_expr", "collection_value", "function_arguments"})
"""Nodes that only hold another."""
_PATH = re.compile(r'\.(\w+)|\["(\w+)"\]|\[[^\]]*\]')


class HclNames:
    """The names of one document, with the values that they were given so far."""

    def __init__(self, document: HostDocument) -> None:
        self._document = document
        self._definitions: dict[str, Node] = {}

    def define(self, name: str, value: Node) -> None:
        """Remembers the value of a name, such as ``local.rules``."""
        self._definitions.setdefault(name, value)

    def entry(self, node: Node) -> tuple[str | None, Node | None]:
        """The key and the value of an attribute or of an entry of an object."""
        children = node.named_children
        if len(children) < 2:
            return None, None
        key = self._document.text_of(children[0]).strip('"')
        return (key if key.isidentifier() or re.fullmatch(r"[\w-]+", key) else None), children[-1]

    def reference(self, expression: Node) -> list[str]:
        """The names of ``local.rules["errors"].filter``; none for any other expression."""
        if not expression.named_children or expression.named_children[0].type != "variable_expr":
            return []
        if any(child.type not in ("variable_expr", "get_attr", "index") for child in expression.named_children):
            return []
        head, *rest = (self._document.text_of(child) for child in expression.named_children)
        return [head, *(name for match in _PATH.finditer("".join(rest)) for name in [match[1] or match[2] or "*"])]

    def targets(self, names: Sequence[str], block: Node | None) -> Iterator[Node]:
        """Yields the values that a reference can stand for."""
        if names[:2] == ["each", "value"] and block is not None:
            values, rest = self.items(self._attribute(block, "for_each")), names[2:]
        else:
            definition = self._definitions.get(".".join(names[:2]))
            values, rest = ([definition] if definition is not None else []), names[2:]
        for name in rest:
            values = [item for value in values for item in self.items(value, name)]
        yield from values

    def _attribute(self, block: Node, name: str) -> Node | None:
        """The value of an attribute of a block."""
        bodies = [node for node in block.named_children if node.type == "body"]
        entries = [self.entry(node) for body in bodies for node in body.named_children if node.type == "attribute"]
        return next((value for key, value in entries if key == name), None)

    def items(self, value: Node | None, name: str = "*") -> list[Node]:
        """The values in an object or a tuple, through references: those with a key, or all."""
        values: list[Node] = []
        stack = [value] if value is not None else []
        seen: set[int] = set()
        while stack:
            node = stack.pop()
            if node.id in seen:
                continue
            seen.add(node.id)
            if node.type == "object":
                entries = [self.entry(child) for child in node.named_children if child.type == "object_elem"]
                values += (item for key, item in entries if item is not None and name in ("*", key))
            elif node.type == "tuple":
                values += node.named_children
            elif node.type == "expression" and (reference := self.reference(node)):
                definition = self._definitions.get(".".join(reference)) if len(reference) == 2 else None
                stack += [definition] if definition is not None else []
            elif node.type in WRAPPERS or node.type == "function_call":
                stack += node.named_children
        return values
