"""Reads nodes of JavaScript's syntax tree: the operator, the method that is called, the text of a plain literal.

Owns the invariant that all readers of JavaScript look through the same transparent expressions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.readers.javascript_strings import string_literal, template_chunk

if TYPE_CHECKING:
    from tree_sitter import Node

TRANSPARENT = frozenset({
    "parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "await_expression",
    "jsx_expression", "type_assertion",
})  # fmt: skip
"""Expressions whose value is that of the expression in them."""
FUNCTIONS = frozenset({
    "function_declaration", "function_expression", "arrow_function", "method_definition", "generator_function_declaration",
    "generator_function",
})  # fmt: skip
"""Nodes that are functions."""


def expressions(node: Node) -> list[Node]:
    """The children of a node without punctuation and comments."""
    return [child for child in node.named_children if child.type != "comment"]


def inner(node: Node) -> Node | None:
    """The expression inside of parentheses, an assertion of a type, or braces."""
    children = expressions(node)
    return None if not children else children[-1] if node.type == "type_assertion" else children[0]


def unwrapped(node: Node) -> Node:
    """The expression inside of all parentheses and assertions of types."""
    while node.type in TRANSPARENT and (inside := inner(node)) is not None:
        node = inside
    return node


def operator(node: Node) -> str:
    """The operator of a binary expression or an assignment; ``=`` where there is none."""
    token = node.child_by_field_name("operator")
    return "=" if token is None else token.type


def callee(node: Node) -> Node | None:
    """The function that a call calls, or the class of ``new``."""
    target = node.child_by_field_name("constructor" if node.type == "new_expression" else "function")
    return None if target is None else unwrapped(target)


def path(node: Node | None, most: int = 3) -> str:
    """The last names of a path: ``client.runs.query`` of ``getClient(key).client.runs!.query``."""
    names: list[str] = []
    while node is not None and len(names) < most:
        node = unwrapped(node)
        name = node.child_by_field_name("property") if node.type == "member_expression" else node
        if name is None or name.text is None or name.child_count:
            break
        names.append(name.text.decode("utf-8", "replace"))
        node = node.child_by_field_name("object")
    return ".".join(reversed(names))


def method(node: Node) -> tuple[Node, str] | None:
    """The object and the name of the method that a call calls."""
    called = callee(node) if node.type == "call_expression" else None
    target = called.child_by_field_name("object") if called is not None and called.type == "member_expression" else None
    return None if target is None else (unwrapped(target), path(called, 1))


def arguments(node: Node) -> list[Node]:
    """The arguments of a call."""
    brackets = node.child_by_field_name("arguments")
    return expressions(brackets) if brackets is not None and brackets.type == "arguments" else []


def result(function: Node) -> Node | None:
    """The expression that a short function returns: the body of an arrow function, or its last statement."""
    body = function.child_by_field_name("body") if function.type in FUNCTIONS else None
    if body is None or body.type != "statement_block":
        return body
    statements = expressions(body)
    return inner(statements[-1]) if statements and statements[-1].type == "return_statement" else None


def literal_text(document: HostDocument, node: Node | None) -> str | None:
    """The text of a literal without holes; None for any other expression."""
    if node is None or node.type not in ("string", "template_string"):
        return None
    span = document.span(node)
    if node.type == "string":
        return string_literal(document.text, span.start, span.end).text
    if any(child.type == "template_substitution" for child in node.named_children):
        return None
    return template_chunk(document.text, span.start + 1, span.end - 1).text
