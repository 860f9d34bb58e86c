"""Reads lists of texts that JavaScript joins where they are written: ``["a", ok && "b"].join(", ")``, ``names.map(…).join()``.

Owns the invariant that a list whose length is only known when the program runs is read as its first item and a hole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from filterlang.hosts.decoding import text_between
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Decoded, Hole
from filterlang.hosts.readers.javascript_syntax import (
    arguments, expressions, inner, literal_text, method, operator, result, unwrapped,
)  # fmt: skip

if TYPE_CHECKING:
    from tree_sitter import Node

Piece = "Node | Decoded | Hole"
_NOTHING = frozenset({"null", "undefined", "false"})
_SELECTING = frozenset({"filter", "flat", "slice", "sort", "toSorted", "reverse", "values", "flatMap"})
_MAPPING = frozenset({"map", "flatMap"})


def joiner_of(document: HostDocument, node: Node) -> tuple[Node, str] | None:
    """The list and the text between its items, of ``list.join(", ")``."""
    called = method(node)
    if called is None or called[1] != "join":
        return None
    given = arguments(node)
    between = literal_text(document, given[0]) if given else ","
    return None if between is None else (called[0], between)


def source_list(node: Node) -> Node:
    """The list that a chain such as ``list.filter(Boolean).slice(1)`` begins with."""
    while (called := method(node)) is not None and called[1] in _SELECTING and not _mapped(node):
        node = called[0]
    return node


def joined_pieces(document: HostDocument, node: Node) -> list[Node | Decoded | Hole] | None:
    """The texts and holes of a list that is joined where it is written; None for a list from elsewhere."""
    join = joiner_of(document, node)
    if join is None:
        return None
    items = source_list(join[0])
    if items.type == "array":
        return _of_array(document, items, join[1])
    template = _mapped(items)
    return None if template is None else _of_map(document, node, template, join[1])


def present(node: Node) -> Node:
    """The text of an item that may be left out: ``ok && "a"``, ``ok ? "a" : null``."""
    node = unwrapped(node)
    if node.type == "binary_expression" and operator(node) == "&&":
        right = node.child_by_field_name("right")
        return node if right is None else unwrapped(right)
    if node.type == "ternary_expression":
        first, second = node.child_by_field_name("consequence"), node.child_by_field_name("alternative")
        if first is not None and second is not None:
            chosen = [branch for branch in (unwrapped(first), unwrapped(second)) if not _is_nothing(branch)]
            return chosen[0] if len(chosen) == 1 else node
    return node


def items_of(array: Node) -> Iterator[Node]:
    """Yields the items of a list, and of the lists that are spread in it where they are written."""
    stack = [array]
    while stack:
        node = stack.pop()
        if node.type == "array":
            stack.extend(reversed(expressions(node)))
        elif node.type == "spread_element" and (inside := inner(node)) is not None and present(inside).type == "array":
            stack.append(present(inside))
        else:
            yield present(node)


def _is_nothing(node: Node) -> bool:
    if node.type == "identifier":
        return node.text == b"undefined"
    return node.type in _NOTHING or (node.type in ("array", "string", "template_string") and not node.named_child_count)


def _of_array(document: HostDocument, array: Node, between: str) -> list[Node | Decoded | Hole] | None:
    items = list(items_of(array))
    if not items:
        return None
    pieces: list[Node | Decoded | Hole] = [items[0]]
    end = document.span(items[0]).end
    for item in items[1:]:
        span = document.span(item)
        if between:
            pieces.append(text_between(between, end, span.start))
        pieces.append(item)
        end = span.end
    return pieces


def _mapped(node: Node) -> Node | None:
    """The text that a list is mapped to: the template of ``names.map((name) => `…`)``."""
    called = method(node)
    given = arguments(node) if called is not None and called[1] in _MAPPING else []
    text = result(given[0]) if given else None
    return unwrapped(text) if text is not None and unwrapped(text).type in ("string", "template_string") else None


def _of_map(document: HostDocument, node: Node, template: Node, between: str) -> list[Node | Decoded | Hole]:
    """The text of the first item, and a hole for the rest."""
    end, after = document.span(template).end, document.span(node).end
    rest = Hole(end + 1, after, document.text_of(node), joiner=between)
    return [template, text_between(between, end, end + 1), rest] if between else [template, rest]
