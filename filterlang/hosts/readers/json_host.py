"""Filters in JSON: the strings under the keys of LangSmith's request bodies, answers and exports.

Owns the invariant that nothing has to be installed for JSON: its strings are found by one regular expression.
"""

from collections.abc import Iterator

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the strings of a JSON document, JSON lines or JSON with comments that may be filters."""
    yield from ()
