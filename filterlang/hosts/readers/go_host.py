"""Filters in Go: fields of parameter structs, variables, map entries, flags, and JSON bodies in strings.

Owns the invariant that only nodes of Go's syntax are read here; strings are read by ``code_expressions``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate, Grounds, Part
from filterlang.hosts.known_places import under_key
from filterlang.hosts.readers.code_calls import with_fields
from filterlang.hosts.readers.code_expressions import CodeCall, CodeSyntax, Join, children_of, inside_of
from filterlang.hosts.readers.code_finder import Assignment, Reader, Reading, FilterSlot, find_in_code, values_in_code
from filterlang.hosts.readers.format_directives import PRINTF_OF_GO, FormatLanguage
from filterlang.hosts.readers.go_strings import go_string
from filterlang.semantics.surroundings import CallSite

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS = frozenset({"function_declaration", "method_declaration"})
_TEMPLATES = {"Sprintf": 0, "Errorf": 0, "Fprintf": 1, "Appendf": 1}
"""Functions with a format string, and which argument that is."""


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the strings of a Go file that may be filters."""
    return find_in_code(document, _SYNTAX, _FUNCTIONS, _READERS)


def values_of(document: HostDocument, name: Node) -> Iterator[Node]:
    """Yields the values that a name is given in the document."""
    return values_in_code(document, name, _SYNTAX, _FUNCTIONS, _READERS)


def _literal(document: HostDocument, node: Node) -> tuple[Part, ...]:
    return go_string(document.text, document.span(node))


def _call(document: HostDocument, node: Node) -> CodeCall | None:
    if node.type == "type_conversion_expression":
        operand, type = node.child_by_field_name("operand"), node.child_by_field_name("type")
        named = type and (type.child_by_field_name("type") or type)
        return None if operand is None or named is None else CodeCall(None, document.text_of(_last(named)), (("", operand),))
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or arguments is None:
        return None
    name = document.text_of(_last(function))
    return CodeCall(function.child_by_field_name("operand"), name, tuple(("", value) for value in children_of(arguments)))


def _last(node: Node) -> Node:
    """The last name of a selector or a qualified type."""
    return node.named_children[-1] if node.type in {"selector_expression", "qualified_type"} else node


def _items(document: HostDocument, node: Node) -> list[Node] | None:
    """The strings of a slice or a map of them."""
    type, body = node.child_by_field_name("type"), node.child_by_field_name("body")
    if node.type != "composite_literal" or type is None or body is None or not type.type.endswith(("slice_type", "map_type")):
        return None
    items: list[Node] = []
    for element in children_of(body):
        value = element.child_by_field_name("value") or element
        inner = inside_of(value)
        items += (
            children_of(inner) if type.type == "map_type" and inner is not None and inner.type == "literal_value" else [value]
        )
    return items


def _format(document: HostDocument, call: CodeCall) -> tuple[FormatLanguage, Node, list[Node]] | None:
    at = _TEMPLATES.get(call.name)
    values = call.positional()
    return None if at is None or len(values) <= at else (PRINTF_OF_GO, values[at], values[at + 1 :])


def _join(document: HostDocument, call: CodeCall) -> Join | None:
    values = call.positional()
    if call.name != "Join" or len(values) != 2 or call.receiver is None or document.text_of(call.receiver) != "strings":
        return None
    return Join((values[0],), values[1])


_SYNTAX = CodeSyntax(
    literals=frozenset({"interpreted_string_literal", "raw_string_literal"}),
    literal=_literal,
    calls=frozenset({"call_expression", "type_conversion_expression"}),
    call=_call,
    groups=frozenset({"parenthesized_expression", "literal_element", "unary_expression"}),
    sums=frozenset({"binary_expression"}),
    names=frozenset({"identifier", "selector_expression", "field_identifier"}),
    choices=lambda node: [],
    lists=_items,
    format=_format,
    join=_join,
    wrappers=frozenset({"F", "String", "Bool", "Int", "Float", "Time", "NewOpt", "Opt", "Ptr", "ToPtr", "Some", "TrimSpace"}),
    returning=frozenset({"String"}),
    appending=frozenset(),
    builders=frozenset(),
    margins={},
)


