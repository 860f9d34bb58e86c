"""Writes the reads of runs that are dicts of v1's JSON as v2's JSON needs them.

Owns the invariant that a key which v2 leaves out where it has no value is read so that it may be missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from filterlang.migrate.code.code_moves import Import
from filterlang.migrate.code.python_contexts import default_of, function_around, is_guarded, is_loose, is_tested, quote_at
from filterlang.migrate.code.python_flow_state import FieldRead, RunFlow
from filterlang.migrate.code.python_read_edits import ReadWriter
from filterlang.migrate.code.python_read_parts import Pieces
from filterlang.migrate.code.read_rewrites import WrittenRead
from filterlang.schema.moves_to_v2 import ALWAYS_GIVEN, NEVER_NULL, FieldMove, FieldReading
from filterlang.schema.run_schema import RUN_FIELDS, ColumnType
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_DECIMAL_IMPORT = Import("decimal", "Decimal")


class KeyedReadWriter(ReadWriter):
    """Writes the reads of one flow of dicts."""

    def __init__(self, flow: RunFlow, source: Node) -> None:
        super().__init__(flow, source)
        self.writers.update(
            {
                FieldReading.SAME: self._keyed,
                FieldReading.TEXT_ID: self._keyed,
                FieldReading.SCORES: self._keyed,
                FieldReading.EVENTS: self._keyed,
                FieldReading.COUNT: self._keyed_count,
                FieldReading.COST: self._keyed_cost,
                FieldReading.AMOUNTS: self._keyed_amounts,
            }
        )

    def is_renamed(self, read: FieldRead, move: FieldMove) -> bool:
        """Whether the key is another one, or may be missing."""
        return super().is_renamed(read, move) or not (read.is_get or move.name in ALWAYS_GIVEN)

    def renamed(self, read: FieldRead, move: FieldMove) -> Pieces:
        """The read with v2's key, with ``get`` where v2 may leave the key out."""
        if read.is_getter:
            return super().renamed(read, move)
        if read.is_get or move.name in ALWAYS_GIVEN:
            return super().renamed(read, move)
        name = self.span(read.name)
        key = (Span(name.start, name.start + 1), move.v2, Span(name.end - 1, name.end))
        return (self.span(read.receiver), ".get(", *key, ")")

    def read_of(self, run: str, field: str, name: Node) -> str:
        """The code of the read of a key, with the quotes of its text."""
        quote = self.flow.text(name)[0]
        return f"{run}[{quote}{field}{quote}]" if field in ALWAYS_GIVEN else f"{run}.get({quote}{field}{quote})"

    def may_be_missing(self, move: FieldMove) -> bool:
        return move.name not in ALWAYS_GIVEN

    def given_text(self, read: FieldRead, move: FieldMove) -> Pieces:
        """The text of a field that each run has."""
        return super().given_text(read, move) if read.is_get else self.renamed(read, move)

    def _keyed(self, read: FieldRead, move: FieldMove) -> Iterator[WrittenRead]:
        """The value is the same but for a time, whose zone v1 left out."""
        renamed = self.renamed(read, move)
        field = RUN_FIELDS.get(move.name)
        quote = quote_at(self.program, read.node)
        is_time = field is not None and field.column is ColumnType.DATETIME and not is_tested(self.program, read.node)
        if not is_time or not quote:
            return
        without = f".removesuffix({quote}Z{quote})"
        if move.name in NEVER_NULL or is_guarded(self.program, read.node) or not self.is_simple(read.receiver):
            yield self.replaced(read.node, (*renamed, without))
        else:
            pieces = (*renamed, " and ", *renamed, without)
            yield self.replaced(read.node, pieces if is_loose(self.program, read.node) else ("(", *pieces, ")"))

    def _keyed_count(self, read: FieldRead, move: FieldMove) -> Iterator[WrittenRead]:
        """A default of ``get`` is given where v1 gave 0, since v2 leaves the key out."""
        if read.default is None and not self.is_handled(read.node):
            yield self.with_default(read, move, "0")

    def _keyed_cost(self, read: FieldRead, move: FieldMove) -> Iterator[WrittenRead]:
        """A number in the place of a text, which most code makes a number of."""
        node, renamed = read.node, self.renamed(read, move)
        target = default_of(self.program, node) or node
        if is_tested(self.program, target) or self.is_number_enough(target):
            return
        if function_around(self.program, target).endswith("Decimal"):
            yield self.replaced(target, ("str(", *self._around(node, target, renamed), ")"))
        elif is_guarded(self.program, node) or target != node:
            yield self.replaced(node, ("str(Decimal(str(", *renamed, " or 0)))"), _DECIMAL_IMPORT)
        else:
            pieces = (*renamed, " and str(Decimal(str(", *renamed, ")))")
            yield self.replaced(node, pieces if is_loose(self.program, node) else ("(", *pieces, ")"), _DECIMAL_IMPORT)

    def _around(self, node: Node, whole: Node, renamed: Pieces) -> Pieces:
        """The code of an expression around a read, with the read renamed."""
        inner, outer = self.span(node), self.span(whole)
        return (Span(outer.start, inner.start), *renamed, Span(inner.end, outer.end))

    def _keyed_amounts(self, read: FieldRead, move: FieldMove) -> Iterator[WrittenRead]:
        quote = quote_at(self.program, read.node) or "'"
        if not is_tested(self.program, read.node):
            yield self.replaced(read.node, ("(", *self.renamed(read, move), f" or {{}}).get({quote}raw{quote})"))
