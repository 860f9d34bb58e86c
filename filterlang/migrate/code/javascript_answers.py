"""Follows the answers of requests through a JavaScript or TypeScript program, to the runs and to the cursor of the next page.

Owns the invariant that an answer is followed at every use, or noted at the place where it is lost.
"""

from __future__ import annotations

from enum import StrEnum
import re
from typing import TYPE_CHECKING, NamedTuple

from filterlang.hosts.readers.javascript_syntax import FUNCTIONS, TRANSPARENT, arguments, path
from filterlang.migrate.code.code_moves import CodeNote, Import
from filterlang.migrate.code.javascript_answer_types import CURSORS, ITEMS, NEW_CURSOR, RUNS
from filterlang.migrate.code.javascript_program import JavascriptProgram
from filterlang.migrate.code.javascript_reads import uses_of
from filterlang.migrate.code.run_uses import RunShape
from filterlang.schema.moves_to_v2 import Risk
from filterlang.text.edits import Edit
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node


class ScriptPart(StrEnum):
    """What an expression holds of an answer."""

    RESPONSE = "the response"
    TEXT = "its text"
    ANSWER = "its content"
    CURSORS = "its cursors"


class _ScriptUse(NamedTuple):
    """An expression, what it holds, and for cursors the expression of the answer that they are taken from."""

    node: Node
    part: ScriptPart
    answer: Node | None = None


_SAME = TRANSPARENT | {"ternary_expression", "binary_expression", "parenthesized_expression"}
_LOST = "v2's answer has `items` and `next_cursor` in the place of `runs` and `cursors`: look at what is read from it here"
_NEXT, _NEW_NAME = "next", "nextCursor"
_AWAIT = "await"
"""What the grammar takes for a function in ``await (…)`` outside of functions."""
_NULL = re.compile(r"[!=]==\s*null\b")
_CONTINUED = frozenset({"then", "catch", "finally"})
_METHOD_KEYS = ("pair", "public_field_definition", "field_definition")
_PROPERTIES = ("member_expression", "subscript_expression")


