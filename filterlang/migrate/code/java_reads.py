"""Follows the page of runs of a call through Java code to the fields that it reads, as v2's classes need them.

Owns the invariant that Java code is only followed inside of its method, and that anything else is refused with its place: the
classes of v1 and v2 differ, so that a value which goes elsewhere would not compile.
"""

from __future__ import annotations

from collections.abc import Callable
import re
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.known_places import snake
from filterlang.migrate.code.function_names import names_in
from filterlang.migrate.code.unfollowed_runs import UnfollowedError
from filterlang.schema.moves_to_v2 import ALWAYS_GIVEN, FIELD_MOVES, FieldMove, FieldReading
from filterlang.schema.run_schema import RUN_FIELDS, ColumnType
from filterlang.text.edits import Edit, insert

if TYPE_CHECKING:
    from tree_sitter import Node

RENAMED_CLASSES = {
    "RunQueryParams": "RunQueryV2Params", "RunQueryV1Params": "RunQueryV2Params", "RunQueryPage": "RunQueryV2Page",
    "RunQueryV1Page": "RunQueryV2Page", "RunSchema": "Run", "RunTypeEnum": "RunType",
}  # fmt: skip
"""The classes of v1, and those of v2 in their place."""
_SAME = frozenset({FieldReading.SAME, FieldReading.TEXT_ID, FieldReading.OBJECT, FieldReading.COUNT})
_SUFFIXES = {
    FieldReading.PARENT: ".filter(ids -> !ids.isEmpty()).map(ids -> ids.get(ids.size() - 1))",
    FieldReading.COST: ".map(String::valueOf)",
}
"""The code that makes the optional value of v2 that of v1."""
_OPTIONAL_TIMES = ColumnType.DATETIME
_COLLECTIONS = frozenset({"stream", "filter", "limit", "skip", "subList", "parallelStream", "peek"})
_COUNTS = frozenset({"size", "isEmpty", "count", "hasNextPage", "close"})
_ITEMS = frozenset({"get", "getFirst", "getLast"})
_WITH_LAMBDAS = frozenset({
    "forEach", "map", "mapToLong", "mapToInt", "mapToDouble", "filter", "anyMatch", "allMatch", "noneMatch", "peek",
})  # fmt: skip
_METHODS = frozenset({"method_declaration", "constructor_declaration", "lambda_expression", "compact_constructor_declaration"})
_CONSTANT = re.compile(r"(?:\w+\.)*RunTypeEnum(?=\.[A-Z_]+\Z)")


def java_name(name: str) -> str:
    """The name of a field or a parameter in Java's SDK: ``projectIds`` for ``project_ids``."""
    first, *others = name.lower().split("_")
    return first + "".join(part.capitalize() for part in others)


