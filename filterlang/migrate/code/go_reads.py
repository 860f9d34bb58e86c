"""Follows the page of runs, or the pager, of a call through Go code to the fields that it reads, as v2's types need them.

Owns the invariant that Go code is only followed inside of its function, and that anything else is refused with its place: the
types of v1 and v2 differ, so that a value which goes elsewhere would not compile.
"""

from __future__ import annotations

from collections.abc import Iterator
import re
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.known_places import snake
from filterlang.migrate.code.function_names import names_in
from filterlang.migrate.code.unfollowed_runs import UnfollowedError
from filterlang.schema.moves_to_v2 import FIELD_MOVES, FieldReading
from filterlang.text.edits import Edit
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_SAME = frozenset({FieldReading.SAME, FieldReading.TEXT_ID, FieldReading.COUNT, FieldReading.COST, FieldReading.OBJECT})
"""Readings of fields whose Go types are the same on v1 and v2."""
_EQUALITIES = frozenset({"==", "!="})
_TYPE_OF_V1 = re.compile(r"\bRunTypeEnum(?=[A-Z])")
_PARTS = {"ID": "ID", "IDS": "IDs", "URL": "URL"}
_STRINGS = frozenset({"interpreted_string_literal", "raw_string_literal"})
_FUNCTIONS = frozenset({"function_declaration", "method_declaration", "func_literal"})


def go_name(name: str) -> str:
    """The name of a field in Go's SDK: ``ProjectIDs`` for ``project_ids`` and for ``PROJECT_IDS``."""
    return "".join(_PARTS.get(part, part.capitalize()) for part in name.upper().split("_"))


