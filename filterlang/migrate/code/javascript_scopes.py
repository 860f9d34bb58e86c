"""Keeps the scopes of a JavaScript or TypeScript program, and the names that each of them declares.

Owns the invariant that a name stands for the variable of the innermost scope that declares it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node


class ScriptVariable:
    """A name in one scope: the nodes that declare it, and those that read or assign it.

    ``imported`` is the module and the name that it comes from, with ``*`` for all of a module.
    """

    __slots__ = ("definitions", "imported", "name", "references")

    def __init__(self, name: str) -> None:
        self.name: str = name
        self.definitions: list[Node] = []
        self.references: list[Node] = []
        self.imported: tuple[str, str] | None = None


class BlockScope:
    """A block or a function with the names that it declares."""

    __slots__ = ("end", "is_function", "parent", "variables")

    def __init__(self, end: int, parent: BlockScope | None, *, is_function: bool) -> None:
        self.end: int = end
        self.parent: BlockScope | None = parent
        self.is_function: bool = is_function
        self.variables: dict[str, ScriptVariable] = {}

    def declare(self, name: str, node: Node) -> ScriptVariable:
        """Declares a name at a node in this scope."""
        variable = self.variables.setdefault(name, ScriptVariable(name))
        variable.definitions.append(node)
        return variable

    def resolve(self, name: str) -> ScriptVariable | None:
        """The variable with a name in the innermost scope that declares it."""
        scope: BlockScope | None = self
        while scope is not None:
            if (variable := scope.variables.get(name)) is not None:
                return variable
            scope = scope.parent
        return None

    def function(self) -> BlockScope:
        """The innermost scope around of a whole function, or of the file."""
        scope = self
        while not scope.is_function and scope.parent is not None:
            scope = scope.parent
        return scope