class JavaReads:
    """The fields that code reads of the runs of one call, and the edits that these reads need.

    Raises ``UnfollowedError`` where runs go elsewhere.
    """

    def __init__(self, document: HostDocument, call: Node) -> None:
        self.document: HostDocument = document
        self.fields: set[str] = set()
        self.edits: list[Edit] = []
        self.method: Node = _method_around(call)
        self._names = names_in(document, self.method)
        self._page(call)

    def text(self, node: Node | None) -> str:
        """The text of a node, and an empty one for none."""
        return "" if node is None else self.document.text_of(node)

    def parent(self, node: Node) -> Node:
        """The node around a node of the method."""
        return self._names.parents.get(node.id, self.method)

    def uses(self, name: Node, within: Node | None = None) -> list[Node]:
        """The uses of a local variable, or of a parameter within a body. Raises ``UnfollowedError`` if it is not alone."""
        found: list[Node] = []
        for node in self._names.within(self.text(name), within or self.method):
            if within is not None and node.id == within.id:
                found.append(node)
            elif node.id != name.id:
                around = self.parent(node)
                field = next((field for field in ("name", "field") if self._is_field(around, field, node)), "")
                if field and around.type in ("variable_declarator", "formal_parameter", "enhanced_for_statement"):
                    raise UnfollowedError(name, f"`{self.text(name)}` is declared more than once in its method")
                if not field or around.type == "lambda_expression":
                    found.append(node)
        return found

    def _is_field(self, around: Node, field: str, node: Node) -> bool:
        child = around.child_by_field_name(field)
        return child is not None and child.id == node.id

    def retype(self, node: Node | None) -> None:
        """Writes v2's class in the place of v1's."""
        text = self.text(node)
        if node is not None and text in RENAMED_CLASSES:
            self.edits.append(Edit(self.document.span(node), RENAMED_CLASSES[text]))
        elif node is not None and text != "var":
            raise UnfollowedError(node, f"`{text}` is not known on v2")

    def _named(self, value: Node, follow: Callable[[Node], None]) -> bool:
        """Follows a value that a local variable is given; False where none is."""
        declarator = self.parent(value)
        statement = self.parent(declarator)
        if declarator.type != "variable_declarator" or statement.type != "local_variable_declaration":
            return False
        self.retype(statement.child_by_field_name("type"))
        name = declarator.child_by_field_name("name")
        for use in [] if name is None else self.uses(name):
            follow(use)
        return True

    def _called(self, value: Node) -> tuple[Node, str] | None:
        """The call of a method on a value."""
        call = self.parent(value)
        target = call.child_by_field_name("object") if call.type == "method_invocation" else None
        return (call, self.text(call.child_by_field_name("name"))) if target is not None and target.id == value.id else None

    def _page(self, page: Node) -> None:
        called = self._called(page)
        around = self.parent(page)
        if called is not None and called[1] in ("runs", "items", "autoPager"):
            if called[1] == "runs":
                self._rename(called[0], "items")
            self._runs(called[0])
        elif called is not None and called[1] == "nextPage":
            self._page(called[0])
        elif called is not None and called[1] in _COUNTS:
            return
        elif around.type == "assignment_expression":
            self._assigned(page, around)
        elif not self._named(page, self._page) and around.type != "expression_statement":
            raise UnfollowedError(page, "the page of runs goes elsewhere")

    def _assigned(self, page: Node, assignment: Node) -> None:
        left = assignment.child_by_field_name("left")
        if left is None or (left.id != page.id and "nextPage" not in self.text(page)):
            raise UnfollowedError(page, "the page of runs goes elsewhere")

    def _runs(self, runs: Node) -> None:
        """A use of runs in a list, a stream or a pager."""
        called, around = self._called(runs), self.parent(runs)
        if called is not None:
            self._method_of_runs(*called)
        elif around.type == "enhanced_for_statement":
            self.retype(around.child_by_field_name("type"))
            if (name := around.child_by_field_name("name")) is not None:
                for use in self.uses(name, around.child_by_field_name("body")):
                    self._run(use)
        elif around.type != "expression_statement":
            raise UnfollowedError(runs, "the runs go elsewhere")

    def _method_of_runs(self, call: Node, name: str) -> None:
        known = name in _COUNTS or name in _WITH_LAMBDAS
        if name in _WITH_LAMBDAS:
            self._lambda(call)
        if name in _COLLECTIONS:
            self._runs(call)
        elif name in _ITEMS:
            self._run(call)
        elif not known:
            raise UnfollowedError(call, f"`{name}` is not followed")

    def _lambda(self, call: Node) -> None:
        given = call.child_by_field_name("arguments")
        function = None if given is None or not given.named_children else given.named_children[0]
        parameter = None if function is None else function.child_by_field_name("parameters")
        if function is None or parameter is None or function.type != "lambda_expression" or parameter.type != "identifier":
            raise UnfollowedError(call, "the runs go to a function that is not written there")
        for use in self.uses(parameter, function.child_by_field_name("body")):
            self._run(use)

    def _run(self, run: Node) -> None:
        """A use of one run: a field of it is read, or it gets a name."""
        called = self._called(run)
        if called is not None:
            self._field(*called)
        elif not self._named(run, self._run):
            raise UnfollowedError(run, "the run goes elsewhere")

    def _field(self, read: Node, method: str) -> None:
        """Writes the read of a field."""
        move = FIELD_MOVES.get(snake(method))
        if move is None:
            raise UnfollowedError(read, f"`{method}` is not known on v2")
        self.fields.add(move.name)
        if move.v2 and move.v2 != move.name:
            self._rename(read, java_name(move.v2))
        end = self.document.span(read).end
        if move.reading is FieldReading.UPPER:
            self._enum(read, move)
        elif move.reading in _SUFFIXES:
            self.edits.append(insert(end, _SUFFIXES[move.reading]))
        elif move.reading not in _SAME:
            raise UnfollowedError(read, f"`{method}` has another type on v2")
        elif move.name in ALWAYS_GIVEN and RUN_FIELDS[move.name].column is not _OPTIONAL_TIMES:
            self.edits.append(insert(end, ".get()"))

    def _rename(self, call: Node, name: str) -> None:
        node = call.child_by_field_name("name")
        if node is not None:
            self.edits.append(Edit(self.document.span(node), name))

    def _enum(self, read: Node, move: FieldMove) -> None:
        """Writes the status, a text on v1, in small letters; constants of the types of runs get the class of v2."""
        around, end = self.parent(read), self.document.span(read).end
        text = ".get().asString().toLowerCase()"
        if move.name == "status" or (around.type == "binary_expression" and self._is_joined(around)):
            self.edits.append(insert(end, text))
            return
        called = self._called(read)
        if called is not None and called[1] in ("toString", "asString"):
            self.edits += [insert(end, ".get()"), insert(self.document.span(called[0]).end, ".toLowerCase()")]
            return
        others = _others(called[0] if called is not None else around, read)
        constants = [other for other in others if _CONSTANT.match(self.text(other))]
        if not constants or (called is not None and called[1] != "equals"):
            raise UnfollowedError(read, f"`{self.text(read)}` has another type on v2")
        self.edits.append(insert(end, ".get()"))
        for constant in constants:
            self.edits.append(Edit(self.document.span(constant), _CONSTANT.sub("RunType", self.text(constant))))

    def _is_joined(self, operation: Node) -> bool:
        return self.text(operation.child_by_field_name("operator")) == "+"


def _others(around: Node, read: Node) -> list[Node]:
    """The other side of a comparison of an enumeration: the other operand, or the argument of ``equals``."""
    arguments = around.child_by_field_name("arguments")
    if arguments is not None:
        return arguments.named_children
    if around.type == "argument_list":
        target = None if around.parent is None else around.parent.child_by_field_name("object")
        return [] if target is None else [target]
    return [child for child in around.named_children if child.id != read.id]


def _method_around(call: Node) -> Node:
    """The method that a call stands in; a lambda has the variables of its method."""
    node, found = call.parent, None
    while node is not None:
        if node.type in _METHODS:
            found = node
            if node.type != "lambda_expression":
                break
        node = node.parent
    if found is None:
        raise UnfollowedError(call, "the call stands in no method")
    return found
