"""The filter at a cursor in a file whose code is unfinished there: a quote or brackets are missing, or only blanks are typed.

Owns the invariant that the filter has no character which is not in the file: what closes the code stands outside of it.
"""

from __future__ import annotations

from collections.abc import Iterator
import re

from filterlang.hosts.documents import UnparsedError
from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.filter_search import embedded, search_filters
from filterlang.hosts.host_languages import HostLanguage
from filterlang.hosts.readers.filter_host import filter_between
from filterlang.hosts.readers.splitting import filter_extents
from filterlang.schema.end_of_v1 import ENDING_CALLS
from filterlang.text.source import Literal, OffsetMap, Source, Span

_PROGRAMS = frozenset({*ENDING_CALLS, "csharp"})
"""Languages whose statements can be searched without the rest of the file."""
_SEARCHED_WHOLE = 20_000
"""The length up to which a program is searched as a whole, with its imports."""
_LONGEST = 200_000
"""The length beyond which a file of another language is not searched for each character that is typed."""
_NEAR = 1_000
"""Characters before the cursor in which the name of the place of a filter is sought."""
_FARTHEST = 8_000
"""Characters before the cursor in which the beginning of its statement is sought."""
_TOP_LEVEL = re.compile(r"^[^\s)\]}]", re.MULTILINE)
_LINE_END = re.compile(r"\r\n|\r|\n|\Z")
_STRING_OR_BRACKET = re.compile(
    r"""(?P<string>\"{3}(?s:.)*?\"{3}|'{3}(?s:.)*?'{3}|"(?:[^"\\\r\n]|\\.)*+"|'(?:[^'\\\r\n]|\\.)*+'|`(?:[^`\\]|\\(?s:.))*+`)"""
    r"""|(?P<quote>"{3}|'{3}|["'`])|(?P<bracket>[()\[\]{}])"""
)
"""A string that is closed, a quote that is not, or a bracket outside of strings."""
_CLOSING = {"(": ")", "[": "]", "{": "}"}


def filter_at(source: Source, language: HostLanguage, offset: int) -> EmbeddedFilter | None:
    """The filter that is typed at an offset of a file; None where nothing shows that it is one."""
    if language.name == "filter":
        return _in_file_of_filters(source, offset)
    text = source.text
    if "filter" not in text[max(0, offset - _NEAR) : offset].lower():
        return None
    for attempt in dict.fromkeys(_attempts(text, language, offset)):
        filter = _found(attempt, source, language, offset)
        if filter is not None:
            return filter
    return None


def _in_file_of_filters(source: Source, offset: int) -> EmbeddedFilter | None:
    """The filter that a character typed at an offset of a file of filters belongs to; None in a comment."""
    text = source.text
    for extent in filter_extents(f"{text[:offset]}x{text[offset:]}"):
        if extent.start <= offset < extent.end:
            return embedded(filter_between(source, "filter", extent.start, extent.end - 1))
    return None


def _attempts(text: str, language: HostLanguage, offset: int) -> Iterator[tuple[Span, str, int, str]]:
    """Yields the parts of a file to search, with what is added at the cursor, and what is added at another offset.

    First nothing is added, then what closes the line of the cursor, then what closes all code before the end of that line.
    """
    if language.name not in _PROGRAMS and len(text) > _LONGEST:
        return
    around = Span(0, len(text)) if language.name not in _PROGRAMS or len(text) <= _SEARCHED_WHOLE else _around(text, offset)
    line_start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    line_end = _end_of_line(text, offset)
    yield around, "", line_end, ""
    quote = "" if _is_in_string(text[line_start:line_end], offset - line_start) else _unclosed(text[line_start:offset])[0]
    for start, end in ((line_start, around.end), (around.start, line_end)):
        brackets = _unclosed(text[start:offset] + quote + text[offset:line_end])[1]
        yield Span(around.start, end), quote, line_end, brackets


def _around(text: str, offset: int) -> Span:
    """The statement at the top level of a program that an offset is in, as far as a few lines show."""
    starts = [match.start() for match in _TOP_LEVEL.finditer(text, max(0, offset - _FARTHEST), offset + 1)]
    following = _TOP_LEVEL.search(text, _end_of_line(text, offset))
    return Span(starts[-1] if starts else max(0, offset - _FARTHEST), following.start() if following is not None else len(text))


def _end_of_line(text: str, offset: int) -> int:
    match = _LINE_END.search(text, offset)
    return len(text) if match is None else match.start()


def _is_in_string(line: str, column: int) -> bool:
    """Whether a column of a line is between quotes that are both there."""
    strings = (match.span() for match in _STRING_OR_BRACKET.finditer(line) if match["string"])
    return any(start < column < end for start, end in strings)


def _unclosed(code: str) -> tuple[str, str]:
    """The quote that is open at the end of some code, and what closes its brackets, the innermost first."""
    closers: list[str] = []
    for match in _STRING_OR_BRACKET.finditer(code):
        if match["quote"]:
            return match["quote"], "".join(reversed(closers))
        if match["bracket"] in _CLOSING:
            closers.append(_CLOSING[match["bracket"]])
        elif match["bracket"] and closers and closers[-1] == match["bracket"]:
            closers.pop()
    return "", "".join(reversed(closers))


def _found(attempt: tuple[Span, str, int, str], source: Source, language: HostLanguage, offset: int) -> EmbeddedFilter | None:
    """The filter at an offset that is found in a part of a file with something added."""
    around, quote, line_end, brackets = attempt
    pieces: list[tuple[int, int, str | None]] = [
        (around.start, offset, None),
        (offset, offset, quote),
        (offset, line_end, None),
        (line_end, line_end, brackets),
        (line_end, around.end, None),
    ]
    repaired = _repaired(source, pieces, language.name)
    try:
        result = search_filters(repaired, language)
    except (UnparsedError, ImportError, RecursionError, MemoryError):
        return None
    at = [filter for filter in (*result.filters, *result.unfinished) if filter.span.start <= offset <= filter.span.end]
    return max(at, key=lambda each: each.span.start, default=None)


def _repaired(source: Source, pieces: list[tuple[int, int, str | None]], name: str) -> Source:
    """A text of pieces of a file, and of others that are added to it, with its map to the file."""
    texts: list[str] = []
    literals: list[Literal] = []
    length = 0
    for start, end, added in pieces:
        text = source.text[start:end] if added is None else added
        if text:
            stretch = (start, end, length, length + len(text), added is None)
            literals.append(Literal((stretch,), _unchanged if added is None else None))
            texts.append(text)
            length += len(text)
    return Source("".join(texts), name, OffsetMap(source, literals or [Literal(((pieces[0][0], pieces[0][0], 0, 0, True),))]))


def _unchanged(text: str) -> str:
    return text
