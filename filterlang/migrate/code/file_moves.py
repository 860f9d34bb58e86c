"""Collects the parts of a file that end with v1, or that v2 does not take as they are: its calls, addresses and filters.

Owns the invariants that every part has one outcome, and that a filter inside of the edits of a call belongs to that call.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.evidence import Grade
from filterlang.hosts.embedded import EmbeddedFilter, Grounds
from filterlang.hosts.host_languages import HostLanguage
from filterlang.migrate.code.code_moves import CodeMove, CodeNote, Import, MoveOutcome, Target
from filterlang.migrate.code.moved_filters import FilterMove, moved_filter
from filterlang.migrate.code.moving import moves_of
from filterlang.migrate.migration import Change, ChangeKind
from filterlang.rules.endings import ENDING_ENDPOINT
from filterlang.schema.end_of_v1 import ENDING_CALLS
from filterlang.schema.moves_to_v2 import Risk
from filterlang.schema.places import OF_RUNS
from filterlang.schema.query_arguments import PAGE_SIZES
from filterlang.text.edits import Edit
from filterlang.text.frozen import dataclass
from filterlang.text.source import Source, Span

_OURS = ("python", "notebook")
"""The languages of filterlang's client, which writes each filter for the API that it asks."""
_PROGRAMS = frozenset({*ENDING_CALLS, "csharp", "notebook"})


class PartKind(StrEnum):
    """The kind of a part of a file."""

    CALL = "call"
    ADDRESS = "address"
    FILTER = "filter"


@dataclass(frozen=True, slots=True)
class MovedPart:
    """A call, an address or a filter of a file, and what becomes of it.

    ``text`` is the name of the method, the address, or the filter with its holes; ``where`` names the place of a filter.
    ``after`` is the new text of a filter, moved or to decide. ``queries`` are the filters that take the place of one that v2
    refuses. ``imports`` are the names that a moved call of Python uses.
    """

    kind: PartKind
    span: Span
    text: str
    outcome: MoveOutcome
    edits: tuple[Edit, ...] = ()
    notes: tuple[CodeNote, ...] = ()
    where: str = ""
    after: str | None = None
    queries: tuple[str, ...] = ()
    imports: tuple[Import, ...] = ()

    @property
    def risks(self) -> list[Risk]:
        """The risks of the notes, the gravest first."""
        return [risk for risk in Risk if any(note.risk is risk for note in self.notes)]


@dataclass(frozen=True, slots=True)
class FileMoves:
    """The moves of a file: its parts in their order, and the edits that move all that can be moved.

    ``digest`` is that of the text that was searched: the edits are for this text only.
    """

    digest: str
    parts: tuple[MovedPart, ...] = ()
    edits: tuple[Edit, ...] = ()


def parts_of(
    source: Source,
    language: HostLanguage,
    filters: Iterable[EmbeddedFilter],
    findings: Sequence[Diagnostic],
    target: Target,
) -> list[MovedPart]:
    """The parts of a file, in their order: the calls and addresses of the findings, and the filters of runs.

    Filters that filterlang's client sends are no parts.
    """
    kinds = {finding.span: kind_of(finding) for finding in findings}
    moves = moves_of(source, language, findings, target)
    parts = [_moved_call(source, move, kinds.get(move.span, PartKind.CALL)) for move in moves]
    edited = sorted(edit.span for move in moves for edit in move.edits)
    undecided = [move for move in moves if move.outcome is MoveOutcome.TO_DECIDE]
    noted = {_reason(note) for move in undecided for note in move.notes}
    for filter in filters:
        is_sent_by_ours = target == "filterlang" and filter.language in _OURS
        is_wanted = filter.kind in OF_RUNS and filter.grounds is not Grounds.MENTION and not is_sent_by_ours
        if is_wanted and not _overlaps(filter.span, edited):
            part = moved_filter_part(moved_filter(filter))
            if not part.notes or not all(_reason(note) in noted for note in part.notes):
                parts.append(part)
    return sorted(parts, key=lambda part: part.span)


def _reason(note: CodeNote) -> str:
    """The reason that a note gives, by which that of a filter is recognised in the note of its call."""
    return note.message.partition("; ")[0]


def kind_of(finding: Diagnostic) -> PartKind:
    """The kind of the part that a finding about the end of v1 is about."""
    return PartKind.ADDRESS if finding.code == ENDING_ENDPOINT.code else PartKind.CALL


def _moved_call(source: Source, move: CodeMove, kind: PartKind) -> MovedPart:
    text = source.text[move.span.start : move.span.end]
    return MovedPart(kind, move.span, text, move.outcome, move.edits, move.notes, imports=move.imports)


def _overlaps(span: Span, edited: list[Span]) -> bool:
    """Whether one of the spans, which are in order and apart, has a part of a span, or is inside of it."""
    at = bisect_left(edited, span)
    return any(
        edited[index].start < span.end and span.start < edited[index].end for index in (at - 1, at) if 0 <= index < len(edited)
    )


def moved_filter_part(move: FilterMove) -> MovedPart:
    """The move of a filter as a part of its file.

    A saved filter that has another meaning on v2 is to decide, and keeps its text. In a program such a filter is moved with its
    call, and the change of its meaning is a note.
    """
    filter, edits, after = move.filter, move.edits or (), move.after if move.edits else None
    is_saved = filter.language not in _PROGRAMS
    if move.is_lost or (move.changes_meaning and is_saved):
        outcome, edits = MoveOutcome.TO_DECIDE, ()
    else:
        outcome = MoveOutcome.MOVED if edits else MoveOutcome.UNCHANGED
    notes = tuple(_notes(move))
    return MovedPart(PartKind.FILTER, filter.span, filter.text, outcome, edits, notes, filter.where, after, move.queries)


def _notes(move: FilterMove) -> Iterator[CodeNote]:
    """The changes that a person has to know of, with places in the file. A filter of a call of v2 has its meaning already."""
    rewritten = {change.span for change in move.changes if change.kind is ChangeKind.REWRITTEN}
    is_on_v2 = move.filter.where.partition("(")[0] in PAGE_SIZES
    for change in move.changes:
        risk = _risk(change, is_rewritten=change.span in rewritten)
        if risk is not None and not (is_on_v2 and change.kind is ChangeKind.MEANING):
            span = move.filter.source.in_file(change.span)[1]
            yield CodeNote(span, change.message, risk, change.evidence)


def _risk(change: Change, *, is_rewritten: bool) -> Risk | None:
    """The risk of a change; None for one that is only information."""
    if change.kind is ChangeKind.LOST:
        return Risk.ERROR
    if change.kind is ChangeKind.MEANING or (change.kind is ChangeKind.NOTE and is_rewritten):
        return Risk.SILENT
    is_doubted = change.kind is ChangeKind.NOTE and any(evidence.grade is Grade.UNKNOWN for evidence in change.evidence)
    return Risk.ERROR if is_doubted else None
