"""Filters in C#: object initialisers, named arguments, properties and constants, entries of dictionaries, and JSON bodies.

Owns the invariant that only nodes of C#'s syntax are read here; strings are read by ``code_expressions``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate, Part
from filterlang.hosts.known_places import under_key
from filterlang.hosts.readers.builder_chains import called, type_of, typed
from filterlang.hosts.readers.code_calls import with_fields
from filterlang.hosts.readers.code_expressions import CodeCall, CodeSyntax, Join, children_of
from filterlang.hosts.readers.code_finder import Assignment, Reader, Reading, FilterSlot, find_in_code, values_in_code
from filterlang.hosts.readers.csharp_strings import csharp_string
from filterlang.hosts.readers.format_directives import BRACES_OF_CSHARP, FormatLanguage

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS = frozenset({"method_declaration", "constructor_declaration", "local_function_statement"})
_MAKING = frozenset({"object_creation_expression", "implicit_object_creation_expression"})
_LISTS = frozenset({"initializer_expression", "collection_expression", "array_creation_expression",
                    "implicit_array_creation_expression"})  # fmt: skip


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the strings of a C# file that may be filters."""
    return find_in_code(document, _SYNTAX, _FUNCTIONS, _READERS)


def values_of(document: HostDocument, name: Node) -> Iterator[Node]:
    """Yields the values that a name is given in the document."""
    return values_in_code(document, name, _SYNTAX, _FUNCTIONS, _READERS)


def _literal(document: HostDocument, node: Node) -> tuple[Part, ...]:
    places = [document.span(child) for child in node.children if child.type == "interpolation"]
    return csharp_string(document.text, document.span(node), places)


def _call(document: HostDocument, node: Node) -> CodeCall | None:
    function = node.child_by_field_name("function") or node.child_by_field_name("type")
    arguments = node.child_by_field_name("arguments")
    if function is None:
        return None
    receiver = function.child_by_field_name("expression") if function.type == "member_access_expression" else None
    name = function.child_by_field_name("name") if receiver is not None else function
    values = [
        (document.text_of(label) if (label := argument.child_by_field_name("name")) else "", children_of(argument)[-1])
        for argument in children_of(arguments)
        if argument.type == "argument" and children_of(argument)
    ]
    return CodeCall(receiver, "" if name is None else document.text_of(name).partition("<")[0], tuple(values))


def _items(document: HostDocument, node: Node) -> list[Node] | None:
    """The strings of an array, a list or a collection expression; assignments to fields are not items."""
    if node.type in _LISTS:
        items = children_of(_initializer(node) or node)
        return [item for item in items if item.type in _STRINGS or item.type in {"invocation_expression", "identifier"}]
    if node.type in _MAKING and (made := _initializer(node)) is not None:
        return [item for item in children_of(made) if item.type in _STRINGS or item.type == "invocation_expression"]
    return None


def _initializer(node: Node) -> Node | None:
    return next((child for child in node.named_children if child.type == "initializer_expression"), None)


def _choices(node: Node) -> list[Node]:
    """The branches of ``? :``, of ``??`` and of a switch."""
    if node.type == "conditional_expression":
        return [branch for name in ("consequence", "alternative") if (branch := node.child_by_field_name(name)) is not None]
    if node.type == "binary_expression" and (operator := node.child_by_field_name("operator")) and operator.type == "??":
        return [side for name in ("left", "right") if (side := node.child_by_field_name(name)) is not None]
    if node.type == "switch_expression":
        return [arm.named_children[-1] for arm in children_of(node) if arm.type == "switch_expression_arm"]
    return []


def _format(document: HostDocument, call: CodeCall) -> tuple[FormatLanguage, Node, list[Node]] | None:
    values = call.positional()
    if call.name not in {"Format", "AppendFormat"} or call.receiver is None:
        return None
    at = next((at for at, value in enumerate(values[:2]) if value.type in _STRINGS or value.type == "binary_expression"), None)
    return None if at is None else (BRACES_OF_CSHARP, values[at], values[at + 1 :])


def _join(document: HostDocument, call: CodeCall) -> Join | None:
    values = call.positional()
    if call.name != "Join" or call.receiver is None or len(values) < 2:
        return None
    return Join(tuple(values[1:]), values[0])


_STRINGS = frozenset({"string_literal", "verbatim_string_literal", "raw_string_literal", "interpolated_string_expression",
                      "character_literal"})  # fmt: skip
_SYNTAX = CodeSyntax(
    literals=_STRINGS,
    literal=_literal,
    calls=frozenset({"invocation_expression", "object_creation_expression"}),
    call=_call,
    groups=frozenset({"parenthesized_expression", "cast_expression", "arrow_expression_clause"}),
    sums=frozenset({"binary_expression"}),
    names=frozenset({"identifier", "member_access_expression"}),
    choices=_choices,
    lists=_items,
    format=_format,
    join=_join,
    wrappers=frozenset(),
    returning=frozenset({"ToString", "Trim", "TrimEnd", "TrimStart"}),
    appending=frozenset({"Append"}),
    builders=frozenset({"StringBuilder"}),
    margins={},
)


