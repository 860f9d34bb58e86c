"""Filters in sessions of a terminal: the commands after prompts, without the output.

Owns the invariant that only what was typed is read as shell: prompts and output are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
import re

from filterlang.hosts.decoding import joined, of_lines
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.readers.open_quotes import open_quote

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_PROMPT = re.compile(r"[ \t]*(?:\([\w.-]+\) ?)?(?:[\w.-]+@[\w.-]+[:\w~/. -]*)?[$%❯] (?=\S)")
_CONTINUATION = re.compile(r"[ \t]*> ?")
_HEREDOC = re.compile(r"<<-?[ \t]*(['\"]?)(\w+)\1")


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the strings of a session that may be filters."""
    source = document.source
    if has_prompts(document.text):
        commands = of_lines(document.text, _commands(document.text), lambda text: None if "\n" in text else text)
        source, _ = joined(document.source, [commands], "session")
    yield from document.inside(source, HOST_LANGUAGES["shell"])


def has_prompts(text: str) -> bool:
    """Whether a text shows prompts and not only commands."""
    return any(_PROMPT.match(line[0]) for line in _LINE.finditer(text))


def _commands(text: str) -> list[tuple[int, int]]:
    """The starts and ends of the lines that were typed. A command goes on while a quote, a heredoc or its line is open."""
    lines: list[tuple[int, int]] = []
    quote, marker, goes_on = "", "", False
    for line in _LINE.finditer(text):
        prompt = (_CONTINUATION if goes_on or marker else _PROMPT).match(text, *line.span())
        if prompt is None and not goes_on and not marker:
            continue
        start = line.start() if prompt is None else prompt.end()
        typed = text[start : line.end()]
        lines.append((start, line.end()))
        if marker:
            marker = "" if typed.strip() == marker else marker
            continue
        quote = open_quote(typed, quote)
        goes_on = bool(quote) or typed.rstrip().endswith("\\")
        heredoc = None if quote else _HEREDOC.search(typed)
        marker = heredoc[2] if heredoc is not None else ""
    return lines
