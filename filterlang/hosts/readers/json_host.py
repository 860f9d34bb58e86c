"""Filters in JSON: the strings under the keys of LangSmith's request bodies, answers and exports.

Owns the invariant that nothing has to be installed for JSON: its strings are found by one regular expression.
"""

from collections.abc import Iterator

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate
from filterlang.hosts.readers.data_candidates import candidates_among
from filterlang.hosts.readers.json_scanning import JsonScanner


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the strings of a JSON document, JSON lines or JSON with comments that may be filters."""
    yield from candidates_among(document, list(JsonScanner(document.text).strings()))
