"""Follows the answers of requests through a Python program, to the runs in them and to the cursor of the next page.

Owns the invariant that an answer is followed at every use, or noted at the place where it is lost.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filterlang.hosts.documents import walk
from filterlang.migrate.code.python_file_calls import PythonFileCalls
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.python_reads import uses_of
from filterlang.migrate.code.request_answers import AnswerPart, AnswerUse, FollowedAnswers
from filterlang.migrate.code.run_uses import RunShape
from filterlang.schema.moves_to_v2 import ANSWER_MOVES, NEXT_PAGE
from filterlang.text.edits import Edit
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node


_SAME = frozenset({"await", "parenthesized_expression", "conditional_expression", "boolean_operator"})
"""Expressions that hold what an expression in them holds."""
_RUNS, _CURSORS = ANSWER_MOVES
_HARMLESS = re.compile(r"print|len|bool|isinstance|repr|str|log\w*|debug|info|append|dumps?")
_OPENERS = frozenset({"load", "loads"})


class PythonAnswers(FollowedAnswers):
    """Follows the answers of the requests of one address."""

    def __init__(self, program: PythonProgram, calls: PythonFileCalls) -> None:
        super().__init__(program.document.span)
        self._program, self._calls = program, calls

    def _step(self, use: AnswerUse) -> None:
        node = use.node
        parent = self._program.parent(node)
        if parent is None:
            return
        if parent.type in _SAME:
            if parent.type != "conditional_expression" or parent.named_children[1] != node:
                self._pending.append(use._replace(node=parent))
        elif parent.type in ("assignment", "named_expression"):
            self._bound(parent, use)
        elif parent.type in ("as_pattern", "with_item"):
            self._aliased(parent, use)
        elif parent.type == "return_statement":
            self._returned(parent, use)
        elif parent.type == "subscript" and parent.child_by_field_name("value") == node:
            self._key(parent.child_by_field_name("subscript"), parent, use)
        elif parent.type == "attribute" and parent.child_by_field_name("object") == node:
            self._attribute(parent, use)
        elif parent.type in ("argument_list", "keyword_argument"):
            self._argument(node, use)
        elif parent.type == "comparison_operator":
            self._compared(parent, use)
        elif use.part is AnswerPart.ANSWER and parent.type in (
            "yield",
            "pair",
            "list",
            "tuple",
            "dictionary_splat",
            "assignment",
        ):
            self._lose(node)
        elif use.part is AnswerPart.CURSORS and parent.type not in ("expression_statement", "if_statement", "while_statement"):
            self._cursors_elsewhere(use)

    # Names

    def _bound(self, binder: Node, use: AnswerUse) -> None:
        left = binder.child_by_field_name("left") or binder.child_by_field_name("name")
        if use.part is AnswerPart.CURSORS:
            self._cursors_elsewhere(use)
        elif left is not None and left.type == "identifier":
            self._pending += (use._replace(node=reference) for reference in self._program.reached(left))
            if binder.type == "named_expression":
                self._pending.append(use._replace(node=binder))
        else:
            self._lose(use.node)

    def _aliased(self, parent: Node, use: AnswerUse) -> None:
        """Follows the name that ``with … as name`` gives."""
        for node, _ in walk(parent):
            if node.type == "as_pattern_target" and node.named_children:
                self._pending += (use._replace(node=reference) for reference in self._program.reached(node.named_children[0]))

    def _returned(self, node: Node, use: AnswerUse) -> None:
        """Follows what a function of the file returns to the calls of the function."""
        function = self._program.enclosing(node, "function_definition", "lambda")
        calls = [] if function is None or function.type == "lambda" else self._calls.of(function)
        if use.part is AnswerPart.CURSORS:
            self._cursors_elsewhere(use)
            return
        if not calls and use.part is AnswerPart.ANSWER:
            self._lose(node)
        self._pending += (use._replace(node=call) for call in calls)

    # Responses

    def _attribute(self, attribute: Node, use: AnswerUse) -> None:
        name = attribute.child_by_field_name("attribute")
        called = self._program.parent(attribute)
        is_called = called is not None and called.type == "call" and called.child_by_field_name("function") == attribute
        method = "" if name is None else self._text(name)
        value = called if is_called and called is not None else attribute
        if use.part is AnswerPart.RESPONSE and method == "json":
            self._pending.append(AnswerUse(value, AnswerPart.ANSWER))
        elif use.part is AnswerPart.RESPONSE and method in ("text", "content", "read", "data", "body"):
            self._pending.append(AnswerUse(value, AnswerPart.TEXT))
        elif use.part is AnswerPart.RESPONSE and method in ("raise_for_status", "__enter__", "result"):
            self._pending.append(AnswerUse(value, AnswerPart.RESPONSE))
        elif use.part is AnswerPart.TEXT and method in ("decode", "strip"):
            self._pending.append(AnswerUse(value, AnswerPart.TEXT))
        elif (
            use.part in (AnswerPart.ANSWER, AnswerPart.CURSORS)
            and method in ("get", "pop")
            and is_called
            and called is not None
        ):
            arguments = called.child_by_field_name("arguments")
            first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
            self._key(first, called, use)
        elif use.part is AnswerPart.ANSWER:
            self._lose(attribute)

    def _argument(self, node: Node, use: AnswerUse) -> None:
        """Follows an argument of a call: of a function that parses a response, or of one of the file."""
        call = self._program.enclosing(node, "call")
        function = None if call is None else call.child_by_field_name("function")
        if call is None or function is None:
            return
        name = self._text(function).rpartition(".")[2]
        if use.part in (AnswerPart.RESPONSE, AnswerPart.TEXT) and name in _OPENERS:
            self._pending.append(AnswerUse(call, AnswerPart.ANSWER))
            return
        parameters = self._calls.parameters_for(call, node)
        for parameter in parameters:
            self._pending += (use._replace(node=reference) for reference in self._program.reached(parameter))
        if use.part is AnswerPart.CURSORS:
            self._cursors_elsewhere(use)
        elif (
            use.part is AnswerPart.ANSWER and not parameters and (_HARMLESS.fullmatch(name) is None or name.startswith("dump"))
        ):
            self._lose(node)

    # Keys

    def _key(self, key: Node | None, value: Node, use: AnswerUse) -> None:
        """Follows what is read from an answer, or from its cursors, under a key."""
        text = "" if key is None else self._text(key)
        name = text[1:-1] if re.fullmatch(r"([\"'])\w+\1", text) else ""
        if key is None or use.part not in (AnswerPart.ANSWER, AnswerPart.CURSORS):
            return
        if use.part is AnswerPart.CURSORS:
            if name == NEXT_PAGE and use.answer is not None:
                self._next_page(use.answer, value, text[0])
            else:
                self._cursors_elsewhere(use)
        elif name == _RUNS:
            span = self._span(key)
            self.edits.append(Edit(Span(span.start + 1, span.end - 1), ANSWER_MOVES[_RUNS]))
            self._runs(value)
        elif name == _CURSORS:
            self._pending.append(AnswerUse(value, AnswerPart.CURSORS, use.node))
        elif not name:
            self._lose(value)

    def _runs(self, value: Node) -> None:
        self._take(uses_of(self._program, value, RunShape.RUNS, keyed=True))

    def _next_page(self, answer: Node, value: Node, quote: str) -> None:
        """Writes the cursor of the next page in the place of ``value``, which begins with the answer or has it in brackets.

        v2 may leave it out on the last page, where v1 gave null.
        """
        inner, outer = self._span(answer), self._span(value)
        self.edits.append(Edit(Span(inner.end, outer.end), f".get({quote}{ANSWER_MOVES[_CURSORS]}{quote})"))
        if outer.start < inner.start:
            self.edits.append(Edit(Span(outer.start, inner.start), ""))

    def _cursors_elsewhere(self, use: AnswerUse) -> None:
        """Keeps v1's cursors for code that is not followed."""
        if use.answer is None:
            return
        inner, outer = self._span(use.answer), self._span(use.node)
        self.edits.append(Edit(Span(outer.start, inner.start), f'{{"{NEXT_PAGE}": '))
        self.edits.append(Edit(Span(inner.end, outer.end), f'.get("{ANSWER_MOVES[_CURSORS]}")}}'))

    def _compared(self, comparison: Node, use: AnswerUse) -> None:
        """Renames the key in ``"runs" in answer``."""
        key = comparison.named_children[0]
        text = self._text(key)
        if use.part is AnswerPart.ANSWER and key != use.node and text[1:-1] in ANSWER_MOVES:
            span = self._span(key)
            self.edits.append(Edit(Span(span.start + 1, span.end - 1), ANSWER_MOVES[text[1:-1]]))

    def _text(self, node: Node) -> str:
        return self._program.document.text_of(node)
