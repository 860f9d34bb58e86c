"""Moves one request of a program: its address, its bodies, and the code that reads its answer.

Owns the invariant that all of it is moved, with places in the file, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.migrate.code.body_entries import BodyNote, RequestBody
from filterlang.migrate.code.code_moves import CodeMove, CodeNote, MoveOutcome, to_decide
from filterlang.migrate.code.request_addresses import UNWRITTEN
from filterlang.migrate.code.request_answers import FollowedAnswers
from filterlang.migrate.code.request_bodies import moved_body
from filterlang.migrate.code.request_filters import filters_elsewhere, filters_moved
from filterlang.schema.moves_to_v2 import BODY_MOVES
from filterlang.text.edits import Edit, in_order
from filterlang.text.source import Span

UNCALLED = "the request to this address is not found here: move its body and what reads its answer as well"
NO_BODY = "the body of the request is not found here: move it to v2 as well, and then the address"
NO_BASE = "the base of this address ends with /api/v1 and has other uses: give this request v2's base"


class EditedProgram(Protocol):
    """A program whose places and edits are turned into those of its file."""

    document: HostDocument

    def file_span(self, span: Span) -> Span: ...

    def in_file(self, edits: Iterable[Edit]) -> tuple[Edit, ...] | None: ...


class FoundBody(Protocol):
    """A body that is read from a program: the keys that code reads from it, and the places where its values are written."""

    renamed: list[Span]
    places: list[Span]


class ProgramRequest:
    """Collects the edits and notes of one request, with places in the program.

    ``span`` is the place of its address in the file.
    """

    def __init__(self, program: EditedProgram, span: Span, address: str) -> None:
        self._program, self._at, self._address = program, span, address
        self.edits: list[Edit] = []
        self.notes: list[CodeNote] = []
        self._refusals: list[CodeNote] = []
        self._places: list[Span] = []

    def add_answers(self, answers: FollowedAnswers) -> None:
        """Adds what reads the answers of the request."""
        self.edits += answers.edits
        self.notes += answers.notes

    def add_body(
        self,
        found: FoundBody,
        body: RequestBody,
        reads: set[str] | None,
        values: Iterable[Span],
        filters: Sequence[EmbeddedFilter],
    ) -> None:
        """Adds a body, for the fields that are read. ``values`` are the places of the values that its names stand for."""
        moved = moved_body(body, reads)
        self.edits += moved.edits
        self.edits += self._renamed(found)
        places = [*found.places, *values]
        elsewhere = filters_elsewhere(body, filters, [self._program.file_span(place) for place in places])
        self.notes += map(_note, (*moved.notes, *elsewhere))
        self._refusals += map(_note, moved.refusals)
        self._places += places

    def _renamed(self, found: FoundBody) -> Iterator[Edit]:
        """Yields the edits of the keys that code reads from a body."""
        text = self._program.document.text
        for span in found.renamed:
            move = BODY_MOVES.get(text[span.start : span.end])
            if move is not None and move.v2:
                yield Edit(span, move.v2)

    @property
    def ordered(self) -> Sequence[Edit]:
        """The edits of the program that the move makes, without those of filters."""
        return in_order(dict.fromkeys(self.edits))

    def move(self, filters: Sequence[EmbeddedFilter]) -> CodeMove:
        """The move with places in the file, and with the filters in the bodies."""
        in_file = self._program.file_span
        filter_edits, filter_notes, lost = filters_moved(filters, [in_file(place) for place in self._places])
        reasons = [*map(self._in_file, self._refusals), *lost]
        if reasons:
            return CodeMove(self._at, self._address, MoveOutcome.TO_DECIDE, notes=tuple(dict.fromkeys(reasons)))
        is_whole = len(self.ordered) == len({edit.span for edit in self.edits})
        written = self._program.in_file(self.ordered) if is_whole else None
        if written is None:
            return to_decide(self._at, self._address, UNWRITTEN)
        notes = tuple(dict.fromkeys([*map(self._in_file, self.notes), *filter_notes]))
        return CodeMove(self._at, self._address, MoveOutcome.MOVED, (*written, *filter_edits), notes)

    def _in_file(self, note: CodeNote) -> CodeNote:
        return CodeNote(self._program.file_span(note.span), note.message, note.risk, note.evidence)


def _note(note: BodyNote) -> CodeNote:
    return CodeNote(note.span, note.message, note.risk)
