"""Finds out how JavaScript uses the value of an expression: it is tested, compared, computed with, shown, or kept.

Owns the invariant that parentheses, ``!`` and assertions of types around an expression do not change the answer.
"""

from __future__ import annotations

from enum import StrEnum
import re
from typing import TYPE_CHECKING, NamedTuple

from filterlang.hosts.readers.javascript_syntax import TRANSPARENT, arguments, callee, method, operator, path, unwrapped
from filterlang.migrate.code.javascript_program import JavascriptProgram

if TYPE_CHECKING:
    from tree_sitter import Node


class ContextOfUse(StrEnum):
    """The use that code makes of a value."""

    TRUTH = "its truth is tested"
    FALLBACK = "another value takes the place of a missing one"
    NULL_TEST = "it is compared with null or undefined"
    EQUALITY = "it is compared with a value"
    MEMBERSHIP = "it is looked up in a list"
    SWITCH = "it chooses a case"
    NUMBER = "it is computed with"
    CONVERSION = "it is made a number"
    CHAIN = "a property of it is read, or a method called"
    INDEX = "it is the key of an object"
    SHOWN = "it is printed, or becomes part of a text"
    ENTRY = "it is put in an object, an array or a result"
    ARGUMENT = "it is given to a function"
    KEPT = "it is given to a name"
    UNUSED = "nothing"


class ScriptUse(NamedTuple):
    """The use of a value: the outermost expression that is the value, the node around it, and what happens there."""

    outer: Node
    around: Node
    context: ContextOfUse


_NUMERIC = frozenset({"-", "*", "/", "%", "**", "<", ">", "<=", ">=", "|", "&", "<<", ">>", ">>>"})
_SUMS = frozenset({"-=", "*=", "/=", "%=", "**="})
_EQUALITIES = frozenset({"===", "!==", "==", "!="})
_STRINGS = frozenset({"string", "template_string"})
_EMPTY = frozenset({"null", "undefined"})
_TESTS = frozenset({"if_statement", "while_statement", "do_statement", "for_statement"})
_ENTRIES = frozenset({"pair", "array", "return_statement", "yield_expression", "object", "arrow_function"})
_KEEPING = frozenset({"variable_declarator", "assignment_expression", "augmented_assignment_expression"})
_MEMBERSHIP = frozenset({"includes", "has", "indexOf"})
_PRINTING = re.compile(r"(?:console|process|logger|log|stdout)\.\w+\Z|String\Z")
_SHOWING = re.compile(r"(?:console\.\w+|JSON\.stringify|\w+\.json)\Z")
_MOST_TERMS = 100
_CONVERSIONS = frozenset({"Number", "parseFloat", "parseInt", "BigInt", "Number.parseFloat", "Number.parseInt"})


def use_of(program: JavascriptProgram, node: Node) -> ScriptUse:
    """The use of the value of an expression."""
    parent = program.parent(node)
    while parent is not None and (parent.type in TRANSPARENT - {"jsx_expression"}):
        outer = program.parent(parent)
        if parent.type == "parenthesized_expression" and outer is not None and outer.type in (*_TESTS, "switch_statement"):
            context = ContextOfUse.SWITCH if outer.type == "switch_statement" else ContextOfUse.TRUTH
            return ScriptUse(node, outer, context)
        node, parent = parent, outer
    return ScriptUse(node, node, ContextOfUse.UNUSED) if parent is None else _in(program, node, parent)


def _in(program: JavascriptProgram, node: Node, parent: Node) -> ScriptUse:
    kind = parent.type
    if kind == "binary_expression":
        return _in_operation(program, node, parent)
    if kind == "arguments":
        return _in_call(program, node, parent)
    context = _CONTEXTS.get(kind, ContextOfUse.UNUSED)
    if kind == "unary_expression":
        context = {"!": ContextOfUse.TRUTH, "-": ContextOfUse.NUMBER, "+": ContextOfUse.CONVERSION}.get(
            operator(parent), context
        )
    elif kind == "ternary_expression":
        condition = parent.child_by_field_name("condition")
        if condition is not None and condition.id == node.id:
            return ScriptUse(node, parent, ContextOfUse.TRUTH)
        return ScriptUse(node, parent, use_of(program, parent).context)
    elif kind in ("member_expression", "subscript_expression"):
        target = parent.child_by_field_name("object")
        context = ContextOfUse.CHAIN if target is not None and target.id == node.id else ContextOfUse.INDEX
    elif kind == "augmented_assignment_expression" and operator(parent) in {*_SUMS, "+="}:
        context = (
            ContextOfUse.NUMBER if operator(parent) in _SUMS or not _is_text(parent.child_by_field_name("left")) else context
        )
    elif (
        kind == "variable_declarator" and (name := parent.child_by_field_name("name")) is not None and name.type != "identifier"
    ):
        context = ContextOfUse.CHAIN
    if context is ContextOfUse.ENTRY and _is_shown(program, parent):
        context = ContextOfUse.SHOWN
    return ScriptUse(node, parent, context)


