"""Filters in kotlin."""

from collections.abc import Iterator

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the strings of a document that may be filters."""
    yield from ()