class ScriptAnswers:
    """Follows the answers of the requests of one address."""

    def __init__(self, program: JavascriptProgram) -> None:
        self._program = program
        self.reads: set[str] | None = set()
        """The fields that are read from the runs; None where they go somewhere that is not followed."""
        self.edits: list[Edit] = []
        self.notes: list[CodeNote] = []
        self.imports: list[Import] = []
        self._seen: set[tuple[int, ScriptPart]] = set()
        self._pending: list[_ScriptUse] = []
        self._has_runs = False

    def follow(self, node: Node, part: ScriptPart) -> None:
        """Follows an expression that holds a response, or its content."""
        self._pending.append(_ScriptUse(node, part))
        while self._pending:
            use = self._pending.pop()
            if (use.node.id, use.part) not in self._seen:
                self._seen.add((use.node.id, use.part))
                self._step(use)

    def end(self, call: Node) -> None:
        """Notes at a request that nothing is seen to read its runs, where that is so: then all that v1 gave is selected."""
        if not self._has_runs:
            self._lose(call)

    def _step(self, use: _ScriptUse) -> None:
        node, parent = use.node, self._program.parent(use.node)
        if parent is None:
            return
        if parent.type in _SAME:
            self._pending.append(use._replace(node=parent))
        elif parent.type in ("variable_declarator", "assignment_expression"):
            target = parent.child_by_field_name("name") or parent.child_by_field_name("left")
            if target is not None and target.id != node.id:
                self._bound(target, use)
        elif parent.type in _PROPERTIES and self._is_object(node, parent):
            self._member(parent, use)
        elif parent.type == "arguments":
            self._argument(node, parent, use)
        elif parent.type == "return_statement" or (parent.type in FUNCTIONS and self._is_body(node, parent)):
            function = parent if parent.type in FUNCTIONS else self._program.enclosing_function(parent)
            self._returned(function, use)
        elif use.part is ScriptPart.ANSWER and parent.type in ("pair", "yield_expression", "array", "spread_element"):
            self._lose(node)
        elif use.part is ScriptPart.CURSORS and parent.type not in ("expression_statement", "if_statement"):
            self._cursors_elsewhere(use)

    def _is_object(self, node: Node, member: Node) -> bool:
        accessed = member.child_by_field_name("object")
        return accessed is not None and accessed.id == node.id

    def _is_body(self, node: Node, function: Node) -> bool:
        body = function.child_by_field_name("body")
        return body is not None and body.id == node.id

    # Names

    def _bound(self, target: Node, use: _ScriptUse) -> None:
        """Follows what a name, or a pattern, is given."""
        if use.part is ScriptPart.CURSORS:
            self._cursors_elsewhere(use)
        elif target.type == "object_pattern":
            self._taken_apart(target, use)
        elif target.type == "identifier":
            self._pending += (use._replace(node=reference) for reference in self._references(target))
        elif use.part is ScriptPart.ANSWER:
            self._lose(use.node)

    def _references(self, name: Node) -> list[Node]:
        variable = self._program.variable(name)
        references = [] if variable is None else variable.references
        return [node for node in references if node.id != name.id and not self._program.is_assigned(node)]

    def _taken_apart(self, pattern: Node, use: _ScriptUse) -> None:
        """Follows the entries of ``const { runs, cursors } = answer``."""
        for entry in pattern.named_children:
            left = entry.child_by_field_name("left") if entry.type == "object_assignment_pattern" else entry
            if left is None:
                continue
            key = left.child_by_field_name("key") if left.type == "pair_pattern" else left
            value = left.child_by_field_name("value") if left.type == "pair_pattern" else left
            value = value.child_by_field_name("left") if value is not None and value.type == "assignment_pattern" else value
            if key is None or value is None:
                continue
            name = self._program.text(key)
            if use.part is ScriptPart.RESPONSE and name in ("data", "body"):
                self._bound(value, use._replace(part=ScriptPart.ANSWER)) if value.type == "object_pattern" else self._named(
                    value
                )
            elif use.part is ScriptPart.ANSWER and name == RUNS:
                span = self._program.document.span(key)
                self.edits.append(Edit(span, f"{ITEMS}: {RUNS}" if left is key else ITEMS))
                for reference in self._references(value):
                    self._runs(reference)
                if value.type == "array_pattern":
                    self._lose(value)
            elif use.part is ScriptPart.ANSWER and name == CURSORS:
                self._cursors_taken(key, value)

    def _named(self, name: Node) -> None:
        self._pending += (_ScriptUse(reference, ScriptPart.ANSWER) for reference in self._references(name))

    def _cursors_taken(self, key: Node, value: Node) -> None:
        """Writes ``next_cursor`` in the place of ``cursors`` in a pattern, and in the place of what is read from it."""
        span = self._program.document.span
        if value.type == "object_pattern":
            inner = value.named_children[0] if len(value.named_children) == 1 else None
            target = None if inner is None else inner.child_by_field_name("value") or inner
            if target is None or not self._program.text(inner).startswith(_NEXT):
                self._lose(value)
            else:
                self.edits.append(Edit(span(key).cover(span(value)), f"{NEW_CURSOR}: {self._program.text(target)}"))
            return
        accesses = [self._program.parent(reference) for reference in self._references(value)]
        is_plain = all(node is not None and self._program.member_name(node) == _NEXT for node in accesses)
        if not is_plain or _NEW_NAME in self._program.names:
            self._lose(value)
            return
        self.edits.append(Edit(span(key).cover(span(value)), f"{NEW_CURSOR}: {_NEW_NAME}"))
        self.edits += (Edit(span(node), _NEW_NAME) for node in accesses if node is not None)

    def _returned(self, function: Node | None, use: _ScriptUse) -> None:
        """Follows what a function returns: to the calls of the function, or to what follows in a chain of promises."""
        if function is None:
            return
        parent = self._program.parent(function)
        call = None if parent is None or parent.type != "arguments" else self._program.parent(parent)
        if call is not None:
            if path(call.child_by_field_name("function"), 1) in _CONTINUED:
                self._pending.append(use._replace(node=call))
            return
        name = function.child_by_field_name("name") or (None if parent is None else parent.child_by_field_name("name"))
        calls = calls_of(self._program, function)
        if use.part is ScriptPart.CURSORS:
            self._cursors_elsewhere(use)
        elif use.part is ScriptPart.ANSWER and (not calls or self._program.text(name) in self._program.exported):
            self._lose(function if name is None else name)
        self._pending += (use._replace(node=call) for call in calls)

    # Responses

    def _member(self, member: Node, use: _ScriptUse) -> None:
        name = self._program.member_name(member) or ""
        call = self._program.parent(member)
        is_called = call is not None and call.type == "call_expression" and call.child_by_field_name("function") == member
        if name in _CONTINUED and is_called and call is not None:
            self._continued(call, name, use)
        elif use.part is ScriptPart.RESPONSE:
            part = {"json": ScriptPart.ANSWER, "data": ScriptPart.ANSWER, "text": ScriptPart.TEXT, "body": ScriptPart.TEXT}.get(
                name
            )
            if part is not None:
                self._pending.append(_ScriptUse(call if is_called and call is not None else member, part))
        elif use.part is ScriptPart.ANSWER:
            self._key(member, name, use)
        elif use.part is ScriptPart.CURSORS:
            if name == _NEXT and use.answer is not None:
                self._next_page(use.answer, member)
            else:
                self._cursors_elsewhere(use)

    def _continued(self, call: Node, name: str, use: _ScriptUse) -> None:
        """Follows ``promise.then(value => …)``."""
        if name != "then":
            self._pending.append(use._replace(node=call))
        for callback in arguments(call)[:1] if name == "then" else ():
            function = self._program.function_of(callback)
            for pattern in self._program.parameters(function)[:1] if function is not None else ():
                self._bound(pattern, use)

    def _key(self, member: Node, name: str, use: _ScriptUse) -> None:
        """Follows a property of an answer."""
        key = member.child_by_field_name("property") or member.child_by_field_name("index")
        if key is not None and name == RUNS:
            span = self._program.document.span(key)
            is_text = key.type == "string"
            self.edits.append(Edit(Span(span.start + is_text, span.end - is_text), ITEMS))
            self._runs(member)
        elif name == CURSORS:
            self._pending.append(_ScriptUse(member, ScriptPart.CURSORS, use.node))
        elif not name:
            self._lose(member)

    def _runs(self, value: Node) -> None:
        self._has_runs = True
        uses = uses_of(self._program, value, RunShape.RUNS, keyed=True)
        self.reads = None if uses.reads is None or self.reads is None else self.reads | uses.reads
        self.edits += uses.edits
        self.notes += uses.notes
        self.imports += uses.imports

    def _argument(self, node: Node, given: Node, use: _ScriptUse) -> None:
        """Follows an argument: of ``JSON.parse``, or of a function of the file."""
        call = self._program.parent(given)
        if call is None:
            return
        called = path(call.child_by_field_name("function"))
        if called == _AWAIT:
            self._pending.append(use._replace(node=call))
            return
        if use.part is ScriptPart.TEXT and called == "JSON.parse":
            self._pending.append(_ScriptUse(call, ScriptPart.ANSWER))
            return
        if use.part is ScriptPart.CURSORS:
            self._cursors_elsewhere(use)
            return
        index = next((index for index, argument in enumerate(arguments(call)) if argument.id == node.id), None)
        target = call.child_by_field_name("function")
        function = None if target is None else self._program.function_of(target)
        patterns = [] if function is None or index is None else self._program.parameters(function)[index : index + 1]
        for pattern in patterns:
            self._bound(pattern, use)
        if use.part is ScriptPart.ANSWER and not patterns and not called.startswith("console."):
            self._lose(node)

    # Cursors

    def _next_page(self, answer: Node, value: Node) -> None:
        """Writes the cursor of the next page in the place of ``value``, which begins with the answer or has it in brackets.

        v2 may leave it out on the last page, where v1 gave null, which a program may compare it with.
        """
        inner, outer = self._program.document.span(answer), self._program.document.span(value)
        between = self._program.document.text[inner.end : outer.end]
        parent = self._program.parent(value)
        is_kept = parent is not None and parent.type in ("variable_declarator", "assignment_expression")
        null = " ?? null" if is_kept and _NULL.search(self._program.document.text) else ""
        self.edits.append(Edit(Span(inner.end, outer.end), f"{'?.' if between.startswith('?.') else '.'}{NEW_CURSOR}{null}"))
        if outer.start < inner.start:
            self.edits.append(Edit(Span(outer.start, inner.start), ""))

    def _cursors_elsewhere(self, use: _ScriptUse) -> None:
        """Keeps v1's cursors for code that is not followed."""
        if use.answer is not None:
            inner, outer = self._program.document.span(use.answer), self._program.document.span(use.node)
            self.edits.append(Edit(Span(outer.start, inner.start), f"{{ {_NEXT}: "))
            self.edits.append(Edit(Span(inner.end, outer.end), f".{NEW_CURSOR} }}"))

    def _lose(self, node: Node) -> None:
        self.reads = None
        self._has_runs = True
        self.notes.append(CodeNote(self._program.document.span(node), _LOST, Risk.SILENT))


def calls_of(program: JavascriptProgram, function: Node) -> list[Node]:
    """The calls that may be those of a function or method, by its name. A method calls no other object's method of its name."""
    parent = program.parent(function)
    name = function.child_by_field_name("name")
    if name is None and parent is not None:
        name = parent.child_by_field_name("name") or parent.child_by_field_name("key") or parent.child_by_field_name("property")
    is_method = function.type == "method_definition" or (parent is not None and parent.type in _METHOD_KEYS)
    if name is None:
        return []
    found: list[Node] = []
    for call in program.calls:
        target = call.child_by_field_name("function")
        if path(target, 1) != program.text(name) or target is None:
            continue
        is_inside = function.start_byte <= call.start_byte and call.end_byte <= function.end_byte
        if (target.type == "member_expression") == is_method and not (is_method and is_inside):
            found.append(call)
    return found
