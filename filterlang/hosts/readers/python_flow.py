"""Where an expression of Python takes its value from: branches, names, attributes, results of functions, items of lists.

Owns the invariant that only expressions of the same document are followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from filterlang.hosts.embedded import Grounds
from filterlang.hosts.readers.python_calls import PythonSite
from filterlang.hosts.readers.python_names import Binding, Relation, Scope
from filterlang.hosts.readers.python_survey import Survey
from filterlang.hosts.readers.python_syntax import arguments_of_call, field, joined_items, operands
from filterlang.hosts.readers.python_templates import Transform
from filterlang.schema.places import Kind

if TYPE_CHECKING:
    from tree_sitter import Node

_DEFAULTS = {
    "get": 1,
    "getenv": 1,
    "pop": 1,
    "setdefault": 1,
    "Field": 0,
    "Option": 0,
    "Argument": 0,
    "Query": 0,
    "field": None,
}
"""Functions that can give a default, with the number of that argument; it can have the keyword ``default`` as well."""
_OF_ITEMS = frozenset({"list", "tuple", "sorted", "set", "filter", "reversed", "dict", "map", "chain", "cycle", "enumerate"})
"""Functions that give the items of their arguments."""


@dataclass(frozen=True, slots=True)
class Use:
    """An expression that is used as a filter, or, with ``many``, a collection whose items are used so.

    ``transforms`` are applied to its text before it is a filter. A ``clause`` counts only if it looks like a condition.
    ``site`` is the argument or the entry that the expression was followed from, where it is used nowhere else.
    """

    node: Node
    scope: Scope
    kind: Kind
    grounds: Grounds
    where: str
    fragment: bool = False
    many: bool = False
    clause: bool = False
    transforms: tuple[Transform, ...] = ()
    site: PythonSite | None = None


def sources(survey: Survey, use: Use) -> Iterator[Use]:
    """Yields the expressions that an expression takes its value from; none for a literal."""
    follow = _FOLLOWED.get(use.node.type)
    if use.site is not None and use.node.type in _SHARED and not survey.is_used_once(use.node):
        use = replace(use, site=None)
    return iter(()) if follow is None else follow(survey, use)


def _each(survey: Survey, use: Use) -> Iterator[Use]:
    return (replace(use, node=node) for node in operands(use.node))


def _branches(survey: Survey, use: Use) -> Iterator[Use]:
    nodes = operands(use.node)
    return (replace(use, node=node) for node in (nodes[0], nodes[-1]))


def _items(survey: Survey, use: Use) -> Iterator[Use]:
    return _each(survey, use) if use.many else iter(())


def _body(survey: Survey, use: Use) -> Iterator[Use]:
    body = field(use.node, "body")
    if use.many and body is not None:
        yield replace(use, node=body, many=False)


def _values(survey: Survey, use: Use) -> Iterator[Use]:
    for pair in operands(use.node) if use.many else ():
        value = field(pair, "value")
        if value is not None:
            yield replace(use, node=value)


def _name(survey: Survey, use: Use) -> Iterator[Use]:
    name = survey.text(use.node)
    owner = use.scope.scope_of(name)
    if owner is not None and survey.is_first(name, owner, use.many):
        yield from _bound(survey, use, owner.names.get(name, []))
        yield from (
            replace(use, node=binding.value, scope=binding.scope) for _, binding in owner.entries.get(name, []) if use.many
        )
        if name in owner.parameters:
            parameter = owner.parameters[name]
            yield from _from_callers(survey, use, parameter.function, name, parameter.position)
    elif owner is None and use.many and name in survey.names.functions:
        yield from _result(survey, use, name)


def _attribute(survey: Survey, use: Use) -> Iterator[Use]:
    attribute, receiver = field(use.node, "attribute"), field(use.node, "object")
    if attribute is None or receiver is None:
        return
    name = survey.text(attribute)
    owner = use.scope.around_class if survey.text(receiver) in ("self", "cls") else None
    if not survey.is_first(f".{name}", owner, use.many):
        return
    yield from _bound(survey, use, survey.names.attribute(name, owner))
    class_name = field(owner.node, "name") if owner is not None else None
    if class_name is not None:
        yield from _from_callers(survey, use, survey.text(class_name), name, None)


def _bound(survey: Survey, use: Use, bindings: list[Binding]) -> Iterator[Use]:
    is_built = any(binding.relation is Relation.ADDED for binding in bindings)
    for binding in bindings:
        bound = replace(use, node=binding.value, scope=binding.scope, fragment=use.fragment or (is_built and not use.many))
        if binding.relation is Relation.ITEM:
            yield from _item(replace(bound, many=True), binding.index)
        elif use.many or binding.relation is not Relation.APPENDED:
            yield bound


def _item(use: Use, index: int | None) -> Iterator[Use]:
    """Yields the items of an expression, or the part with an index of each item."""
    items = operands(use.node)
    if index is None or use.node.type not in ("list", "tuple", "set"):
        yield use
        return
    for item in items:
        parts = operands(item)
        if item.type == "tuple" and index < len(parts):
            yield replace(use, node=parts[index], many=False)


def _from_callers(survey: Survey, use: Use, function: str, name: str, position: int | None) -> Iterator[Use]:
    """What the callers of a function in this document give for a parameter."""
    calls = survey.names.calls.get(function, [])
    for call, scope in calls if survey.is_first(f"{function}({name}:{position})", None, use.many) else ():
        arguments = field(call, "arguments")
        if arguments is not None and arguments.type == "argument_list":
            positional, named = arguments_of_call(arguments, survey.document)
            in_order = positional[position : position + 1] if position is not None else []
            yield from (replace(use, node=node, scope=scope) for node in (named.get(name), *in_order) if node is not None)


def _result(survey: Survey, use: Use, function: str) -> Iterator[Use]:
    scopes = survey.names.functions.get(function, [])
    for scope in scopes if survey.is_first(f"{function}()", None, use.many) else ():
        yield from (replace(use, node=binding.value, scope=binding.scope) for binding in scope.returns)


def _call(survey: Survey, use: Use) -> Iterator[Use]:
    function, arguments = field(use.node, "function"), field(use.node, "arguments")
    if function is None or arguments is None:
        return
    name_node, receiver = field(function, "attribute") or function, field(function, "object")
    name = survey.text(name_node)
    if (joined := joined_items(use.node, survey.document)) is not None:
        yield replace(use, node=joined[1], many=True, fragment=True, clause=True)
        return
    if arguments.type != "argument_list":
        return
    positional, named = arguments_of_call(arguments, survey.document)
    if name in _DEFAULTS:
        number = _DEFAULTS[name]
        given = [named.get("default"), *(positional[number : number + 1] if number is not None else [])]
        yield from (replace(use, node=node) for node in given if node is not None)
    if name in ("get", "values", "items", "copy", "pop") and receiver is not None:
        yield replace(use, node=receiver, many=True)
    elif name in _OF_ITEMS and function.type == "identifier":
        yield from (replace(use, node=node) for node in positional if use.many)
    else:
        yield from _result(survey, use, name)


def _subscript(survey: Survey, use: Use) -> Iterator[Use]:
    value = field(use.node, "value")
    if value is not None:
        yield replace(use, node=value, many=True)


_SHARED = frozenset({"identifier", "attribute", "call", "subscript"})
"""Expressions whose values can be used in other places as well."""
_FOLLOWED: dict[str, Callable[[Survey, Use], Iterator[Use]]] = {
    "parenthesized_expression": _each,
    "conditional_expression": _branches,
    "boolean_operator": _each,
    "binary_operator": _items,
    "list": _items,
    "tuple": _items,
    "set": _items,
    "expression_list": _items,
    "list_splat": _items,
    "list_comprehension": _body,
    "generator_expression": _body,
    "set_comprehension": _body,
    "dictionary": _values,
    "identifier": _name,
    "attribute": _attribute,
    "call": _call,
    "subscript": _subscript,
}