_CONTEXTS = {
    **dict.fromkeys(_ENTRIES, ContextOfUse.ENTRY),
    **dict.fromkeys(_KEEPING, ContextOfUse.KEPT),
    **dict.fromkeys(("assignment_pattern", "object_assignment_pattern", "public_field_definition"), ContextOfUse.KEPT),
    "template_substitution": ContextOfUse.SHOWN,
    "computed_property_name": ContextOfUse.INDEX,
    "spread_element": ContextOfUse.CHAIN,
    "for_in_statement": ContextOfUse.CHAIN,
    "jsx_expression": ContextOfUse.ARGUMENT,
}


def _in_operation(program: JavascriptProgram, node: Node, parent: Node) -> ScriptUse:
    """The use of an operand."""
    sign = operator(parent)
    left, right = parent.child_by_field_name("left"), parent.child_by_field_name("right")
    is_left = left is not None and left.id == node.id
    other = right if is_left else left
    if sign in ("&&", "||", "??"):
        if is_left:
            return ScriptUse(node, parent, ContextOfUse.FALLBACK if sign != "&&" else ContextOfUse.TRUTH)
        return ScriptUse(node, parent, use_of(program, parent).context)
    if sign in _EQUALITIES:
        empty = other is not None and (other.type in _EMPTY or program.text(other) in _EMPTY)
        return ScriptUse(node, parent, ContextOfUse.NULL_TEST if empty else ContextOfUse.EQUALITY)
    if sign == "in" and is_left:
        return ScriptUse(node, parent, ContextOfUse.INDEX)
    if sign == "+":
        return ScriptUse(node, parent, ContextOfUse.SHOWN if _is_joined(parent) else ContextOfUse.NUMBER)
    return ScriptUse(node, parent, ContextOfUse.NUMBER if sign in _NUMERIC else ContextOfUse.UNUSED)


def _is_joined(sum: Node) -> bool:
    """Whether a sum joins texts: a literal of text is one of its terms."""
    pending = [sum]
    for _ in range(_MOST_TERMS):
        if not pending:
            break
        node = unwrapped(pending.pop())
        if node.type in _STRINGS:
            return True
        if node.type == "binary_expression" and operator(node) == "+":
            pending += node.named_children
    return False


def _is_text(node: Node | None) -> bool:
    return node is not None and node.type in _STRINGS


def _in_call(program: JavascriptProgram, node: Node, brackets: Node) -> ScriptUse:
    """The use of an argument."""
    call = program.parent(brackets)
    if call is None:
        return ScriptUse(node, brackets, ContextOfUse.ARGUMENT)
    name, called = path(callee(call)), method(call)
    if name in _CONVERSIONS or name.startswith("Math."):
        return ScriptUse(node, call, ContextOfUse.CONVERSION)
    if name == "Boolean":
        return ScriptUse(node, call, ContextOfUse.TRUTH)
    if _PRINTING.match(name):
        return ScriptUse(node, call, ContextOfUse.SHOWN)
    if called is not None and called[1] in _MEMBERSHIP and len(arguments(call)) == 1:
        return ScriptUse(node, call, ContextOfUse.MEMBERSHIP)
    if called is not None and called[1] == "push":
        return ScriptUse(node, call, ContextOfUse.ENTRY)
    return ScriptUse(node, call, ContextOfUse.ARGUMENT)


def _is_shown(program: JavascriptProgram, node: Node) -> bool:
    """Whether an object or an array is printed where it is written."""
    outer = program.parent(node)
    while outer is not None and outer.type in ("pair", "object", "array", *TRANSPARENT):
        node, outer = outer, program.parent(outer)
    call = program.parent(outer) if outer is not None and outer.type == "arguments" else None
    return call is not None and _SHOWING.match(path(callee(call))) is not None
