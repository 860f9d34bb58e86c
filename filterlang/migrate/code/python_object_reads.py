"""Writes the reads of fields that are objects on v2 and were dicts on v1: scores, amounts and events.

Owns the invariant that an object is made a dict again wherever its use is not known to need less.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from filterlang.migrate.code.python_contexts import (
    called_method, default_of, function_around, is_guarded, is_loose, is_tested, quote_at,
)  # fmt: skip
from filterlang.migrate.code.python_flow_state import FieldRead
from filterlang.migrate.code.python_read_parts import ReadParts
from filterlang.migrate.code.read_rewrites import WrittenRead
from filterlang.schema.moves_to_v2 import FieldMove, Risk

if TYPE_CHECKING:
    from tree_sitter import Node


def amounts(parts: ReadParts, read: FieldRead, move: FieldMove) -> Iterator[WrittenRead]:
    """Amounts by category are under ``raw``."""
    whole = default_of(parts.program, read.node)
    if is_tested(parts.program, read.node):
        return
    renamed = parts.renamed(read, move)
    parent = parts.program.parent(read.node)
    is_needed = (parent is not None and parent.type in ("subscript", "attribute")) or is_guarded(parts.program, read.node)
    if read.is_named or (not parts.is_simple(read.node) and not is_needed):
        parts.flow.note(read.node, f"`{read.field}` has its amounts under `raw` on v2", Risk.ERROR)
    elif is_needed and whole is None:
        yield parts.replaced(read.node, (*renamed, ".raw"))
    else:
        pieces = (*renamed, " and ", *renamed, ".raw")
        yield parts.replaced(read.node, pieces if is_loose(parts.program, read.node) else ("(", *pieces, ")"))


def scores(parts: ReadParts, read: FieldRead, move: FieldMove) -> Iterator[WrittenRead]:
    """Scores are objects: a single one is read by attribute, and all together are made dicts again."""
    if is_tested(parts.program, read.node):
        return
    direct = _direct_score(parts, read)
    if direct is not None:
        outer, key = direct
        field = parts.flow.constant(key) or ""
        value = outer.child_by_field_name("value")
        if value is not None:
            yield parts.replaced(outer, (parts.span(value), f".{field}"))
        return
    yield from _dumped(parts, read, move, "{{key: score.model_dump(exclude_unset=True) for key, score in {}.items()}}", "{}")


def _direct_score(parts: ReadParts, read: FieldRead) -> tuple[Node, Node] | None:
    """The subscript ``stats["key"]["avg"]`` of a read, and its last index."""
    first = parts.program.parent(read.node)
    second = None if first is None else parts.program.parent(first)
    if first is None or second is None or first.type != "subscript" or second.type != "subscript":
        return None
    key = second.child_by_field_name("subscript")
    is_inner = first.child_by_field_name("value") == read.node and second.child_by_field_name("value") == first
    return (second, key) if is_inner and key is not None and (parts.flow.constant(key) or "").isidentifier() else None


def events(parts: ReadParts, read: FieldRead, move: FieldMove) -> Iterator[WrittenRead]:
    """Events are objects, which are made dicts again unless they are only counted."""
    if not is_tested(parts.program, read.node) and parts.flow.text(read.node) and not _is_counted(parts, read.node):
        yield from _dumped(parts, read, move, "[event.model_dump(mode={}) for event in {}]", "[]")


def _is_counted(parts: ReadParts, node: Node) -> bool:
    """Whether only the length of a value is taken."""
    whole = default_of(parts.program, node)
    return function_around(parts.program, whole or node) == "len"


def _dumped(parts: ReadParts, read: FieldRead, move: FieldMove, form: str, empty: str) -> Iterator[WrittenRead]:
    """Objects made dicts, as v1 gave them."""
    quote = quote_at(parts.program, read.node)
    if not parts.is_simple(read.node) or not quote:
        parts.flow.note(read.node, f"`{read.field}` has objects on v2 where v1 gave dicts", Risk.ERROR)
        return
    form = form.format(f"{quote}json{quote}", "{}") if form.count("{}") > 1 else form.format("{}")
    before, after = form.split("{}")
    renamed = parts.renamed(read, move)
    whole = default_of(parts.program, read.node)
    otherwise = None if whole is None else whole.child_by_field_name("right")
    if whole is not None and otherwise is not None and parts.flow.text(otherwise) in (empty, "()"):
        is_filled_in = parts.program.enclosing(whole, "interpolation") is not None
        inner = (before, "(" * (before[0] == "{"), *renamed, f" or {empty}", ")" * (before[0] == "{"), after)
        yield parts.replaced(whole, ("(" * is_filled_in, *inner, ")" * is_filled_in))
    elif is_guarded(parts.program, read.node) or called_method(parts.program, read.node):
        is_filled_in = parts.program.enclosing(read.node, "interpolation") is not None
        yield parts.replaced(read.node, ("(" * is_filled_in, before, *renamed, after, ")" * is_filled_in))
    else:
        pieces = (*renamed, " and ", before, *renamed, after)
        yield parts.replaced(read.node, pieces if is_loose(parts.program, read.node) else ("(", *pieces, ")"))
