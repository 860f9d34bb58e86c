"""Finds out from the place of a call in a Python program whether code only iterates over its value, once.

Owns the invariant that what is not known to be iterated over once gets an iterator, as v1 gave one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.python_receivers import is_unpacked, outside_of_parentheses

if TYPE_CHECKING:
    from tree_sitter import Node

_ITERATING = frozenset({
    "list", "tuple", "set", "frozenset", "sorted", "sum", "max", "min", "any", "all", "enumerate", "zip", "map", "filter",
    "dict", "iter", "islice", "chain", "from_iterable", "takewhile", "dropwhile", "groupby", "tqdm", "deque", "Counter",
    "extend", "extendleft", "update", "fromkeys", "join", "aiter",
})  # fmt: skip
"""Functions that iterate over their arguments, or give an iterator over them."""
_LOOPS = ("for_statement", "while_statement", "list_comprehension", "set_comprehension", "dictionary_comprehension",
          "generator_expression", "function_definition", "lambda")  # fmt: skip


def is_iterated_once(program: PythonProgram, call: Node) -> bool:
    """Whether all that happens to the value of a call is that code iterates over it once."""
    if is_unpacked(program, call) or _is_iterated(program, call):
        return True
    node, parent = outside_of_parentheses(program, call)
    left = None if parent is None or parent.type != "assignment" else parent.child_by_field_name("left")
    if left is None or left.type != "identifier":
        return False
    variable = program.variable(left)
    references = program.reached(left)
    if variable is None or len(references) != 1 or variable.scope.node.type == "class_definition":
        return False
    return _is_iterated(program, references[0]) and not _is_repeated(program, references[0], node)


def _is_repeated(program: PythonProgram, reference: Node, value: Node) -> bool:
    """Whether code with a reference can run more often than that which makes its value."""
    inner = reference
    for ancestor in program.ancestors(reference):
        if ancestor.start_byte <= value.start_byte and value.end_byte <= ancestor.end_byte:
            return False
        is_evaluated_once = ancestor.type == "for_statement" and ancestor.child_by_field_name("right") == inner
        is_first = inner.type == "for_in_clause" and inner == next(
            (child for child in ancestor.children if child.type == "for_in_clause"), None
        )
        if ancestor.type in _LOOPS and not is_evaluated_once and not (is_first and reference_is_right(inner, reference)):
            return True
        inner = ancestor
    return False


def reference_is_right(clause: Node, reference: Node) -> bool:
    """Whether a reference stands in the expression that a clause of a comprehension iterates over."""
    right = clause.child_by_field_name("right")
    return right is not None and right.start_byte <= reference.start_byte and reference.end_byte <= right.end_byte


def _is_iterated(program: PythonProgram, node: Node) -> bool:
    node, parent = outside_of_parentheses(program, node)
    if parent is None:
        return False
    if parent.type in ("for_statement", "for_in_clause"):
        return parent.child_by_field_name("right") == node
    if parent.type == "list_splat":
        return True
    if parent.type == "yield":
        return any(child.type == "from" for child in parent.children)
    outer = program.parent(parent)
    if parent.type != "argument_list" or outer is None:
        return False
    function = outer.child_by_field_name("function")
    if function is None:
        return False
    name = function.child_by_field_name("attribute") or function
    return program.document.text_of(name) in _ITERATING
