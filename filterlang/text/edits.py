"""Edits of a text: making them, choosing those that go together, applying, composing and mapping them.

Owns the invariant that edits which touch each other are never applied together. Every function takes time linear in the
edits and the text, or n log n where it has to sort.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.text.alignment import Alignment, Stretch


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces the text of a span; an empty span inserts."""

    span: Span
    text: str


def insert(offset: int, text: str) -> Edit:
    """The edit that inserts a text at an offset."""
    return Edit(Span(offset, offset), text)


def replace(start: int, end: int, text: str) -> Edit:
    """The edit that replaces the range ``[start, end)``."""
    return Edit(Span(start, end), text)


def in_order(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Sorts edits by place, joins insertions at one place in the order they were made, and drops an edit inside another."""
    joined: list[Edit] = []
    for edit in sorted(edits, key=_place):
        if joined and joined[-1].span == edit.span and not len(edit.span):
            joined[-1] = Edit(edit.span, joined[-1].text + edit.text)
        elif not joined or edit.span.start >= joined[-1].span.end:
            joined.append(edit)
    return tuple(joined)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits applied. They must not overlap; insertions at one place keep their order."""
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=_place):
        pieces += (text[position : edit.span.start], edit.text)
        position = edit.span.end
    return "".join([*pieces, text[position:]])


def compatible(groups: Sequence[Sequence[Edit]]) -> list[int]:
    """The indexes of the groups of edits that can be applied together; a group is applied whole or not at all.

    Of two groups that touch each other, the first is chosen and the second is left out. Edits touch when they overlap, or when
    one inserts at the edge of the other. Insertions of the same text at one place, such as closing brackets, do not touch.
    """
    if len(groups) < 2:
        return list(range(len(groups)))
    bounds = sorted({bound for group in groups for edit in group for bound in _reach(edit)})
    ranks = {bound: rank for rank, bound in enumerate(bounds)}
    starts, ends = _Tally(len(ranks)), _Tally(len(ranks))
    insertions: dict[Edit, int] = {}
    chosen: list[int] = []
    for index, group in enumerate(groups):
        reaches = [(ranks[first], ranks[last]) for first, last in map(_reach, group)]
        touched = (starts.below(last + 1) - ends.below(first) for first, last in reaches)
        if all(count == insertions.get(edit, 0) for edit, count in zip(group, touched, strict=True)):
            chosen.append(index)
            for edit, (first, last) in zip(group, reaches, strict=True):
                starts.add(first)
                ends.add(last)
                if not len(edit.span):
                    insertions[edit] = insertions.get(edit, 0) + 1
    return chosen


def compose(first: Iterable[Edit], second: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits of a text that do what ``first`` and then ``second``, edits of the text in between, do to it.

    Edits of the two rounds that touch each other in the text in between become one edit.
    """
    composed: list[Edit] = []
    shift = 0  # from an offset of the first text to the same place in the text in between, after the edits seen so far
    for cluster in _clusters(_placed(first), second):
        before = shift
        shift += sum(len(edit.text) - len(edit.span) for _, edit in cluster.earlier)
        composed.append(replace(cluster.start - before, cluster.end - shift, "".join(_rewritten(cluster))))
    return tuple(composed)


def narrow(text: str, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The same edits without the characters at their ends that stay as they are, and without edits that change nothing."""
    narrowed: list[Edit] = []
    for edit in edits:
        old, new = text[edit.span.start : edit.span.end], edit.text
        shorter = min(len(old), len(new))
        head = _common(old, new, shorter)
        tail = _common(old[::-1], new[::-1], shorter - head)
        if old != new:
            narrowed.append(replace(edit.span.start + head, edit.span.end - tail, new[head : len(new) - tail]))
    return tuple(narrowed)


def aligned(length: int, edits: Iterable[Edit]) -> Alignment:
    """How a text of ``length`` code points corresponds to the text that the edits make of it."""
    from filterlang.text.alignment import Alignment

    return Alignment(_stretches(length, edits))


def _stretches(length: int, edits: Iterable[Edit]) -> Iterator[Stretch]:
    old = new = 0
    for start, edit in _placed(edits):
        yield old, edit.span.start, new, start, True
        yield edit.span.start, edit.span.end, start, start + len(edit.text), False
        old, new = edit.span.end, start + len(edit.text)
    yield old, length, new, new + length - old, True


def _place(edit: Edit) -> tuple[int, int]:
    return edit.span.start, edit.span.end


def _placed(edits: Iterable[Edit]) -> Iterator[tuple[int, Edit]]:
    """The edits in order of place, each with the offset at which its text begins when all are applied."""
    shift = 0
    for edit in sorted(edits, key=_place):
        yield edit.span.start + shift, edit
        shift += len(edit.text) - len(edit.span)


_Placed = tuple[int, Edit]


class _Cluster:
    """Edits of two rounds that touch each other, and the range of the text in between that they touch together."""

    def __init__(self, start: int, end: int) -> None:
        self.start, self.end = start, end
        self.earlier: list[_Placed] = []
        self.later: list[Edit] = []

    def add(self, end: int, event: _Placed | Edit) -> None:
        self.end = max(self.end, end)
        if isinstance(event, Edit):
            self.later.append(event)
        else:
            self.earlier.append(event)


def _clusters(first: Iterable[_Placed], second: Iterable[Edit]) -> list[_Cluster]:
    """The edits of two rounds, grouped by what they touch, in order."""
    events: list[tuple[int, int, _Placed | Edit]] = [(start, start + len(edit.text), (start, edit)) for start, edit in first]
    events += ((edit.span.start, edit.span.end, edit) for edit in second)
    clusters: list[_Cluster] = []
    for start, end, event in sorted(events, key=lambda event: event[:2]):
        if not clusters or start > clusters[-1].end:
            clusters.append(_Cluster(start, end))
        clusters[-1].add(end, event)
    return clusters


def _rewritten(cluster: _Cluster) -> Iterator[str]:
    """The text of a cluster: the texts of the earlier edits, with the later edits applied."""
    position = cluster.start
    earlier = iter(cluster.earlier)
    text, text_start = "", position
    for edit in (*cluster.later, insert(cluster.end, "")):
        while position < edit.span.start:
            if position >= text_start + len(text):
                text_start, placed = next(earlier)
                text = placed.text
            stop = min(edit.span.start, text_start + len(text))
            yield text[max(0, position - text_start) : stop - text_start]
            position = max(position, stop)
        yield edit.text
        position = edit.span.end


def _common(left: str, right: str, limit: int) -> int:
    """How many of the first ``limit`` characters two texts have in common."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if left[low:middle] == right[low:middle] else (low, middle - 1)
    return low


def _reach(edit: Edit) -> tuple[int, int]:
    """The first and the last of the places that an edit claims, so that edits touch when their claims overlap.

    There are four places to an offset: a replacement claims what is strictly between its ends, an insertion also both sides
    of its offset.
    """
    start, end = edit.span.start, edit.span.end
    return (4 * start + 1, 4 * end - 1) if start < end else (4 * start - 1, 4 * start + 1)


class _Tally:
    """Counts numbers from 0 to ``size`` - 1 that were added, in logarithmic time each: a Fenwick tree."""

    def __init__(self, size: int) -> None:
        self._sums = [0] * (size + 1)

    def add(self, number: int) -> None:
        index = number + 1
        while index < len(self._sums):
            self._sums[index] += 1
            index += index & -index

    def below(self, number: int) -> int:
        """How many numbers less than this one were added."""
        total = 0
        while number:
            total += self._sums[number]
            number &= number - 1
        return total
