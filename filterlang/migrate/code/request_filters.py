"""Moves the filters in the body of a request, with what to know about each.

Owns the invariant that a filter which v2 refuses is a reason to leave the whole request for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.migrate.code.body_entries import BodyNote, RequestBody
from filterlang.migrate.code.code_moves import CodeNote
from filterlang.migrate.code.moved_filters import filter_moves
from filterlang.migrate.migration import ChangeKind
from filterlang.schema.moves_to_v2 import Risk
from filterlang.schema.query_arguments import FILTERS
from filterlang.semantics.surroundings import UNKNOWN
from filterlang.text.edits import Edit
from filterlang.text.source import Span

_ELSEWHERE = "the filter comes from another place: check it with `filterlang migrate filter`"
_RISKS = {ChangeKind.MEANING: Risk.SILENT, ChangeKind.LOST: Risk.ERROR}


def filters_moved(
    filters: Iterable[EmbeddedFilter], places: Sequence[Span]
) -> tuple[list[Edit], list[CodeNote], list[CodeNote]]:
    """The edits of the filters in some places of the file, the notes on them, and the reasons not to move them."""
    edits: list[Edit] = []
    notes: list[CodeNote] = []
    refusals: list[CodeNote] = []
    inside = [filter for filter in filters if any(place.contains(filter.span) for place in places)]
    for move in filter_moves(inside):
        edits += move.edits or ()
        for change in move.changes:
            if change.kind in _RISKS:
                span = move.filter.source.in_file(change.span)[1]
                note = CodeNote(span, move.with_queries(change.message), _RISKS[change.kind], change.evidence)
                (refusals if move.is_lost and change.kind is ChangeKind.LOST else notes).append(note)
    return edits, notes, refusals


def filters_elsewhere(body: RequestBody, filters: Iterable[EmbeddedFilter], places: Sequence[Span]) -> list[BodyNote]:
    """The notes on filters of a body that are not written in some places of the file."""
    if any(place.contains(filter.span) for filter in filters for place in places):
        return []
    unknown = [entry for entry in body.entries if entry.key in FILTERS and entry.value.constant is UNKNOWN]
    return [BodyNote(entry.place, _ELSEWHERE, Risk.ERROR) for entry in unknown]
