"""Finds the values of names in host documents: the literal of a constant from its use.

Owns the invariant that a name is resolved by the reader of its language, as when filters are searched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
import re
from typing import TYPE_CHECKING

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.filter_search import filters_in
from filterlang.hosts.host_languages import HostLanguage
from filterlang.text.source import Source, Span

if TYPE_CHECKING:
    from tree_sitter import Node

    ValuesOf = Callable[[HostDocument, Node], Iterator[Node]]

_NAME = re.compile(r"[*$]?[^\W\d][\w$]*(?:\.[\w$]+)*")
_MOST_STEPS = 5
"""Names that are followed from one to the next."""


def values_at(source: Source, language: HostLanguage, offset: int) -> list[Span]:
    """The places in a file of the values that the name at an offset is given, in the same document of the file.

    Raises ``UnparsedError`` and ``ImportError`` as ``filters_in`` does.
    """
    document = _innermost(source, language, offset)
    values_of: ValuesOf | None = getattr(
        import_module(f"filterlang.hosts.readers.{document.language.finder}"), "values_of", None
    )
    if values_of is None or not document.language.grammar:
        return []
    at = document.source.from_file(Span(offset, offset)).start
    for name in (_leaf(document, at), _leaf(document, at - 1)):
        if name is not None and (values := list(_followed(document, name, values_of))):
            return [document.source.in_file(document.span(value))[1] for value in values]
    return []


def _innermost(source: Source, language: HostLanguage, offset: int) -> HostDocument:
    """The innermost document of a file that an offset is in."""
    documents: list[HostDocument] = []
    filters_in(source, language, documents.append)
    places = [(document.source.in_file(Span(0, len(document.text)))[1], document) for document in documents]
    around = [(len(span), number) for number, (span, _) in enumerate(places) if span.start <= offset <= span.end]
    return documents[min(around)[1]]


def _leaf(document: HostDocument, offset: int) -> Node | None:
    """The innermost node of the character at an offset."""
    if not 0 <= offset < len(document.text):
        return None
    byte = document.byte(offset)
    return document.root.descendant_for_byte_range(byte, byte + 1)


def _followed(document: HostDocument, name: Node, values_of: ValuesOf) -> Iterator[Node]:
    """Yields the values of a name; a value that is a name itself is followed."""
    waiting, seen = [(name, 0)], {name.id}
    while waiting:
        node, steps = waiting.pop()
        for value in values_of(document, node):
            last = _leaf(document, document.span(value).end - 1)
            is_name = last is not None and last.id not in seen and _NAME.fullmatch(document.text_of(value)) is not None
            if last is not None and is_name and steps < _MOST_STEPS:
                seen.add(last.id)
                waiting.append((last, steps + 1))
            else:
                yield value
