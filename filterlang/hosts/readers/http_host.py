"""Filters in request files (``.http``, ``.rest``): JSON bodies, and parameters of addresses.

Owns the invariant that the address of a request decides what the filters of its body are evaluated on.
"""

from __future__ import annotations

from collections.abc import Iterator
import re

from filterlang.hosts.call_sites import of_request
from filterlang.hosts.decoding import LiteralReader, joined
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.known_places import in_request, snake
from filterlang.hosts.readers.links import link_candidates
from filterlang.text.frozen import replace

_REQUEST = re.compile(
    r"^(?:GET|POST|PATCH|PUT|DELETE|HEAD)[ \t]++(?P<address>\S++)[^\r\n]*+(?P<rest>(?:\r?\n[ \t]++[?&][^\r\n]*+)*+)",
    re.MULTILINE,
)
_BODY = re.compile(r"\r?\n[ \t]*\r?\n")
_SEPARATOR = re.compile(r"^###", re.MULTILINE)


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the parameters of addresses and the strings of bodies that may be filters."""
    text = document.text
    requests = list(_REQUEST.finditer(text))
    ends = [*(request.start() for request in requests), len(text)][1:]
    for request, next_start in zip(requests, ends, strict=True):
        separator = _SEPARATOR.search(text, request.end(), next_start)
        end = separator.start() if separator else next_start
        yield from link_candidates(document, document.source, request.start("address"), request.end())
        body = _BODY.search(text, request.end(), end)
        if body is not None:
            yield from _in_body(document, request["address"], body.end(), end)


def _in_body(document: HostDocument, address: str, start: int, end: int) -> Iterator[Candidate]:
    """Yields the candidates of a JSON body, with the kinds that the address tells."""
    reader = LiteralReader(document.text)
    reader.exact(start, end)
    source, _ = joined(document.source, [reader.decoded(_unchanged, start)], "body")
    request = in_request(address)
    for found in document.inside(source, HOST_LANGUAGES["json"]):
        candidate = of_request(found, address)
        kind = request[0].get(snake(candidate.where.rpartition(" ")[2])) if request is not None else None
        if request is None or kind is None:
            yield candidate
        else:
            yield replace(candidate, kind=kind, grounds=max(candidate.grounds, request[1]))


def _unchanged(text: str) -> str:
    return text
