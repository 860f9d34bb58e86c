"""Filters in files that hold only filters, and in fences of such: a single filter, or several that begin on their own lines.

Owns the invariant that a filter's text is its own spelling: nothing is escaped.
"""

from collections.abc import Iterator

from filterlang.hosts.decoding import LiteralReader
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate, Grounds
from filterlang.hosts.readers.splitting import filter_extents
from filterlang.schema.places import Kind


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields each filter of the file. Its text is its own spelling, so every text can be written there."""
    for extent in filter_extents(document.text):
        reader = LiteralReader(document.text)
        reader.exact(extent.start, extent.end)
        part = reader.decoded(_unchanged, extent.start)
        yield Candidate(document.source, document.language.name, (part,), Kind.RUN, Grounds.SURE, "a file of filters")


def _unchanged(text: str) -> str:
    return text
