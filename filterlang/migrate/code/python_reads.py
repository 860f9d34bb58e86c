"""Finds the fields that a Python program reads of the runs that an expression gives, and writes the reads as v2 needs them.

Owns the invariant that the reads are all that there are, or None with a note at each place where runs are lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlang.migrate.code.flow_shapes import RUN, many
from filterlang.migrate.code.nested_edits import edits_of
from filterlang.migrate.code.python_id_values import id_rewrites
from filterlang.migrate.code.python_keyed_reads import KeyedReadWriter
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.python_read_edits import ReadWriter
from filterlang.migrate.code.python_flow_state import RunFlow
from filterlang.migrate.code.python_run_flow import follow
from filterlang.migrate.code.run_uses import RunShape, RunUses
from filterlang.schema.moves_to_v2 import FIELD_MOVES
from filterlang.schema.run_schema import RUN_FIELDS

if TYPE_CHECKING:
    from tree_sitter import Node


def uses_of(program: PythonProgram, node: Node, shape: RunShape, *, keyed: bool = False) -> RunUses:
    """The uses of the runs of an expression, with places and edits of the program.

    ``keyed`` runs are dicts of v1's JSON, whose fields are read as ``run["name"]``.
    """
    flow = RunFlow(program, keyed=keyed)
    runs = RUN if shape is RunShape.RUN else many(RUN)
    assert runs is not None
    follow(flow, node, runs)
    writer = KeyedReadWriter(flow, node) if keyed else ReadWriter(flow, node)
    reads = sorted(flow.reads.values(), key=lambda read: (read.node.start_byte, read.node.end_byte))
    written = [made for read in reads for made in writer.written(read)]
    if not keyed:
        written += id_rewrites(flow)
    fields = frozenset(read.field for read in reads if read.field in FIELD_MOVES or read.field in RUN_FIELDS)
    return RunUses(
        None if flow.is_lost else fields,
        edits_of(program.document.text, (made.rewrite for made in written)),
        tuple(sorted(flow.notes, key=lambda note: note.span)),
        tuple(dict.fromkeys(needed for made in written for needed in made.imports)),
    )
