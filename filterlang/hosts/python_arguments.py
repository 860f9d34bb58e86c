"""Finds the literal of a Python document that is a whole argument of a call.

Owns the invariant that such a literal is text, and all of the argument.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.filter_search import candidates_in
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.text.source import Source, Span

if TYPE_CHECKING:
    from tree_sitter import Node

_LITERALS = ("string", "concatenated_string")
_BYTES = re.compile(r"[rR]?[bB]")


def argument_at(source: Source, text: Span, pieces: int) -> Span | None:
    """The place of the literal with the ``text`` inside of it, where it is an argument of so many ``pieces``.

    Raises ``UnparsedError`` and ``ImportError`` as ``HostDocument.root`` does.
    """
    document = HostDocument(source, HOST_LANGUAGES["python"], candidates_in)
    node = document.root.descendant_for_byte_range(document.byte(text.start), document.byte(text.end))
    while node is not None and not (node.type in _LITERALS and _is_argument(node)):
        node = node.parent
    if node is None:
        return None
    strings = [node] if node.type == "string" else [child for child in node.named_children if child.type == "string"]
    is_text = len(strings) == pieces and not any(_BYTES.match(document.text_of(string)) for string in strings)
    return document.span(node) if is_text else None


def _is_argument(node: Node) -> bool:
    """Whether an expression is a whole argument of a call, by position or by name."""
    around = node.parent
    if around is None or around.type not in ("argument_list", "keyword_argument"):
        return False
    return around.type == "argument_list" or around.child_by_field_name("value") == node
