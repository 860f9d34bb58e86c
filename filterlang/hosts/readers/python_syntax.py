"""Reads nodes of Python's syntax tree: fields, operands, arguments of calls, and the calls that join lists.

Owns the invariant that comments are no operands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument

if TYPE_CHECKING:
    from tree_sitter import Node


def field(node: Node, name: str) -> Node | None:
    """A child of a node by its field's name."""
    return node.child_by_field_name(name)


def operands(node: Node) -> list[Node]:
    """The children of a node that are code."""
    return [child for child in node.named_children if child.type != "comment"]


def last_name(function: Node) -> Node:
    """The last name of a function: ``list_runs`` of ``client.list_runs``."""
    return field(function, "attribute") or function


def operator_of(node: Node) -> str | None:
    """The operator of an expression with two operands."""
    operator = field(node, "operator")
    return None if operator is None else operator.type


def terms(node: Node) -> list[Node]:
    """The operands of a concatenation of any length, in order."""
    terms: list[Node] = []
    waiting = [node]
    while waiting:
        term = waiting.pop()
        left, right = field(term, "left"), field(term, "right")
        if term.type == "binary_operator" and operator_of(term) == "+" and left is not None and right is not None:
            waiting += (right, left)
        else:
            terms.append(term)
    return terms


def arguments_of_call(arguments: Node, document: HostDocument) -> tuple[list[Node], dict[str, Node]]:
    """The positional arguments of a call, and those with a keyword."""
    positional: list[Node] = []
    named: dict[str, Node] = {}
    for argument in operands(arguments):
        name, value = field(argument, "name"), field(argument, "value")
        if argument.type == "keyword_argument" and name is not None and value is not None:
            named[document.text_of(name)] = value
        elif argument.type not in ("dictionary_splat", "keyword_argument"):
            positional.append(argument)
    return positional, named


def joined_items(node: Node, document: HostDocument) -> tuple[Node, Node] | None:
    """The separator and the items of ``separator.join(items)``; None for another expression."""
    function, arguments = field(node, "function"), field(node, "arguments")
    if node.type != "call" or function is None or arguments is None or function.type != "attribute":
        return None
    separator = field(function, "object")
    items = operands(arguments) if arguments.type == "argument_list" else [arguments]
    if separator is None or len(items) != 1 or document.text_of(last_name(function)) != "join":
        return None
    return separator, items[0]
