"""Resolves the names of a JavaScript document: variables, parameters, functions, fields, and the properties set on them.

Owns the invariant that a name is resolved in the innermost scope that declares it, and that a document is walked once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from filterlang.hosts.documents import HostDocument, walk
from filterlang.hosts.readers.javascript_syntax import (
    FUNCTIONS, arguments, callee, literal_text, method, operator, path, unwrapped,
)  # fmt: skip

if TYPE_CHECKING:
    from tree_sitter import Node

_SCOPES = FUNCTIONS | {"statement_block", "for_statement", "for_in_statement", "catch_clause", "class_static_block"}
_DECLARATIONS = {
    "variable_declarator": ("name", "value"), "required_parameter": ("pattern", "value"),
    "optional_parameter": ("pattern", "value"), "object_assignment_pattern": ("left", "right"),
    "assignment_pattern": ("left", "right"), "for_in_statement": ("left", "right"), "enum_declaration": ("name", "body"),
    "class_declaration": ("name", "body"),
}  # fmt: skip
"""Nodes that declare a name, with the fields that hold the name and its value."""
_FIELDS = {
    "public_field_definition": ("name", "value"), "field_definition": ("property", "value"),
    "method_definition": ("name", None),
}  # fmt: skip
IDENTIFIERS = ("identifier", "shorthand_property_identifier")
"""Nodes that stand for the value of a name."""
_NAMES = ("identifier", "shorthand_property_identifier_pattern")
_COLLECTIONS = ("object", "enum_body", "class_body")
_KEYS = ("key", "name", "property")
_FREEZING = ("Object.freeze", "Object.seal")
_ADDING = ("push", "unshift")


class Value(NamedTuple):
    """An expression that a name has as a value, and the scope that it stands in.

    ``is_piece`` says that the expression is added to the values before it, as with ``+=``.
    """

    node: Node
    scope: ScriptScope
    is_piece: bool = False


class ScriptBinding:
    """The facts about a name: its values, the values of its properties, the items added to it, and its declared type."""

    __slots__ = ("items", "properties", "type", "values")

    def __init__(self) -> None:
        self.values: list[Value] = []
        self.properties: dict[str, list[Value]] = {}
        self.items: list[Value] = []
        self.type: str = ""


class ScriptScope:
    """A function or a block: the names that it declares, and the values that it returns."""

    __slots__ = ("bindings", "end", "parent", "returns")

    def __init__(self, end: int, parent: ScriptScope | None) -> None:
        self.end: int = end
        self.parent: ScriptScope | None = parent
        self.bindings: dict[str, ScriptBinding] = {}
        self.returns: list[Value] = []

    def declare(self, name: str) -> ScriptBinding:
        """The binding of a name in this scope."""
        return self.bindings.setdefault(name, ScriptBinding())

    def resolve(self, name: str) -> ScriptBinding | None:
        """The binding of a name in the innermost scope that declares it."""
        scope: ScriptScope | None = self
        while scope is not None:
            if (binding := scope.bindings.get(name)) is not None:
                return binding
            scope = scope.parent
        return None


class ScriptNames:
    """The names of a document. They are known when ``walk`` has ended."""

    def __init__(self, document: HostDocument) -> None:
        self._document = document
        self._assigned: list[tuple[str, str, Value]] = []
        self.fields: dict[str, list[Value]] = {}
        """The values of the fields and the methods of classes, by name."""
        self.scopes: dict[int, ScriptScope] = {}
        """The scopes of functions, by the ids of their nodes."""
        self.errors: list[tuple[int, int]] = []
        """The spans of syntax errors in bytes, in order."""
        self._entries: dict[int, dict[str, Node]] = {}
        self.root: ScriptScope = ScriptScope(document.root.end_byte, None)

    def walk(self) -> Iterator[tuple[Node, list[Node], ScriptScope]]:
        """Yields the nodes of the document with their ancestors and scopes, and collects the names meanwhile."""
        scope = self.root
        functions = [(self.root.end, self.root)]
        for node, ancestors in walk(self._document.root):
            start = node.start_byte
            while scope.parent is not None and start >= scope.end:
                scope = scope.parent
            while len(functions) > 1 and start >= functions[-1][0]:
                functions.pop()
            self._record(node, ancestors, scope, functions[-1][1])
            if node.type in _SCOPES:
                scope = ScriptScope(node.end_byte, scope)
                if node.type in FUNCTIONS:
                    self.scopes[node.id] = scope
                    if (parameter := node.child_by_field_name("parameter")) is not None:
                        scope.declare(self.text(parameter))
                    functions.append((scope.end, scope))
            yield node, ancestors, scope
        self._bind()

    def is_broken(self, node: Node) -> bool:
        """Whether a node is below a syntax error."""
        from bisect import bisect_right

        index = bisect_right(self.errors, (node.start_byte, self.root.end + 1)) - 1
        return index >= 0 and node.end_byte <= self.errors[index][1]

    def is_used_once(self, node: Node) -> bool:
        """Whether a name stands only where it is declared and at a node; other modules may use a constant in capitals."""
        name = self.text(node)
        return not name.isupper() and self._counts[name] == 2

    @cached_property
    def _counts(self) -> Counter[str]:
        """How often each name stands in the document."""
        return Counter(self.text(node) for node, _ in walk(self._document.root) if node.type in IDENTIFIERS)

    def _record(self, node: Node, ancestors: list[Node], scope: ScriptScope, function: ScriptScope) -> None:
        """Records the declarations and assignments of a node."""
        kind = node.type
        if kind in _DECLARATIONS:
            self._declare(node, scope)
        elif kind in _FIELDS:
            self._define_field(node, scope)
        elif kind in ("function_declaration", "generator_function_declaration"):
            if name := self.text(node.child_by_field_name("name")):
                scope.declare(name).values.append(Value(node, scope))
        elif kind in _NAMES and ancestors[-1].type in ("formal_parameters", "object_pattern"):
            scope.declare(self.text(node))
        elif kind in ("assignment_expression", "augmented_assignment_expression"):
            self._assign(node, scope)
        elif kind == "call_expression":
            self._add_items(node, scope)
        elif kind == "return_statement":
            function.returns += (Value(child, scope) for child in node.named_children[:1])
        elif kind == "ERROR" and (not self.errors or node.start_byte >= self.errors[-1][1]):
            self.errors.append((node.start_byte, node.end_byte))

    def text(self, node: Node | None) -> str:
        """The text of a name, or of a key in quotes."""
        if node is None:
            return ""
        if node.type == "string":
            return literal_text(self._document, node) or ""
        return self._document.text_of(node)

    def _declare(self, node: Node, scope: ScriptScope) -> None:
        name, value = (node.child_by_field_name(field) for field in _DECLARATIONS[node.type])
        if name is None or name.type not in (*_NAMES, "type_identifier"):
            return
        binding = scope.declare(self.text(name))
        if value is not None:
            binding.values.append(Value(value, scope))
        if (type := node.child_by_field_name("type")) is not None:
            binding.type = self._document.text_of(type).lstrip(": ")

    def _define_field(self, node: Node, scope: ScriptScope) -> None:
        name_field, value_field = _FIELDS[node.type]
        name = self.text(node.child_by_field_name(name_field))
        value = node if value_field is None else node.child_by_field_name(value_field)
        if value is not None:
            self.fields.setdefault(name, []).append(Value(value, scope))

    def _assign(self, node: Node, scope: ScriptScope) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        value = Value(right, scope, is_piece=operator(node) == "+=")
        if left.type == "identifier":
            self._assigned.append((self.text(left), "", value))
        elif (path := self.member(left)) is not None and path[0].type == "this":
            self.fields.setdefault(path[1], []).append(value)
        elif path is not None and path[0].type == "identifier":
            self._assigned.append((self.text(path[0]), path[1], value))

    def member(self, node: Node) -> tuple[Node, str] | None:
        """The object and the name of a property: ``params.filter``, ``params["filter"]``, ``names[0]``."""
        target = node.child_by_field_name("object")
        field = "property" if node.type == "member_expression" else "index" if node.type == "subscript_expression" else ""
        name = self.text(node.child_by_field_name(field)) if field else ""
        return (target, name) if target is not None and name else None

    def entries(self, node: Node) -> dict[str, Node]:
        """The keys and values of an object, an enumeration or the fields of a class."""
        node = unwrapped(node)
        if node.type == "call_expression" and path(callee(node)) in _FREEZING and (given := arguments(node)):
            node = unwrapped(given[0])
        if node.type not in _COLLECTIONS:
            return {}
        if node.id not in self._entries:
            self._entries[node.id] = dict(self._pairs(node))
        return self._entries[node.id]

    def _pairs(self, node: Node) -> Iterator[tuple[str, Node]]:
        for child in node.named_children:
            key = next((key for field in _KEYS if (key := child.child_by_field_name(field)) is not None), None)
            value = child.child_by_field_name("value")
            if child.type == "shorthand_property_identifier":
                yield self.text(child), child
            elif key is not None and value is not None:
                yield self.text(key), value

    def _add_items(self, node: Node, scope: ScriptScope) -> None:
        called = method(node)
        if called is not None and called[1] in _ADDING and called[0].type == "identifier":
            name = self.text(called[0])
            self._assigned += ((name, "[]", Value(item, scope)) for item in arguments(node))

    def _bind(self) -> None:
        """Binds the assigned values to their names, wherever these are declared."""
        for name, property, value in self._assigned:
            binding = value.scope.resolve(name) or self.root.declare(name)
            if property == "[]":
                binding.items.append(value)
            elif property:
                binding.properties.setdefault(property, []).append(value)
            else:
                binding.values.append(value)
