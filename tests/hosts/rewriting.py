"""Decoding and rewriting the filters of a piece of code, for tests of the host languages."""

from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.filter_search import candidates_in, embedded
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.text.edits import Edit, apply
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span


def filters_of(code: str, language: str) -> list[EmbeddedFilter]:
    """The filters in some code in the order of the code, with those that are not of LangSmith."""
    document = HostDocument(Source(code), HOST_LANGUAGES[language], candidates_in)
    return sorted((embedded(candidate) for candidate in candidates_in(document)), key=lambda each: each.span)


def texts_of(code: str, language: str) -> list[str]:
    """The texts of the filters in some code."""
    return [filter.text for filter in filters_of(code, language)]


def rewritten(code: str, language: str, text: str) -> str | None:
    """The code with its first filter replaced by another text, all of it; None where the literal cannot hold it."""
    source = filters_of(code, language)[0].source
    edits = in_file(source, [Edit(Span(0, len(source.text)), text)])
    return None if edits is None else apply(code, edits)
