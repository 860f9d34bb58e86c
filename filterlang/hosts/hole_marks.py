"""Holes of documents that are inside of templates: a request body in a shell script, a Python program in a YAML template.

Owns the invariant that the mark of a hole in such a document is a hole of each filter in which it stands: finders read the
document as if it had no holes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from filterlang.hosts.decoding import cut
from filterlang.hosts.embedded import HOLE, Candidate, Decoded, Hole, Part
from filterlang.text.alignment import Alignment
from filterlang.text.frozen import replace
from filterlang.text.source import Source, Span

_NAME = "_" * len(HOLE)
"""The name that stands for a hole while a document is parsed."""

Holes = Sequence[tuple[Hole, Span]]


def without_marks(text: str, holes: Holes) -> str:
    """The text to parse for a document with holes: a name in the place of each."""
    pieces: list[str] = []
    end = 0
    for _, span in holes:
        pieces += (text[end : span.start], _NAME)
        end = span.end
    return "".join(pieces) + text[end:]


def with_holes(candidate: Candidate, document: Source, holes: Holes) -> Candidate:
    """The candidate with a hole wherever it has the mark of one of the document's holes."""
    if not any(isinstance(part, Decoded) and HOLE in part.text for part in candidate.parts):
        return candidate
    at = {span: hole for hole, span in holes}
    parts = [piece for part in candidate.parts for piece in _pieces(part, candidate.host, document, at)]
    return replace(candidate, parts=tuple(parts))


def _pieces(part: Part, host: Source, document: Source, at: dict[Span, Hole]) -> Iterator[Part]:
    """A part of a candidate, cut at the marks of holes."""
    if isinstance(part, Hole):
        yield part
        return
    alignment = Alignment(part.stretches)
    end = 0
    start = part.text.find(HOLE)
    while start >= 0:
        place = Span(*alignment.back(start, start + len(HOLE)))
        found = _place_in(document, host, place)
        hole = None if found is None else at.get(found)
        if hole is not None:
            yield from cut(part, end, start)
            yield Hole(place.start, place.end, hole.expression, hole.safe, hole.joiner)
            end = start + len(HOLE)
        start = part.text.find(HOLE, start + 1)
    yield from cut(part, end, len(part.text))


def _place_in(document: Source, host: Source, place: Span) -> Span | None:
    """The place in the document of a span of a text in it, through the texts between."""
    while host is not document:
        map = host.map
        if map is None:
            return None
        host, place = map.host, map.to_host(place)
    return place