class GoReads:
    """The fields that code reads of the runs of one call, and the edits that these reads need.

    Raises ``UnfollowedError`` where runs go elsewhere.
    """

    def __init__(self, document: HostDocument, call: Node, *, is_pager: bool) -> None:
        self.document: HostDocument = document
        self.fields: set[str] = set()
        self.edits: list[Edit] = []
        self.needs_strings: bool = False
        self._function = self._enclosing(call)
        self._names = names_in(document, self._function)
        result = self._result(call)
        uses = self._uses(result)
        for use in uses:
            self._pager(use) if is_pager else self._page(use)

    def _enclosing(self, call: Node) -> Node:
        """The function around a call."""
        function: Node | None = call
        while function is not None and function.type not in _FUNCTIONS:
            function = function.parent
        if function is None:
            raise UnfollowedError(call, "the call stands in no function")
        return function

    def _parent(self, node: Node) -> Node:
        return self._names.parents.get(node.id, self._function)

    def _text(self, node: Node | None) -> str:
        return "" if node is None else self.document.text_of(node)

    def _result(self, call: Node) -> Node:
        """The name that a call's result gets."""
        around = self._parent(self._parent(call))
        left = around.child_by_field_name("left") if around.type == "short_var_declaration" else None
        if left is None or left.named_children[0].type != "identifier":
            raise UnfollowedError(call, "its result is not given to a new variable")
        return left.named_children[0]

    def _uses(self, name: Node) -> Iterator[Node]:
        """Yields the uses of a variable in its block. Raises ``UnfollowedError`` where its name is declared there twice."""
        text = self._text(name)
        found: list[Node] = []
        for node in self._names.within(text, self._block(name)):
            if node.id != name.id:
                parent = self._parent(node)
                around = self._parent(parent)
                left = around.child_by_field_name("left")
                is_new = around.type in ("short_var_declaration", "range_clause") and left is not None
                is_left = is_new and left is not None and left.id == parent.id
                if is_left or parent.type in ("parameter_declaration", "var_spec"):
                    raise UnfollowedError(name, f"`{text}` is declared more than once in its block")
                found.append(node)
        yield from found

    def _block(self, name: Node) -> Node:
        """The block or the loop that a name is declared in."""
        node = self._parent(name)
        while node.type not in ("block", "for_statement", *_FUNCTIONS) and node.id != self._function.id:
            node = self._parent(node)
        return node

    def _page(self, use: Node) -> None:
        """A use of a page of runs."""
        access = self._parent(use)
        field = self._text(access.child_by_field_name("field")) if access.type == "selector_expression" else ""
        if field == "Runs":
            self._rename(access, "Items")
            self._runs(access)
        elif field == "Cursors" and self._text(self._parent(access).child_by_field_name("field")) == "Next":
            span = self.document.span(self._parent(access))
            self.edits.append(Edit(Span(self.document.span(use).end + 1, span.end), "NextCursor"))
        elif field != "GetNextPage" and access.type != "binary_expression" and not self._is_assigned(use):
            raise UnfollowedError(use, "the page of runs goes elsewhere")

    def _is_assigned(self, use: Node) -> bool:
        statement = self._parent(self._parent(use))
        left = statement.child_by_field_name("left")
        is_next = "GetNextPage" in self._text(statement.child_by_field_name("right"))
        return statement.type == "assignment_statement" and left is not None and is_next and left.id == self._parent(use).id

    def _pager(self, use: Node) -> None:
        """A use of a pager: ``Next``, ``Err`` and ``Current``."""
        access = self._parent(use)
        field = self._text(access.child_by_field_name("field")) if access.type == "selector_expression" else ""
        if field == "Current":
            self._run(self._parent(access))
        elif field not in ("Next", "Err", "Index"):
            raise UnfollowedError(use, "the pager goes elsewhere")

    def _runs(self, runs: Node) -> None:
        """A use of a slice of runs."""
        around = self._parent(runs)
        while around.type == "slice_expression":
            runs, around = around, self._parent(around)
        if around.type == "range_clause" and (left := around.child_by_field_name("left")) is not None:
            for name in left.named_children[1:2]:
                self._variable(name)
        elif around.type == "index_expression":
            self._run(around)
        elif not (around.type == "argument_list" and self._text(self._parent(around).child_by_field_name("function")) == "len"):
            raise UnfollowedError(runs, "the runs go elsewhere")

    def _variable(self, name: Node) -> None:
        if self._text(name) != "_":
            for use in self._uses(name):
                self._run(use)

    def _run(self, run: Node) -> None:
        """A use of one run: a field of it is read, or it gets a name."""
        around = self._parent(run)
        if around.type == "selector_expression":
            self._field(around)
        elif around.type == "expression_list" and (statement := self._parent(around)).type == "short_var_declaration":
            left = statement.child_by_field_name("left")
            if left is None or len(left.named_children) != 1:
                raise UnfollowedError(run, "the run goes elsewhere")
            self._variable(left.named_children[0])
        else:
            raise UnfollowedError(run, "the run goes elsewhere")

    def _field(self, access: Node) -> None:
        """Writes the read of a field."""
        name = snake(self._text(access.child_by_field_name("field")))
        move = FIELD_MOVES.get(name)
        if move is None:
            raise UnfollowedError(access, f"`{self._text(access)}` is not known on v2")
        self.fields.add(name)
        if move.reading is FieldReading.UPPER:
            self._enum(access)
        elif move.reading is FieldReading.PARENT:
            self._parent_id(access)
        elif move.reading not in _SAME:
            raise UnfollowedError(access, f"`{self._text(access)}` has another type on v2")
        elif move.v2 != name:
            self._rename(access, go_name(move.v2))

    def _rename(self, access: Node, name: str) -> None:
        field = access.child_by_field_name("field")
        if field is not None:
            self.edits.append(Edit(self.document.span(field), name))

    def _enum(self, access: Node) -> None:
        """Writes constants in capitals where the value is compared with them, and the value in small letters elsewhere."""
        around = self._parent(access)
        if around.type == "binary_expression" and self._text(around.child_by_field_name("operator")) in _EQUALITIES:
            self._constants(child for child in around.named_children if child.id != access.id)
        elif around.type == "expression_switch_statement":
            cases = [case.child_by_field_name("value") for case in around.named_children if case.type == "expression_case"]
            self._constants(value for case in cases if case is not None for value in case.named_children)
        else:
            self._lowered(access, around)

    def _constants(self, values: Iterator[Node]) -> None:
        for value in values:
            text, span = self._text(value), self.document.span(value)
            if value.type in _STRINGS:
                self.edits.append(Edit(span, text.upper()))
            elif _TYPE_OF_V1.search(text) is not None:
                self.edits.append(Edit(span, _TYPE_OF_V1.sub("RunType", text)))
            else:
                raise UnfollowedError(value, f"`{text}` has to be in capitals on v2")

    def _lowered(self, access: Node, around: Node) -> None:
        """Writes ``strings.ToLower``, which gives a text: v1's status is one, and printing takes one for a type as well."""
        called = self._text(self._parent(around).child_by_field_name("function")) if around.type == "argument_list" else ""
        node = self._parent(around) if called == "string" else access
        is_text = self._text(access.child_by_field_name("field")) == "Status"
        if not (is_text or called == "string" or called.startswith(("fmt.", "log."))):
            raise UnfollowedError(access, f"`{self._text(access)}` has another type on v2")
        self.needs_strings = True
        self.edits.append(Edit(self.document.span(node), f"strings.ToLower(string({self._text(access)}))"))

    def _parent_id(self, access: Node) -> None:
        """Writes a test for a parent: v2 gives all ancestors."""
        around = self._parent(access)
        sign, other = around.child_by_field_name("operator"), around.child_by_field_name("right")
        if around.type != "binary_expression" or self._text(other) != '""' or self._text(sign) not in _EQUALITIES:
            raise UnfollowedError(access, f"v2 has the ids of all ancestors in place of `{self._text(access)}`")
        run = self._text(access.child_by_field_name("operand"))
        test = "== 0" if self._text(sign) == "==" else "> 0"
        self.edits.append(Edit(self.document.span(around), f"len({run}.ParentRunIDs) {test}"))
