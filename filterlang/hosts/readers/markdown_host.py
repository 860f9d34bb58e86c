"""Filters in Markdown: in fenced blocks of any language that is known, in the front matter, and quoted in the prose.

Owns the invariant that prose is only quoted: what is found in it are mentions, except commands in inline code. The grammar is
not needed: MDX and the many dialects differ in what they nest, but a fence is a fence in all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
import re

from filterlang.hosts.decoding import LiteralReader, joined, of_lines
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate, Decoded, Grounds
from filterlang.hosts.host_languages import HOST_LANGUAGES, HostLanguage, language_of_fence
from filterlang.hosts.readers.console_host import has_prompts
from filterlang.hosts.readers.links import link_candidates
from filterlang.hosts.readers.markdown_fences import FencedBlock, blocks
from filterlang.hosts.readers.splitting import filter_extents
from filterlang.schema.operators import OPERATORS
from filterlang.schema.places import Kind
from filterlang.text.frozen import replace
from filterlang.text.source import Source

_FRONT_MATTER = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\r?\n(.*?)^\1[ \t]*$", re.DOTALL | re.MULTILINE)
_FRONT_LANGUAGES = {"---": "yaml", "+++": "toml"}
_PLAIN = frozenset({"", "text", "txt", "plain", "plaintext", "none"})
"""Names of fences for text in no language."""
_CALL = re.compile(rf"\s*(?:{'|'.join(OPERATORS)})\s*\(.*\)\s*", re.DOTALL)
_CALL_BEGINS = re.compile(rf"^[ \t]*(?:{'|'.join(OPERATORS)})[ \t]*\(", re.MULTILINE)
_CODE = re.compile(r"(`{1,2})([^`\r\n]+)\1")
_FLAG = re.compile(r"--[\w-]*filter[ =]")
"""A flag of a command, as inline code shows it."""


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the strings of a Markdown document that may be filters."""
    text = document.text
    front = _FRONT_MATTER.match(text)
    if front is not None:
        language = HOST_LANGUAGES[_FRONT_LANGUAGES[front[1]]]
        lines = [match.span() for match in re.finditer(r".*\n", front[2])]
        yield from _inside(document, [(front.start(2) + start, front.start(2) + end) for start, end in lines], language)
    for block in blocks(text, front.end() if front else 0):
        if isinstance(block, FencedBlock):
            yield from _in_fence(document, block)
        else:
            yield from _in_prose(document, *block)


def _in_fence(document: HostDocument, block: FencedBlock) -> Iterator[Candidate]:
    """Yields the candidates in a fenced block."""
    language = language_of_fence(block.language)
    if not block.lines:
        return
    if language is not None:
        yield from _inside(document, block.lines, language)
    elif block.language in _PLAIN:
        source, _ = joined(document.source, [_decoded(document.text, block.lines)], "text")
        extents = filter_extents(source.text) if _CALL_BEGINS.search(source.text) else []
        for extent in extents:
            if _CALL.fullmatch(source.text, extent.start, extent.end):
                yield replace(_mention(source, extent.start, extent.end, "text block"), grounds=Grounds.LIKELY)


def _in_prose(document: HostDocument, start: int, end: int) -> Iterator[Candidate]:
    """Yields the filters that a line of prose quotes, or an indented line is, and those of commands in inline code."""
    text = document.text
    for code in _CODE.finditer(text, start, end):
        if _FLAG.search(text, *code.span(2)):
            yield from _inside(document, [code.span(2)], HOST_LANGUAGES["shell"])
        elif _CALL.fullmatch(text, *code.span(2)):
            yield _mention(document.source, *code.span(2), "inline code")
    yield from link_candidates(document, document.source, start, end)
    if text.startswith(("    ", "\t"), start) and _CALL.fullmatch(text, start, end):
        yield _mention(document.source, start, end, "indented code")


def _inside(document: HostDocument, lines: Sequence[tuple[int, int]], language: HostLanguage) -> Iterator[Candidate]:
    """Yields the candidates in a document that lines of this one are."""
    source, _ = joined(document.source, [_decoded(document.text, lines)], language.name)
    is_session = language.name == "shell" and has_prompts(source.text)
    yield from document.inside(source, HOST_LANGUAGES["console"] if is_session else language)


def _decoded(text: str, lines: Sequence[tuple[int, int]]) -> Decoded:
    """The text of some lines. A line that is added to them gets the marks and the indentation that the others have."""
    line_end = "\r\n" if text[lines[0][0] : lines[0][1]].endswith("\r\n") else "\n"
    first = text.rfind("\n", 0, lines[0][0]) + 1
    prefix = text[lines[0][1] : lines[1][0]] if len(lines) > 1 else re.sub(r"[^>\s]", " ", text[first : lines[0][0]])
    return of_lines(text, lines, lambda changed: re.sub(r"\r?\n", line_end + prefix, changed))


def _mention(source: Source, start: int, end: int, where: str) -> Candidate:
    """A quoted filter, without the spaces around it."""
    quoted = source.text[start:end]
    start, end = start + len(quoted) - len(quoted.lstrip()), start + len(quoted.rstrip())
    reader = LiteralReader(source.text)
    reader.exact(start, end)
    part = reader.decoded(lambda text: None if "`" in text or "\n" in text else text)
    return Candidate(source, "markdown", (part,), Kind.RUN, Grounds.MENTION, where)
