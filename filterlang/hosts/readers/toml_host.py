"""Filters in TOML: configurations that keep filters under names of their own.

Owns the invariant that the keys of a table's header lead to a string as those of nested tables do.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from filterlang.hosts.data_places import ITEM
from filterlang.hosts.documents import HostDocument, walk
from filterlang.hosts.embedded import Candidate
from filterlang.hosts.readers.data_candidates import candidates_among
from filterlang.hosts.readers.data_levels import SHORT, DataString, Level, may_have_filters
from filterlang.hosts.readers.toml_strings import toml_string

if TYPE_CHECKING:
    from tree_sitter import Node

_CONSTANTS = frozenset({"boolean", "integer", "float"})
_KEYS = frozenset({"bare_key", "quoted_key", "dotted_key"})


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the strings of a TOML document that may be filters."""
    if may_have_filters(document.text):
        yield from candidates_among(document, list(_strings(document)))


def _strings(document: HostDocument) -> Iterator[DataString]:
    """Yields the strings of a document. The stack has the depths of nodes, each with the level and key of the values inside."""
    stack: list[tuple[int, Level, str]] = [(-1, Level(), "")]
    broken_end = -1
    for node, ancestors in walk(document.root):
        while stack[-1][0] >= len(ancestors):
            stack.pop()
        _, level, key = stack[-1]
        depth = len(ancestors)
        if node.is_error or node.is_missing:
            broken_end = max(broken_end, node.end_byte)
        if node.type in ("pair", "table", "table_array_element"):
            names = _names(document, node)
            for name in names[:-1] if node.type == "pair" else names:
                level.entries.setdefault(name, "")
                level = Level(name, level)
            if node.type == "pair":
                level.entries.setdefault(names[-1], "")
            stack.append((depth, level, names[-1] if names else ""))
        elif node.type == "inline_table":
            stack.append((depth, Level(key, level), ""))
        elif node.type == "array":
            stack.append((depth, Level(key, level), ITEM))
        elif node.type == "string":
            span = document.span(node)
            decode = partial(toml_string, document.text, span.start, span.end)
            yield DataString(key, level, decode, span, node.start_byte >= broken_end, level.last)
            short = document.text[span.start : min(span.end, span.start + SHORT)].strip("\"'")
            level.add(key, short)
        elif node.type in _CONSTANTS and key != ITEM:
            level.add(key, document.text_of(node))


def _names(document: HostDocument, node: Node) -> list[str]:
    """The names of the key of a pair or of the header of a table."""
    names: list[str] = []
    nodes = [child for child in node.named_children[:1] if child.type in _KEYS]
    while nodes:
        key = nodes.pop()
        if key.type == "dotted_key":
            nodes += reversed(key.named_children)
        else:
            names.append(document.text_of(key).strip("\"'"))
    return names
