"""Finds the fields that JavaScript and TypeScript code reads of the runs of a call, and writes the reads as v2 needs them.

Owns the invariant that where runs leave what can be followed, that place has a note, and all fields are taken to be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlang.migrate.code.code_moves import CodeNote, Import
from filterlang.migrate.code.javascript_patterns import write_read
from filterlang.migrate.code.javascript_writer import ScriptWriter
from filterlang.migrate.code.javascript_program import JavascriptProgram
from filterlang.migrate.code.javascript_steps import follow
from filterlang.migrate.code.held_runs import A_RUN, many
from filterlang.migrate.code.run_uses import RunShape, RunUses
from filterlang.schema.moves_to_v2 import Risk
from filterlang.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

_MODULES = ("langsmith", "langsmith/schemas")
_TYPE = "Run"
_DECLARED = ("interface_declaration", "type_alias_declaration")
_TYPE_OF_V2 = Import("langsmith", "Langsmith")
"""The client's class, whose namespace has the types of v2."""


def uses_of(program: JavascriptProgram, node: Node, shape: RunShape, *, keyed: bool = False) -> RunUses:
    """The uses of the runs that an expression gives in its program, with places in the document.

    In JavaScript, runs of the SDK and those of an answer read the same, ``keyed`` or not.
    """
    flow = follow(program, node, many(A_RUN) if shape is RunShape.RUNS else A_RUN)
    writer = ScriptWriter(program)
    for read in flow.reads.values():
        write_read(writer, read)
    span = program.document.span
    escapes = [
        CodeNote(
            span(place),
            f"{reason}: check which fields of the runs are read",
            Risk.SILENT,
        )
        for place, reason in flow.escapes.values()
    ]
    types = list(_types(program, flow.types.values()))
    return RunUses(
        None if escapes else frozenset(writer.fields),
        tuple(dict.fromkeys([*writer.edits, *types])),
        (*escapes, *writer.notes),
        (_TYPE_OF_V2,) if types else (),
    )


def _types(program: JavascriptProgram, types: Iterable[Node]) -> Iterable[Edit]:
    """Yields the edits that write v2's type of a run in the place of v1's, in types and in the types of the file they name."""
    pending = list(types)
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if node.id in seen:
            continue
        seen.add(node.id)
        pending += node.named_children
        variable = program.variable(node) if node.type == "type_identifier" else None
        if variable is None:
            continue
        if variable.imported is None:
            around = (program.parent(definition) for definition in variable.definitions)
            pending += (declaration for declaration in around if declaration is not None and declaration.type in _DECLARED)
        elif variable.imported[0] in _MODULES and variable.imported[1] == _TYPE:
            yield Edit(program.document.span(node), f"{_TYPE_OF_V2.name}.{_TYPE}")