def _field(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads a field of a struct or an entry of a map."""
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    key = key and inside_of(key)
    value = value and inside_of(value)
    if key is None or value is None:
        return
    name = reading.literal(key) if key.type in _SYNTAX.literals else reading.text(key)
    if name is None or under_key(name) is None:
        return
    type = _type_of_fields(reading)
    for item in children_of(value) if value.type == "literal_value" else [value]:
        call = with_fields(reading, type, name, _fields(reading))
        if key.type == "identifier":
            yield from _in_field(reading, type, name, item, call)
        else:
            yield from reading.argument("", name, item, f'"{name}": …', call)


def _fields(reading: Reading) -> Iterator[tuple[str, Node]]:
    """Yields the names and the values of the fields, or the entries, around the one that is read."""
    for element in children_of(reading.ancestors[-1]):
        key, value = element.child_by_field_name("key"), element.child_by_field_name("value")
        key, value = key and inside_of(key), value and inside_of(value)
        if key is not None and value is not None:
            yield (reading.literal(key) or "") if key.type in _SYNTAX.literals else reading.text(key), value


def _in_field(
    reading: Reading, type: str, name: str, value: Node, call: CallSite | None = None
) -> Iterator[FilterSlot | Assignment]:
    """Reads the value of a field. Whatever is wrapped by the SDK is the SDK's."""
    is_wrapped = value.type in _SYNTAX.calls and reading.text(value).startswith("langsmith.")
    where = f"{type.rpartition('.')[2]}{{{name}: …}}" if type else f"{name}: …"
    for slot in reading.argument(type, name, value, where, call):
        yield reading.slot(value, (slot.place[0], Grounds.SURE), where, call) if is_wrapped else slot


def _type_of_fields(reading: Reading) -> str:
    """The type of the struct whose field is read."""
    for ancestor in reversed(reading.ancestors):
        if ancestor.type == "composite_literal":
            return _named_type(reading, ancestor.child_by_field_name("type"))
    return ""


def _named_type(reading: Reading, type: Node | None) -> str:
    """The name of a type, of what a pointer points to, or of the items of a slice."""
    while type is not None and type.type in {"pointer_type", "slice_type", "array_type", "implicit_length_array_type"}:
        type = type.named_children[-1] if type.named_children else None
    return reading.text(type) if type is not None and type.type in {"type_identifier", "qualified_type"} else ""


def _row(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads the fields of a struct, or of the rows of a table of tests, that are given by position."""
    type, body = node.child_by_field_name("type"), node.child_by_field_name("body")
    if type is None or body is None:
        return
    is_table = type.type in {"slice_type", "array_type"}
    struct = type.child_by_field_name("element") if is_table else type
    names = _field_names(reading, struct).split()
    filters = [at for at, name in enumerate(names) if under_key(name) is not None]
    for element in children_of(body) if is_table and filters else [node]:
        values = children_of(inside_of(element) if is_table else body)
        if len(values) == len(names) and all(value.type == "literal_element" for value in values):
            for at in filters:
                yield from _in_field(reading, _named_type(reading, struct), names[at], values[at])


def _struct(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Remembers the names of the fields of a struct."""
    name = node.child_by_field_name("name")
    reading.types[f"struct {reading.text(name)}"] = _field_names(reading, node.child_by_field_name("type"))
    yield from ()


def _field_names(reading: Reading, struct: Node | None) -> str:
    """The names of the fields of a struct, with spaces between them."""
    if struct is None or struct.type != "struct_type":
        return reading.types.get(f"struct {reading.text(struct)}", "") if struct and struct.type == "type_identifier" else ""
    fields = [field for body in struct.named_children for field in body.named_children]
    return " ".join(reading.text(name) for field in fields for name in field.children_by_field_name("name"))


def _declared(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads ``a, b := x, y`` and ``var a, b T = x, y``, and the items that a loop gives to a name."""
    names = node.children_by_field_name("name") or children_of(node.child_by_field_name("left"))
    value = node.child_by_field_name("value") or node.child_by_field_name("right")
    type = _named_type(reading, node.child_by_field_name("type"))
    if node.type == "range_clause":
        yield from reading.assignment(reading.text(names[-1]) if names else "", value)
        return
    for name, item in zip(names, children_of(value), strict=False):
        yield from _target(reading, name, item, added=False)
    for name in names if type else []:
        reading.types[reading.text(name)] = type


def _assigned(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads ``a, b.c, d["e"] = x, y, z`` and ``a += x``."""
    added = reading.text(node.child_by_field_name("operator")) == "+="
    targets, values = children_of(node.child_by_field_name("left")), children_of(node.child_by_field_name("right"))
    for target, value in zip(targets, values, strict=False):
        yield from _target(reading, target, value, added=added)


def _target(reading: Reading, target: Node, value: Node, *, added: bool) -> Iterator[FilterSlot | Assignment]:
    """Reads the value that is assigned to a variable, a field or an entry of a map."""
    if target.type == "selector_expression":
        field, operand = target.named_children[-1], target.child_by_field_name("operand")
        yield from _in_field(reading, reading.types.get(reading.text(operand), ""), reading.text(field), value)
    elif target.type == "index_expression":
        key = reading.literal(target.child_by_field_name("index"))
        if key is not None:
            yield from reading.argument("", key, value, f'["{key}"] = …')
    else:
        composite = inside_of(value) if value.type == "unary_expression" else value
        reading.types[reading.text(target)] = _named_type(reading, composite and composite.child_by_field_name("type"))
        call = _call(reading.document, value) if value.type == "call_expression" else None
        for item in call.positional()[1:] if call is not None and call.name == "append" else [value]:
            yield from reading.assignment(reading.text(target), item, added=added or item is not value)


def _called(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads the values after names in a call, such as a flag's default, and the texts that are written to a builder."""
    call = _call(reading.document, node)
    if call is None:
        return
    values = call.positional()
    for name, value in pairwise(values):
        key = reading.literal(name)
        if key is not None:
            yield from reading.argument("", key, value, f'{call.name}("{key}", …)')
    if call.name == "Fprintf" and values:
        yield from reading.assignment(reading.name(inside_of(values[0]) or values[0]), node, added=True)
    if call.name == "WriteString" and call.receiver is not None and values:
        yield from reading.assignment(reading.name(call.receiver), values[0], added=True)


def _parameter(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Remembers the type of a parameter."""
    for name in node.children_by_field_name("name"):
        reading.types[reading.text(name)] = _named_type(reading, node.child_by_field_name("type"))
    yield from ()


def _returned(reading: Reading, node: Node) -> Iterator[FilterSlot | Assignment]:
    """Reads the first value that a function returns."""
    for value in children_of(node.named_children[0] if node.named_children else None)[:1]:
        yield from reading.returned(value)


_READERS: dict[str, Reader] = {
    "keyed_element": _field,
    "composite_literal": _row,
    "type_spec": _struct,
    "short_var_declaration": _declared,
    "var_spec": _declared,
    "const_spec": _declared,
    "range_clause": _declared,
    "assignment_statement": _assigned,
    "call_expression": _called,
    "parameter_declaration": _parameter,
    "return_statement": _returned,
}
