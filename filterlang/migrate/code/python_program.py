"""A Python program that code moves work on: its syntax tree with parents, the call at a place, and its names by scope.

Owns the invariants that places handed in and edits handed out are those of the file, whatever the program was read from, and
that every way over the tree takes time linear in the text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
import re
from typing import TYPE_CHECKING, NamedTuple

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.host_languages import HOST_LANGUAGES, HostLanguage
from filterlang.migrate.code.notebook_programs import NotebookText, notebook_text
from filterlang.text.edits import Edit
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span

if TYPE_CHECKING:
    from tree_sitter import Node

COMPREHENSIONS = ("list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression")
FUNCTIONS = ("function_definition", "lambda")
_SCOPES = ("module", "class_definition", *FUNCTIONS, *COMPREHENSIONS)
_INSIDE = frozenset({"body", "parameters"})
"""The fields of a function or class whose names belong to its own scope; the others are evaluated outside."""
_PATTERNS = frozenset({
    "pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "tuple", "list", "expression_list",
    "parenthesized_expression", "as_pattern_target", "list_splat",
})  # fmt: skip
_BINDERS = {
    "assignment": "left", "augmented_assignment": "left", "for_statement": "left", "for_in_clause": "left",
    "named_expression": "name", "function_definition": "name", "class_definition": "name", "as_pattern": "alias",
    "default_parameter": "name", "typed_default_parameter": "name",
}  # fmt: skip
"""The field of a node whose names it binds."""
_PARAMETERS = frozenset({"parameters", "lambda_parameters", "typed_parameter", "dictionary_splat_pattern"})
_REGIONS = frozenset({"block", "module", *FUNCTIONS, *COMPREHENSIONS})
_LOOPS = ("for_statement", "while_statement")
_DECLARATIONS = ("global_statement", "nonlocal_statement")
_MOST_LEVELS = 200
"""Levels of scopes, or definitions of a name, that are looked through."""


class PythonScope:
    """A scope: the names that are bound in it, and the one around it."""

    def __init__(self, node: Node, parent: PythonScope | None) -> None:
        self.node, self.parent = node, parent
        self.variables: dict[str, PythonVariable] = {}
        self.elsewhere: dict[str, str] = {}
        """The names that are declared ``global`` or ``nonlocal``."""


class PythonVariable:
    """A name of a scope: the identifiers that bind it and those that read it, in order of place."""

    def __init__(self, name: str, scope: PythonScope) -> None:
        self.name, self.scope = name, scope
        self.definitions: list[Node] = []
        self.references: list[Node] = []


class _Flow(NamedTuple):
    """The references that each definition of a variable reaches, and the reverse, by the ids of the nodes."""

    reached: dict[int, list[Node]]
    reaching: dict[int, list[Node]]


class PythonProgram:
    """A program with its document, whose places and edits are those of ``document``. Raises ``UnparsedError`` at first use."""

    def __init__(self, document: HostDocument, notebook: NotebookText | None = None) -> None:
        self.document = document
        self._notebook = notebook

    # Places

    def node_at(self, span: Span) -> Node | None:
        """The smallest node of the program that holds a span of the file; None for a place that the program does not have."""
        inner = self.document.source.from_file(span) if self._notebook is None else self._notebook.span_of(span)
        if inner is None:
            return None
        return self.document.root.descendant_for_byte_range(self.document.byte(inner.start), self.document.byte(inner.end))

    def call_at(self, span: Span) -> Node | None:
        """The call whose function has its name at a span of the file; None where a function is not called there."""
        node = self.node_at(span)
        while node is not None and node.type in ("identifier", "attribute"):
            parent = self.parent(node)
            if parent is not None and parent.type == "call" and parent.child_by_field_name("function") == node:
                return parent
            node = parent
        return None

    def file_span(self, span: Span) -> Span:
        """The place in the file of a span of the program."""
        return self.document.source.in_file(span)[1]

    def in_file(self, edits: Iterable[Edit]) -> tuple[Edit, ...] | None:
        """The edits of the file that do what edits of the program do; None where the file cannot hold them."""
        return in_file(self.document.source, edits) if self._notebook is None else self._notebook.in_file(edits)

    def parent(self, node: Node) -> Node | None:
        """The node that has a node as its child."""
        return self._index[0].get(node.id)

    def ancestors(self, node: Node) -> Iterator[Node]:
        """Yields the nodes around a node, the innermost first."""
        parent = self.parent(node)
        while parent is not None:
            yield parent
            parent = self.parent(parent)

    def is_displayed(self, statement: Node) -> bool:
        """Whether a notebook shows the value of a statement: the last of its cell, without a semicolon."""
        parent = self.parent(statement)
        if self._notebook is None or parent is None or parent.type != "module":
            return False
        following = statement.next_named_sibling
        while following is not None and following.type == "comment":
            following = following.next_named_sibling
        end = self.document.span(statement).end
        if self.document.text[end:].lstrip(" \t")[:1] == ";":
            return False
        return following is None or self._notebook.is_between_cells(Span(end, self.document.span(following).start))

    # Names

    def variable(self, identifier: Node) -> PythonVariable | None:
        """The variable that an identifier binds or reads; None for the name of an attribute, of an argument, or a builtin."""
        return self._index[2].get(identifier.id)

    @property
    def all_variables(self) -> list[PythonVariable]:
        """The variables of all scopes."""
        return list(dict.fromkeys(self._index[2].values()))

    def variables_called(self, name: str) -> list[PythonVariable]:
        """The variables of the program with a name, of all scopes."""
        return self._by_name.get(name, [])

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of the text: a name that is none of them is free, whatever the code does with names."""
        return frozenset(re.findall(r"\w+", self.document.text))

    def functions(self, name: str) -> list[Node]:
        """The definitions of functions and methods with a name, in order of place."""
        return self._functions.get(name, [])

    def initializer(self, definition: Node) -> Node | None:
        """The method of a class that makes its objects."""
        return self._initializers.get(definition.id)

    def attributes(self, name: str) -> list[Node]:
        """The attributes with a name, ``….name``, in order of place."""
        return self._attributes.get(name, [])

    def is_type_checked(self, node: Node) -> bool:
        """Whether type checkers look at a node: the program has annotated functions, and the one around the node is one."""
        function = self.enclosing(node, "function_definition")
        return bool(self._annotated_functions) and (function is None or function.id in self._annotated_functions)

    def binder(self, identifier: Node) -> Node | None:
        """The statement or expression that binds an identifier, outside of all patterns."""
        return next((node for node in self.ancestors(identifier) if node.type not in _PATTERNS), None)

    def enclosing(self, node: Node, *types: str) -> Node | None:
        """The innermost node of some types around a node."""
        return next((ancestor for ancestor in self.ancestors(node) if ancestor.type in types), None)

    def reached(self, definition: Node) -> list[Node]:
        """The references that may read what a definition binds, in order of place."""
        variable = self.variable(definition)
        return [] if variable is None else self._flow(variable).reached.get(definition.id, [])

    def reaching(self, reference: Node) -> list[Node]:
        """The definitions whose value a reference may read, the nearest first."""
        variable = self.variable(reference)
        return [] if variable is None else self._flow(variable).reaching.get(reference.id, [])

    def _flow(self, variable: PythonVariable) -> _Flow:
        flow = self._flows.get(id(variable))
        if flow is None:
            flow = self._flows[id(variable)] = _Flow({}, {})
            effects = self._effects(variable)
            for reference in variable.references:
                flow.reaching[reference.id] = self._definitions_for(variable, effects, reference)
                for definition in flow.reaching[reference.id]:
                    flow.reached.setdefault(definition.id, []).append(reference)
        return flow

    def _effects(self, variable: PythonVariable) -> list[tuple[int, Node]]:
        """The definitions of a variable, each with the byte behind which it is in effect, in that order."""
        return sorted(((self._effect(node), node) for node in variable.definitions), key=lambda effect: effect[0])

    def _effect(self, definition: Node) -> int:
        binder = self.binder(definition)
        if binder is None or binder.type not in _BINDERS or binder.type in FUNCTIONS or binder.type == "class_definition":
            return definition.end_byte
        right = binder.child_by_field_name("right") if binder.type == "for_statement" else None
        return (right or binder).end_byte if binder.type != "as_pattern" else definition.end_byte

    def _definitions_for(self, variable: PythonVariable, effects: list[tuple[int, Node]], reference: Node) -> list[Node]:
        """The definitions of a variable that reach a reference.

        These are the last one before it that is always passed, those behind that which may be, and those of a loop around it.
        """
        if self._index[1].get(reference.id) is not variable.scope or variable.scope.node.type in (*COMPREHENSIONS, "lambda"):
            return [node for _, node in effects[:_MOST_LEVELS]]
        loops = [node for node in self.ancestors(reference) if self._repeats(node, reference, variable.scope.node)]
        at = bisect_left(effects, reference.start_byte + 1, key=lambda effect: effect[0])
        reaching: list[Node] = []
        start = 0
        for _, definition in islice(reversed(effects[max(0, at - _MOST_LEVELS) : at]), _MOST_LEVELS):
            if self._is_other_branch(definition, reference) and not any(_holds(loop, definition) for loop in loops):
                continue
            reaching.append(definition)
            if self._is_always_passed(definition, reference):
                start = definition.start_byte
                break
        outer = [loop for loop in loops if loop.start_byte >= start]
        if outer:
            later = (node for _, node in effects[at : at + _MOST_LEVELS])
            reaching += (node for node in later if _holds(outer[-1], node))
        return reaching

    def _repeats(self, node: Node, reference: Node, scope: Node) -> bool:
        """Whether a node is a loop of a scope that evaluates a reference inside of it again."""
        once = node.child_by_field_name("right") if node.type in _LOOPS else None
        return node.type in _LOOPS and _holds(scope, node) and (once is None or not _holds(once, reference))

    def _is_always_passed(self, definition: Node, reference: Node) -> bool:
        """Whether the code before a reference, in the same scope, always passes a definition."""
        region = next((node for node in self.ancestors(definition) if node.type in _REGIONS), None)
        return region is not None and _holds(region, reference)

    def _is_other_branch(self, definition: Node, reference: Node) -> bool:
        """Whether a definition and a reference are in two branches of which only one runs."""
        child = definition
        for ancestor in self.ancestors(definition):
            if _holds(ancestor, reference):
                is_choice = ancestor.type == "if_statement" or child.type == "case_clause"
                return is_choice and child.type in ("block", "elif_clause", "else_clause", "case_clause")
            child = ancestor
        return False

    # The walk

    @cached_property
    def _index(self) -> tuple[dict[int, Node], dict[int, PythonScope], dict[int, PythonVariable]]:
        """The parent of each node, and the scope and the variable of each identifier, by the ids of the nodes."""
        return self._walked()

    @cached_property
    def _by_name(self) -> dict[str, list[PythonVariable]]:
        named: defaultdict[str, list[PythonVariable]] = defaultdict(list)
        for variable in self.all_variables:
            named[variable.name].append(variable)
        return named

    @cached_property
    def _attributes(self) -> dict[str, list[Node]]:
        named: defaultdict[str, list[Node]] = defaultdict(list)
        for node in {node.id: node for node in self._index[0].values() if node.type == "attribute"}.values():
            if (name := node.child_by_field_name("attribute")) is not None:
                named[self.document.text_of(name)].append(node)
        return named

    @cached_property
    def _functions(self) -> dict[str, list[Node]]:
        named: defaultdict[str, list[Node]] = defaultdict(list)
        for variable in self.all_variables:
            for node in variable.definitions:
                parent = self.parent(node)
                if parent is not None and parent.type == "function_definition":
                    named[variable.name].append(parent)
        return named

    @cached_property
    def _initializers(self) -> dict[int, Node]:
        owners = ((self.enclosing(node, "class_definition"), node) for node in self.functions("__init__"))
        return {owner.id: node for owner, node in owners if owner is not None}

    @cached_property
    def _annotated_functions(self) -> set[int]:
        types = {node.id: node for node in self._index[0].values() if node.type == "type"}.values()
        owners = (self.enclosing(node, "function_definition", "block") for node in types)
        return {owner.id for owner in owners if owner is not None}

    @cached_property
    def _flows(self) -> dict[int, _Flow]:
        return {}

    def _walked(self) -> tuple[dict[int, Node], dict[int, PythonScope], dict[int, PythonVariable]]:
        """Passes the tree once, for the parents of its nodes and the scopes of its identifiers, and then resolves the names."""
        parents: dict[int, Node] = {}
        scopes: dict[int, PythonScope] = {}
        identifiers: list[tuple[Node, bool]] = []
        cursor = self.document.root.walk()
        module = PythonScope(self.document.root, None)
        ancestors: list[tuple[Node, PythonScope, str]] = []
        clauses: dict[int, int] = {}  # the first clause of each comprehension, whose iterable is evaluated outside
        while True:
            node, field = cursor.node, cursor.field_name or ""
            assert node is not None
            scope = module
            if ancestors:
                parent, scope, _ = ancestors[-1]
                parents[node.id] = parent
                scope = _scope_inside(parent, field, scope, clauses)
            if node.type == "for_in_clause" and ancestors:
                clauses.setdefault(ancestors[-1][0].id, node.id)
            if node.type == "identifier":
                role = _role([(ancestor, at) for ancestor, _, at in ancestors[-12:]], field, node)
                if role is not None:
                    scopes[node.id] = scope
                    identifiers.append((node, role))
            if cursor.goto_first_child():
                inner = PythonScope(node, scope) if node.type in _SCOPES and node.type != "module" else scope
                ancestors.append((node, inner, field))
                continue
            while not cursor.goto_next_sibling():
                if not cursor.goto_parent() or not ancestors:
                    return parents, scopes, _resolved(self.document, identifiers, parents, scopes)
                ancestors.pop()


def program_in(source: Source, language: HostLanguage) -> PythonProgram:
    """The program in a file of Python or in a notebook; that of a notebook in another language is empty."""
    if language.name == "notebook":
        notebook = notebook_text(source)
        empty = HostDocument(Source("", source.name), HOST_LANGUAGES["python"], lambda _: iter(()))
        return PythonProgram(empty if notebook is None else notebook.document, notebook)
    return PythonProgram(HostDocument(source, language, lambda _: iter(())))


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
    for _ in range(_MOST_LEVELS):
        if declared is None or scope.parent is None:
            break
        scope = scope.parent
        if declared == "nonlocal_statement" and name in scope.variables:
            break
    return scope


def _resolve(name: str, scope: PythonScope) -> PythonVariable | None:
    """The variable that a name read in a scope means; None for a builtin."""
    inner: PythonScope | None = scope
    for _ in range(_MOST_LEVELS):
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


def _holds(outer: Node, inner: Node) -> bool:
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte


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
    while index >= 0 and ancestors[index][0].type in _PATTERNS:
        field, index = ancestors[index][1], index - 1
    if index < 0:
        return False
    binder = ancestors[index][0].type
    if binder in _PARAMETERS:
        return True
    return _BINDERS.get(binder) == field and field != ""


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
