"""Follows the runs of a call through a JavaScript program: to the fields that are read of them, and to where they leave.

Owns the invariant that each node around a value has one step here, that ends there, or that the runs are reported as leaving.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from filterlang.hosts.readers.javascript_syntax import TRANSPARENT, expressions, operator
from filterlang.migrate.code.javascript_flow import ScriptFlow
from filterlang.migrate.code.javascript_functions import (
    PROMISES,
    after_promise,
    argument_given,
    call_of,
    method_called,
    returned_by,
)
from filterlang.migrate.code.javascript_program import JavascriptProgram
from filterlang.migrate.code.javascript_targets import bind, index_of, key_text, set_on_this
from filterlang.migrate.code.held_runs import Held, Holding, held_by, many, map_of

if TYPE_CHECKING:
    from tree_sitter import Node

_SIZES = ("size", "length")
_MOST_ITEMS = 50
"""Items of an array that are told apart by their index; those of a longer one are taken together."""
_FALLBACKS = frozenset({"??", "||", "&&"})
_FILLING = frozenset({"=", "??=", "||=", "&&="})
_ENDS = frozenset({
    "expression_statement", "if_statement", "while_statement", "do_statement", "for_statement", "switch_statement",
    "template_substitution", "unary_expression", "throw_statement", "update_expression", "jsx_element", "jsx_fragment",
    "switch_case", "computed_property_name", "typeof", "class_heritage", "type_query", "jsx_self_closing_element",
})  # fmt: skip
"""Parents that do nothing with a run but test it."""


def follow(program: JavascriptProgram, node: Node, held: Held) -> ScriptFlow:
    """Follows what an expression holds to its ends."""
    flow = ScriptFlow(program)
    flow.add(node, held)
    while flow.pending:
        node, held = flow.pending.popleft()
        parent = program.parent(node)
        if parent is None or parent.type in _ENDS:
            continue
        if (step := _STEPS.get(parent.type)) is not None:
            step(flow, node, held, parent)
        elif parent.type in TRANSPARENT:
            _through(flow, node, held, parent)
        else:
            flow.escape(node, "the runs go where they are not followed")
    return flow


def _through(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    """Follows a value through parentheses, an assertion of its type, ``await``, or an attribute of a component."""
    if parent.type in ("as_expression", "satisfies_expression", "type_assertion"):
        flow.typed(next((child for child in parent.named_children if child.id != node.id), None))
    outer = flow.program.parent(parent)
    if parent.type == "jsx_expression" and outer is not None and outer.type == "jsx_attribute":
        flow.escape(node, "the runs go to a component")
    else:
        flow.add(parent, held)


def _in_declarator(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    flow.typed(parent.child_by_field_name("type"))
    bind(flow, parent.child_by_field_name("name"), held)


def _in_assignment(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    left = parent.child_by_field_name("left")
    if left is not None and left.id != node.id and operator(parent) in _FILLING:
        bind(flow, left, held)
        flow.add(parent, held)


def _in_default(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    bind(flow, parent.child_by_field_name("left") or parent.child_by_field_name("pattern"), held)


def _in_class_field(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    name = parent.child_by_field_name("name") or parent.child_by_field_name("property")
    set_on_this(flow, flow.program.text(name), held)


def _in_loop(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    right, kind = parent.child_by_field_name("right"), parent.child_by_field_name("operator")
    if right is None or right.id != node.id:
        return
    if kind is not None and kind.type == "of":
        bind(flow, parent.child_by_field_name("left"), held.item)
    elif held.is_run:
        flow.escape(node, "all fields of the run are gone through")


def _in_spread(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    outer = flow.program.parent(parent)
    if outer is None:
        return
    if outer.type == "array" and held.item is not None:
        flow.add(outer, many(held.item))
    elif outer.type == "arguments" and held.item is not None:
        argument_given(flow, parent, held.item, outer)
    elif held.is_run:
        flow.escape(node, "all fields of the run are copied")
    else:
        flow.add(outer, held)


def _in_array(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    items = expressions(parent) if parent.named_child_count <= _MOST_ITEMS else []
    if not items or any(item.type == "spread_element" for item in items):
        flow.add(parent, many(held))
    else:
        flow.add(parent, held_by(str([item.id for item in items].index(node.id)), held))


def _in_pair(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    key, value, outer = parent.child_by_field_name("key"), parent.child_by_field_name("value"), flow.program.parent(parent)
    if value is None or value.id != node.id or key is None or outer is None:
        return
    flow.add(outer, map_of(held) if key.type == "computed_property_name" else held_by(key_text(flow, key), held))


def _in_object(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    flow.add(parent, held_by(flow.program.text(node), held))


def _in_binary(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    if operator(parent) in _FALLBACKS:
        flow.add(parent, held)
    elif operator(parent) == "in" and held.is_run:
        flow.escape(node, "it is asked which fields the run has")


def _in_ternary(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    condition = parent.child_by_field_name("condition")
    if condition is None or condition.id != node.id:
        flow.add(parent, held)


def _in_sequence(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    if parent.end_byte == node.end_byte:
        flow.add(parent, held)


def _in_return(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    function = flow.program.enclosing_function(node)
    if function is not None:
        returned_by(flow, function, held)


def _in_yield(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    function = flow.program.enclosing_function(node)
    value = held.item if any(child.type == "*" for child in parent.children) else held
    if function is not None and value is not None:
        returned_by(flow, function, many(value))


def _in_arrow(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    body = parent.child_by_field_name("body")
    if body is not None and body.id == node.id:
        returned_by(flow, parent, held)


def _in_export(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    flow.escape(node, "the runs are exported")


def _in_member(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    name = index_of(flow, parent)
    target = parent.child_by_field_name("object")
    if target is None or target.id != node.id or (held.is_run and flow.program.is_assigned(parent)):
        return
    call = call_of(flow, parent)
    if name in PROMISES and call is not None and not held.is_run:
        after_promise(flow, held, call, name)
    elif held.is_run:
        _read(flow, parent, name, call)
    elif call is not None and (parent.type == "member_expression" or name is None):
        method_called(flow, held, call, name if name is not None else "iterator")
    elif held.holding is not Holding.MAP or name not in _SIZES:
        flow.add(parent, held.computed if name is None else held.under(name))


def _read(flow: ScriptFlow, access: Node, name: str | None, call: Node | None) -> None:
    if name is None:
        flow.escape(access, "the field is chosen by a value")
    else:
        flow.read(access, name)


def _in_arguments(flow: ScriptFlow, node: Node, held: Held, parent: Node) -> None:
    argument_given(flow, node, held, parent)


_STEPS: dict[str, Callable[[ScriptFlow, Node, Held, Node], None]] = {
    "variable_declarator": _in_declarator,
    "assignment_expression": _in_assignment,
    "augmented_assignment_expression": _in_assignment,
    **dict.fromkeys(
        ("assignment_pattern", "object_assignment_pattern", "required_parameter", "optional_parameter"), _in_default
    ),
    **dict.fromkeys(("public_field_definition", "field_definition"), _in_class_field),
    "for_in_statement": _in_loop,
    "spread_element": _in_spread,
    "array": _in_array,
    "pair": _in_pair,
    "object": _in_object,
    "binary_expression": _in_binary,
    "ternary_expression": _in_ternary,
    "sequence_expression": _in_sequence,
    "return_statement": _in_return,
    "yield_expression": _in_yield,
    "arrow_function": _in_arrow,
    **dict.fromkeys(("export_statement", "export_specifier"), _in_export),
    **dict.fromkeys(("member_expression", "subscript_expression"), _in_member),
    "arguments": _in_arguments,
}
"""The step for a value by the type of the node around it."""
