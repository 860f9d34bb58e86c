"""Edits of a text: making them, putting them in order, and applying them.

Owns the invariant that edits which touch each other are never applied together.
"""

from bisect import bisect_right
from collections.abc import Iterable

from filterlang.text.frozen import dataclass
from filterlang.text.source import Span


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of a span; an empty span inserts."""

    span: Span
    text: str


def in_order(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Edits in order of place, insertions at one place joined in the order they were made, none inside another."""
    joined: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: edit.span):
        if joined and joined[-1].span == edit.span and not len(edit.span):
            joined[-1] = Edit(edit.span, joined[-1].text + edit.text)
        elif not joined or edit.span.start >= joined[-1].span.end:
            joined.append(edit)
    return tuple(joined)


def insert(place: int, text: str) -> Edit:
    """Put a text at a place."""
    return Edit(Span(place, place), text)


def replace(start: int, end: int, text: str) -> Edit:
    """Put a text in the place of another."""
    return Edit(Span(start, end), text)


def apply(text: str, groups: Iterable[Iterable[Edit]]) -> str:
    """The text with as many of the groups of edits as do not touch each other; a group is applied whole or not at all.

    The first of two groups that want the same place wins; the other is left for a next round.
    """
    chosen: list[tuple[int, int, str]] = []  # sorted and disjoint, an insertion before a replacement at one place
    for group in groups:
        edits = [(edit.span.start, edit.span.end, edit.text) for edit in group]
        if not any(_touches(chosen, edit) for edit in edits):
            for edit in edits:
                chosen.insert(_slot(chosen, edit), edit)
    pieces: list[str] = []
    position = 0
    for start, end, new in chosen:
        pieces += (text[position:start], new)
        position = end
    return "".join([*pieces, text[position:]])


def _slot(chosen: list[tuple[int, int, str]], edit: tuple[int, int, str]) -> int:
    return bisect_right(chosen, edit[:2], key=lambda other: other[:2])


def _touches(chosen: list[tuple[int, int, str]], edit: tuple[int, int, str]) -> bool:
    """Whether an edit overlaps a chosen one, or one of the two inserts at the edge of the other."""
    slot = _slot(chosen, edit)
    return any(_meet(other, edit) for other in chosen[max(0, slot - 2) : slot + 2])


def _meet(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    if one == other and one[0] == one[1]:
        return False  # the same text put in twice, such as two closing brackets: the order does not matter
    if one[0] == one[1] or other[0] == other[1]:
        return one[0] <= other[1] and other[0] <= one[1]
    return one[0] < other[1] and other[0] < one[1]
