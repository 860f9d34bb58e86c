"""Finds the scopes of a Python program, and the names that its nodes bind and read in them.

Owns the invariant that one pass over the tree finds the parent of each node and the variable of each name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from filterlang.hosts.documents import HostDocument

if TYPE_CHECKING:
    from tree_sitter import Node

COMPREHENSIONS = ("list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression")
FUNCTIONS = ("function_definition", "lambda")
_SCOPES = ("module", "class_definition", *FUNCTIONS, *COMPREHENSIONS)
_PARTED = frozenset({*_SCOPES, "for_in_clause", "default_parameter", "typed_default_parameter"})
"""The kinds of nodes whose parts belong to several scopes."""
_INSIDE = frozenset({"body", "parameters"})
"""The fields of a function or class whose names belong to its own scope; the others are evaluated outside."""
PATTERNS = frozenset({
    "pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "tuple", "list", "expression_list",
    "parenthesized_expression", "as_pattern_target", "list_splat",
})  # fmt: skip
BINDERS = {
    "assignment": "left", "augmented_assignment": "left", "for_statement": "left", "for_in_clause": "left",
    "named_expression": "name", "function_definition": "name", "class_definition": "name", "as_pattern": "alias",
    "default_parameter": "name", "typed_default_parameter": "name",
}  # fmt: skip
"""The field of a node whose names it binds."""
_PARAMETERS = frozenset({"parameters", "lambda_parameters", "typed_parameter", "dictionary_splat_pattern"})
_DECLARATIONS = ("global_statement", "nonlocal_statement")
MOST_LEVELS = 200
"""Levels of scopes, or definitions of a name, that are looked through."""


class PythonScope:
    """A scope: the names that are bound in it, and the one around it."""

    def __init__(self, node: Node, parent: PythonScope | None) -> None:
        self.node: Node = node
        self.parent: PythonScope | None = parent
        self.variables: dict[str, PythonVariable] = {}
        self.elsewhere: dict[str, str] = {}
        """The names that are declared ``global`` or ``nonlocal``."""


class PythonVariable:
    """A name of a scope: the identifiers that bind it and those that read it, in order of place."""

    def __init__(self, name: str, scope: PythonScope) -> None:
        self.name: str = name
        self.scope: PythonScope = scope
        self.definitions: list[Node] = []
        self.references: list[Node] = []


class ProgramNames(NamedTuple):
    """The parent of each node, and the scope and the variable of each identifier, by the ids of the nodes."""

    parents: dict[int, Node]
    scopes: dict[int, PythonScope]
    variables: dict[int, PythonVariable]

    def ancestors(self, node: Node) -> Iterator[Node]:
        """Yields the nodes around a node, the innermost first."""
        parent = self.parents.get(node.id)
        while parent is not None:
            yield parent
            parent = self.parents.get(parent.id)

    def binder(self, identifier: Node) -> Node | None:
        """The statement or expression that binds an identifier, outside of all patterns."""
        return next((node for node in self.ancestors(identifier) if node.type not in PATTERNS), None)


def names_in(document: HostDocument) -> ProgramNames:
    """Passes the tree once, for the parents of its nodes and the scopes of its identifiers, and then resolves the names."""
    parents: dict[int, Node] = {}
    scopes: dict[int, PythonScope] = {}
    identifiers: list[tuple[Node, bool]] = []
    cursor = document.root.walk()
    module = PythonScope(document.root, None)
    ancestors: list[tuple[Node, PythonScope, str, str]] = []
    clauses: dict[int, int] = {}  # the first clause of each comprehension, whose iterable is evaluated outside
    while True:
        node, field = cursor.node, cursor.field_name or ""
        assert node is not None
        kind, scope = node.type, module
        if ancestors:
            parent, scope, _, parent_kind = ancestors[-1]
            parents[node.id] = parent
            if parent_kind in _PARTED:
                scope = _scope_inside(parent, field, scope, clauses)
        if kind == "for_in_clause" and ancestors:
            clauses.setdefault(ancestors[-1][0].id, node.id)
        if kind == "identifier":
            role = _role([(ancestor, at) for ancestor, _, at, _ in ancestors[-12:]], field, node)
            if role is not None:
                scopes[node.id] = scope
                identifiers.append((node, role))
        if cursor.goto_first_child():
            inner = PythonScope(node, scope) if kind in _SCOPES and kind != "module" else scope
            ancestors.append((node, inner, field, kind))
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent() or not ancestors:
                return ProgramNames(parents, scopes, _resolved(document, identifiers, parents, scopes))
            ancestors.pop()


def _resolved(
    document: HostDocument, identifiers: list[tuple[Node, bool]], parents: dict[int, Node], scopes: dict[int, PythonScope]
) -> dict[int, PythonVariable]:
    """The variable of each identifier, by the id of its node. Corrects their scopes where they bind a name of another."""
    variables: dict[int, PythonVariable] = {}
    bound: list[Node] = []
    for node, binds in identifiers:
        if binds and (declaration := parents[node.id].type) in _DECLARATIONS:
            scopes[node.id].elsewhere[document.text_of(node)] = declaration
        elif binds:
            bound.append(node)
    for node in bound:
        name = document.text_of(node)
        is_walrus = parents[node.id].type == "named_expression"
        scope = scopes[node.id] = _binding_scope(name, scopes[node.id], is_walrus=is_walrus)
        variable = variables[node.id] = scope.variables.setdefault(name, PythonVariable(name, scope))
        variable.definitions.append(node)
    for node, binds in identifiers:
        found = None if binds else _resolve(document.text_of(node), scopes[node.id])
        if found is not None:
            found.references.append(node)
            variables[node.id] = found
    return variables


def _binding_scope(name: str, scope: PythonScope, *, is_walrus: bool) -> PythonScope:
    """The scope in which a name is bound that is written in ``scope``."""
    if is_walrus:
        while scope.node.type in COMPREHENSIONS and scope.parent is not None:
            scope = scope.parent
    declared = scope.elsewhere.get(name)
    for _ in range(MOST_LEVELS):
        if declared is None or scope.parent is None:
            break
        scope = scope.parent
        if declared == "nonlocal_statement" and name in scope.variables:
            break
    return scope


def _resolve(name: str, scope: PythonScope) -> PythonVariable | None:
    """The variable that a name read in a scope means; None for a builtin."""
    inner: PythonScope | None = scope
    for _ in range(MOST_LEVELS):
        if inner is None:
            break
        if name in inner.variables and (inner is scope or inner.node.type != "class_definition"):
            return inner.variables[name]
        if inner.elsewhere.get(name) == "global_statement":
            while inner.parent is not None:
                inner = inner.parent
            return inner.variables.get(name)
        inner = inner.parent
    return None


def _scope_inside(parent: Node, field: str, scope: PythonScope, clauses: dict[int, int]) -> PythonScope:
    """The scope of a child, ``scope`` being that of the parent itself where it opens one."""
    is_opened = parent == scope.node and scope.parent is not None
    if is_opened and parent.type in ("class_definition", *FUNCTIONS) and field not in _INSIDE:
        return scope.parent or scope
    if parent.type == "for_in_clause" and field == "right" and clauses.get(scope.node.id) == parent.id:
        return scope.parent or scope
    if parent.type in ("default_parameter", "typed_default_parameter") and field in ("value", "type"):
        return scope.parent or scope
    return scope


def _role(ancestors: list[tuple[Node, str]], field: str, identifier: Node) -> bool | None:
    """Whether an identifier binds its name (True) or reads it (False); None where it is no name of a variable.

    ``ancestors`` are the innermost ones, each with its field, and ``field`` is that of the identifier.
    """
    kind = ancestors[-1][0].type
    if (kind == "attribute" and field == "attribute") or (kind == "keyword_argument" and field == "name"):
        return None
    if kind in _DECLARATIONS or kind in _PARAMETERS:
        return True
    if kind in ("dotted_name", "aliased_import", "keyword_pattern", "splat_pattern"):
        return _role_in_names(ancestors, field, is_first=identifier.start_byte == ancestors[-1][0].start_byte)
    if kind == "as_pattern" and not field:
        return any(ancestor.type == "case_pattern" for ancestor, _ in ancestors)
    index = len(ancestors) - 1
    while index >= 0 and ancestors[index][0].type in PATTERNS:
        field, index = ancestors[index][1], index - 1
    if index < 0:
        return False
    binder = ancestors[index][0].type
    if binder in _PARAMETERS:
        return True
    return BINDERS.get(binder) == field and field != ""


def _role_in_names(ancestors: list[tuple[Node, str]], field: str, *, is_first: bool) -> bool | None:
    """The role of an identifier in an import or in a pattern of ``match``."""
    parent, parent_field = ancestors[-1]
    outer = ancestors[-2][0].type if len(ancestors) > 1 else ""
    if parent.type == "aliased_import":
        return True if field == "alias" else None
    if parent.type in ("keyword_pattern", "splat_pattern"):
        return True if parent.type == "splat_pattern" else None
    if not is_first:
        return None
    if outer in ("import_statement", "import_from_statement", "future_import_statement"):
        return True if parent_field == "name" else None
    if outer in ("case_pattern", "keyword_pattern"):
        return parent.child_count == 1
    return False if outer == "class_pattern" else None
