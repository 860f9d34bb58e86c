"""An edit of a file carried over to the filters in it, without a new search.

Owns the invariant that a filter's text is still what its literals stand for: an edit inside of a literal is taken only where
its host writes the new text as itself, so that no escape, quote, hole or line end is typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from filterlang.hosts.embedded import EmbeddedFilter, Hole
from filterlang.hosts.holes import placed
from filterlang.text.alignment import Stretch
from filterlang.text.edits import Edit, aligned, apply
from filterlang.text.frozen import dataclass, replace
from filterlang.text.source import Literal, OffsetMap, Source, Span


_MOST_EDITS = 8
"""Edits that are carried over one by one; more are taken for one edit of everything between."""


def carried(filters: Iterable[EmbeddedFilter], source: Source, edits: Sequence[Edit]) -> list[EmbeddedFilter | None]:
    """The filters of a file after edits of it, each as it stands then; None for a filter of which only a search can tell."""
    if len(edits) > _MOST_EDITS:
        span = Span(min(edit.span.start for edit in edits), max(edit.span.end for edit in edits))
        after = apply(source.text, edits)
        edits = [Edit(span, after[span.start : len(after) - (len(source.text) - span.end)])]
    results: list[EmbeddedFilter | None] = list(filters)
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        source = Source(apply(source.text, (edit,)), source.name)
        typed = _TypedEdit(edit, source)
        results = [None if filter is None else typed.filter(filter) for filter in results]
    return results


@dataclass(frozen=True, slots=True)
class _Carried:
    """A text after an edit of its file, and the edit of the text itself; None where its characters stay."""

    source: Source
    edit: Edit | None


class _TypedEdit:
    """One edit of a file's text. ``file`` is the file after it."""

    def __init__(self, edit: Edit, file: Source) -> None:
        self._edit = edit
        self._file = file
        self._carried: dict[int, _Carried | None] = {}

    def filter(self, filter: EmbeddedFilter) -> EmbeddedFilter | None:
        """A filter of the file before the edit as it stands after it; None where only a search can tell."""
        assert filter.source.map is not None
        carried = self._source(filter.source)
        host = self._source(filter.source.map.host)
        if carried is None or host is None:
            return None
        if not filter.holes:
            return replace(filter, source=carried.source)
        moved = aligned(len(filter.text), () if carried.edit is None else (carried.edit,))
        spans = [Span(*moved.forward(hole.span.start, hole.span.end)) for hole in filter.holes]
        holes = [_hole(hole.hole, host.edit) for hole in filter.holes]
        return replace(filter, source=carried.source, holes=placed(carried.source.text, zip(holes, spans, strict=True)))

    def _source(self, source: Source) -> _Carried | None:
        """A text of the file, carried over together with the texts that it was decoded from, the file first."""
        path = [source]
        while (map := path[-1].map) is not None:
            path.append(map.host)
        carried: _Carried | None = _Carried(self._file, self._edit)
        for inner in reversed(path[:-1]):
            if id(inner) not in self._carried:
                self._carried[id(inner)] = None if carried is None else _carried(inner, carried)
            carried = self._carried[id(inner)]
        return carried


def _carried(source: Source, host: _Carried) -> _Carried | None:
    """A text whose direct host is carried over."""
    map = source.map
    assert map is not None
    if host.edit is None:
        return _Carried(Source(source.text, source.name, OffsetMap(host.source, map.literals)), None)
    slots = [(literal, slot) for literal in map.literals for slot in range(len(literal.stretches))]
    at = _slot_of(slots, host.edit, host.source.text)
    if at is None:
        return None
    own = _own_edit(slots[at], host.edit) if 0 <= at < len(slots) else None
    moved = iter(_moved(slots, at, len(host.edit.text) - len(host.edit.span), own))
    literals = [Literal([next(moved) for _ in literal.stretches], literal.encode) for literal in map.literals]
    text = source.text if own is None else apply(source.text, (own,))
    return _Carried(Source(text, source.name, OffsetMap(host.source, literals)), own)


_Slot = tuple[Literal, int]
"""A literal, and the number of one of its stretches."""


def _slot_of(slots: Sequence[_Slot], edit: Edit, after: str) -> int | None:
    """The number of the stretch that an edit of the host is made in: -1 before all of them, and their count behind.

    None for an edit that may change what the literals stand for; ``after`` is the host's text with the edit.
    """
    if edit.span.end < _stretch(slots[0])[0]:
        return -1
    if edit.span.start > _stretch(slots[-1])[1]:
        return len(slots)
    return next((at for at, slot in enumerate(slots) if _is_hole(slot, edit) or _takes(slot, edit, after)), None)


def _stretch(slot: _Slot) -> Stretch:
    return slot[0].stretches[slot[1]]


def _is_hole(slot: _Slot, edit: Edit) -> bool:
    """Whether an edit is made inside of a hole, whose code is no text of the filter."""
    start, end, _, _, exact = _stretch(slot)
    return not exact and slot[0].encode is None and start < edit.span.start and edit.span.end < end


def _takes(slot: _Slot, edit: Edit, after: str) -> bool:
    """Whether an edit is made in characters that stand for themselves, and so do the new ones."""
    literal, number = slot
    start, end, _, _, exact = _stretch(slot)
    if literal.encode is None or not exact or not (start <= edit.span.start and edit.span.end <= end):
        return False
    is_behind_escape = number > 0 and start == edit.span.start
    if "\n" in edit.text or "\r" in edit.text or (is_behind_escape and after[start - 1].isalnum()):
        return False  # a digit behind an escape may belong to it
    written = after[start : end + len(edit.text) - len(edit.span)]
    return literal.encode(written) == written


def _own_edit(slot: _Slot, edit: Edit) -> Edit | None:
    """The edit of the text that an edit of its host makes; None inside of a hole."""
    start, _, first, _, exact = _stretch(slot)
    by = first - start
    return Edit(Span(edit.span.start + by, edit.span.end + by), edit.text) if exact else None


def _moved(slots: Sequence[_Slot], at: int, growth: int, own: Edit | None) -> Iterator[Stretch]:
    """Yields the stretches after an edit in one of them that adds ``growth`` characters to the host."""
    inner = 0 if own is None else growth
    for number, slot in enumerate(slots):
        start, end, first, last, exact = _stretch(slot)
        if number == at:
            yield start, end + growth, first, last + inner, exact
        elif number > at:
            yield start + growth, end + growth, first + inner, last + inner, exact
        else:
            yield start, end, first, last, exact


def _hole(hole: Hole, edit: Edit | None) -> Hole:
    """A hole after an edit of its host outside of its marks, or between them."""
    if edit is None or hole.end <= edit.span.start:
        return hole
    growth = len(edit.text) - len(edit.span)
    return replace(hole, start=hole.start + growth if edit.span.end <= hole.start else hole.start, end=hole.end + growth)
