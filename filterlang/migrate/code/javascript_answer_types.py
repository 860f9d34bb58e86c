"""Moves the types that a TypeScript program has for an answer of v1 and for its runs to v2's keys.

Owns the invariant that the types of a program are looked for once, whatever the number of its requests.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from filterlang.hosts.documents import walk
from filterlang.migrate.code.javascript_program import JavascriptProgram
from filterlang.schema.moves_to_v2 import ANSWER_MOVES, FIELD_MOVES, FieldReading
from filterlang.text.edits import Edit

if TYPE_CHECKING:
    from tree_sitter import Node

(_RUNS, _ITEMS), (_CURSORS, _NEW_CURSOR) = ANSWER_MOVES.items()
_TYPES = ("interface_declaration", "type_alias_declaration")
_SAME_TYPE = (FieldReading.SAME, FieldReading.TEXT_ID)


@lru_cache(maxsize=1)
def type_edits(program: JavascriptProgram) -> tuple[Edit, ...]:
    """The edits that write v2's keys in the types of an answer and of its runs."""
    return tuple(_type_edits(program)) if program.is_typed else ()


def _type_edits(program: JavascriptProgram) -> Iterator[Edit]:
    nodes = [node for node, _ in walk(program.document.root)]
    span = program.document.span
    names: set[str] = set()
    for node in nodes:
        name = node.child_by_field_name("name") if node.type == "property_signature" else None
        type = node.child_by_field_name("type") if name is not None else None
        if name is None or type is None:
            continue
        if program.text(name) == _RUNS and _has_cursors(program, node):
            yield Edit(span(name), _ITEMS)
            names |= {program.text(child) for child, _ in walk(type) if child.type == "type_identifier"}
        elif program.text(name) == _CURSORS:
            inner = next((child for child, _ in walk(type) if child.type == "property_signature"), None)
            own = None if inner is None else inner.child_by_field_name("type")
            if own is not None:
                yield Edit(span(name), _NEW_CURSOR)
                yield Edit(span(type), program.text(own))
    for node in nodes:
        if node.type in _TYPES and program.text(node.child_by_field_name("name")) in names:
            yield from _of_run(program, node)


def _of_run(program: JavascriptProgram, declaration: Node) -> Iterator[Edit]:
    """Yields the edits that write v2's names of fields in the type of a run, where the value has the same type."""
    for node, _ in walk(declaration):
        name = node.child_by_field_name("name") if node.type == "property_signature" else None
        move = None if name is None else FIELD_MOVES.get(program.text(name))
        if name is not None and move is not None and move.reading in _SAME_TYPE and move.v2 != move.name:
            yield Edit(program.document.span(name), move.v2)


def _has_cursors(program: JavascriptProgram, signature: Node) -> bool:
    """Whether a type with runs is that of an answer: it has cursors, or nothing else."""
    around = program.parent(signature)
    names = [] if around is None else [program.text(child.child_by_field_name("name")) for child in around.named_children]
    return _CURSORS in names or names == [_RUNS]
