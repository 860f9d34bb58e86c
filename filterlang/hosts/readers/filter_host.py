"""Filters in files that hold only filters, and in fences of such: a single filter, or several that begin on their own lines.

Owns the invariant that a filter's text is its own spelling: nothing is escaped.
"""

from collections.abc import Iterator

from filterlang.hosts.decoding import LiteralReader
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate, Grounds
from filterlang.hosts.readers.splitting import filter_extents
from filterlang.schema.places import Kind
from filterlang.text.source import Source


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields each filter of the file."""
    for extent in filter_extents(document.text):
        yield filter_between(document.source, document.language.name, extent.start, extent.end)


def filter_between(source: Source, language: str, start: int, end: int) -> Candidate:
    """The filter between two offsets of a text. It is its own spelling, so every text can be written there."""
    reader = LiteralReader(source.text)
    reader.exact(start, end)
    return Candidate(source, language, (reader.decoded(_unchanged, start),), Kind.RUN, Grounds.SURE, "a file of filters")


def _unchanged(text: str) -> str:
    return text
