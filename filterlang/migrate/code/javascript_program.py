"""Reads a JavaScript or TypeScript file as a program: its calls, its scopes, and the variable of each name in it.

Owns the invariant that a name is resolved as the language does it: in the innermost scope that declares it, ``let``, ``const``
and ``class`` in their block, ``var`` and functions in their function.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
import re
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument, walk
from filterlang.hosts.host_languages import HostLanguage
from filterlang.hosts.readers.javascript_syntax import FUNCTIONS, expressions, literal_text, unwrapped
from filterlang.migrate.code.javascript_scopes import BlockScope, ScriptVariable
from filterlang.text.edits import Edit
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span

if TYPE_CHECKING:
    from tree_sitter import Node

_CLASSES = ("class_declaration", "class", "abstract_class_declaration")
_BLOCKS = FUNCTIONS | {
    "statement_block", "for_statement", "for_in_statement", "catch_clause", "class_static_block", "switch_body", "class_body",
    "internal_module", "class",
}  # fmt: skip
"""Nodes that open a scope."""
_NAMED_OUTSIDE = frozenset({
    "function_declaration", "generator_function_declaration", *_CLASSES, "enum_declaration", "function_signature",
    "interface_declaration", "type_alias_declaration",
}) - {"class"}  # fmt: skip
"""Declarations whose name belongs to the scope around them."""
_NAMED_INSIDE = frozenset({"function_expression", "generator_function", "class"})
"""Expressions whose name is known only in them."""
_IMPORTED = frozenset({"import_clause", "namespace_import", "import_specifier"})
_LEAVES = ("identifier", "shorthand_property_identifier_pattern")
"""Nodes of a pattern that are names."""
_EXPORTS = re.compile(r"(?:module\s*\.\s*)?exports\b")
_READS = ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern", "type_identifier")
"""Nodes that stand for a name."""
_DEFAULTS = ("assignment_pattern", "object_assignment_pattern")


class JavascriptProgram:
    """A file of JavaScript or TypeScript with its names resolved. Its nodes are those of ``document``.

    Raises ``UnparsedError`` and ``ImportError`` as ``HostDocument.root`` does.
    """

    def __init__(self, document: HostDocument) -> None:
        self.document: HostDocument = document
        self.calls: list[Node] = []
        """The calls and the uses of ``new``, in order."""
        self.members: dict[str, list[Node]] = {}
        """The accesses to a property by its name, ``run.name`` and ``run["name"]``, in order."""
        self.methods: dict[str, list[Node]] = {}
        """The methods of classes and objects, and the functions that are values of their keys, by name."""
        self.names: set[str] = set()
        """All names that the file declares or reads."""
        self._parents: dict[int, Node] = {}
        self._variables: dict[int, ScriptVariable] = {}
        self._scopes: dict[int, BlockScope] = {}
        self._root = BlockScope(document.root.end_byte, None, is_function=True)
        self._walk()

    @property
    def is_typed(self) -> bool:
        """Whether the file is TypeScript."""
        return self.document.language.name != "javascript"

    def text(self, node: Node | None) -> str:
        """The text of a node, and an empty one for none."""
        return "" if node is None else self.document.text_of(node)

    def parent(self, node: Node) -> Node | None:
        """The node around a node."""
        return self._parents.get(node.id)

    def ancestors(self, node: Node) -> Iterator[Node]:
        """Yields the nodes around a node, the innermost first."""
        parent = self.parent(node)
        while parent is not None:
            yield parent
            parent = self.parent(parent)

    def call_at(self, name: Span) -> Node | None:
        """The call of a method, or of a function, whose name stands at a place in the file; None where it is not called."""
        span = self.document.source.from_file(name)
        start = self.document.byte(span.start)
        node = self.document.root.descendant_for_byte_range(start, self.document.byte(span.end))
        while node is not None:
            parent = self.parent(node)
            if parent is not None and parent.type in ("call_expression", "new_expression"):
                called = parent.child_by_field_name("function") or parent.child_by_field_name("constructor")
                return parent if called is not None and called.id == node.id else None
            is_name = parent is not None and parent.end_byte == node.end_byte and parent.type == "member_expression"
            node = parent if is_name or (parent is not None and parent.type == "non_null_expression") else None
        return None

    def enclosing_function(self, node: Node) -> Node | None:
        """The innermost function around a node; None at the top of the file."""
        return next((ancestor for ancestor in self.ancestors(node) if ancestor.type in FUNCTIONS), None)

    def statement(self, node: Node) -> Node:
        """The statement, in a block or at the top of the file, that a node stands in."""
        for ancestor in self.ancestors(node):
            if ancestor.type in ("program", "statement_block", "switch_case", "switch_default", "class_static_block"):
                break
            node = ancestor
        return node

    def variable(self, node: Node) -> ScriptVariable | None:
        """The variable that a name stands for; None for other nodes, and for names that the file does not declare."""
        return self._variables.get(node.id)

    def visible(self, name: str, node: Node) -> ScriptVariable | None:
        """The variable that a name would stand for at a node."""
        return self._scope(node).resolve(name)

    def value_of(self, variable: ScriptVariable) -> Node | None:
        """The one value that a variable has: of its declaration, where nothing else is assigned to it."""
        if len(variable.definitions) != 1 or any(map(self.is_assigned, variable.references)):
            return None
        definition = variable.definitions[0]
        parent = self.parent(definition)
        if parent is None:
            return None
        if parent.type in _NAMED_OUTSIDE:
            return parent
        value = parent.child_by_field_name("value") if parent.type == "variable_declarator" else None
        name = parent.child_by_field_name("name")
        return value if name is not None and name.id == definition.id else None

    def function_of(self, node: Node) -> Node | None:
        """The function of the file that an expression is: written there, or by its name."""
        node = unwrapped(node)
        if node.type in FUNCTIONS:
            return node
        variable = self.variable(node)
        value = None if variable is None else self.value_of(variable)
        value = None if value is None else unwrapped(value)
        return value if value is not None and value.type in FUNCTIONS else None

    def is_assigned(self, node: Node) -> bool:
        """Whether a name, or an access to a property, stands where something is assigned to it."""
        parent = self.parent(node)
        while parent is not None and parent.type in (
            "array_pattern",
            "pair_pattern",
            "object_pattern",
            *_DEFAULTS,
            "rest_pattern",
        ):
            node, parent = parent, self.parent(parent)
        if parent is None or parent.type not in (
            "assignment_expression", "augmented_assignment_expression", "for_in_statement", "update_expression"
        ):  # fmt: skip
            return False
        target = parent.child_by_field_name("left") or parent.child_by_field_name("argument")
        return target is not None and target.id == node.id

    def parameters(self, function: Node) -> list[Node]:
        """The patterns of a function's parameters, without their types and defaults, but with ``...``."""
        single = function.child_by_field_name("parameter")
        if single is not None:
            return [single]
        listed = function.child_by_field_name("parameters")
        patterns = [] if listed is None else expressions(listed)
        patterns = [pattern.child_by_field_name("pattern") or pattern for pattern in patterns]
        return [pattern for pattern in patterns if pattern.type != "this"]

    def names_in(self, pattern: Node) -> Iterator[Node]:
        """Yields the names that a pattern gives values to."""
        pending = [pattern]
        while pending:
            node = pending.pop()
            if node.type in _LEAVES:
                yield node
            elif node.type in _DEFAULTS:
                pending += [left for left in [node.child_by_field_name("left")] if left is not None]
            elif node.type == "pair_pattern":
                pending += [value for value in [node.child_by_field_name("value")] if value is not None]
            elif node.type in ("required_parameter", "optional_parameter"):
                pending += [inner for inner in [node.child_by_field_name("pattern")] if inner is not None]
            elif node.type in ("object_pattern", "array_pattern", "rest_pattern", "formal_parameters"):
                pending += reversed(node.named_children)

    def in_file(self, edits: Iterable[Edit]) -> tuple[Edit, ...] | None:
        """Edits of the document as edits of the file; None where the file cannot be edited so."""
        return in_file(self.document.source, edits)

    def file_span(self, span: Span) -> Span:
        """The place in the file of a place in the document."""
        return self.document.source.in_file(span)[1]

    @cached_property
    def exported(self) -> frozenset[str]:
        """The names that the file exports, by ``export`` and by ``module.exports``."""
        names: set[str] = set()
        for statement in self.document.root.named_children:
            if statement.type == "export_statement":
                names.update(map(self.text, self._exported_by(statement)))
            elif statement.type == "expression_statement":
                names.update(map(self.text, self._exported_values(statement)))
        return frozenset(names)

    def _exported_by(self, statement: Node) -> Iterator[Node]:
        declaration = statement.child_by_field_name("declaration") or statement.child_by_field_name("value")
        if declaration is not None:
            yield declaration.child_by_field_name("name") or declaration
            for declarator in declaration.named_children:
                if declarator.type == "variable_declarator" and (pattern := declarator.child_by_field_name("name")) is not None:
                    yield from self.names_in(pattern)
        for clause in statement.named_children:
            if clause.type == "export_clause":
                yield from (name for item in clause.named_children if (name := item.child_by_field_name("name")) is not None)

    def _exported_values(self, statement: Node) -> Iterator[Node]:
        """Yields the values that a statement assigns to ``module.exports`` or to a property of ``exports``."""
        assignment = statement.named_children[0]
        target, value = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
        if value is not None and _EXPORTS.match(self.text(target)):
            yield value
            for entry in value.named_children:
                yield entry.child_by_field_name("value") or entry

    def _scope(self, node: Node) -> BlockScope:
        for ancestor in self.ancestors(node):
            if (scope := self._scopes.get(ancestor.id)) is not None:
                return scope
        return self._root

    def _walk(self) -> None:
        scope = self._root
        reads: list[tuple[Node, BlockScope]] = []
        for node, ancestors in walk(self.document.root):
            if ancestors:
                self._parents[node.id] = ancestors[-1]
            if not node.is_named:
                continue
            while scope.parent is not None and node.start_byte >= scope.end:
                scope = scope.parent
            outer = scope
            if node.type in _BLOCKS:
                scope = self._scopes[node.id] = BlockScope(node.end_byte, outer, is_function=node.type in FUNCTIONS)
            self._declare(node, scope, outer)
            if node.type in _READS:
                reads.append((node, scope))
            else:
                self._record(node)
        self._resolve(reads)

    def _resolve(self, reads: list[tuple[Node, BlockScope]]) -> None:
        """Gives each name its variable."""
        for node, scope in reads:
            name = self.text(node)
            self.names.add(name)
            variable = self._variables.get(node.id)
            if variable is None and (variable := scope.resolve(name)) is not None:
                self._variables[node.id] = variable
                variable.references.append(node)

    def _record(self, node: Node) -> None:
        """Records the calls, the accesses to properties and the methods."""
        if node.type in ("call_expression", "new_expression"):
            self.calls.append(node)
        elif (name := self.member_name(node)) is not None:
            self.members.setdefault(name, []).append(node)
        elif node.type == "method_definition":
            self.methods.setdefault(self.text(node.child_by_field_name("name")), []).append(node)
        elif node.type in ("pair", "public_field_definition", "field_definition"):
            key = node.child_by_field_name("key") or node.child_by_field_name("name") or node.child_by_field_name("property")
            value = node.child_by_field_name("value")
            if value is not None and value.type in FUNCTIONS:
                self.methods.setdefault(self.text(key), []).append(value)

    def member_name(self, node: Node) -> str | None:
        """The name of the property that an expression accesses; None where it is no access, or computed."""
        if node.type == "member_expression":
            return self.text(node.child_by_field_name("property"))
        return literal_text(self.document, node.child_by_field_name("index")) if node.type == "subscript_expression" else None

    def _declare(self, node: Node, scope: BlockScope, outer: BlockScope) -> None:
        """Declares the names of a node: in the scope that it opens or stands in, or in the one around it."""
        if node.type in FUNCTIONS:
            for pattern in (node.child_by_field_name("parameters"), node.child_by_field_name("parameter")):
                self._bind(pattern, scope)
        if node.type in _NAMED_OUTSIDE or node.type in _NAMED_INSIDE:
            self._bind(node.child_by_field_name("name"), outer if node.type in _NAMED_OUTSIDE else scope)
        elif node.type == "variable_declarator":
            is_var = (parent := self.parent(node)) is not None and parent.type == "variable_declaration"
            self._bind(node.child_by_field_name("name"), scope.function() if is_var else scope)
        elif node.type == "for_in_statement" and (kind := node.child_by_field_name("kind")) is not None:
            self._bind(node.child_by_field_name("left"), outer.function() if kind.type == "var" else scope)
        elif node.type == "catch_clause":
            self._bind(node.child_by_field_name("parameter"), scope)
        elif node.type in _IMPORTED:
            self._import(node, scope)

    def _bind(self, pattern: Node | None, scope: BlockScope) -> None:
        if pattern is None:
            return
        for name in (pattern,) if pattern.type == "type_identifier" else self.names_in(pattern):
            self._variables[name.id] = scope.declare(self.text(name), name)

    def _import(self, node: Node, scope: BlockScope) -> None:
        name = node.child_by_field_name("alias") or node.child_by_field_name("name")
        name = name or next((child for child in node.named_children if child.type == "identifier"), None)
        statement = next((ancestor for ancestor in self.ancestors(node) if ancestor.type == "import_statement"), None)
        if name is None or statement is None:
            return
        module = literal_text(self.document, statement.child_by_field_name("source")) or ""
        original = {"import_clause": "default", "namespace_import": "*"}.get(node.type)
        self._bind(name, scope)
        if (variable := self._variables.get(name.id)) is not None:
            variable.imported = (module, original or self.text(node.child_by_field_name("name")))


def program_in(source: Source, language: HostLanguage) -> JavascriptProgram:
    """The program that a text of JavaScript or TypeScript is. Raises ``UnparsedError`` and ``ImportError``."""
    return JavascriptProgram(HostDocument(source, language, lambda _: iter(())))
