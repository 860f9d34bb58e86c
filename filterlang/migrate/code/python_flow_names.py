"""Gives values to the names, attributes and collections of a Python program, and so to all who read them.

Owns the invariant that what is added to a collection is seen by every read of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlang.migrate.code.flow_shapes import RUN, Shape, ShapeKind, items_of, many, mapped
from filterlang.migrate.code.python_flow_state import RunFlow, function_name

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_CALLS = 50
"""Calls of a function that are looked at."""


def bind(flow: RunFlow, target: Node, shape: Shape | None) -> None:
    """Gives a value to a target of an assignment, a loop or a call."""
    if shape is None:
        return
    if target.type == "identifier":
        _give_to_readers(flow, target, shape)
    elif target.type in ("pattern_list", "tuple_pattern", "list_pattern", "tuple", "list"):
        _unpack(flow, target.named_children, shape)
    elif target.type in ("as_pattern_target", "parenthesized_expression"):
        for child in target.named_children:
            bind(flow, child, shape)
    elif target.type == "list_splat_pattern":
        _bind_names(flow, target, shape)
    elif target.type == "subscript":
        fill(flow, target, shape, is_assigned=True)
    elif target.type == "attribute":
        _bind_attribute(flow, target, shape)


def _give_to_readers(flow: RunFlow, definition: Node, shape: Shape) -> None:
    """Gives a value to all who read a definition."""
    if (definition.id, shape) in flow.bound:
        return
    flow.bound.add((definition.id, shape))
    if shape.has_run:
        flow.holders[definition.id] = definition
    for reference in flow.program.reached(definition):
        flow.give(reference, shape)


def _bind_names(flow: RunFlow, pattern: Node, shape: Shape | None) -> None:
    for child in pattern.named_children:
        bind(flow, child, shape)


def _unpack(flow: RunFlow, targets: list[Node], shape: Shape) -> None:
    for at, target in enumerate(targets):
        if target.type == "list_splat_pattern":
            for item in items_of(shape):
                _bind_names(flow, target, many(item))
        elif shape.kind is ShapeKind.TUPLE:
            bind(flow, target, shape.parts[at] if at < len(shape.parts) else None)
        else:
            for item in items_of(shape):
                bind(flow, target, item)


def _bind_attribute(flow: RunFlow, target: Node, shape: Shape) -> None:
    """Gives a value to all attributes that are written alike, and to those of other names outside of the class.

    Of a run that another object gets, such as ``trace.root = run``, the object's own methods read it as ``self.root``.
    """
    name, owner = target.child_by_field_name("attribute"), target.child_by_field_name("object")
    if name is None or owner is None:
        return
    if RUN in flow.shapes_of(owner):
        return
    body = flow.program.enclosing(target, "class_definition") or flow.program.document.root
    is_of_other = shape.has_run and flow.text(owner) not in ("self", "cls")
    for attribute in flow.program.attributes(flow.text(name)):
        is_inside = body.start_byte <= attribute.start_byte < body.end_byte
        is_alike = flow.text(attribute) == flow.text(target)
        if attribute != target and (is_of_other or is_alike == is_inside):
            flow.give(attribute, shape)


def fill(flow: RunFlow, container: Node, shape: Shape, *, is_assigned: bool = False) -> None:
    """Notes that a value is added to a container: all who read it later may find it there."""
    while True:
        if container.type == "subscript":
            index, value = container.child_by_field_name("subscript"), container.child_by_field_name("value")
            filled = mapped(None, shape)
            if value is None or index is None or filled is None:
                return
            container, shape = value, filled
        elif container.type == "call" and function_name(flow, container) in ("setdefault", "get"):
            function = container.child_by_field_name("function")
            owner = None if function is None else function.child_by_field_name("object")
            filled = mapped(None, shape)
            if owner is None or filled is None:
                return
            container, shape = owner, filled
        elif container.type == "parenthesized_expression" and container.named_child_count == 1:
            container = container.named_children[0]
        else:
            break
    if container.type == "attribute":
        _bind_attribute(flow, container, shape)
    elif container.type == "identifier":
        variable = flow.program.variable(container)
        if variable is None:
            return
        definitions = flow.program.reaching(container) or variable.definitions
        for definition in definitions:
            _give_to_readers(flow, definition, shape)
            _give_to_callers(flow, definition, shape)
    else:
        flow.lose(container, shape)


def _give_to_callers(flow: RunFlow, definition: Node, shape: Shape) -> None:
    """Fills what callers give for a parameter: a function that adds runs to its queue adds them to that of its caller."""
    binder = flow.program.binder(definition)
    if not shape.has_run or binder is None or "parameter" not in binder.type or (definition.id, shape) in flow.filled:
        return
    flow.filled.add((definition.id, shape))
    given = flow.calls.arguments_for(definition)[:_MOST_CALLS]
    if not given:
        flow.lose(definition, shape)
    for argument in given:
        if argument.type in ("identifier", "attribute", "subscript"):
            fill(flow, argument, shape)
