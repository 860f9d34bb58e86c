"""Follows the answers of requests through a JavaScript or TypeScript program, to the runs and to the cursor of the next page.

Owns the invariant that an answer is followed at every use, or noted at the place where it is lost.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filterlang.hosts.readers.javascript_syntax import FUNCTIONS, TRANSPARENT, arguments, path
from filterlang.migrate.code.javascript_program import JavascriptProgram
from filterlang.migrate.code.javascript_reads import uses_of
from filterlang.migrate.code.request_answers import AnswerPart, AnswerUse, FollowedAnswers
from filterlang.migrate.code.run_uses import RunShape
from filterlang.schema.moves_to_v2 import ANSWER_MOVES, NEXT_PAGE
from filterlang.text.edits import Edit
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node


_SAME = TRANSPARENT | {"ternary_expression", "binary_expression", "parenthesized_expression"}
(_RUNS, _ITEMS), (_CURSORS, _NEW_CURSOR) = ANSWER_MOVES.items()
_NEW_NAME = "nextCursor"
_AWAIT = "await"
"""The word that the grammar takes for a function in ``await (…)`` outside of functions."""
_NULL = re.compile(r"[!=]==\s*null\b")
_CONTINUED = frozenset({"then", "catch", "finally"})
_METHOD_KEYS = ("pair", "public_field_definition", "field_definition")
_PROPERTIES = ("member_expression", "subscript_expression")


class ScriptAnswers(FollowedAnswers):
    """Follows the answers of the requests of one address."""

    def __init__(self, program: JavascriptProgram) -> None:
        super().__init__(program.document.span)
        self._program = program

    def _step(self, use: AnswerUse) -> None:
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
        elif use.part is AnswerPart.ANSWER and parent.type in ("pair", "yield_expression", "array", "spread_element"):
            self._lose(node)
        elif use.part is AnswerPart.CURSORS and parent.type not in ("expression_statement", "if_statement"):
            self._cursors_elsewhere(use)

    def _is_object(self, node: Node, member: Node) -> bool:
        accessed = member.child_by_field_name("object")
        return accessed is not None and accessed.id == node.id

    def _is_body(self, node: Node, function: Node) -> bool:
        body = function.child_by_field_name("body")
        return body is not None and body.id == node.id

    # Names

    def _bound(self, target: Node, use: AnswerUse) -> None:
        """Follows what a name, or a pattern, is given."""
        if use.part is AnswerPart.CURSORS:
            self._cursors_elsewhere(use)
        elif target.type == "object_pattern":
            self._taken_apart(target, use)
        elif target.type == "identifier":
            self._pending += (use._replace(node=reference) for reference in self._references(target))
        elif use.part is AnswerPart.ANSWER:
            self._lose(use.node)

    def _references(self, name: Node) -> list[Node]:
        variable = self._program.variable(name)
        references = [] if variable is None else variable.references
        return [node for node in references if node.id != name.id and not self._program.is_assigned(node)]

    def _taken_apart(self, pattern: Node, use: AnswerUse) -> None:
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
            if use.part is AnswerPart.RESPONSE and name in ("data", "body"):
                self._bound(value, use._replace(part=AnswerPart.ANSWER)) if value.type == "object_pattern" else self._named(
                    value
                )
            elif use.part is AnswerPart.ANSWER and name == _RUNS:
                span = self._span(key)
                self.edits.append(Edit(span, f"{_ITEMS}: {_RUNS}" if left is key else _ITEMS))
                for reference in self._references(value):
                    self._runs(reference)
                if value.type == "array_pattern":
                    self._lose(value)
            elif use.part is AnswerPart.ANSWER and name == _CURSORS:
                self._cursors_taken(key, value)

    def _named(self, name: Node) -> None:
        self._pending += (AnswerUse(reference, AnswerPart.ANSWER) for reference in self._references(name))

    def _cursors_taken(self, key: Node, value: Node) -> None:
        """Writes ``next_cursor`` in the place of ``cursors`` in a pattern, and in the place of what is read from it."""
        span = self._span
        if value.type == "object_pattern":
            inner = value.named_children[0] if len(value.named_children) == 1 else None
            target = None if inner is None else inner.child_by_field_name("value") or inner
            if target is None or not self._program.text(inner).startswith(NEXT_PAGE):
                self._lose(value)
            else:
                self.edits.append(Edit(span(key).cover(span(value)), f"{_NEW_CURSOR}: {self._program.text(target)}"))
            return
        accesses = [self._program.parent(reference) for reference in self._references(value)]
        is_plain = all(node is not None and self._program.member_name(node) == NEXT_PAGE for node in accesses)
        if not is_plain or _NEW_NAME in self._program.names:
            self._lose(value)
            return
        self.edits.append(Edit(span(key).cover(span(value)), f"{_NEW_CURSOR}: {_NEW_NAME}"))
        self.edits.extend(Edit(span(node), _NEW_NAME) for node in accesses if node is not None)

    def _returned(self, function: Node | None, use: AnswerUse) -> None:
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
        if use.part is AnswerPart.CURSORS:
            self._cursors_elsewhere(use)
        elif use.part is AnswerPart.ANSWER and (not calls or self._program.text(name) in self._program.exported):
            self._lose(function if name is None else name)
        self._pending += (use._replace(node=call) for call in calls)

    # Responses

    def _member(self, member: Node, use: AnswerUse) -> None:
        name = self._program.member_name(member) or ""
        call = self._program.parent(member)
        is_called = call is not None and call.type == "call_expression" and call.child_by_field_name("function") == member
        if name in _CONTINUED and is_called and call is not None:
            self._continued(call, name, use)
        elif use.part is AnswerPart.RESPONSE:
            part = {"json": AnswerPart.ANSWER, "data": AnswerPart.ANSWER, "text": AnswerPart.TEXT, "body": AnswerPart.TEXT}.get(
                name
            )
            if part is not None:
                self._pending.append(AnswerUse(call if is_called and call is not None else member, part))
        elif use.part is AnswerPart.ANSWER:
            self._key(member, name, use)
        elif use.part is AnswerPart.CURSORS:
            if name == NEXT_PAGE and use.answer is not None:
                self._next_page(use.answer, member)
            else:
                self._cursors_elsewhere(use)

    def _continued(self, call: Node, name: str, use: AnswerUse) -> None:
        """Follows ``promise.then(value => …)``."""
        if name != "then":
            self._pending.append(use._replace(node=call))
        for callback in arguments(call)[:1] if name == "then" else ():
            function = self._program.function_of(callback)
            for pattern in self._program.parameters(function)[:1] if function is not None else ():
                self._bound(pattern, use)

    def _key(self, member: Node, name: str, use: AnswerUse) -> None:
        """Follows a property of an answer."""
        key = member.child_by_field_name("property") or member.child_by_field_name("index")
        if key is not None and name == _RUNS:
            span = self._span(key)
            is_text = key.type == "string"
            self.edits.append(Edit(Span(span.start + is_text, span.end - is_text), _ITEMS))
            self._runs(member)
        elif name == _CURSORS:
            self._pending.append(AnswerUse(member, AnswerPart.CURSORS, use.node))
        elif not name:
            self._lose(member)

    def _runs(self, value: Node) -> None:
        self._take(uses_of(self._program, value, RunShape.RUNS, keyed=True))

    def _argument(self, node: Node, given: Node, use: AnswerUse) -> None:
        """Follows an argument: of ``JSON.parse``, or of a function of the file."""
        call = self._program.parent(given)
        if call is None:
            return
        called = path(call.child_by_field_name("function"))
        if called == _AWAIT:
            self._pending.append(use._replace(node=call))
            return
        if use.part is AnswerPart.TEXT and called == "JSON.parse":
            self._pending.append(AnswerUse(call, AnswerPart.ANSWER))
            return
        if use.part is AnswerPart.CURSORS:
            self._cursors_elsewhere(use)
            return
        index = next((index for index, argument in enumerate(arguments(call)) if argument.id == node.id), None)
        target = call.child_by_field_name("function")
        function = None if target is None else self._program.function_of(target)
        patterns = [] if function is None or index is None else self._program.parameters(function)[index : index + 1]
        for pattern in patterns:
            self._bound(pattern, use)
        if use.part is AnswerPart.ANSWER and not patterns and not called.startswith("console."):
            self._lose(node)

    # Cursors

    def _next_page(self, answer: Node, value: Node) -> None:
        """Writes the cursor of the next page in the place of ``value``, which begins with the answer or has it in brackets.

        v2 may leave it out on the last page, where v1 gave null, which a program may compare it with.
        """
        inner, outer = self._span(answer), self._span(value)
        between = self._program.document.text[inner.end : outer.end]
        parent = self._program.parent(value)
        is_kept = parent is not None and parent.type in ("variable_declarator", "assignment_expression")
        null = " ?? null" if is_kept and _NULL.search(self._program.document.text) else ""
        self.edits.append(Edit(Span(inner.end, outer.end), f"{'?.' if between.startswith('?.') else '.'}{_NEW_CURSOR}{null}"))
        if outer.start < inner.start:
            self.edits.append(Edit(Span(outer.start, inner.start), ""))

    def _cursors_elsewhere(self, use: AnswerUse) -> None:
        """Keeps v1's cursors for code that is not followed."""
        if use.answer is not None:
            inner, outer = self._span(use.answer), self._span(use.node)
            self.edits.append(Edit(Span(outer.start, inner.start), f"{{ {NEXT_PAGE}: "))
            self.edits.append(Edit(Span(inner.end, outer.end), f".{_NEW_CURSOR} }}"))


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
