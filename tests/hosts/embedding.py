"""Filters with holes, as tests write them: each ``{…}`` of a text is a hole of its host."""

from __future__ import annotations

from collections.abc import Iterator

from filterlang.hosts.decoding import LiteralReader, joined
from filterlang.hosts.embedded import HOLE, EmbeddedFilter, Grounds, Hole, Part
from filterlang.hosts.holes import placed
from filterlang.schema.places import Kind
from filterlang.text.source import Source


def embedded_text(
    text: str,
    kind: Kind = Kind.RUN,
    grounds: Grounds = Grounds.SURE,
    *,
    fragment: bool = False,
    expression: str = "x",
    safe: bool = False,
    joiner: str | None = None,
) -> EmbeddedFilter:
    """The filter that a file holds which is the text itself."""
    source, holes = joined(Source(text, "file"), _parts(text, expression, safe, joiner))
    return EmbeddedFilter("python", source, placed(source.text, holes), kind, grounds, "list_runs(filter=…)", fragment)


def _parts(text: str, expression: str, safe: bool, joiner: str | None) -> Iterator[Part]:
    offset = 0
    for number, piece in enumerate(text.split(HOLE)):
        if number:
            yield Hole(offset, offset + len(HOLE), expression, safe, joiner)
            offset += len(HOLE)
        reader = LiteralReader(text)
        reader.exact(offset, offset + len(piece))
        yield reader.decoded(lambda written: written.replace("\n", "\\n"), offset)
        offset += len(piece)
