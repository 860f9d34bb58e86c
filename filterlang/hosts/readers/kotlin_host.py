"""Filters in Kotlin: builder chains, named arguments, properties, entries of maps, and JSON bodies in raw strings.

Owns the invariant that only nodes of Kotlin's syntax are read here; strings are read by ``code_expressions``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate, Part
from filterlang.hosts.readers.builder_chains import called, type_of, typed
from filterlang.hosts.readers.code_expressions import CodeCall, CodeSyntax, Join, children_of, text_of_literal
from filterlang.hosts.readers.code_finder import Assignment, Reader, Reading, FilterSlot, find_in_code, values_in_code
from filterlang.hosts.readers.format_directives import PRINTF_OF_JAVA, FormatLanguage
from filterlang.hosts.readers.kotlin_strings import kotlin_string

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS = frozenset({"function_declaration"})
_LISTS = frozenset({"listOf", "mutableListOf", "arrayListOf", "setOf", "arrayOf", "listOfNotNull"})
_RECEIVING = frozenset({"apply", "run", "also", "let", "with"})
"""Functions whose lambda works on their receiver."""


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the strings of a Kotlin file that may be filters."""
    return find_in_code(document, _SYNTAX, _FUNCTIONS, _READERS)


def values_of(document: HostDocument, name: Node) -> Iterator[Node]:
    """Yields the values that a name is given in the document."""
    return values_in_code(document, name, _SYNTAX, _FUNCTIONS, _READERS)


def _literal(document: HostDocument, node: Node, margin: str | None = None) -> tuple[Part, ...]:
    templates = [document.span(child) for child in node.children if child.type == "interpolation"]
    braced = [span for span in templates if document.text.startswith("${", span.start)]
    return kotlin_string(document.text, document.span(node), braced, margin)


def _without_indent(document: HostDocument, node: Node, call: CodeCall) -> tuple[Part, ...]:
    return _literal(document, node, "")


def _without_margin(document: HostDocument, node: Node, call: CodeCall) -> tuple[Part, ...]:
    prefix = text_of_literal(document, _SYNTAX, call.arguments[0][1]) if call.arguments else None
    return _literal(document, node, prefix or "|")


def _call(document: HostDocument, node: Node) -> CodeCall | None:
    """A call, without the lambda behind its arguments."""
    parts = children_of(node)
    arguments = next((part for part in parts if part.type == "value_arguments"), None)
    if len(parts) == 2 and parts[0].type == "call_expression" and parts[1].type == "annotated_lambda":
        return _call(document, parts[0])
    if not parts or (arguments is None and parts[-1].type != "annotated_lambda"):
        return None
    receiver, name = None, parts[0]
    if name.type == "navigation_expression" and len(children_of(name)) > 1:
        receiver, name = children_of(name)[0], children_of(name)[-1]
    values = [_argument(document, argument) for argument in children_of(arguments) if argument.type == "value_argument"]
    return CodeCall(receiver, document.text_of(name), tuple(value for value in values if value is not None))


def _argument(document: HostDocument, argument: Node) -> tuple[str, Node] | None:
    """The name and the value of an argument."""
    children = children_of(argument)
    is_named = any(child.type == "=" for child in argument.children)
    if not children:
        return None
    return document.text_of(children[0]) if is_named else "", children[-1]


def _items(document: HostDocument, node: Node) -> list[Node] | None:
    call = _call(document, node) if node.type == "call_expression" else None
    return call.positional() if call is not None and call.receiver is None and call.name in _LISTS else None


def _choices(node: Node) -> list[Node]:
    """The branches of ``if``, of ``when`` and of ``?:``."""
    if node.type == "if_expression":
        condition = node.child_by_field_name("condition")
        return [_end(branch) for branch in children_of(node) if condition is None or branch.id != condition.id]
    if node.type == "when_expression":
        return [_end(entry) for entry in children_of(node) if entry.type == "when_entry"]
    if node.type == "binary_expression" and (operator := node.child_by_field_name("operator")) and operator.type == "?:":
        return [side for name in ("left", "right") if (side := node.child_by_field_name(name)) is not None]
    return []


def _end(branch: Node) -> Node:
    """The value of a branch: of a block, its last expression."""
    while branch.type in {"control_structure_body", "block", "when_entry"} and branch.named_children:
        branch = branch.named_children[-1]
    return branch


def _format(document: HostDocument, call: CodeCall) -> tuple[FormatLanguage, Node, list[Node]] | None:
    values = call.positional()
    if call.name != "format" or call.receiver is None:
        return None
    if document.text_of(call.receiver) == "String":
        return (PRINTF_OF_JAVA, values[0], values[1:]) if values else None
    return PRINTF_OF_JAVA, call.receiver, values


