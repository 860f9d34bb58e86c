"""Collects the edits and notes for the fields that a JavaScript program reads of runs.

Owns the invariant that what is written around a value has parentheses where an operator next to it needs them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlang.migrate.code.code_moves import CodeNote
from filterlang.migrate.code.javascript_contexts import ContextOfUse, ScriptUse
from filterlang.migrate.code.javascript_program import JavascriptProgram
from filterlang.schema.moves_to_v2 import FieldMove, Risk
from filterlang.text.edits import Edit, insert
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_OPEN = frozenset({
    "arguments", "template_substitution", "variable_declarator", "assignment_expression", "pair", "array", "return_statement",
    "arrow_function", "parenthesized_expression", "yield_expression", "assignment_pattern", "object_assignment_pattern",
    "subscript_expression", "object", "augmented_assignment_expression",
})  # fmt: skip
"""Nodes in which an expression needs no parentheses of its own."""


class ScriptWriter:
    """The edits and notes for the fields that a program reads of runs of v1, and the names of these fields."""

    def __init__(self, program: JavascriptProgram) -> None:
        self.program: JavascriptProgram = program
        self.fields: set[str] = set()
        self.edits: list[Edit] = []
        self.notes: list[CodeNote] = []

    def note(self, node: Node, message: str, risk: Risk) -> None:
        self.notes.append(CodeNote(self.program.document.span(node), message, risk))

    def span(self, node: Node) -> Span:
        return self.program.document.span(node)

    def rename(self, name: Node | None, move: FieldMove) -> None:
        if name is not None and move.v2 != move.name:
            self.edits.append(Edit(self.span(name), move.v2))

    def wrap(self, use: ScriptUse, before: str, after: str, *, always: bool = False) -> None:
        """Writes something around a value, with parentheses where an operator needs them."""
        parent = self.program.parent(use.outer)
        if always or parent is None or parent.type not in _OPEN or _is_operand(use, parent):
            before, after = f"({before}", f"{after})"
        span = self.span(use.outer)
        self.edits += [insert(span.start, before)] if before else []
        self.edits.append(insert(span.end, after))


def _is_operand(use: ScriptUse, parent: Node) -> bool:
    """Whether a value is the object of an access, not its index."""
    return parent.type == "subscript_expression" and use.context is not ContextOfUse.INDEX
