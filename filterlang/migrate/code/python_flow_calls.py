"""Passes runs to calls: to functions of the file, to known ones, and to those that are not known.

Owns the invariant that a run passed to a function is followed there, or lost with a note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlang.migrate.code.flow_shapes import RUN, Shape, ShapeKind, items_of, many, mapped, value_of
from filterlang.migrate.code.python_flow_names import bind, fill
from filterlang.migrate.code.python_flow_state import FieldRead, RunFlow, arguments_of, called, function_name
from filterlang.migrate.code.python_known_calls import ADDING, CallEffect, KNOWN_CALLS
from filterlang.schema.moves_to_v2 import FIELD_MOVES, FieldReading, Risk

if TYPE_CHECKING:
    from tree_sitter import Node

_FOLLOWED = (FieldReading.TEXT_ID, FieldReading.PARENT)
"""Fields whose values are followed, because code compares them with values from elsewhere."""
_IMPORTED = ("dotted_name", "aliased_import", "import_statement", "import_from_statement")
_MOST_DEFINITIONS = 20
"""Functions of one name that a value is passed to."""
_MOST_ARGUMENTS = 100
"""Parameters among which one is looked for."""


def pass_argument(flow: RunFlow, call: Node, node: Node, position: int | None, keyword: str, shape: Shape) -> None:
    """Passes a value to a call."""
    function = call.child_by_field_name("function")
    if function is None:
        return
    method = function_name(flow, call)
    definitions = _definitions(flow, function, method)
    if function.type == "attribute" and method in ADDING and position is not None:
        receiver = function.child_by_field_name("object")
        added = shape if method in ("extend", "update", "extendleft") else many(shape)
        if receiver is not None and added is not None:
            fill(flow, receiver, added)
        for definition, offset in definitions:
            _pass_to(flow, definition, node, position + offset, keyword, shape)
        return
    if function.type == "attribute" and method == "setdefault" and position == 1:
        receiver = function.child_by_field_name("object")
        added = mapped(None, shape)
        if receiver is not None and added is not None:
            fill(flow, receiver, added)
        flow.give(call, shape)
        return
    if definitions:
        for definition, offset in definitions:
            _pass_to(flow, definition, node, None if position is None else position + offset, keyword, shape)
        return
    known = KNOWN_CALLS.get(method)
    if known is None:
        flow.lose(node, shape)
    else:
        _pass_known(flow, known, call, node, position, shape)


def _pass_known(flow: RunFlow, effect: CallEffect, call: Node, node: Node, position: int | None, shape: Shape) -> None:
    """Passes a value to a function whose result is known."""
    arguments = arguments_of(call)
    if effect.is_print:
        flow.lose(node, shape, "the text of a whole run is another one on v2", Risk.SILENT)
    if effect.is_read and shape.kind is ShapeKind.RUN and position == 0:
        read_by_text(flow, call, node, arguments[1:], is_get=True)
        return
    if effect.result is None:
        return
    for item in items_of(shape):
        if effect.applies and position == 1:
            _apply(flow, arguments[0], (item,))
        apply_key(flow, arguments, item)
    for result in effect.result(shape, position or 0):
        flow.give(call, result)


def apply_key(flow: RunFlow, arguments: list[Node], item: Shape) -> None:
    """Passes an item to the function of ``key=``, or to a function that is passed second."""
    for argument in arguments:
        if argument.type == "keyword_argument":
            name, value = argument.child_by_field_name("name"), argument.child_by_field_name("value")
            if name is not None and value is not None and flow.text(name) in ("key", "default_factory"):
                _apply(flow, value, (item,))
        elif argument.type == "lambda" and argument != arguments[0]:
            _apply(flow, argument, (item,))


def _apply(flow: RunFlow, function: Node, shapes: tuple[Shape, ...]) -> None:
    """Passes values to a function that is given as an expression."""
    if function.type == "lambda":
        for position, shape in enumerate(shapes):
            _pass_to(flow, function, function, position, "", shape)
    elif function.type == "call" and function_name(flow, function) in ("attrgetter", "itemgetter"):
        for name in arguments_of(function):
            field = flow.constant(name)
            if field is not None and shapes[0].kind is ShapeKind.RUN:
                read_field(flow, FieldRead(function, function, name, field, is_named=True, is_getter=True))
    elif function.type in ("identifier", "attribute"):
        _apply_named(flow, function, shapes)
    else:
        flow.lose(function, shapes[0])


def _apply_named(flow: RunFlow, function: Node, shapes: tuple[Shape, ...]) -> None:
    """Passes values to a function that is given by its name."""
    name = flow.text(function.child_by_field_name("attribute") or function)
    definitions = _definitions(flow, function, name)
    for definition, offset in definitions:
        for position, shape in enumerate(shapes):
            _pass_to(flow, definition, function, position + offset, "", shape)
    getters = [] if definitions else _bound_getters(flow, function)
    for getter in getters:
        _apply(flow, getter, shapes)
    if not definitions and not getters and name not in KNOWN_CALLS:
        flow.lose(function, shapes[0])


def _bound_getters(flow: RunFlow, function: Node) -> list[Node]:
    """The calls, as of ``attrgetter``, that make the function which a name stands for."""
    variable = flow.program.variable(function) if function.type == "identifier" else None
    binders = [flow.program.binder(node) for node in variable.definitions[:_MOST_DEFINITIONS]] if variable is not None else []
    values = [binder.child_by_field_name("right") for binder in binders if binder is not None and binder.type == "assignment"]
    return [value for value in values if value is not None and value.type == "call"]


def _definitions(flow: RunFlow, function: Node, name: str) -> list[tuple[Node, int]]:
    """The functions of the file that a call may mean, each with the number of parameters that are bound before."""
    if function.type == "identifier":
        variable = flow.program.variable(function)
        if variable is None or len(variable.definitions) > _MOST_DEFINITIONS:
            return []
        binders = [flow.program.binder(node) for node in variable.definitions]
        return [found for binder in binders if binder is not None for found in _callable(flow, binder)]
    functions = flow.program.functions(name) if function.type == "attribute" and not _is_of_module(flow, function) else []
    methods = [node for node in functions if _is_method(flow, node)] if len(functions) <= _MOST_DEFINITIONS else []
    return [(node, 0 if _is_static(flow, node) else 1) for node in methods]


def _callable(flow: RunFlow, binder: Node) -> list[tuple[Node, int]]:
    """A function, or what makes an object of a class."""
    if binder.type == "function_definition":
        return [(binder, 0)]
    if binder.type == "class_definition":
        initializer = flow.program.initializer(binder)
        return [] if initializer is None else [(initializer, 1)]
    if binder.type == "assignment" and (value := binder.child_by_field_name("right")) is not None and value.type == "lambda":
        return [(value, 0)]
    return []


def _is_of_module(flow: RunFlow, function: Node) -> bool:
    """Whether an attribute is that of an imported name, such as ``asyncio.run``."""
    owner = function.child_by_field_name("object")
    variable = flow.program.variable(owner) if owner is not None and owner.type == "identifier" else None
    binders = [flow.program.binder(node) for node in variable.definitions] if variable is not None else []
    return any(binder is not None and binder.type in _IMPORTED for binder in binders)


def _is_method(flow: RunFlow, function: Node) -> bool:
    name = function.child_by_field_name("name")
    variable = None if name is None else flow.program.variable(name)
    return variable is not None and variable.scope.node.type == "class_definition"


def _is_static(flow: RunFlow, function: Node) -> bool:
    parent = flow.program.parent(function)
    return parent is not None and parent.type == "decorated_definition" and "@staticmethod" in flow.text(parent)[:200]


def _pass_to(flow: RunFlow, function: Node, node: Node, position: int | None, keyword: str, shape: Shape) -> None:
    """Passes a value to a parameter of a function of the file."""
    parameters = function.child_by_field_name("parameters")
    is_short = parameters is not None and parameters.named_child_count <= _MOST_ARGUMENTS
    for at, parameter in enumerate(parameters.named_children if parameters is not None and is_short else []):
        name = parameter.child_by_field_name("name") or parameter
        if name.type == "typed_parameter":
            name = name.named_children[0]
        if name.type == "list_splat_pattern" and position is not None and position >= at:
            bind(flow, name, many(shape))
            return
        if name.type == "identifier" and (at == position if position is not None else flow.text(name) == keyword):
            bind(flow, name, shape)
            return
    flow.lose(node, shape)


def references_of(flow: RunFlow, function: Node) -> list[Node]:
    """The references to a function of the file, or to the name of a lambda: for a method, the attributes with its name."""
    name = function.child_by_field_name("name")
    if function.type == "lambda" and (assignment := flow.program.parent(function)) is not None:
        name = assignment.child_by_field_name("left")
    if name is not None and name.type == "attribute":
        name = name.child_by_field_name("attribute")
        return (
            [] if name is None else [node for node in flow.program.attributes(flow.text(name)) if not _is_assigned(flow, node)]
        )
    variable = None if name is None else flow.program.variable(name)
    if name is None or variable is None:
        return []
    return flow.program.attributes(flow.text(name)) if variable.scope.node.type == "class_definition" else variable.references


def calls_of(flow: RunFlow, function: Node) -> list[Node]:
    """The calls of a function of the file, and the reads of a property."""
    references = references_of(flow, function)
    decorated = flow.program.parent(function)
    if decorated is not None and decorated.type == "decorated_definition" and "property" in flow.text(decorated)[:200]:
        return references
    return [call for reference in references if (call := called(flow, reference)) is not None]


def _is_assigned(flow: RunFlow, node: Node) -> bool:
    parent = flow.program.parent(node)
    return parent is not None and parent.type == "assignment" and parent.child_by_field_name("left") == node


def read_by_text(flow: RunFlow, node: Node, receiver: Node, arguments: list[Node], *, is_get: bool) -> None:
    """A read whose field is named by a text, in the first argument."""
    name = arguments[0] if arguments else None
    field = None if name is None else flow.constant(name)
    if name is None or field is None:
        flow.lose(node, RUN, "the field that is read here is known only when the code runs", Risk.SILENT)
    else:
        default = arguments[1] if len(arguments) > 1 else None
        read_field(flow, FieldRead(node, receiver, name, field, default, is_get=is_get, is_named=True))


def read_field(flow: RunFlow, read: FieldRead) -> None:
    """Notes a read of a field, and follows its value where code may compare it."""
    flow.reads.setdefault(read.name.id if read.is_getter else read.node.id, read)
    move = FIELD_MOVES.get(read.field)
    if move is not None and move.reading in _FOLLOWED and not read.is_getter:
        flow.give(read.node, value_of(read.field))
