"""Filters in Java: builder chains, variables and constants, entries of maps, and JSON bodies in text blocks.

Owns the invariant that only nodes of Java's syntax are read here; strings are read by ``code_expressions``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate, Part
from filterlang.hosts.readers.builder_chains import called, typed
from filterlang.hosts.readers.code_expressions import CodeCall, CodeSyntax, Join, children_of
from filterlang.hosts.readers.code_finder import Assignment, Reader, Reading, FilterSlot, find_in_code, values_in_code
from filterlang.hosts.readers.format_directives import MESSAGE_FORMAT, PRINTF_OF_JAVA, FormatLanguage
from filterlang.hosts.readers.java_strings import java_string

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS = frozenset({"method_declaration", "constructor_declaration"})
_LISTS = frozenset({"asList", "ArrayList", "Arrays"})
_COLLECTIONS = frozenset({"List", "Set", "Stream", "ImmutableList", "ImmutableSet"})


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the strings of a Java file that may be filters."""
    return find_in_code(document, _SYNTAX, _FUNCTIONS, _READERS)


def values_of(document: HostDocument, name: Node) -> Iterator[Node]:
    """Yields the values that a name is given in the document."""
    return values_in_code(document, name, _SYNTAX, _FUNCTIONS, _READERS)


def _literal(document: HostDocument, node: Node) -> tuple[Part, ...]:
    return java_string(document.text, document.span(node))


def _call(document: HostDocument, node: Node) -> CodeCall | None:
    name = node.child_by_field_name("name") or node.child_by_field_name("type")
    values = children_of(node.child_by_field_name("arguments"))
    if name is None:
        return None
    return CodeCall(node.child_by_field_name("object"), document.text_of(name), tuple(("", value) for value in values))


def _items(document: HostDocument, node: Node) -> list[Node] | None:
    if node.type == "array_initializer":
        return children_of(node)
    if node.type == "array_creation_expression":
        return children_of(node.child_by_field_name("value"))
    call = _call(document, node) if node.type == "method_invocation" else None
    if call is None or call.receiver is None:
        return None
    is_list = call.name in _LISTS or (call.name == "of" and document.text_of(call.receiver) in _COLLECTIONS)
    return call.positional() if is_list else None


def _choices(node: Node) -> list[Node]:
    """The branches of a conditional expression or of a switch."""
    if node.type == "ternary_expression":
        return [branch for name in ("consequence", "alternative") if (branch := node.child_by_field_name(name)) is not None]
    if node.type == "switch_expression":
        rules = [rule for body in node.children_by_field_name("body") for rule in body.named_children]
        ends = [rule.named_children[-1] for rule in rules if rule.type == "switch_rule"]
        return [end.named_children[0] for end in ends if end.type == "expression_statement" and end.named_children]
    return []


def _format(document: HostDocument, call: CodeCall) -> tuple[FormatLanguage, Node, list[Node]] | None:
    values = call.positional()
    if call.receiver is None or call.name not in {"format", "formatted"}:
        return None
    if call.name == "formatted":
        return PRINTF_OF_JAVA, call.receiver, values
    at = next((at for at, value in enumerate(values[:2]) if value.type in {"string_literal", "binary_expression"}), None)
    language = MESSAGE_FORMAT if document.text_of(call.receiver) == "MessageFormat" else PRINTF_OF_JAVA
    return None if at is None else (language, values[at], values[at + 1 :])


def _join(document: HostDocument, call: CodeCall) -> Join | None:
    values = call.positional()
    if call.name == "join" and call.receiver is not None and len(values) > 1:
        return Join(tuple(values[1:]), values[0])
    joining = (
        _call(document, values[0]) if call.name == "collect" and values and values[0].type == "method_invocation" else None
    )
    if joining is None or joining.name != "joining" or call.receiver is None:
        return None
    edges = joining.positional()
    return Join((_collection(document, call.receiver),), *edges[:3]) if edges else None


def _collection(document: HostDocument, stream: Node) -> Node:
    """The collection that a stream is of: ``clauses`` of ``clauses.stream()``."""
    call = _call(document, stream) if stream.type == "method_invocation" else None
    return call.receiver if call is not None and call.name == "stream" and call.receiver is not None else stream


_SYNTAX = CodeSyntax(
    literals=frozenset({"string_literal", "character_literal"}),
    literal=_literal,
    calls=frozenset({"method_invocation", "object_creation_expression"}),
    call=_call,
    groups=frozenset({"parenthesized_expression", "cast_expression"}),
    sums=frozenset({"binary_expression"}),
    names=frozenset({"identifier", "field_access"}),
    choices=_choices,
    lists=_items,
    format=_format,
    join=_join,
    wrappers=frozenset({"of", "ofNullable", "from", "String", "requireNonNull"}),
    returning=frozenset({"toString", "trim", "strip", "stripIndent", "intern", "get", "build"}),
    appending=frozenset({"append", "concat"}),
    builders=frozenset({"StringBuilder", "StringBuffer"}),
    margins={},
)


def _called(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    call = _call(reading.document, node)
    if call is not None:
        yield from called(reading, call)


def _declared(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads a variable, a constant or a parameter."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    type = node.child_by_field_name("type") or (
        reading.ancestors[-1].child_by_field_name("type") if reading.ancestors else None
    )
    typed(reading, reading.text(name), reading.text(type), value)
    yield from reading.assignment(reading.text(name), value)


def _assigned(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads ``a = x``, ``a.b = x`` and ``a += x``."""
    added = reading.text(node.child_by_field_name("operator")) == "+="
    yield from reading.assignment(
        reading.name(node.child_by_field_name("left")), node.child_by_field_name("right"), added=added
    )


def _returned(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads the value that a method returns."""
    for value in node.named_children[:1]:
        yield from reading.returned(value)


_READERS: dict[str, Reader] = {
    "method_invocation": _called,
    "object_creation_expression": _called,
    "variable_declarator": _declared,
    "formal_parameter": _declared,
    "enhanced_for_statement": _declared,
    "assignment_expression": _assigned,
    "return_statement": _returned,
}
