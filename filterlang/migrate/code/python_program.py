"""Reads a Python program for moving its code: its syntax tree with parents, the call at a place, and its names by scope.

Owns the invariants that places handed in and edits handed out are those of the file, whatever the program was read from, and
that every way over the tree takes time linear in the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
import re
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.host_languages import HOST_LANGUAGES, HostLanguage
from filterlang.migrate.code.notebook_programs import NotebookText, notebook_text
from filterlang.migrate.code.python_definitions import PythonDefinitions
from filterlang.migrate.code.python_soundness import is_python
from filterlang.migrate.code.python_scopes import ProgramNames, PythonVariable, names_in
from filterlang.text.edits import Edit
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span

if TYPE_CHECKING:
    from tree_sitter import Node


class PythonProgram:
    """A program with its document, whose places and edits are those of ``document``. Raises ``UnparsedError`` at first use."""

    def __init__(self, document: HostDocument, notebook: NotebookText | None = None) -> None:
        self.document = document
        self._notebook = notebook

    @cached_property
    def is_sound(self) -> bool:
        """Whether Python reads the program without a syntax error."""
        return is_python(self.document.parsed_text)

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
        return self._names.parents.get(node.id)

    def ancestors(self, node: Node) -> Iterator[Node]:
        """Yields the nodes around a node, the innermost first."""
        return self._names.ancestors(node)

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
        return self._names.variables.get(identifier.id)

    @property
    def all_variables(self) -> list[PythonVariable]:
        """The variables of all scopes."""
        return list(dict.fromkeys(self._names.variables.values()))

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

    def enclosing(self, node: Node, *types: str) -> Node | None:
        """The innermost node of some types around a node."""
        return next((ancestor for ancestor in self.ancestors(node) if ancestor.type in types), None)

    def binder(self, identifier: Node) -> Node | None:
        """The statement or expression that binds an identifier, outside of all patterns."""
        return self._names.binder(identifier)

    def reached(self, definition: Node) -> list[Node]:
        """The references that may read what a definition binds, in order of place."""
        return self._definitions.reached(definition)

    def reaching(self, reference: Node) -> list[Node]:
        """The definitions whose value a reference may read, the nearest first."""
        return self._definitions.reaching(reference)

    # Indexes

    @cached_property
    def _names(self) -> ProgramNames:
        return names_in(self.document)

    @cached_property
    def _definitions(self) -> PythonDefinitions:
        return PythonDefinitions(self._names)

    @cached_property
    def _by_name(self) -> dict[str, list[PythonVariable]]:
        named: defaultdict[str, list[PythonVariable]] = defaultdict(list)
        for variable in self.all_variables:
            named[variable.name].append(variable)
        return named

    @cached_property
    def _attributes(self) -> dict[str, list[Node]]:
        named: defaultdict[str, list[Node]] = defaultdict(list)
        for node in {node.id: node for node in self._names.parents.values() if node.type == "attribute"}.values():
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
        types = {node.id: node for node in self._names.parents.values() if node.type == "type"}.values()
        owners = (self.enclosing(node, "function_definition", "block") for node in types)
        return {owner.id for owner in owners if owner is not None}


@lru_cache(maxsize=1)
def program_in(source: Source, language: HostLanguage) -> PythonProgram:
    """The program in a file of Python or in a notebook; that of a notebook in another language is empty.

    The last program is kept, because its calls are moved to each target.
    """
    if language.name == "notebook":
        notebook = notebook_text(source)
        empty = HostDocument(Source("", source.name), HOST_LANGUAGES["python"], lambda _: iter(()))
        return PythonProgram(empty if notebook is None else notebook.document, notebook)
    return PythonProgram(HostDocument(source, language, lambda _: iter(())))
