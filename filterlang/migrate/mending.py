"""Mending: the safe fixes of a dialect's check, applied round by round, with a way back to the first text.

Owns the invariant that a place in the mended text, and a fix of any round, is told by where it stood in the text before.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from filterlang.findings.diagnostic import Diagnostic, Fix
from filterlang.text.edits import apply
from filterlang.migrate.soundness import is_about_pairs
from filterlang.checking.analysis import analyse
from filterlang.text.source import Span
from filterlang.syntax.parser import Parsed, parse
from filterlang.syntax.tree import Node, walk

_MOST_ROUNDS = 100

Piece = tuple[int, int, int, int]
"""A stretch of a text that a round replaced: start and end in the text before the round, start and end in the text after."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A finding whose safe fix was applied: the fix, the node it was written over, and the place in the first text."""

    finding: Diagnostic
    fix: Fix
    node: Node
    span: Span


@dataclass(slots=True)
class Mending:
    """A filter, what was mended in it, and what is still found."""

    parsed: Parsed
    mended: list[Mended] = field(default_factory=list)
    left: list[Diagnostic] = field(default_factory=list)
    _rounds: list[list[Piece]] = field(default_factory=list)

    def origin(self, span: Span) -> Span:
        """Where a place of the text as it is now stood in the first text."""
        start, end = span.start, span.end
        for pieces in reversed(self._rounds):
            start, end = _back(pieces, start, ending=False), _back(pieces, end, ending=True)
        return Span(start, end)

    def apply(self, chosen: Sequence[tuple[Diagnostic, Fix]]) -> None:
        """Apply fixes that do not touch each other, in order of place."""
        nodes = {node.start: node for node in reversed(list(walk(self.parsed.tree)))}
        for finding, fix in chosen:
            node = nodes.get(fix.edits[0].span.start, self.parsed.tree)
            self.mended.append(Mended(finding, fix, node, self.origin(finding.span)))
        text = apply(self.parsed.source.text, [fix.edits for _, fix in chosen])
        self._rounds.append(list(_pieces(fix for _, fix in chosen)))
        self.parsed = parse(text)


def mend(before: Parsed, dialect: str) -> Mending:
    """The filter with every safe fix that the dialect's check offers, again and again, until none is left.

    How pairs are grouped is left alone: no dialect is known to refuse it.
    """
    mending = Mending(before)
    for _ in range(_MOST_ROUNDS):
        mending.left = analyse(mending.parsed, dialect).diagnostics
        chosen = list(_apart(mending.left))
        if not chosen:
            break
        mending.apply(chosen)
    return mending


def _apart(findings: Iterable[Diagnostic]) -> Iterator[tuple[Diagnostic, Fix]]:
    """The safe fixes that do not touch each other, one a finding; of two that do, the first in the text."""
    said = (finding for finding in findings if not is_about_pairs(finding))
    safe = ((finding, fix) for finding in said for fix in finding.fixes[:1] if fix.safe)
    last = -1
    for finding, fix in sorted(safe, key=lambda pair: pair[1].edits[0].span):
        if fix.edits[0].span.start > last:
            last = max(edit.span.end for edit in fix.edits)
            yield finding, fix


def _pieces(fixes: Iterable[Fix]) -> Iterator[Piece]:
    shift = 0
    for edit in (edit for fix in fixes for edit in fix.edits):
        start = edit.span.start + shift
        yield edit.span.start, edit.span.end, start, start + len(edit.text)
        shift += len(edit.text) - len(edit.span)


def _back(pieces: Sequence[Piece], offset: int, *, ending: bool) -> int:
    """An offset before a round. One inside a replaced stretch comes from the start of what was there, or from its end."""
    slot = bisect_right(pieces, offset - ending, key=lambda piece: piece[2])
    if not slot:
        return offset
    start, end, _, new_end = pieces[slot - 1]
    if offset - ending < new_end:
        return end if ending else start
    return end + offset - new_end
