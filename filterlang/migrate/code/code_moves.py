"""Describes the result of moving code: for each call that ends its edits, and notes on what a person has to know or decide.

Owns the invariant that a move is plain data with places in its document, and that ``written`` is all that is ever applied.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from filterlang.findings.evidence import Evidence
from filterlang.schema.moves_to_v2 import Risk
from filterlang.text.edits import Edit
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

Target = Literal["v2", "filterlang"]
"""Where code moves to: the SDK's methods for v2, or the client of filterlang, which keeps the old call."""


class MoveOutcome(StrEnum):
    """The outcome for a call or a filter: it is moved, a person has to decide, or v2 takes it as it is."""

    MOVED = "moved"
    TO_DECIDE = "to decide"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class CodeNote:
    """Something to know or to decide at a place, and the risk of not looking at it; ``evidence`` is what it rests on."""

    span: Span
    message: str
    risk: Risk
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Import:
    """A name that moved code needs, as ``from module import name``; an empty ``name`` stands for ``import module``."""

    module: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class CodeMove:
    """The move of one call of a method, or of one address, that ends.

    ``span`` is the name of the method, or the address, as the finding about it has (FL901, FL902). ``method`` is its key in
    ``schema.end_of_v1``. ``edits`` are those of this call and of what is read from its runs; a call to decide has none.
    ``imports`` and ``functions`` (the text of whole functions) are what the edits rest on: they are written once a file.
    """

    span: Span
    method: str
    outcome: MoveOutcome
    edits: tuple[Edit, ...] = ()
    notes: tuple[CodeNote, ...] = ()
    imports: tuple[Import, ...] = ()
    functions: tuple[str, ...] = ()

    @property
    def risk(self) -> Risk | None:
        """The gravest risk of the notes; None without one."""
        order = list(Risk)
        return min((note.risk for note in self.notes), key=order.index, default=None)


def to_decide(span: Span, method: str, message: str, risk: Risk = Risk.ERROR, *notes: CodeNote) -> CodeMove:
    """The move of a call that a person has to decide, with the reason at the call."""
    return CodeMove(span, method, MoveOutcome.TO_DECIDE, notes=(CodeNote(span, message, risk), *notes))


def joined_edits(moves: Iterable[CodeMove]) -> tuple[Edit, ...]:
    """The edits of several moves of a document; those that several of them need, such as an import, come once."""
    return tuple(dict.fromkeys(edit for move in moves for edit in move.edits))
