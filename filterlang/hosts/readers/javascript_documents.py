"""Finds filters in documents that strings of JavaScript hold: JSON texts, also templates of them, and links.

Owns the invariant that a string is read by the language of the document in it, and no string that is tagged.
"""

from __future__ import annotations

from collections.abc import Iterator
import re
from typing import TYPE_CHECKING

from filterlang.hosts.decoding import joined
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.readers.javascript_expressions import parts_of
from filterlang.hosts.readers.javascript_names import ScriptNames, ScriptScope
from filterlang.hosts.readers.javascript_safety import Safety
from filterlang.hosts.readers.javascript_syntax import TRANSPARENT
from filterlang.hosts.readers.links import link_candidates
from filterlang.text.frozen import replace

if TYPE_CHECKING:
    from tree_sitter import Node

_JSON = re.compile(r"(?:\s|\\n)*[{\[]")
_LINK = re.compile(r"[?&](?:searchModel|\w{0,12}[fF]ilter)=")


def document_in(document: HostDocument, node: Node, ancestors: list[Node]) -> Node | None:
    """The expression that writes a document which may hold filters, where a string begins one: the string, or its sum."""
    if ancestors[-1].type == "call_expression":  # a tag reads it
        return None
    span = document.span(node)
    is_json = _JSON.match(document.text, span.start + 1) is not None
    if is_json:
        node = _whole(node, ancestors)
        span = document.span(node)
    holds = is_json or _LINK.search(document.text, span.start, span.end) is not None
    return node if holds and document.text.find("ilter", span.start, span.end) >= 0 else None


def candidates_inside(document: HostDocument, names: ScriptNames, node: Node, scope: ScriptScope) -> Iterator[Candidate]:
    """Yields the filters in the document that an expression writes. The names of the program have to be known."""
    source, holes = joined(document.source, parts_of(document, node, Safety(document, names, scope).is_safe), "text")
    if source.text.lstrip()[:1] in ("{", "["):
        candidates = document.inside(source, HOST_LANGUAGES["json"], holes=holes)
    else:
        candidates = iter(()) if holes else link_candidates(document, source)
    is_fixable = not names.is_broken(node)
    for candidate in candidates:
        yield candidate if is_fixable else replace(candidate, fixable=False)


def _whole(node: Node, ancestors: list[Node]) -> Node:
    """The sum that a string begins, or the string."""
    whole = node
    for ancestor in reversed(ancestors):
        if ancestor.start_byte != node.start_byte or ancestor.type not in {"binary_expression", *TRANSPARENT}:
            break
        whole = ancestor
    return whole
