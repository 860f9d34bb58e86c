"""Writes the difference between two texts of a file in the unified format, from the edits between them.

Owns the invariant that this takes linear time: the texts are never compared as a whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
import json

from filterlang.text.edits import Edit, apply, narrow
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

_CONTEXT = 3
"""Lines shown around a change."""


@dataclass(frozen=True, slots=True)
class _Change:
    """Lines from number ``start`` up to ``end``, both from 0, and the lines that replace them."""

    start: int
    end: int
    lines: list[str]


def unified_diff(path: str, text: str, edits: Iterable[Edit]) -> Iterator[str]:
    """Yields the lines of the difference that edits make to a text, with their line ends; none where nothing changes."""
    lines = _split(text)
    changes = list(_changes(text, lines, narrow(text, edits)))
    if not changes:
        return
    yield f"--- {_name('a/', path)}\n"
    yield f"+++ {_name('b/', path)}\n"
    shift = 0
    for hunk in _hunks(changes):
        first, last = max(0, hunk[0].start - _CONTEXT), min(len(lines), hunk[-1].end + _CONTEXT)
        growth = sum(len(change.lines) - (change.end - change.start) for change in hunk)
        yield f"@@ -{_range(first, last - first)} +{_range(first + shift, last - first + growth)} @@\n"
        shift += growth
        position = first
        for change in hunk:
            yield from _marked(" ", lines[position : change.start])
            yield from _marked("-", lines[change.start : change.end])
            yield from _marked("+", change.lines)
            position = change.end
        yield from _marked(" ", lines[position:last])


def _changes(text: str, lines: list[str], edits: Iterable[Edit]) -> Iterator[_Change]:
    """Yields the changed lines: those of edits that touch the same line together."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    groups: list[tuple[int, int, list[Edit]]] = []
    for edit in sorted(edits, key=lambda edit: edit.span):
        first = max(0, min(bisect_right(starts, edit.span.start) - 1, len(lines) - 1))
        last = max(first, min(bisect_right(starts, edit.span.end) - 1, len(lines) - 1))
        if groups and first <= groups[-1][1]:
            start, end, group = groups.pop()
            groups.append((start, max(end, last), [*group, edit]))
        else:
            groups.append((first, last, [edit]))
    for first, last, group in groups:
        begin, end = starts[first], starts[min(last + 1, len(lines))]
        moved = [Edit(Span(edit.span.start - begin, edit.span.end - begin), edit.text) for edit in group]
        yield from _trimmed(first, lines[first : last + 1], _split(apply(text[begin:end], moved)))


def _trimmed(first: int, old: list[str], new: list[str]) -> Iterator[_Change]:
    """The change from some lines to others, without the lines at its ends that stay."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if head + tail < max(len(old), len(new)):
        yield _Change(first + head, first + len(old) - tail, new[head : len(new) - tail])


def _hunks(changes: list[_Change]) -> Iterator[list[_Change]]:
    hunk: list[_Change] = []
    for change in changes:
        if hunk and change.start - hunk[-1].end > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    yield hunk


def _split(text: str) -> list[str]:
    """The lines of a text, which end with a line feed as they do for ``patch``."""
    pieces = text.split("\n")
    return [f"{piece}\n" for piece in pieces[:-1]] + pieces[-1:] * bool(pieces[-1])


def _marked(mark: str, lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}\n\\ No newline at end of file\n"


def _range(start: int, length: int) -> str:
    """A range of lines as the head of a hunk has it; an empty one stands after the line that it names."""
    return f"{start + 1}" if length == 1 else f"{start + bool(length)},{length}"


def _name(prefix: str, path: str) -> str:
    """The name of a file as in ``git diff``: quoted where it holds characters that could be taken for something else."""
    name = prefix + path.replace("\\", "/").removeprefix("./").lstrip("/")
    return name if name.isprintable() and '"' not in name else json.dumps(name)
