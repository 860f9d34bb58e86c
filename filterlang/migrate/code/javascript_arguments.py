"""Reads the arguments of a call of ``listRuns`` from the object that it is given, through a name and ``...spread`` objects.

Owns the invariant that an object is changed in place only where this call is its one use; else it is written out at the call.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from filterlang.hosts.call_sites import constant
from filterlang.hosts.known_places import snake
from filterlang.hosts.readers.javascript_syntax import arguments, callee, expressions, literal_text, path, unwrapped
from filterlang.migrate.code.javascript_program import JavascriptProgram
from filterlang.migrate.code.query_plan import ArgumentValue
from filterlang.semantics.surroundings import UNKNOWN
from filterlang.text.display import clip
from filterlang.text.frozen import dataclass

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMES = ("identifier", "shorthand_property_identifier")
_LASTING = frozenset({
    "string", "template_string", "number", "true", "false", "null", "undefined", "array", "member_expression", "identifier",
    "template_substitution", "string_fragment", "escape_sequence", "property_identifier", "new_expression", "arguments",
    "shorthand_property_identifier", "binary_expression", "call_expression", "this", "non_null_expression",
    "ternary_expression", "parenthesized_expression", "as_expression", "unary_expression", "predefined_type",
})  # fmt: skip
"""Nodes of values that can be written again at another place."""
_PURE = ("Number", "parseInt", "String", "BigInt", "now", "min", "max", "round", "floor", "ceil", "stringify", "toISOString")
"""Functions that give the same, or nearly the same time, wherever they are called."""
_SHOWN = 60  # characters of code in a message
_COPYING = ("spread_element", "arguments")
"""Nodes in which an object is only read."""


class UnreadError(Exception):
    """Arguments that cannot be read, and why."""


@dataclass(frozen=True, slots=True, eq=False)
class ScriptArgument:
    """An argument: its name in snake case, its entry in an object, and its value.

    ``owner`` is the object that is changed, None where the whole object is written out. ``place`` is the node that gives way to
    the new entry: the entry itself, or the name or the spread of an object that is written out.
    """

    name: str
    entry: Node
    value: Node
    owner: Node | None
    place: Node


@dataclass(frozen=True, slots=True, eq=False)
class ScriptArguments:
    """The arguments of a call in order, and the last one with each name, which is the one that counts.

    ``given`` is the argument in the call. ``main`` is the object to add arguments to; None for a name that is written out.
    """

    given: Node
    main: Node | None
    entries: tuple[ScriptArgument, ...]
    by_name: dict[str, ScriptArgument]


def arguments_of(program: JavascriptProgram, call: Node) -> ScriptArguments:
    """The arguments of a call. Raises ``UnreadError`` where the file does not show them all."""
    given = arguments(call)
    if len(given) != 1 or given[0].type == "spread_element":
        raise UnreadError("the file does not show its arguments" if given else "it has no arguments")
    node = unwrapped(given[0])
    object = _object(program, node)
    is_changed = object.id == node.id or _is_used_once(program, node)
    main, place = (object, None) if is_changed else (None, given[0])
    entries = list(_entries(program, call, object, main, place))
    last = {entry.name: entry for entry in entries}
    return ScriptArguments(given[0], main, tuple(entries), last)


def value_of(program: JavascriptProgram, node: Node) -> ArgumentValue:
    """The code of a value, and what it is where it is a constant that is written there."""
    return ArgumentValue(program.text(node), _constant(program, unwrapped(node)))


def named_value(program: JavascriptProgram, node: Node) -> Node:
    """The expression that a value is, through the name of a constant."""
    node = unwrapped(node)
    for _ in range(3):
        variable = program.variable(node) if node.type in _NAMES else None
        value = None if variable is None else program.value_of(variable)
        if value is None:
            break
        node = unwrapped(value)
    return node


def constant_of(program: JavascriptProgram, node: Node) -> object:
    """The constant that a value is, through its name as well; ``UNKNOWN`` for others."""
    return _constant(program, named_value(program, node))


def _constant(program: JavascriptProgram, node: Node) -> object:
    text = literal_text(program.document, node)
    if text is not None:
        return text
    if node.type == "array":
        texts = [literal_text(program.document, item) for item in expressions(node)]
        return tuple(text for text in texts if text is not None) if None not in texts else UNKNOWN
    return constant(program.text(node))


def _object(program: JavascriptProgram, node: Node) -> Node:
    """The object that an expression is: written there, or the one value of its name."""
    value = node if node.type == "object" else named_value(program, node)
    if value.type != "object":
        raise UnreadError(f"`{clip(program.text(node), _SHOWN)}` is made elsewhere, so that its arguments are not known")
    if value.id != node.id and not _is_only_read(program, node):
        raise UnreadError(f"`{clip(program.text(node), _SHOWN)}` may be changed before the call: its arguments are not known")
    return value


def _is_only_read(program: JavascriptProgram, node: Node) -> bool:
    """Whether the object of a name is only spread and passed to calls of methods, and is not exported."""
    variable = program.variable(node)
    if variable is None or variable.name in program.exported:
        return False
    return all(_is_copied(program, reference) for reference in variable.references)


def _is_copied(program: JavascriptProgram, reference: Node) -> bool:
    parent = program.parent(reference)
    while parent is not None and parent.type in ("as_expression", "parenthesized_expression", "non_null_expression"):
        parent = program.parent(parent)
    return parent is not None and parent.type in _COPYING


def _is_used_once(program: JavascriptProgram, node: Node) -> bool:
    variable = program.variable(node)
    return variable is not None and len(variable.references) == 1


def _entries(
    program: JavascriptProgram, call: Node, object: Node, owner: Node | None, place: Node | None
) -> Iterator[ScriptArgument]:
    """Yields the entries of an object, and of the objects that are spread in it.

    ``place`` is where they are written out; None where they are changed in place.
    """
    for child in expressions(object):
        if child.type == "spread_element":
            spread = unwrapped(expressions(child)[0])
            inner = _object(program, spread)
            if any(node.type == "spread_element" for node in expressions(inner)):
                raise UnreadError(f"`{clip(program.text(child), _SHOWN)}` is put together of other objects")
            is_changed = place is None and _is_used_once(program, spread)
            yield from _entries(program, call, inner, *((inner, None) if is_changed else (owner, place or child)))
        else:
            name, value = _entry(program, child)
            if place is not None:
                require_lasting(program, call, value)
            yield ScriptArgument(name, child, value, owner, place or child)


def _entry(program: JavascriptProgram, node: Node) -> tuple[str, Node]:
    """The name and the value of an entry."""
    if node.type == "shorthand_property_identifier":
        return snake(program.text(node)), node
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if node.type != "pair" or key is None or value is None or key.type == "computed_property_name":
        raise UnreadError(f"the argument `{clip(program.text(node), _SHOWN)}` has no fixed name")
    return snake(literal_text(program.document, key) or program.text(key)), value


def require_lasting(program: JavascriptProgram, call: Node, value: Node) -> None:
    """Raises ``UnreadError`` for a value that is not the same where the call stands."""
    pending = [value]
    while pending:
        node = pending.pop()
        pending += node.named_children
        variable = program.variable(node) if node.type in _NAMES else None
        is_other = variable is not None and program.visible(variable.name, call) is not variable
        is_impure = node.type == "call_expression" and path(callee(node), 1) not in _PURE
        if (node.is_named and node.type not in _LASTING) or is_other or is_impure:
            raise UnreadError(
                f"`{clip(program.text(value), _SHOWN)}` cannot be written a second time, where it may have another value"
            )
