"""The names of a Python document: the expressions that each is bound to, and the scopes.

Owns the invariant that a name stands for all that is assigned to it in its scope, in whatever order the program runs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node


class Relation(Enum):
    """How a name is bound to an expression."""

    VALUE = "value"
    ITEM = "item"
    """The name stands for the items of the expression, one after the other."""
    ADDED = "added"
    """The expression is added to the text that the name stands for."""
    APPENDED = "appended"
    """The expression is appended to the list that the name stands for, or is a list that extends it."""


@dataclass(frozen=True, slots=True)
class Binding:
    """An expression that a name is bound to, and the scope that the expression is evaluated in."""

    value: Node
    scope: Scope
    relation: Relation = Relation.VALUE
    index: int | None = None
    """Which part of an item is meant, for a loop over tuples."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function: its name, its position among those that are not ``self``, and its annotation."""

    function: str
    name: str
    position: int
    annotation: Node | None


@dataclass(eq=False)
class Scope:
    """A module, a class or a function with the names that are bound in it.

    ``entries`` are values that are put into a mapping under a key: ``kwargs["filter"] = …``. ``returns`` are what a function
    gives back.
    """

    node: Node
    parent: Scope | None = None
    names: defaultdict[str, list[Binding]] = field(default_factory=lambda: defaultdict(list))
    entries: defaultdict[str, list[tuple[str, Binding]]] = field(default_factory=lambda: defaultdict(list))
    parameters: dict[str, Parameter] = field(default_factory=dict[str, Parameter])
    returns: list[Binding] = field(default_factory=list[Binding])

    @property
    def is_class(self) -> bool:
        return self.node.type == "class_definition"

    def outward(self) -> Iterator[Scope]:
        """Yields the scope and those around it in which a name is looked up."""
        scope: Scope | None = self
        while scope is not None:
            if scope is self or not scope.is_class:
                yield scope
            scope = scope.parent

    def scope_of(self, name: str) -> Scope | None:
        """The scope that binds a name; None for a name from elsewhere."""
        return next((scope for scope in self.outward() if name in scope.names or name in scope.parameters), None)

    def bindings(self, name: str) -> list[Binding]:
        """All that a name is bound to."""
        scope = self.scope_of(name)
        return [] if scope is None else scope.names.get(name, [])

    @property
    def around_class(self) -> Scope | None:
        """The innermost class that the scope is in."""
        scope: Scope | None = self
        while scope is not None and not scope.is_class:
            scope = scope.parent
        return scope


@dataclass(eq=False)
class Names:
    """What a document binds.

    ``attributes`` are the bindings of attributes by their name and the class that they are assigned in, ``functions`` and
    ``calls`` the functions and calls by name, ``modules`` the modules that imported names come from. ``safe`` remembers which
    names have safe values, by scope and name.
    """

    module: Scope
    attributes: defaultdict[str, list[tuple[Scope | None, Binding]]] = field(default_factory=lambda: defaultdict(list))
    functions: defaultdict[str, list[Scope]] = field(default_factory=lambda: defaultdict(list))
    calls: defaultdict[str, list[tuple[Node, Scope]]] = field(default_factory=lambda: defaultdict(list))
    modules: dict[str, str] = field(default_factory=dict[str, str])
    safe: dict[tuple[int, str], tuple[bool, bool]] = field(default_factory=dict[tuple[int, str], tuple[bool, bool]])

    def attribute(self, name: str, owner: Scope | None) -> list[Binding]:
        """All that an attribute is bound to: in its class if that binds it, otherwise in any class of the document."""
        bindings = self.attributes.get(name, [])
        return [binding for scope, binding in bindings if scope is owner] or [binding for _, binding in bindings]
