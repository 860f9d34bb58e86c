"""Makes the parts of the rewrite of a read, whatever the field: v2's name, a default, and the code around it.

Owns the invariant that pieces of the program are given by their places, so that what else is written in them stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlang.migrate.code.code_moves import Import
from filterlang.migrate.code.nested_edits import Rewrite
from filterlang.migrate.code.python_contexts import default_of, is_guarded, is_kept_if_empty, is_loose, is_tested, quote_at
from filterlang.migrate.code.python_flow_state import FieldRead, RunFlow
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.read_rewrites import WrittenRead
from filterlang.schema.moves_to_v2 import FieldMove
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

Pieces = tuple[str | Span, ...]
"""The code of a rewrite: texts, and places of the program whose code stays."""


class ReadParts:
    """The parts of the rewrites of one flow. ``source`` is the expression that gives its runs."""

    def __init__(self, flow: RunFlow, source: Node) -> None:
        self.flow: RunFlow = flow
        self.program: PythonProgram = flow.program
        self.source: Node = source

    def read_of(self, run: str, field: str, name: Node) -> str:
        """The code of the read of a field."""
        return f"{run}.{field}"

    def may_be_missing(self, move: FieldMove) -> bool:
        """Whether a run may have no such field at all."""
        return False

    def is_renamed(self, read: FieldRead, move: FieldMove) -> bool:
        """Whether a read has to be written anew though its value is the same."""
        return move.v2 != move.name

    def renamed(self, read: FieldRead, move: FieldMove) -> Pieces:
        """The read with v2's name of the field."""
        if read.is_getter:
            return (self.read_of("run", move.v2, read.name),)
        span, name = self.span(read.node), self.span(read.name)
        if read.is_named:
            return (Span(span.start, name.start + 1), move.v2, Span(name.end - 1, span.end))
        return (Span(span.start, name.start), move.v2)

    def span(self, node: Node) -> Span:
        return self.program.document.span(node)

    def replaced(self, node: Node, pieces: Pieces, *imports: Import) -> WrittenRead:
        return WrittenRead(Rewrite(self.span(node), pieces), imports)

    def with_default(self, read: FieldRead, move: FieldMove, otherwise: str) -> WrittenRead:
        """``read or otherwise``, in parentheses where they are needed."""
        pieces = (*self.renamed(read, move), f" or {otherwise}")
        return self.replaced(read.node, pieces if is_loose(self.program, read.node) else ("(", *pieces, ")"))

    def empty_text(self, node: Node) -> str:
        quote = quote_at(self.program, node)
        return quote * 2 if quote else "str()"

    def is_handled(self, node: Node) -> bool:
        """Whether the code handles a missing value."""
        if is_kept_if_empty(self.program, node):
            return False
        return default_of(self.program, node) is not None or is_tested(self.program, node) or is_guarded(self.program, node)

    def is_simple(self, node: Node) -> bool:
        """Whether an expression may be evaluated twice."""
        text = self.flow.text(node)
        if text.startswith(("attrgetter", "itemgetter", "operator.")):
            return True
        return len(text) < 80 and "(" not in text and "await" not in text
