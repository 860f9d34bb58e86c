"""Turns rewrites of expressions inside of each other into edits that do not overlap.

Owns the invariant that what a rewrite keeps of its expression is in no edit, so that others may edit it as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from filterlang.text.edits import Edit, apply, narrow, replace
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Replaces a span by pieces: texts, and spans of the program inside of it that are kept."""

    span: Span
    pieces: tuple[str | Span, ...]


@dataclass(frozen=True, slots=True)
class _Gap:
    """An edit between what is kept, and the rewrite that it is a part of."""

    edit: Edit
    whole: Span
    level: int

    @property
    def order(self) -> tuple[int, int, int, int]:
        """At one place, what closes inner expressions comes first, and what opens outer ones comes next."""
        start, size = self.edit.span.start, len(self.whole)
        if len(self.edit.span):
            return start, 2, 0, 0
        return (start, 0, size, self.level) if start == self.whole.end else (start, 1, -size, -self.level)


def edits_of(text: str, rewrites: Iterable[Rewrite]) -> tuple[Edit, ...]:
    """The edits that do what rewrites do. Of two rewrites of one span, the second is around the first."""
    done: list[tuple[Span, list[_Gap]]] = []
    ordered = sorted(dict.fromkeys(rewrites), key=lambda rewrite: (rewrite.span.end, -rewrite.span.start))
    for level, rewrite in enumerate(ordered):
        inner: list[_Gap] = []
        while done and done[-1][0].start >= rewrite.span.start:
            inner += done.pop()[1]
        done.append((rewrite.span, list(_gaps(text, rewrite, inner, level))))
    gaps = sorted((gap for _, gaps in done for gap in gaps), key=lambda gap: gap.order)
    return narrow(text, _joined(gap.edit for gap in gaps))


def _gaps(text: str, rewrite: Rewrite, inner: list[_Gap], level: int) -> Iterator[_Gap]:
    """The edits of one rewrite, with those inside of what it keeps."""
    kept = [piece for piece in rewrite.pieces if isinstance(piece, Span)]
    if any(left.end > right.start for left, right in pairwise(kept)):
        inside = [gap.edit for gap in sorted(inner, key=lambda gap: gap.order)]
        rendered = "".join(_rendered(text, piece, inside) for piece in rewrite.pieces)
        yield _Gap(Edit(rewrite.span, rendered), rewrite.span, level)
        return
    for gap in inner:
        if any(span.contains(gap.edit.span) for span in kept):
            yield gap
    start, written = rewrite.span.start, ""
    for piece in (*rewrite.pieces, Span(rewrite.span.end, rewrite.span.end)):
        if isinstance(piece, str):
            written += piece
            continue
        if written or piece.start > start:
            yield _Gap(replace(start, piece.start, written), rewrite.span, level)
        start, written = piece.end, ""


def _rendered(text: str, piece: str | Span, edits: Sequence[Edit]) -> str:
    if isinstance(piece, str):
        return piece
    start = piece.start
    moved = [replace(edit.span.start - start, edit.span.end - start, edit.text) for edit in edits if piece.contains(edit.span)]
    return apply(text[start : piece.end], moved)


def _joined(edits: Iterable[Edit]) -> list[Edit]:
    """The edits, those that touch each other as one."""
    joined: list[Edit] = []
    for edit in edits:
        if joined and joined[-1].span.end == edit.span.start:
            joined[-1] = replace(joined[-1].span.start, edit.span.end, joined[-1].text + edit.text)
        else:
            joined.append(edit)
    return joined
