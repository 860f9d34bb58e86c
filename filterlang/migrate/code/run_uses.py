"""Describes how code uses the runs that a call gives: the fields it reads, and the edits that make these reads fit v2.

Owns the invariant that a reader either follows every use of a run, or says at which place it could not.
"""

from __future__ import annotations

from enum import StrEnum

from filterlang.migrate.code.code_moves import CodeNote, Import
from filterlang.text.edits import Edit
from filterlang.text.frozen import dataclass


class RunShape(StrEnum):
    """The shape of the value of an expression: runs that are iterated over, or one run."""

    RUNS = "runs"
    RUN = "a run"


@dataclass(frozen=True, slots=True)
class RunUses:
    """The uses of the runs of one call.

    ``reads`` are the fields that are read, by v1's names; None where the runs go somewhere that cannot be followed, with a note
    at each such place. ``edits`` write the reads as v2 needs them, with places in the document; ``imports`` are what they need.
    """

    reads: frozenset[str] | None
    edits: tuple[Edit, ...] = ()
    notes: tuple[CodeNote, ...] = ()
    imports: tuple[Import, ...] = ()
