"""Follows values that hold runs through the functions of a JavaScript program: their calls, what they are given, and return.

Owns the invariant that runs which go to a function outside of the file are reported at that place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlang.hosts.readers.javascript_syntax import TRANSPARENT, arguments, callee, expressions, method, path, unwrapped
from filterlang.migrate.code.javascript_flow import ScriptFlow
from filterlang.migrate.code.javascript_targets import FOLDING, bind_parameter, fill
from filterlang.migrate.code.held_runs import Held, Holding, held_by, many, map_of

if TYPE_CHECKING:
    from tree_sitter import Node

_FIRST = {
    **dict.fromkeys(("map", "filter", "forEach", "find", "findLast", "findIndex", "findLastIndex", "some", "every"), 1),
    "flatMap": 1,
    **dict.fromkeys(("sort", "toSorted"), 2),
}  # fmt: skip
"""Methods with a function, and how many of its first parameters are items."""
_SAME = frozenset({
    "filter", "slice", "sort", "reverse", "toSorted", "toReversed", "concat", "values", "splice", "toSpliced", "with", "take",
    "drop", "toArray", "fill", "copyWithin", "asyncIterator", "iterator", "add", "set", "catch", "finally",
})  # fmt: skip
"""Methods that give what they are called on, or a part of it."""
_ITEM = frozenset({"find", "findLast", "at", "pop", "shift"})
_NOTHING = frozenset({
    "forEach", "map", "flatMap", "some", "every", "findIndex", "findLastIndex", "join", "includes", "indexOf", "lastIndexOf",
    "keys", "push", "unshift", "return", "throw", "has", "delete", "clear", "reduce", "reduceRight", "toString", "then",
})  # fmt: skip
"""Methods whose result holds no runs by itself; what a function given to them returns is followed from the function."""
_ADDING = frozenset({"push", "unshift", "add"})
_ASKING = frozenset({"includes", "indexOf", "lastIndexOf", "has", "delete"})
PROMISES = frozenset({"then", "catch", "finally"})
"""Methods of promises."""
_STOPS = frozenset({
    "Boolean", "String", "Array.isArray", "Object.keys", "Object.hasOwn", "assert", "assert.ok", "console.assert",
})  # fmt: skip
_PASSING = frozenset({
    "structuredClone", "Promise.resolve", "Object.freeze", "Object.seal", "Promise.all", "Promise.race", "Promise.any",
    "Object.assign", "Iterator.from", "Readable.from",
})  # fmt: skip
"""Functions that give what they are given."""
_COLLECTING = frozenset({"Array.from", "Array.fromAsync", "Set", "Float64Array"})
_GROUPING = frozenset({"Object.groupBy", "Map.groupBy"})
_OF_PAIRS = frozenset({"Map", "Object.fromEntries", "WeakMap"})
_KEYED = ("pair", "public_field_definition", "field_definition")


def call_of(flow: ScriptFlow, node: Node) -> Node | None:
    """The call of a function that is a node."""
    parent = flow.program.parent(node)
    while parent is not None and parent.type in ("non_null_expression", "parenthesized_expression"):
        node, parent = parent, flow.program.parent(parent)
    called = None if parent is None or parent.type != "call_expression" else parent.child_by_field_name("function")
    return parent if called is not None and called.id == node.id else None


def after_promise(flow: ScriptFlow, held: Held, call: Node, name: str) -> None:
    """Follows a promise to the function that is given to ``then``, and through its other methods."""
    if name == "then":
        _bind_function(flow, arguments(call)[:1], held)
    else:
        flow.add(call, held)


def method_called(flow: ScriptFlow, held: Held, call: Node, name: str) -> None:
    """Follows the call of a method of an array, an iterator, a set, a map or an object."""
    inner = held.item if held.holding is not Holding.MAP else held.inner
    given = arguments(call)
    if held.holding is Holding.PROPERTY and not held.key.isdigit():
        if held.under(name) is not None:
            flow.escape(call, "a value that holds runs is called")
        return
    if inner is None:
        return
    if name == "next":
        flow.add(call, held_by("value", inner))
    elif name == "get" or (name in _ITEM and held.holding is not Holding.MAP):
        flow.add(call, inner)
    elif name == "values":
        flow.add(call, many(inner))
    elif name == "entries":
        flow.add(call, many(held_by("1", inner)))
    elif name == "flat":
        flow.add(call, many(inner.item or inner))
    elif name in _SAME:
        flow.add(call, held if held.holding is not Holding.PROPERTY else many(inner))
    elif name not in _NOTHING:
        flow.escape(call, f"`{name}` is not followed")
    if name in _FIRST:
        _bind_function(flow, given[:1], *[inner] * _FIRST[name])
    elif name in FOLDING:
        _bind_function(flow, given[:1], None, inner)
        if len(given) < 2:
            _bind_function(flow, given[:1], inner)
            flow.add(call, inner)


def _bind_function(flow: ScriptFlow, given: list[Node], *held: Held | None) -> None:
    """Gives values to the first parameters of a function that is an argument."""
    for argument in given:
        function = flow.program.function_of(argument)
        if function is not None:
            for pattern, value in zip(flow.program.parameters(function), held, strict=False):
                bind_parameter(flow, pattern, value)
        elif path(unwrapped(argument)) not in _STOPS:
            flow.escape(argument, "the runs go to a function that is not in this file")


def argument_given(flow: ScriptFlow, argument: Node, held: Held, brackets: Node) -> None:
    """Follows an argument of a call: into what it is added to, into the result, or into a function of the file."""
    call = flow.program.parent(brackets)
    if call is None:
        return
    given = expressions(brackets)
    index = [item.id for item in given].index(argument.id)
    called, name = method(call), path(callee(call))
    flow.typed(call.child_by_field_name("type_arguments"))
    if name in _STOPS and not (held.is_run and name == "Object.keys"):
        return
    is_own = called is not None and _is_of_own_class(flow, called[0])
    if called is not None and not is_own and _given_to_method(flow, call, called, index, held):
        return
    if index == 0 and _given_to_known(flow, call, name, given, held):
        return
    functions = _functions_called(flow, call, called)
    for function in functions:
        _bind_argument(flow, function, index, held)
    if not functions:
        flow.escape(argument, _leaves(name))


def _is_of_own_class(flow: ScriptFlow, target: Node) -> bool:
    """Whether an expression is ``this``, or a name for an object of a class of the file."""
    if target.type in ("this", "super"):
        return True
    variable = flow.program.variable(target)
    value = None if variable is None else flow.program.value_of(variable)
    made = None if value is None else unwrapped(value)
    constructor = None if made is None or made.type != "new_expression" else callee(made)
    declared = None if constructor is None else flow.program.variable(constructor)
    return declared is not None and declared.imported is None


def _given_to_method(flow: ScriptFlow, call: Node, called: tuple[Node, str], index: int, held: Held) -> bool:
    target, name = called
    if name in _ADDING or (name == "splice" and index > 1) or name == "fill":
        fill(flow, target, many(held))
    elif name == "set" and index == 1:
        fill(flow, target, map_of(held))
    elif name == "concat":
        flow.add(call, held if held.item is not None else many(held))
    elif name in FOLDING and index == 1:
        flow.add(call, held)
        _bind_function(flow, arguments(call)[:1], held)
    elif name not in _ASKING:
        return False
    return True


def _given_to_known(flow: ScriptFlow, call: Node, name: str, given: list[Node], held: Held) -> bool:
    """Follows the first argument of a function of the language."""
    if name in _PASSING and not (held.is_run and name == "Object.assign"):
        flow.add(call, held)
    elif name == "Promise.allSettled" and held.item is not None:
        flow.add(call, many(held_by("value", held.item)))
    elif name in _COLLECTING and held.item is not None:
        if len(given) > 1:
            _bind_function(flow, given[1:2], held.item)
        else:
            flow.add(call, many(held.item))
    elif name in _GROUPING and held.item is not None:
        _bind_function(flow, given[1:2], held.item)
        flow.add(call, map_of(many(held.item)))
    elif name in _OF_PAIRS and held.item is not None:
        value = held.item.under("1")
        flow.add(call, None if value is None else map_of(value))
    elif name == "Object.values" and held.inner is not None:
        flow.add(call, many(held.inner))
    elif name == "Object.entries" and held.inner is not None:
        flow.add(call, many(held_by("1", held.inner)))
    else:
        return False
    return True


def _functions_called(flow: ScriptFlow, call: Node, called: tuple[Node, str] | None) -> list[Node]:
    """The functions of the file that a call may call."""
    if called is not None:
        variable = flow.program.variable(called[0])
        is_own = called[0].type != "identifier" or (variable is not None and variable.imported is None)
        return flow.program.methods.get(called[1], []) if is_own else []
    target = callee(call)
    if target is None:
        return []
    function = flow.program.function_of(target)
    if function is not None:
        return [function]
    variable = flow.program.variable(target)
    is_class = variable is not None and call.type == "new_expression" and variable.imported is None
    return flow.program.methods.get("constructor", []) if is_class else []


def _bind_argument(flow: ScriptFlow, function: Node, index: int, held: Held) -> None:
    patterns = flow.program.parameters(function)
    if patterns and patterns[-1].type == "rest_pattern" and index >= len(patterns) - 1:
        bind_parameter(flow, patterns[-1].named_children[0], many(held))
    elif index < len(patterns):
        bind_parameter(flow, patterns[index], held)


def returned_by(flow: ScriptFlow, function: Node, held: Held) -> None:
    """Follows what a function returns to its calls, or to the method that it is given to."""
    if (function.id, held) in flow.returned:
        return
    flow.returned.add((function.id, held))
    flow.typed(function.child_by_field_name("return_type"))
    uses = _uses_of_function(flow, function)
    for use in uses:
        _use_function(flow, use, held)
    if not uses:
        flow.escape(
            function.child_by_field_name("name") or function,
            "nothing in this file calls the function that returns the runs",
        )


def _uses_of_function(flow: ScriptFlow, function: Node) -> list[Node]:
    """The expressions that are a function: itself where it is one, its name, and accesses to the property that holds it."""
    parent = flow.program.parent(function)
    name = function.child_by_field_name("name")
    if function.type == "method_definition" or (parent is not None and parent.type in _KEYED):
        key = name if function.type == "method_definition" else parent and (
            parent.child_by_field_name("key") or parent.child_by_field_name("name") or parent.child_by_field_name("property")
        )  # fmt: skip
        return list(flow.program.members.get(flow.program.text(key), []))
    if name is not None and function.type.endswith("declaration"):
        return _references(flow, name)
    if (
        parent is not None
        and parent.type == "variable_declarator"
        and (target := parent.child_by_field_name("name")) is not None
    ):
        return _references(flow, target)
    return [function]


def _references(flow: ScriptFlow, name: Node) -> list[Node]:
    variable = flow.program.variable(name)
    references = [] if variable is None else variable.references
    exports = ("export_specifier", "export_statement", "pair", "object")
    return [node for node in references if (parent := flow.program.parent(node)) is None or parent.type not in exports]


def _use_function(flow: ScriptFlow, use: Node, held: Held) -> None:
    """Follows a function that returns runs: it is called, or given to a method or a function."""
    parent = flow.program.parent(use)
    while parent is not None and parent.type in TRANSPARENT:
        use, parent = parent, flow.program.parent(parent)
    if parent is None or parent.type == "export_statement":
        flow.escape(use, "nothing in this file calls the function that returns the runs")
    elif (call := call_of(flow, use)) is not None:
        flow.add(call, held)
    elif parent.type == "arguments" and (call := flow.program.parent(parent)) is not None:
        _use_callback(flow, use, call, held)
    elif parent.type == "variable_declarator":
        for reference in _references(flow, parent.child_by_field_name("name") or use):
            _use_function(flow, reference, held)
    else:
        flow.escape(use, "the function that returns the runs is passed on")


def _use_callback(flow: ScriptFlow, use: Node, call: Node, held: Held) -> None:
    """Follows what a function that is an argument returns."""
    called, name = method(call), path(callee(call))
    last = called[1] if called is not None else ""
    flow.typed(call.child_by_field_name("type_arguments"))
    if last == "flatMap":
        flow.add(call, many(held.item or held))
    elif last == "map" or name in _COLLECTING:
        flow.add(call, many(held))
    elif last in FOLDING:
        flow.add(call, held)
        _bind_function(flow, [use], held)
    elif last in PROMISES:
        flow.add(call, held)
    elif last not in _NOTHING and last not in _FIRST and name not in _GROUPING:
        functions = _functions_called(flow, call, called)
        index = [argument.id for argument in arguments(call)].index(use.id)
        for function in functions:
            for pattern in flow.program.parameters(function)[index : index + 1]:
                for reference in _references(flow, pattern):
                    _use_function(flow, reference, held)
        if not functions:
            flow.escape(use, _leaves(name))


def _leaves(name: str) -> str:
    """Why runs that a function is given are not followed."""
    return (
        f"the runs go to `{name}`, which is not in this file" if name else "the runs go to a function that is not in this file"
    )
