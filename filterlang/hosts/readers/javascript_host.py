"""Finds filters in JavaScript and TypeScript: in arguments of calls, under keys of objects, assigned to names, in documents.

Owns the invariant that a filter of CSS or SVG is no candidate.
"""

from __future__ import annotations

from collections.abc import Iterator
import re
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate, Grounds
from filterlang.hosts.known_places import (
    Place,
    arguments_of,
    call_name,
    call_of_request,
    in_request,
    snake,
    under_key,
    under_name,
)
from filterlang.hosts.readers.javascript_calls import ScriptSite
from filterlang.hosts.readers.javascript_comments import mentions
from filterlang.hosts.readers.javascript_documents import candidates_inside, document_in
from filterlang.hosts.readers.javascript_names import IDENTIFIERS, ScriptNames, ScriptScope
from filterlang.hosts.readers.javascript_strings import attribute
from filterlang.hosts.readers.javascript_syntax import arguments, callee, literal_text, path
from filterlang.hosts.readers.javascript_values import Parameters, Slot, ValueSearch

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMED = {
    "variable_declarator": ("name", "value"), "required_parameter": ("pattern", "value"),
    "optional_parameter": ("pattern", "value"), "assignment_pattern": ("left", "right"),
    "object_assignment_pattern": ("left", "right"), "assignment_expression": ("left", "right"),
    "augmented_assignment_expression": ("left", "right"), "public_field_definition": ("name", "value"),
    "field_definition": ("property", "value"), "enum_declaration": ("name", "body"), "enum_assignment": ("name", "value"),
    "class_declaration": ("name", "body"),
}  # fmt: skip
"""Nodes that give a name a value, with the fields that hold the name and the value."""
_STYLES = frozenset({"style", "sx", "css"})
"""Attributes of JSX with objects of CSS, whose ``filter`` is a graphical effect."""
_STATES = frozenset({"useState", "createSignal", "useSignal", "useQueryState", "useLocalStorage"})
"""Functions that give a value and the function which sets it, in an array. The first argument is the first value."""
_OPTIONS = frozenset({"option", "requiredOption", "addOption"})
"""Methods that declare an option of a command line: its name, and its default in an object or as the last argument."""
_SETTING = frozenset({"set", "append"})
_TOOL_ARGUMENTS = frozenset({"arguments", "args", "input"})
_REQUESTING = frozenset(
    {"fetch", "get", "post", "put", "patch", "request", "axios", "ky", "got", "ofetch", "$fetch", "Request"}
)
_QUERY = re.compile(r"([^\s\"'`?]*)\?(?:[^\s\"'`?]*&)?(\w+)=(?:\$\{|[\"'`]\s*\+\s*)\Z")
_LONGEST_ADDRESS = 300

Task = tuple["Node", ScriptScope, "Slot | Parameters"]


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the strings of a document that may be filters."""
    names = ScriptNames(document)
    tasks: list[Task] = []
    calls: list[tuple[Node, ScriptScope]] = []
    inner: list[tuple[Node, ScriptScope]] = []
    for node, ancestors, scope in names.walk():
        if node.type in _NAMED:
            tasks += _under_name(names, node, scope)
        elif node.type == "pair":
            tasks += _under_key(document, names, node, ancestors, scope)
        elif node.type == "jsx_attribute":
            yield from _attribute_in_quotes(document, names, node, ancestors)
            tasks += _in_attribute(names, node, ancestors, scope)
        elif node.type in ("call_expression", "new_expression"):
            calls.append((node, scope))
        elif node.type in ("string", "template_string"):
            if (whole := document_in(document, node, ancestors)) is not None:
                inner.append((whole, scope))
        elif node.type == "comment":
            yield from mentions(document, node)
        elif node.type == "ERROR":
            tasks += _in_error(names, node, scope)
    for node, scope in calls:
        tasks += _in_call(document, names, node, scope)
    yield from ValueSearch(document, names, tasks).candidates()
    for node, scope in inner:
        yield from candidates_inside(document, names, node, scope)


def values_of(document: HostDocument, name: Node) -> Iterator[Node]:
    """Yields the values that a name, or a property, is given in the document."""
    names = ScriptNames(document)
    scope = names.root
    for node, _, around in names.walk():
        scope = around if node.id == name.id else scope
    member = name.parent if name.type == "property_identifier" else None
    if member is not None and member.type == "member_expression":
        values = ValueSearch(document, names, ()).of_member(member, scope)
    else:
        binding = scope.resolve(names.text(name)) if name.type in IDENTIFIERS else None
        values = [] if binding is None else binding.values
    yield from (value.node for value in values)


def _slot(place: Place | None, name: str, where: str) -> Slot | None:
    return None if place is None else Slot(*place, where, snake(name).endswith("filters"))


def _under_name(names: ScriptNames, node: Node, scope: ScriptScope) -> Iterator[Task]:
    """Yields the values that are assigned to a name that filters have, or declared with a type of LangSmith's parameters."""
    target, value = (node.child_by_field_name(field) for field in _NAMED[node.type])
    if target is None or value is None:
        return
    member = names.member(target)
    if target.type == "array_pattern" and path(callee(value), 1) in _STATES:
        target, value = next(iter(target.named_children), target), next(iter(arguments(value)), value)
    name = names.text(target) if member is None and not target.named_child_count else "" if member is None else member[1]
    if (slot := _slot(under_name(name), name, f"{name} = …")) is not None:
        yield value, scope, slot._replace(holds_many=slot.holds_many or value.type == "enum_body")
    type = node.child_by_field_name("type")
    if type is not None and (kinds := arguments_of(names.text(type))) is not None:
        shown = names.text(type).lstrip(": ")
        yield value, scope, Parameters(kinds, Grounds.SURE, shown, name=call_name(shown))