def _join(document: HostDocument, call: CodeCall) -> Join | None:
    if call.name != "joinToString" or call.receiver is None:
        return None
    names = ("separator", "prefix", "postfix")
    edges = dict(zip(names, call.positional(), strict=False)) | {name: value for name, value in call.arguments if name}
    return Join((call.receiver,), *(edges.get(name) for name in names))


_SYNTAX = CodeSyntax(
    literals=frozenset({"string_literal", "multiline_string_literal", "character_literal"}),
    literal=_literal,
    calls=frozenset({"call_expression"}),
    call=_call,
    groups=frozenset({"parenthesized_expression"}),
    sums=frozenset({"binary_expression"}),
    names=frozenset({"identifier", "navigation_expression"}),
    choices=_choices,
    lists=_items,
    format=_format,
    join=_join,
    wrappers=frozenset({"of", "ofNullable", "from", "requireNotNull"}),
    returning=frozenset({"toString", "trim", "get", "build"}),
    appending=frozenset({"append", "plus"}),
    builders=frozenset({"StringBuilder"}),
    margins={"trimIndent": _without_indent, "trimMargin": _without_margin},
)


def _called(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    call = _call(reading.document, node)
    if call is None:
        return
    if call.receiver is None and len(call.arguments) == 1:
        call = CodeCall(_received(reading), call.name, call.arguments)
    yield from called(reading, call)


def _received(reading: Reading) -> Node | None:
    """The object that the lambda around a call works on, as in ``builder.apply { filter("…") }``."""
    for ancestor in reversed(reading.ancestors[-12:]):
        if ancestor.type == "call_expression":
            call = _call(reading.document, ancestor)
            if call is not None and call.name in _RECEIVING and call.receiver is not None and type_of(reading, call.receiver):
                return call.receiver
    return None


def _property(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads ``val a: T = x``, in a class also with a getter."""
    declared = next((child for child in children_of(node) if child.type == "variable_declaration"), None)
    value = children_of(node)[-1] if any(child.type == "=" for child in node.children) else None
    names = children_of(declared)
    if names:
        type = reading.text(names[1]) if len(names) > 1 else ""
        typed(reading, reading.text(names[0]), type, value)
        yield from reading.assignment(reading.text(names[0]), value)


def _parameters(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads the types of parameters and their defaults."""
    name = ""
    for child in children_of(node):
        if child.type in {"parameter", "class_parameter"}:
            names = [part for part in children_of(child) if part.type != "modifiers"]
            name = reading.text(names[0]) if names else ""
            typed(reading, name, reading.text(names[1]) if len(names) > 1 else "", None)
            if child.type == "class_parameter" and len(names) > 2:
                yield from reading.assignment(name, names[-1])
        else:
            yield from reading.assignment(name, child)


def _assigned(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads ``a = x``, ``a.b = x``, ``a["b"] = x`` and ``a += x``."""
    target, value = node.child_by_field_name("left"), node.child_by_field_name("right")
    added = reading.text(node.child_by_field_name("operator")) == "+="
    if target is None or value is None:
        return
    if target.type == "index_expression":
        key = reading.literal(children_of(target)[-1])
        if key is not None:
            yield from reading.argument("", key, value, f'["{key}"] = …')
    else:
        yield from reading.assignment(reading.name(target), value, added=added)


def _pair(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads ``"filter" to x``."""
    parts = children_of(node)
    key = reading.literal(parts[0]) if len(parts) == 3 and reading.text(parts[1]) == "to" else None
    if key is not None:
        yield from reading.argument("", key, parts[2], f'"{key}" to …')


def _function(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads ``fun name() = x`` as an assignment to the function's name."""
    body = next((child for child in node.children if child.type == "function_body"), None)
    if body is not None and any(child.type == "=" for child in body.children) and children_of(body):
        yield from reading.assignment(reading.text(node.child_by_field_name("name")), children_of(body)[-1], everywhere=True)


def _returned(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads the value that a function returns."""
    for value in children_of(node)[-1:]:
        yield from reading.returned(value)


_READERS: dict[str, Reader] = {
    "call_expression": _called,
    "property_declaration": _property,
    "function_value_parameters": _parameters,
    "class_parameters": _parameters,
    "assignment": _assigned,
    "infix_expression": _pair,
    "function_declaration": _function,
    "return_expression": _returned,
}
