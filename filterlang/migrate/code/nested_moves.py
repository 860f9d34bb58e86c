"""Joins moves of which one puts code around an expression that another one rewrites as well.

Owns the invariant that each move still does by itself what it did.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from filterlang.migrate.code.code_moves import CodeMove
from filterlang.text.edits import Edit, replace
from filterlang.text.frozen import replace as with_fields


def nested(text: str, moves: Sequence[CodeMove], *, is_first_outside: bool) -> list[CodeMove]:
    """The moves, with the insertions of the first of two, or of the second, outside of those of the other.

    Insertions at one place are written in the order of the moves, so that those of one move become a replacement of the
    character beside them: behind the expression for the first move, in front of it for the second.
    """
    changed: dict[tuple[int, Edit], Edit] = {}
    opened: set[tuple[int, int]] = set()
    for offset, first, second in _shared(moves):
        pair = (first[0], second[0])
        if pair not in opened:
            opened.add(pair)
            if not is_first_outside and offset > 0:
                changed[second] = replace(offset - 1, offset, text[offset - 1] + second[1].text)
            continue
        opened.discard(pair)
        if is_first_outside and offset < len(text):
            changed[first] = replace(offset, offset + 1, first[1].text + text[offset])
    return [
        with_fields(move, edits=tuple(changed.get((number, edit), edit) for edit in move.edits))
        for number, move in enumerate(moves)
    ]


def _shared(moves: Sequence[CodeMove]) -> Iterator[tuple[int, tuple[int, Edit], tuple[int, Edit]]]:
    """Yields the offsets at which two moves insert different texts, each with the two insertions."""
    inserted: dict[int, dict[str, tuple[int, Edit]]] = {}
    for number, move in enumerate(moves):
        for edit in move.edits:
            if not len(edit.span):
                inserted.setdefault(edit.span.start, {}).setdefault(edit.text, (number, edit))
    for offset, by_text in sorted(inserted.items()):
        first, *others = by_text.values()
        if others and others[0][0] != first[0]:
            yield offset, first, others[0]