def _called(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    call = _call(reading.document, node)
    if call is not None:
        yield from called(reading, call)
        if call.name == "AppendFormat" and call.receiver is not None:
            yield from reading.assignment(reading.name(call.receiver), node, added=True)


def _declared(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads a variable, a field, a property or a parameter."""
    name = node.child_by_field_name("name")
    children = children_of(node)
    value = node.child_by_field_name("value") or (children[-1] if any(child.type == "=" for child in node.children) else None)
    parent = reading.ancestors[-1] if reading.ancestors else None
    type = node.child_by_field_name("type") or (parent.child_by_field_name("type") if parent is not None else None)
    typed(reading, reading.text(name), reading.text(type), value)
    yield from reading.assignment(reading.text(name), value)


def _assigned(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads ``Filter = x`` of an initialiser, ``a.Filter = x``, ``["filter"] = x``, ``a = x`` and ``a += x``."""
    target, value = node.child_by_field_name("left"), node.child_by_field_name("right")
    if target is None or value is None:
        return
    owner, call = "", None
    parent = reading.ancestors[-1] if reading.ancestors else None
    if target.type in {"element_binding_expression", "element_access_expression"}:
        keys = [children_of(argument)[-1:] for argument in _arguments(target)]
        key = reading.literal(keys[0][0]) if keys and keys[0] else None
        if key is not None:
            yield from reading.argument("", key, value, f'["{key}"] = …')
        return
    name = reading.name(target)
    if parent is not None and parent.type == "initializer_expression":
        owner = _type_of_initializer(reading)
        call = with_fields(reading, owner, name or "", _properties(reading, parent))
    elif target.type == "member_access_expression" and (expression := target.child_by_field_name("expression")) is not None:
        owner = type_of(reading, expression)
    else:
        added = reading.text(node.child_by_field_name("operator")) == "+="
        yield from reading.assignment(name, value, added=added)
        return
    if name is not None and under_key(name) is not None:
        where = f"{owner.rpartition('.')[2]} {{ {name} = … }}" if owner else f"{name} = …"
        yield from reading.argument(owner, name, value, where, call)


def _properties(reading: Reading, initializer: Node) -> Iterator[tuple[str, Node]]:
    """Yields the names and the values of the properties in an initialiser."""
    for child in children_of(initializer):
        target, value = child.child_by_field_name("left"), child.child_by_field_name("right")
        if target is not None and value is not None:
            yield reading.name(target) or "", value


def _arguments(target: Node) -> list[Node]:
    """The arguments between the brackets of an access by key."""
    lists = [child for child in target.named_children if child.type == "bracketed_argument_list"]
    return children_of(lists[0]) if lists else [child for child in target.named_children if child.type == "argument"]


def _type_of_initializer(reading: Reading) -> str:
    """The type of the object whose initialiser an assignment is in; for ``new()``, the declared type."""
    makers = [ancestor for ancestor in reading.ancestors[-2:] if ancestor.type in _MAKING]
    if not makers:
        return ""
    if makers[-1].type == "object_creation_expression":
        return reading.text(makers[-1].child_by_field_name("type"))
    around = next((ancestor for ancestor in reversed(reading.ancestors[-6:]) if ancestor.child_by_field_name("type")), None)
    return "" if around is None else reading.text(around.child_by_field_name("type"))


def _entry(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads an entry ``{ "filter", x }`` of a dictionary."""
    parts = children_of(node)
    key = reading.literal(parts[0]) if len(parts) == 2 else None
    if key is not None:
        yield from reading.argument("", key, parts[1], f'{{ "{key}", … }}')


def _anonymous(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads ``new { filter = x }``."""
    children = node.children
    for name, mark, value in zip(children, children[1:], children[2:], strict=False):
        if mark.type == "=" and name.type == "identifier":
            yield from reading.argument("", reading.text(name), value, f"new {{ {reading.text(name)} = … }}")


def _returned(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads the value that a method or a property returns."""
    for value in children_of(node)[-1:]:
        yield from reading.returned(value, _FUNCTIONS | {"property_declaration"})


_READERS: dict[str, Reader] = {
    "invocation_expression": _called,
    "object_creation_expression": _called,
    "variable_declarator": _declared,
    "property_declaration": _declared,
    "parameter": _declared,
    "assignment_expression": _assigned,
    "initializer_expression": _entry,
    "anonymous_object_creation_expression": _anonymous,
    "return_statement": _returned,
    "arrow_expression_clause": _returned,
}
