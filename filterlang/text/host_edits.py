"""Edits of a decoded text, written as edits of the file that it was read from.

Owns the invariant that only text inside string literals changes, in the escaping of their host, and that a set of edits is
written whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from filterlang.text.edits import Edit
from filterlang.text.source import Source, Span


def in_file(source: Source, edits: Iterable[Edit]) -> tuple[Edit, ...] | None:
    """The edits of the file that do to it what these edits do to the text; None where the host cannot be edited so.

    That is the case for an edit across a join of two literals, for one that touches a hole, for a text that a literal cannot
    hold, and for two edits of one escape. An edit inside an escape writes all of what the escape stands for anew. Decode the
    edited file again before it is written: what stands before or after an edit can change what a host's escape means.
    """
    edits = tuple(edits)
    while source.map is not None:
        encoded = [written for edit in edits if (written := _in_host(source, edit)) is not None]
        if len(encoded) < len(edits):
            return None
        edits = tuple(sorted(encoded, key=lambda edit: edit.span))
        if any(left.span.end > right.span.start for left, right in pairwise(edits)):
            return None
        source = source.map.host
    return edits


def _in_host(source: Source, edit: Edit) -> Edit | None:
    """One edit of a text as an edit of its direct host."""
    assert source.map is not None
    for literal in source.map.literals_of(edit.span):
        if literal.encode is not None:
            host = Span(*literal.alignment.back(edit.span.start, edit.span.end))
            kept = Span(*literal.alignment.forward(host.start, host.end))
            before, after = source.text[kept.start : edit.span.start], source.text[edit.span.end : kept.end]
            text = literal.encode(before + edit.text + after)
            return None if text is None else Edit(host, text)
    return None
