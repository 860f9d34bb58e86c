"""Searches a text of a host language for filters: finds candidates, joins their parts, and judges them.

Owns the invariant that the filters come in the order of the file, and that no character of the file
is in two of them: a filter can only stand in a hole of another.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
import gc
from importlib import import_module

from filterlang.hosts.decoding import joined
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate, EmbeddedFilter
from filterlang.hosts.holes import placed
from filterlang.hosts.host_languages import HostLanguage
from filterlang.hosts.judging import is_langsmiths, is_unfinished
from filterlang.text.frozen import dataclass
from filterlang.text.source import Source, Span


@dataclass(frozen=True, slots=True, eq=False)
class FoundFilters:
    """The filters of a text in their order, and the ``unfinished``: texts in the place of a filter that are not filters yet.

    An unfinished filter is empty or has a word or two. No character of the file is in two of them all.
    """

    filters: list[EmbeddedFilter]
    unfinished: list[EmbeddedFilter]


def filters_in(
    source: Source, language: HostLanguage, visit: Callable[[HostDocument], None] | None = None
) -> list[EmbeddedFilter]:
    """The filters in a text of a language, in their order, as ``search_filters`` finds them."""
    return search_filters(source, language, visit).filters


def search_filters(source: Source, language: HostLanguage, visit: Callable[[HostDocument], None] | None = None) -> FoundFilters:
    """Searches a text of a language for filters.

    ``visit`` is called with the document of the text and each document inside of it, after it was searched. Raises
    ``ImportError`` where the language's grammar is not installed, and ``UnparsedError`` for a text that is not parsed.
    """

    def searched(document: HostDocument) -> Iterator[Candidate]:
        yield from candidates_in(document)
        if visit is not None:
            visit(document)

    document = HostDocument(source, language, searched)
    with _without_collecting():
        found = sorted(map(embedded, searched(document)), key=_place)
    kept = [filter for filter in found if is_langsmiths(filter, mentions_langsmith=document.mentions_langsmith)]
    filters = list(_apart(kept))
    taken = sorted(filter.span for filter in filters)
    others = [filter for filter in found if is_unfinished(filter) and not _overlaps(filter.span, taken)]
    return FoundFilters(filters, list(_apart(others)))


@contextmanager
def _without_collecting() -> Generator[None]:
    """Puts off the collection of garbage: a search makes so many objects that looking through them takes half of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def candidates_in(document: HostDocument) -> Iterator[Candidate]:
    """Yields the candidates of a document and of the documents inside of it."""
    finder = import_module(f"filterlang.hosts.readers.{document.language.finder}")
    candidates: Iterable[Candidate] = finder.find(document)
    yield from candidates


def embedded(candidate: Candidate) -> EmbeddedFilter:
    """A candidate as a filter: its parts put together, its holes placed."""
    source, holes = joined(candidate.host, candidate.parts)
    return EmbeddedFilter(
        candidate.language,
        source,
        placed(source.text, holes),
        candidate.kind,
        candidate.grounds,
        candidate.where,
        candidate.fragment,
        candidate.fixable,
        candidate.call,
    )


def _place(filter: EmbeddedFilter) -> tuple[Span, int]:
    """The order of filters: by place in the file, and the surer first where two begin at the same place."""
    return filter.span, -filter.grounds


def _apart(filters: list[EmbeddedFilter]) -> Iterator[EmbeddedFilter]:
    """Yields the first and surest of filters that overlap in the file, and the filters inside of its holes."""
    around: list[tuple[Span, list[Span]]] = []
    for filter in filters:
        span = filter.span
        while around and around[-1][0].end <= span.start:
            around.pop()
        if not around or _is_inside(span, around[-1][1]):
            yield filter
            around.append((span, [filter.source.in_file(hole.span)[1] for hole in filter.holes]))


def _is_inside(span: Span, holes: list[Span]) -> bool:
    at = bisect_right(holes, span.start, key=lambda hole: hole.start) - 1
    return at >= 0 and span.end <= holes[at].end


def _overlaps(span: Span, taken: list[Span]) -> bool:
    """Whether a span touches one of those that are taken, which are in order and may stand in holes of each other."""
    at = bisect_right(taken, span)
    return any(
        taken[index].start <= span.end and span.start <= taken[index].end for index in (at - 1, at) if 0 <= index < len(taken)
    )
