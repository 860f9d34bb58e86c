"""Collects the fields that a program reads from the runs in answers of requests, with the edits and notes for them.

Owns the invariant that an expression is followed once for each part of an answer that it holds.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from filterlang.migrate.code.code_moves import CodeNote, Import
from filterlang.migrate.code.run_uses import RunUses
from filterlang.schema.moves_to_v2 import Risk
from filterlang.text.edits import Edit
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node

_LOST = "v2's answer has `items` and `next_cursor` in the place of `runs` and `cursors`: look at what is read from it here"


class AnswerPart(StrEnum):
    """The part of an answer that an expression holds."""

    RESPONSE = "the response"
    TEXT = "its text"
    ANSWER = "its content"
    CURSORS = "its cursors"


class AnswerUse(NamedTuple):
    """An expression, what it holds, and for cursors the expression of the answer that they are taken from."""

    node: Node
    part: AnswerPart
    answer: Node | None = None


class FollowedAnswers(ABC):
    """The answers of the requests of one address, followed through a program. ``span`` is the place of a node in it."""

    def __init__(self, span: Callable[[Node], Span]) -> None:
        self._span = span
        self.reads: set[str] | None = set()
        """The fields that are read from the runs; None where they go somewhere that is not followed."""
        self.edits: list[Edit] = []
        self.notes: list[CodeNote] = []
        self.imports: list[Import] = []
        self._seen: set[tuple[int, AnswerPart]] = set()
        self._pending: list[AnswerUse] = []
        self._has_runs = False

    def follow(self, node: Node, part: AnswerPart) -> None:
        """Follows an expression that holds a response, or its content."""
        self._pending.append(AnswerUse(node, part))
        while self._pending:
            use = self._pending.pop()
            if (use.node.id, use.part) not in self._seen:
                self._seen.add((use.node.id, use.part))
                self._step(use)

    def end(self, call: Node) -> None:
        """Notes at a request that nothing is seen to read its runs, where that is so: then all that v1 gave is selected."""
        if not self._has_runs:
            self._lose(call)

    @abstractmethod
    def _step(self, use: AnswerUse) -> None:
        """Follows an expression to the next ones, or to what is read from it."""

    def _take(self, uses: RunUses) -> None:
        """Collects what a program does with the runs of an answer."""
        self._has_runs = True
        self.reads = None if uses.reads is None or self.reads is None else self.reads | uses.reads
        self.edits += uses.edits
        self.notes += uses.notes
        self.imports += uses.imports

    def _lose(self, node: Node) -> None:
        """Notes the place where an answer is lost."""
        self.reads = None
        self._has_runs = True
        self.notes.append(CodeNote(self._span(node), _LOST, Risk.SILENT))
