"""Finds out how the code around an expression of Python uses it: tests it, guards it, compares it, or needs it in parentheses.

Owns the invariant that each question looks at a bounded part of the program.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from filterlang.migrate.code.python_known_calls import KNOWN_CALLS
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.text.frozen import dataclass

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_LEVELS = 40
_MOST_CHARACTERS = 2_000
_CONDITIONS = ("if_statement", "elif_clause", "while_statement")
_ENDINGS = ("continue_statement", "return_statement", "raise_statement", "break_statement")
_LOOSE = frozenset({
    "argument_list", "keyword_argument", "assignment", "augmented_assignment", "return_statement", "interpolation", "list",
    "tuple", "set", "expression_list", "pair", "parenthesized_expression", "subscript", "expression_statement", "lambda",
    "list_comprehension", "set_comprehension", "for_statement", "dictionary_comprehension", "named_expression",
    "generator_expression",
})  # fmt: skip
"""What is around an expression that needs no parentheses there."""


@dataclass(frozen=True, slots=True, eq=False)
class ComparedValue:
    """A comparison of two operands, by its operator, and the operand that is not the one that was asked about."""

    node: Node
    operator: str
    other: Node
    is_left: bool


def is_tested(program: PythonProgram, node: Node) -> bool:
    """Whether only the truth of an expression matters, or whether it is None."""
    for parent in islice(program.ancestors(node), _MOST_LEVELS):
        if parent.type in ("not_operator", "if_clause", "assert_statement"):
            return True
        if parent.type in _CONDITIONS:
            return parent.child_by_field_name("condition") == node
        if parent.type == "conditional_expression":
            return parent.named_child(1) == node
        if parent.type == "comparison_operator":
            compared = comparison(program, node)
            return compared is not None and compared.other.type == "none"
        if parent.type == "boolean_operator":
            operator = parent.child_by_field_name("operator")
            if operator is not None and operator.type == "and" and parent.child_by_field_name("left") == node:
                return True
        elif parent.type == "argument_list":
            call = program.parent(parent)
            function = None if call is None else call.child_by_field_name("function")
            return function is not None and program.document.text_of(function) == "bool"
        elif parent.type != "parenthesized_expression":
            return False
        node = parent
    return False


def is_kept_if_empty(program: PythonProgram, node: Node) -> bool:
    """Whether an empty value of an expression is the value of ``node and …``, which more than its truth matters of."""
    parent = program.parent(node)
    while parent is not None and parent.type == "parenthesized_expression":
        node, parent = parent, program.parent(parent)
    if parent is None or parent.type != "boolean_operator" or parent.child_by_field_name("left") != node:
        return False
    operator = parent.child_by_field_name("operator")
    is_and = operator is not None and operator.type == "and"
    return is_and and default_of(program, parent) is None and not is_tested(program, parent)


def default_of(program: PythonProgram, node: Node) -> Node | None:
    """The whole ``node or default`` around an expression, in which a missing value is handled; None without a default."""
    parent = program.parent(node)
    if parent is None or parent.type != "boolean_operator" or parent.child_by_field_name("left") != node:
        return None
    operator = parent.child_by_field_name("operator")
    return parent if operator is not None and operator.type == "or" else None


def is_guarded(program: PythonProgram, node: Node) -> bool:
    """Whether code runs only after a test of the same expression around it or before it."""
    text = program.document.text_of(node)
    child = node
    for parent in islice(program.ancestors(node), _MOST_LEVELS):
        if parent.type in ("function_definition", "module", "class_definition"):
            return False
        condition = _condition(parent, child)
        if condition is not None and condition != child and _mentions(program, condition, text):
            return True
        if parent.type == "block" and _is_left_before(program, parent, child, text):
            return True
        child = parent
    return False


def _condition(parent: Node, child: Node) -> Node | None:
    """The expressions that are tested before a child of a node is evaluated."""
    if parent.type in _CONDITIONS and child.type == "block":
        return parent.child_by_field_name("condition")
    if parent.type == "conditional_expression":
        return parent.named_child(1)
    if parent.type == "boolean_operator":
        return parent.child_by_field_name("left")
    if parent.type.endswith("comprehension") or parent.type == "generator_expression":
        return next((part for part in parent.named_children if part.type == "if_clause"), None)
    return None


def _mentions(program: PythonProgram, condition: Node, text: str) -> bool:
    span = program.document.span(condition)
    return program.document.text.find(text, span.start, min(span.end, span.start + _MOST_CHARACTERS)) >= 0


def _is_left_before(program: PythonProgram, block: Node, statement: Node, text: str) -> bool:
    """Whether a statement before one of a block leaves the block unless an expression has a value."""
    sibling = statement.prev_named_sibling
    for _ in range(5):
        if sibling is None or sibling.parent is None:
            return False
        if sibling.type == "if_statement":
            condition, body = sibling.child_by_field_name("condition"), sibling.child_by_field_name("consequence")
            last = None if body is None or not body.named_child_count else body.named_child(body.named_child_count - 1)
            if condition is not None and last is not None and last.type in _ENDINGS and _mentions(program, condition, text):
                return True
        sibling = sibling.prev_named_sibling
    return False


def comparison(program: PythonProgram, node: Node) -> ComparedValue | None:
    """The comparison that an expression is one of two operands of."""
    parent = program.parent(node)
    if parent is None or parent.type != "comparison_operator" or parent.named_child_count != 2:
        return None
    left, right = parent.named_children
    operator = " ".join(child.type for child in parent.children if not child.is_named)
    return ComparedValue(parent, operator, right if left == node else left, left == node)


def takes_none(program: PythonProgram, node: Node) -> bool:
    """Whether a type checker allows None for an expression in its place: it is printed, tested, or compared for equality."""
    if is_tested(program, node) or default_of(program, node) is not None or is_guarded(program, node):
        return True
    compared = comparison(program, node)
    if compared is not None:
        return compared.operator in ("==", "!=", "is", "is not") or (compared.operator in ("in", "not in") and compared.is_left)
    parent = program.parent(node)
    function = function_around(program, node).rpartition(".")[2]
    known = KNOWN_CALLS.get(function)
    is_printed = known is not None and known.is_print
    return is_printed or (parent is not None and parent.type in ("interpolation", "expression_statement"))


def called_method(program: PythonProgram, node: Node) -> str:
    """The name of the method of an expression that is called on it; empty without one."""
    parent = program.parent(node)
    if parent is None or parent.type != "attribute" or parent.child_by_field_name("object") != node:
        return ""
    call, name = program.parent(parent), parent.child_by_field_name("attribute")
    return program.document.text_of(name) if name is not None and call is not None and call.type == "call" else ""


def function_around(program: PythonProgram, node: Node) -> str:
    """The code of the function that an expression is an argument of by position; empty without one."""
    arguments = program.parent(node)
    call = None if arguments is None or arguments.type != "argument_list" else program.parent(arguments)
    function = None if call is None else call.child_by_field_name("function")
    return "" if function is None else program.document.text_of(function)[-60:]


def is_target(program: PythonProgram, node: Node) -> bool:
    """Whether an expression is assigned to or deleted."""
    parent = program.parent(node)
    if parent is None:
        return False
    if parent.type in ("assignment", "augmented_assignment", "for_statement"):
        return parent.child_by_field_name("left") == node
    return parent.type in ("delete_statement", "pattern_list", "tuple_pattern", "list_pattern")


def is_loose(program: PythonProgram, node: Node) -> bool:
    """Whether an expression may become ``x or y`` in its place without parentheses."""
    parent = program.parent(node)
    return (
        parent is not None
        and parent.type in _LOOSE
        and parent.child_by_field_name("value" if parent.type == "subscript" else "-") != node
    )


def quote_at(program: PythonProgram, node: Node) -> str:
    """The quote for a new string at an expression: the program's own, and not one of a string around it; empty without any."""
    text = program.document.text
    quotes = ["'", '"'] if text.count("'") > text.count('"') else ['"', "'"]
    for ancestor in islice(program.ancestors(node), 200):
        start = ancestor.named_child(0) if ancestor.type == "string" else None
        if start is not None and start.type == "string_start":
            quotes = [quote for quote in quotes if quote not in program.document.text_of(start)]
    return quotes[0] if quotes else ""
