"""Finds out whether code of JavaScript can wait where it stands, and writes it so that it can.

Owns the invariant that a function which is not asynchronous keeps what it gives: a lazy iterable over runs.
"""

from __future__ import annotations

from enum import StrEnum
import re
from typing import TYPE_CHECKING

from filterlang.hosts.readers.javascript_syntax import FUNCTIONS
from filterlang.migrate.code.javascript_program import JavascriptProgram
from filterlang.migrate.code.javascript_writing import ScriptStyle
from filterlang.text.edits import Edit, insert

if TYPE_CHECKING:
    from tree_sitter import Node

_FIELDS = ("public_field_definition", "field_definition", "class_static_block")
_OWN = ("this", "super", "yield_expression", "await_expression")
"""Nodes that mean something else in another function, as the name ``arguments`` does."""
_QUIET = ("lexical_declaration", "comment", "return_statement")
_ITERABLE = re.compile(r":\s*Async(?:Iterable|Generator|IterableIterator)\s*<")
_GENERATORS = {"function_declaration": "function", "function_expression": "function", "method_definition": "name"}
"""Functions that can become generators."""


class Waiting(StrEnum):
    """Whether code can wait."""

    CAN = "can wait"
    AT_THE_TOP = "at the top of a file, where only modules can wait"
    IN_A_FUNCTION = "in a function that is not asynchronous"
    IN_A_CLASS = "in a field of a class"


def waiting(program: JavascriptProgram, node: Node) -> Waiting:
    """Whether code can wait where a node stands."""
    for ancestor in program.ancestors(node):
        if ancestor.type in _FIELDS:
            return Waiting.IN_A_CLASS
        if ancestor.type in FUNCTIONS:
            is_async = any(child.type == "async" for child in ancestor.children)
            return Waiting.CAN if is_async and not _is_parameter(program, ancestor, node) else Waiting.IN_A_FUNCTION
    return Waiting.CAN if _is_module(program, node) else Waiting.AT_THE_TOP


def _is_parameter(program: JavascriptProgram, function: Node, node: Node) -> bool:
    parameters = function.child_by_field_name("parameters")
    return parameters is not None and parameters.start_byte <= node.start_byte and node.end_byte <= parameters.end_byte


def _is_module(program: JavascriptProgram, node: Node) -> bool:
    """Whether a file waits at its top already, or is a module that can."""
    if any(_waits(ancestor) for ancestor in program.ancestors(node)):
        return True
    top = program.document.root.named_children
    if not program.is_typed and any(child.type in ("import_statement", "export_statement") for child in top):
        return True
    return any(_waits_in(child) for child in top)


def _waits(node: Node) -> bool:
    is_loop = node.type == "for_in_statement" and any(child.type == "await" for child in node.children)
    return is_loop or node.type == "await_expression"


def _waits_in(statement: Node) -> bool:
    """Whether a statement waits, outside of functions in it."""
    pending = [statement]
    while pending:
        node = pending.pop()
        if _waits(node):
            return True
        if node.type not in FUNCTIONS:
            pending += node.named_children
    return False


def as_generator(program: JavascriptProgram, call: Node) -> list[Edit] | None:
    """The edits that make the function which returns a call an asynchronous generator; None where it has more to do."""
    function = program.enclosing_function(call)
    statement = program.parent(call)
    body = None if function is None else function.child_by_field_name("body")
    if function is None or statement is None or body is None or statement.type != "return_statement":
        return None
    before = program.document.text[program.document.span(function).start : program.document.span(body).start]
    is_accessor = any(child.type in ("get", "set", "*") for child in function.children)
    type = function.child_by_field_name("return_type")
    is_plain = all(child.type in _QUIET for child in body.named_children) and program.parent(statement) == body
    is_other = type is not None and _ITERABLE.match(program.text(type)) is None
    if function.type not in _GENERATORS or is_accessor or is_other or not is_plain or "constructor" in before:
        return None
    start = program.document.span(statement).start
    returned = Edit(program.document.span(statement.children[0]), "yield*")
    if function.type == "method_definition":
        name = function.child_by_field_name("name")
        return [] if name is None else [insert(program.document.span(name).start, "async *"), returned]
    keyword = next(child for child in function.children if child.type == "function")
    span = program.document.span(keyword)
    return [Edit(span, "async function*"), returned] if start > span.end else None


def in_generator(program: JavascriptProgram, call: Node, style: ScriptStyle) -> tuple[Edit, Edit] | None:
    """The edits that put a call in an asynchronous generator of its own; None where it would mean something else there."""
    pending = [call]
    while pending:
        node = pending.pop()
        if node.type in _OWN or (node.type == "identifier" and program.text(node) == "arguments"):
            return None
        pending += node.named_children
    span = program.document.span(call)
    return insert(span.start, "(async function* () { yield* "), insert(span.end, f"{style.semicolon} }})()")
