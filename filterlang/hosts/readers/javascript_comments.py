"""Finds filters that the comments of JavaScript quote: in backticks, or in quotes after a name that filters have.

Owns the invariant that a quoted filter is a mention, and is never fixed.
"""

from __future__ import annotations

from collections.abc import Iterator
import re
from typing import TYPE_CHECKING

from filterlang.hosts.decoding import LiteralReader
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate, Grounds
from filterlang.hosts.known_places import under_key
from filterlang.schema.places import Kind

if TYPE_CHECKING:
    from tree_sitter import Node

_QUOTED = re.compile(
    r"""(?:\b(?P<name>\w{1,40})["']?\s{0,9}[:=]\s{0,9})?(?:`(?P<code>[a-z_]{2,20}\([^`\r\n]*\))`"""
    r"""|"(?P<double>[a-z_]{2,20}\((?:[^"\\\r\n]|\\.)*\))"|'(?P<single>[a-z_]{2,20}\((?:[^'\\\r\n]|\\.)*\))')"""
)


def mentions(document: HostDocument, node: Node) -> Iterator[Candidate]:
    """Yields the filters that a comment quotes. A quotation is read as it stands, without escapes."""
    span = document.span(node)
    for match in _QUOTED.finditer(document.text, span.start, span.end):
        place = under_key(match["name"] or "")
        if place is None and match["code"] is None:
            continue
        group = next(name for name in ("code", "double", "single") if match[name] is not None)
        reader = LiteralReader(document.text)
        reader.exact(match.start(group), match.end(group))
        kind = Kind.RUN if place is None else place[0]
        yield Candidate(
            document.source, document.language.name, (reader.decoded(),), kind, Grounds.MENTION, "a comment", fixable=False
        )