def _under_key(
    document: HostDocument, names: ScriptNames, node: Node, ancestors: list[Node], scope: ScriptScope
) -> Iterator[Task]:
    """Yields the value of a key that filters have, and the arguments of a call of a tool that are written as an object."""
    key, value = names.text(node.child_by_field_name("key")), node.child_by_field_name("value")
    place = under_key(key)
    if value is None or (place is None and key not in _TOOL_ARGUMENTS):
        return
    siblings = names.entries(ancestors[-1])
    if place is None:
        name = literal_text(document, siblings.get("name"))
        if name is not None and (kinds := arguments_of(name)) is not None:
            yield value, scope, Parameters(kinds, Grounds.SURE, name, name=call_name(name))
    elif not _is_style(names, ancestors) and (slot := _slot(under_key(key, siblings), key, f"{key}: …")) is not None:
        yield value, scope, slot._replace(site=ScriptSite(ancestors[-1], scope, key))


def _in_error(names: ScriptNames, node: Node, scope: ScriptScope) -> Iterator[Task]:
    """Yields the texts after names and keys that filters have, where the rest could not be parsed."""
    for target, token, value in zip(node.children, node.children[1:], node.children[2:], strict=False):
        if token.type in (":", "=") and value.type in ("string", "template_string") and not target.named_child_count:
            key = names.text(target)
            if (slot := _slot(under_key(key), key, f"{key}: …")) is not None:
                yield value, scope, slot


def _is_style(names: ScriptNames, ancestors: list[Node]) -> bool:
    """Whether an object is the value of an attribute such as ``style={{…}}``."""
    attribute = ancestors[-3] if len(ancestors) > 2 and ancestors[-3].type == "jsx_attribute" else None
    return attribute is not None and names.text(attribute.named_children[0]) in _STYLES


def _in_call(document: HostDocument, names: ScriptNames, node: Node, scope: ScriptScope) -> Iterator[Task]:
    """Yields the arguments of a call that are filters: of LangSmith's SDK, of a request, or of a call that sets a parameter."""
    name, values = path(callee(node)), arguments(node)
    last = name.rpartition(".")[2]
    if (kinds := arguments_of(name)) is not None:
        parameters = Parameters(kinds, Grounds.SURE, last, name=call_name(name))
        yield from ((argument, scope, parameters) for argument in values)
    elif last == "encodeURIComponent" and values:
        start = document.span(node).start
        query = _QUERY.search(document.text[max(0, start - _LONGEST_ADDRESS) : start])
        if query is not None and (slot := _query_slot(*query.groups())) is not None:
            yield values[0], scope, slot
    elif last in _SETTING and len(values) > 1:
        text = literal_text(document, values[0])
        if text is not None and (slot := _slot(under_key(text), text, f"{last}({text}, …)")) is not None:
            yield values[1], scope, slot
    elif last in _OPTIONS and len(values) > 1:
        option = (literal_text(document, values[0]) or "").rpartition("--")[2].partition(" ")[0]
        default = names.entries(values[-1]).get("default", values[-1])
        if (slot := _slot(under_name(option), option, f"{last}({option})")) is not None:
            yield default, scope, slot
    elif (request := _request(document, names, values, scope, last in _REQUESTING)) is not None:
        yield from ((argument, scope, request) for argument in values)


def _query_slot(address: str, key: str) -> Slot | None:
    """The place of a parameter in the query of an address."""
    request = in_request(address)
    if request is not None and (kind := request[0].get(key)) is not None:
        return Slot(kind, request[1], f"?{key}=…")
    return _slot(under_key(key), key, f"?{key}=…")


def _request(
    document: HostDocument, names: ScriptNames, values: list[Node], scope: ScriptScope, is_request: bool
) -> Parameters | None:
    """The parameters of a request, by the address among the arguments of a call."""
    for argument in values[:3]:
        address = argument
        if is_request and argument.type == "object":
            address = names.entries(argument).get("url", argument)
        if is_request and address.type == "identifier" and (binding := scope.resolve(names.text(address))) is not None:
            address = next((value.node for value in binding.values), address)
        if address.type in ("string", "template_string"):
            span = document.span(address)
            written = document.text[span.start + 1 : min(span.end - 1, span.start + _LONGEST_ADDRESS)]
            place = in_request(written)
            if place is not None:
                return Parameters(*place, "request", deep=True, name=call_of_request(written))
    return None


def _attribute_in_quotes(document: HostDocument, names: ScriptNames, node: Node, ancestors: list[Node]) -> Iterator[Candidate]:
    """Yields the attribute of a component in quotes, where characters are escaped as in HTML."""
    value = node.named_children[-1]
    slot = _attribute_slot(names, node, ancestors)
    if slot is not None and value.type == "string":
        span = document.span(value)
        part = attribute(document.text, span.start, span.end)
        if part.text.strip():
            yield Candidate(
                document.source, document.language.name, (part,), slot.kind, slot.grounds, slot.where,
                fixable=not names.is_broken(node),
            )  # fmt: skip


def _in_attribute(names: ScriptNames, node: Node, ancestors: list[Node], scope: ScriptScope) -> Iterator[Task]:
    """Yields the expression of an attribute of a component."""
    slot = _attribute_slot(names, node, ancestors)
    if slot is not None and node.named_children[-1].type == "jsx_expression":
        yield node.named_children[-1], scope, slot


def _attribute_slot(names: ScriptNames, node: Node, ancestors: list[Node]) -> Slot | None:
    """The place of an attribute. The elements of HTML and SVG have small letters, and filters of graphics."""
    element = names.text(ancestors[-1].child_by_field_name("name"))
    key = names.text(node.named_children[0])
    return _slot(under_key(key), key, f"<{element} {key}>") if element[:1].isupper() else None
