"""Follows runs through a program: loops, names, collections, functions of the file, to each place that reads a field.

Owns the invariant that a value which holds runs is followed at every use, or noted at the place where it is lost. Values of
fields are followed as well, for the code that compares them, and are lost without a note.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from filterlang.migrate.code.flow_shapes import RUN, Shape, ShapeKind, grouped, items_of, many, mapped
from filterlang.migrate.code.python_flow_calls import (
    apply_key, calls_of, pass_argument, read_by_text, read_field, references_of,
)  # fmt: skip
from filterlang.migrate.code.python_flow_names import bind, fill
from filterlang.migrate.code.python_flow_state import FieldRead, RunFlow, arguments_of, called, function_name
from filterlang.migrate.code.python_known_calls import (
    ADDING, ATTRIBUTES_OF_MANY, HARMLESS_METHODS, KNOWN_CALLS, RUN_AS_DICT, RUN_AS_DICT_ADVICE, item_methods,
)  # fmt: skip
from filterlang.migrate.code.python_scopes import COMPREHENSIONS
from filterlang.schema.moves_to_v2 import Risk

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_ARGUMENTS = 100
_PASSED_ON = ("parenthesized_expression", "await", "list_splat", "as_pattern", "if_clause")
_END = frozenset({
    "comparison_operator", "not_operator", "if_statement", "elif_clause", "while_statement",
    "assert_statement", "delete_statement", "unary_operator", "type", "raise_statement", "as_pattern_target",
    "block", "format_expression", "slice",
})  # fmt: skip


_TEXT_OF_A_RUN = "the text of a whole run is another one on v2"
_KEPT = "the runs are stored here and not read in this file: check the code that reads them"
_RETURNED = "the runs are returned to code outside of this file: check which fields it reads"
_PASSED = "the function that gives the runs is passed on: check which fields of its runs are read"


def follow(flow: RunFlow, node: Node, shape: Shape) -> None:
    """Follows a value from an expression to all its uses."""
    flow.give(node, shape)
    while flow.waiting:
        _use(flow, *flow.waiting.pop())


def _use(flow: RunFlow, node: Node, shape: Shape) -> None:
    parent = flow.program.parent(node)
    if parent is None:
        return
    handler = _USES.get(parent.type)
    if handler is not None:
        handler(flow, parent, node, shape)
    elif parent.type in _PASSED_ON:
        flow.give(parent, shape)
    elif parent.type not in _END:
        flow.lose(node, shape)


def _in_assignment(flow: RunFlow, parent: Node, node: Node, shape: Shape) -> None:
    if parent.child_by_field_name("right") != node:
        return
    target = parent.child_by_field_name("left")
    if target is None:
        return
    if parent.type == "augmented_assignment":
        fill(flow, target, shape)
    else:
        bind(flow, target, shape)
        if target.type == "identifier" and not flow.program.reached(target):
            flow.lose(node, shape, _KEPT)
    if (outer := flow.program.parent(parent)) is not None and outer.type == "assignment":
        flow.give(parent, shape)


def _in_named_expression(flow: RunFlow, parent: Node, node: Node, shape: Shape) -> None:
    name = parent.child_by_field_name("name")
    if name is not None and name != node:
        bind(flow, name, shape)
        flow.give(parent, shape)


def _in_loop(flow: RunFlow, parent: Node, node: Node, shape: Shape) -> None:
    target = parent.child_by_field_name("left")
    if target is not None and parent.child_by_field_name("right") == node:
        for item in items_of(shape):
            bind(flow, target, item)


def _in_comprehension(flow: RunFlow, parent: Node, node: Node, shape: Shape) -> None:
    if parent.child_by_field_name("body") == node:
        flow.give(parent, shape if node.type == "pair" else many(shape))


def _in_pair(flow: RunFlow, parent: Node, node: Node, shape: Shape) -> None:
    is_key = parent.child_by_field_name("key") == node
    made = mapped(shape, None) if is_key else mapped(None, shape)
    outer = flow.program.parent(parent)
    if made is not None and outer is not None and (outer.type in COMPREHENSIONS or shape.kind is not ShapeKind.FIELD):
        flow.give(outer, made)


def _in_collection(flow: RunFlow, parent: Node, node: Node, shape: Shape) -> None:
    if parent.type in ("tuple", "expression_list") and node.type != "list_splat":
        children = parent.named_children
        flow.give(parent, grouped(*(shape if child == node else None for child in children)) if len(children) < 20 else None)
    else:
        flow.give(parent, shape if node.type == "list_splat" else many(shape))


def _in_conditional(flow: RunFlow, parent: Node, node: Node, shape: Shape) -> None:
    if parent.named_child(1) != node:
        flow.give(parent, shape)


def _in_boolean(flow: RunFlow, parent: Node, node: Node, shape: Shape) -> None:
    operator = parent.child_by_field_name("operator")
    is_tested = operator is not None and operator.type == "and" and parent.child_by_field_name("left") == node
    if not is_tested:
        flow.give(parent, shape)


def _in_operator(flow: RunFlow, parent: Node, node: Node, shape: Shape) -> None:
    if shape.kind is not ShapeKind.FIELD:
        flow.give(parent, shape)


def _in_interpolation(flow: RunFlow, parent: Node, node: Node, shape: Shape) -> None:
    if parent.child_by_field_name("expression") == node:
        flow.lose(node, shape, _TEXT_OF_A_RUN, Risk.SILENT)


def _in_statement(flow: RunFlow, parent: Node, node: Node, shape: Shape) -> None:
    """A statement that is an expression: a notebook shows the value of the last one of a cell."""
    is_iterator = shape.kind is ShapeKind.MANY and node.id == next(iter(flow.nodes))
    if shape.kind is not ShapeKind.FIELD and not is_iterator and flow.program.is_displayed(parent):
        flow.lose(node, shape, _TEXT_OF_A_RUN, Risk.SILENT)


def _in_return(flow: RunFlow, parent: Node, node: Node, shape: Shape) -> None:
    function = flow.program.enclosing(parent, "function_definition", "lambda")
    if function is None or function.type == "lambda":
        return
    if parent.type == "yield":
        is_from = any(child.type == "from" for child in parent.children)
        returned = shape if is_from else many(shape)
    else:
        returned = shape
    if returned is not None:
        _give_to_callers(flow, function, node, returned)


def _give_to_callers(flow: RunFlow, function: Node, node: Node, shape: Shape) -> None:
    """Gives what a function returns to its calls in the file."""
    if shape.has_run:
        flow.holders[function.id] = function
    references = references_of(flow, function)
    calls = calls_of(flow, function)
    for call in calls:
        flow.give(call, shape)
    if len(calls) < len(references):
        flow.lose(node, shape, _PASSED)
    elif not calls:
        flow.lose(node, shape, _RETURNED)


def _in_lambda(flow: RunFlow, parent: Node, node: Node, shape: Shape) -> None:
    if parent.child_by_field_name("body") != node:
        return
    outer = flow.program.parent(parent)
    if outer is not None and outer.type == "keyword_argument":
        outer = flow.program.parent(outer)
    call = None if outer is None or outer.type != "argument_list" else flow.program.parent(outer)
    if outer is not None and outer.type == "assignment":
        _give_to_callers(flow, parent, node, shape)
    elif call is not None and function_name(flow, call) == "map":
        flow.give(call, many(shape))
    elif call is None or function_name(flow, call) not in KNOWN_CALLS:
        flow.lose(node, shape, _PASSED)


def _in_attribute(flow: RunFlow, parent: Node, node: Node, shape: Shape) -> None:
    name = parent.child_by_field_name("attribute")
    if name is None or name == node:
        return
    method = flow.text(name)
    call = called(flow, parent)
    if shape.kind is ShapeKind.RUN:
        _of_run(flow, parent, node, name, call)
    elif call is not None and shape.kind in (ShapeKind.MANY, ShapeKind.MAPPED):
        _method_of_many(flow, call, node, method, shape)
    elif shape.kind is ShapeKind.MANY and method not in ATTRIBUTES_OF_MANY:
        flow.lose(parent, shape)


def _of_run(flow: RunFlow, parent: Node, node: Node, name: Node, call: Node | None) -> None:
    """An attribute of a run: a field, or a method."""
    text = flow.text(name)
    if text in RUN_AS_DICT or (flow.keyed and text in ("items", "values", "keys", "copy")):
        flow.lose(parent, RUN, RUN_AS_DICT_ADVICE, Risk.SILENT)
    elif flow.keyed and call is not None and text in ("get", "pop"):
        arguments = arguments_of(call)
        read_by_text(flow, call, node, arguments, is_get=True)
    elif not flow.keyed:
        read_field(flow, FieldRead(parent, node, name, text))


def _method_of_many(flow: RunFlow, call: Node, node: Node, method: str, shape: Shape) -> None:
    """A method of a collection that is called."""
    arguments = arguments_of(call)
    if method in ADDING or method in HARMLESS_METHODS:
        for item in items_of(shape):
            apply_key(flow, arguments, item)
    elif method == "setdefault" or (results := item_methods(shape, method)) is None:
        if method == "setdefault" and shape.kind is ShapeKind.MAPPED:
            flow.give(call, shape.parts[1])
        else:
            flow.lose(call, shape)
    else:
        for result in results:
            flow.give(call, result)


def _in_subscript(flow: RunFlow, parent: Node, node: Node, shape: Shape) -> None:
    if parent.child_by_field_name("value") != node:
        _as_index(flow, parent, node, shape)
        return
    index = parent.child_by_field_name("subscript")
    if index is None:
        return
    if shape.kind is ShapeKind.RUN:
        if flow.keyed:
            read_by_text(flow, parent, node, [index], is_get=False)
    elif shape.kind is ShapeKind.MAPPED:
        flow.give(parent, shape.parts[1])
    elif shape.kind is ShapeKind.MANY:
        flow.give(parent, shape if index.type == "slice" else shape.parts[0])
    elif shape.kind is ShapeKind.TUPLE:
        text = flow.text(index)
        position = int(text) if text.isdecimal() and len(text) < 3 else None
        for at, part in enumerate(shape.parts):
            if position is None or at == position:
                flow.give(parent, part)


def _as_index(flow: RunFlow, subscript: Node, node: Node, shape: Shape) -> None:
    """The value of a field as the key of a dict that is written: its keys are such values."""
    if shape.kind is ShapeKind.FIELD and _is_written(flow, subscript):
        value = subscript.child_by_field_name("value")
        filled = mapped(shape, None)
        if value is not None and filled is not None:
            fill(flow, value, filled)


def _is_written(flow: RunFlow, subscript: Node) -> bool:
    """Whether a subscript is assigned to, or something is added to what it has."""
    parent = flow.program.parent(subscript)
    while parent is not None and parent.type == "subscript":
        subscript, parent = parent, flow.program.parent(parent)
    if parent is None:
        return False
    if parent.type in ("assignment", "augmented_assignment"):
        return parent.child_by_field_name("left") == subscript
    name = parent.child_by_field_name("attribute") if parent.type == "attribute" else None
    return name is not None and flow.text(name) in ADDING


def _in_arguments(flow: RunFlow, parent: Node, node: Node, shape: Shape) -> None:
    call = flow.program.parent(parent)
    if call is None or call.type != "call":
        return
    if parent.named_child_count > _MOST_ARGUMENTS:
        flow.lose(node, shape)
        return
    position = next((at for at, argument in enumerate(arguments_of(call)) if argument == node), None)
    pass_argument(flow, call, node, position, "", shape)


def _in_call(flow: RunFlow, parent: Node, node: Node, shape: Shape) -> None:
    if parent.child_by_field_name("arguments") == node:
        pass_argument(flow, parent, node, 0, "", shape)


def _in_keyword(flow: RunFlow, parent: Node, node: Node, shape: Shape) -> None:
    arguments = flow.program.parent(parent)
    call = None if arguments is None else flow.program.parent(arguments)
    name = parent.child_by_field_name("name")
    if call is not None and call.type == "call" and name is not None and name != node:
        pass_argument(flow, call, node, None, flow.text(name), shape)


_Use = Callable[[RunFlow, "Node", "Node", Shape], None]
_USES: dict[str, _Use] = {
    "assignment": _in_assignment,
    "augmented_assignment": _in_assignment,
    "named_expression": _in_named_expression,
    "for_statement": _in_loop,
    "for_in_clause": _in_loop,
    **dict.fromkeys(COMPREHENSIONS, _in_comprehension),
    "pair": _in_pair,
    **dict.fromkeys(("list", "tuple", "set", "expression_list"), _in_collection),
    "conditional_expression": _in_conditional,
    "boolean_operator": _in_boolean,
    "binary_operator": _in_operator,
    "interpolation": _in_interpolation,
    "expression_statement": _in_statement,
    "return_statement": _in_return,
    "yield": _in_return,
    "lambda": _in_lambda,
    "attribute": _in_attribute,
    "subscript": _in_subscript,
    "argument_list": _in_arguments,
    "call": _in_call,
    "keyword_argument": _in_keyword,
}
