"""Moves the base that an address of a Python program begins with: a constant, an attribute, or the base of a client.

Owns the invariant that a base which other addresses use as well keeps its value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
import re
from typing import TYPE_CHECKING

from filterlang.hosts.documents import walk
from filterlang.migrate.code.code_moves import CodeNote
from filterlang.migrate.code.python_file_calls import PythonFileCalls
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.request_addresses import UNKNOWN_BASE
from filterlang.schema.end_of_v1 import QUERY_OF_RUNS
from filterlang.schema.moves_to_v2 import Risk
from filterlang.text.edits import Edit, insert
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_VERSION = re.compile(r"/v1(?=/?[\"'])")
_URL = re.compile(r"[\"'](https?://[^\"'{}]*)[\"']")
_HOST = re.compile(r"https?://[^/\s\"']+/?\Z")
_SUFFIX = "v2"


class PythonBases:
    """The bases of the addresses of a program that are moved; ``paths`` are the places of their paths in the document."""

    def __init__(self, program: PythonProgram, calls: PythonFileCalls, paths: Sequence[Span]) -> None:
        self._program, self._calls, self._paths = program, calls, paths

    def moved(self, path: Span, string: Node) -> tuple[list[Edit], list[CodeNote]] | None:
        """The edits for a path in a string and for the base before it; None where a person has to write the base."""
        text = self._program.document.text
        edit = Edit(path, QUERY_OF_RUNS)
        if _HOST.search(text[max(0, path.start - 120) : path.start]):
            return [edit], []
        base = self._before(path, string)
        if base is None:
            return self._of_client(path, string)
        values = list(self._values(base))
        versioned = [value for value in values if _VERSION.search(self._text(value))]
        if not versioned:
            is_known = bool(values) and all(_URL.search(self._text(value)) for value in values)
            return [edit], [] if is_known else [CodeNote(path, UNKNOWN_BASE, Risk.ERROR)]
        edits = self._version(versioned[0], base) if len(values) == 1 else None
        return None if edits is None else (edits, [])

    def _before(self, path: Span, string: Node) -> Node | None:
        """The expression whose value stands directly before a path."""
        for node, _ in walk(string):
            if node.type == "interpolation" and self._program.document.span(node).end == path.start and node.named_children:
                return node.named_children[0]
        parent = self._program.parent(string)
        if self._program.document.span(string).start < path.start - 2 or parent is None:
            return None
        if parent.type == "binary_operator" and parent.child_by_field_name("right") == string:
            left = parent.child_by_field_name("left")
            return left if left is None or left.type != "binary_operator" else left.child_by_field_name("right")
        if parent.type == "argument_list" and parent.named_children[-1] == string and len(parent.named_children) > 1:
            call = self._program.parent(parent)
            is_join = call is not None and self._calls.name_of(call) in ("urljoin", "join")
            return parent.named_children[-2] if is_join else None
        return None

    # Where a base comes from

    def _values(self, base: Node) -> Iterator[Node]:
        """Yields the expressions that a base is set to."""
        if base.type == "call" and base.child_by_field_name("function") is not None:
            function = base.child_by_field_name("function")
            if function is not None and function.type == "attribute" and self._calls.name_of(base) in ("rstrip", "strip"):
                yield from self._values(function.named_children[0])
                return
        if base.type == "identifier":
            variable = self._program.variable(base)
            for definition in variable.definitions if variable is not None else ():
                yield from self._bound(definition)
        elif base.type == "attribute":
            for node in self._same(base):
                yield from self._bound(node)
        else:
            yield base

    def _bound(self, target: Node) -> Iterator[Node]:
        binder = self._program.binder(target) if target.type == "identifier" else self._program.parent(target)
        value = None
        if binder is not None and binder.type == "assignment" and binder.child_by_field_name("left") == target:
            value = binder.child_by_field_name("right")
        elif binder is not None and binder.type in ("default_parameter", "typed_default_parameter"):
            value = binder.child_by_field_name("value")
        if value is not None:
            yield value

    def _same(self, base: Node) -> list[Node]:
        """The attributes of a program with the name of one, and the names that its classes bind."""
        name = base.child_by_field_name("attribute")
        if name is None:
            return []
        word = self._text(name)
        attributes = [node for node, _ in walk(self._program.document.root) if self._attribute_name(node) == word]
        bound = [node for variable in self._program.variables_called(word) for node in variable.definitions]
        return [*attributes, *(node for node in bound if self._program.enclosing(node, "class_definition") is not None)]

    def _attribute_name(self, node: Node) -> str:
        name = node.child_by_field_name("attribute") if node.type == "attribute" else None
        return "" if name is None else self._text(name)

    def _uses(self, base: Node) -> list[Node]:
        variable = self._program.variable(base) if base.type == "identifier" else None
        if variable is not None:
            return variable.references
        return [node for node in self._same(base) if not any(True for _ in self._bound(node))]

    # Writing

    def _version(self, value: Node, base: Node) -> list[Edit] | None:
        """The edits that give an address v2's base: in its definition, or in a second one beside it."""
        uses = [use for use in self._uses(base) if use.type in ("identifier", "attribute")]
        versions = list(_VERSION.finditer(self._text(value)))
        start = self._program.document.span(value).start
        if value == base:
            return [Edit(Span(start + versions[-1].start(), start + versions[-1].end()), "/v2")]
        if all(self._is_moved(use) for use in uses):
            return [Edit(Span(start + versions[-1].start(), start + versions[-1].end()), "/v2")]
        second = self._second(value)
        if second is None:
            return None
        edit, added = second
        ends = [self._program.document.span(use).end for use in uses if self._is_moved(use)]
        return [edit, *(insert(end, added) for end in ends)] if ends else None

    def _second(self, value: Node) -> tuple[Edit, str] | None:
        """The edit that writes v2's base beside the definition with a value, and the end of its name; None where it cannot."""
        document = self._program.document
        statement, binder = self._program.enclosing(value, "expression_statement"), self._program.enclosing(value, "assignment")
        left = None if binder is None else binder.child_by_field_name("left")
        versions = list(_VERSION.finditer(self._text(value)))
        if statement is None or left is None or not versions:
            return None
        name, span = self._text(left), document.span(statement)
        added = f"_{_SUFFIX.upper() if name.isupper() else _SUFFIX}"
        indent = document.text[document.text.rfind("\n", 0, span.start) + 1 : span.start]
        is_taken = name.rpartition(".")[2] + added in self._program.words
        if is_taken or indent.strip():
            return None
        start = document.span(value).start
        first, last = start + versions[-1].start(), start + versions[-1].end()
        code = f"{name}{added}{document.text[document.span(left).end : first]}/v2{document.text[last : span.end]}"
        return insert(span.end, f"\n{indent}{code}"), added

    def _is_moved(self, use: Node) -> bool:
        """Whether a base stands directly before the path of a request that is moved."""
        end = self._program.document.span(use).end
        between = re.compile(r"(?:\.rstrip\([^()]*\))?(?:\}|\s*[+,]\s*f?[\"'])")
        match = between.match(self._program.document.text, end)
        return match is not None and any(path.start == match.end() for path in self._paths)

    # Clients with a base of their own

    def _of_client(self, path: Span, string: Node) -> tuple[list[Edit], list[CodeNote]] | None:
        """The edits for a path whose base is that of a client, ``base_url``, or that a function of the file adds."""
        texts = [node for node, _ in walk(self._program.document.root) if node.type == "string"]
        versioned = [node for node in texts if _VERSION.search(self._text(node))]
        if not versioned:
            is_known = any("://" in self._text(node) for node in texts)
            return [Edit(path, QUERY_OF_RUNS)], [] if is_known else [CodeNote(path, UNKNOWN_BASE, Risk.ERROR)]
        paths = [node for node in texts if re.match(r"f?[\"']/[\w{]", self._text(node)) and node not in versioned]
        are_moved = all(any(self._program.document.span(node).contains(moved) for moved in self._paths) for node in paths)
        if len(versioned) > 1 or not are_moved:
            return self._absolute(path, string, versioned[0]) if len(versioned) == 1 else None
        start = self._program.document.span(versioned[0]).start
        match = _VERSION.search(self._text(versioned[0]))
        return None if match is None else ([Edit(Span(start + match.start(), start + match.end()), "/v2")], [])

    def _absolute(self, path: Span, string: Node, versioned: Node) -> tuple[list[Edit], list[CodeNote]] | None:
        """The whole address, where a client with a ``base_url`` gets the path: it takes whole addresses too."""
        bases = [node for node, _ in walk(self._program.document.root) if node.type == "keyword_argument"
                 and self._text(node.child_by_field_name("name") or node) == "base_url"]  # fmt: skip
        base = bases[0].child_by_field_name("value") if len(bases) == 1 else None
        call = self._program.enclosing(string, "call")
        is_plain = self._program.document.span(string).start == path.start - 1
        if base is None or call is None or self._calls.functions(call) or not is_plain:
            return None
        url = _URL.fullmatch(self._text(versioned))
        if base == versioned and url is not None:
            return [Edit(path, f"{re.sub(r'/api/v1/?$', '', url[1])}{QUERY_OF_RUNS}")], []
        binder = self._program.enclosing(versioned, "assignment")
        left = None if binder is None else binder.child_by_field_name("left")
        value = None if binder is None else binder.child_by_field_name("right")
        second = None if value is None or left is None or self._text(left) != self._text(base) else self._second(value)
        if second is None:
            return None
        edit, added = second
        at = self._program.document.span(string).start
        return [edit, insert(at, "f"), insert(path.start, f"{{{self._text(base)}{added}}}")], []

    def _text(self, node: Node) -> str:
        return self._program.document.text_of(node)
