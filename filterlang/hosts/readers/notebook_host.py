"""Filters in notebooks: the cells' sources, joined from the lines that JSON holds, are documents of their own.

Owns the invariant that magic commands, which are no Python, are hidden from the parser and keep their places.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
import re

from filterlang.hosts.decoding import LiteralReader, joined
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import Candidate
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.readers.data_levels import DataString, Level
from filterlang.hosts.readers.json_scanning import JsonScanner
from filterlang.text.source import Source

CELL = "cell"
"""The name of the source of a cell."""
_CELL_LANGUAGES = {"code": "python", "markdown": "markdown"}
_CELL_MAGIC = re.compile(r"\s*%%(?!time|timeit|capture|prun)\w+")
"""A command whose whole cell is another language. ``%%time`` and its kin are followed by Python."""
_SHELL_CELL = re.compile(r"\s*%%(?:bash|sh|shell|script bash)\b[^\n]*\n")
_SHELL_LINE = re.compile(
    r"^[ \t]*(?:\w+[ \t]*=[ \t]*)?(?:!!?|%(?:sh|sx|system)[ \t])(?P<command>(?:[^\r\n\\]|\\\r?\n|\\.)+)", re.MULTILINE
)
_MAGIC = re.compile(r"^[ \t]*(?:[%!?][^\r\n]*|[^\r\n#]*\?\??[ \t]*)$", re.MULTILINE)


def find(document: HostDocument) -> Iterator[Candidate]:
    """Yields the candidates of the code and Markdown cells."""
    for cell, strings in groupby(list(JsonScanner(document.text).strings()), key=cell_of):
        language = HOST_LANGUAGES.get(_CELL_LANGUAGES.get(cell.entries.get("cell_type", ""), "")) if cell is not None else None
        if language is None:
            continue
        source, _ = joined(document.source, [string.decode() for string in strings], CELL)
        if language.name != "python":
            yield from document.inside(source, language)
            continue
        script = _SHELL_CELL.match(source.text)
        commands = _SHELL_LINE.finditer(source.text) if script is None else ()
        spans = [command.span("command") for command in commands] if script is None else [(script.end(), len(source.text))]
        for start, end in spans:
            yield from document.inside(_piece(source, start, end), HOST_LANGUAGES["shell"])
        masked = without_magic(source.text)
        if masked is not None:
            yield from document.inside(source, language, masked=masked)


def without_magic(text: str) -> str | None:
    """The Python code of a cell, with blanks in the place of magic and shell commands; None for a cell in another language."""
    return None if _CELL_MAGIC.match(text) is not None else _MAGIC.sub(lambda match: " " * len(match[0]), text)


def _piece(source: Source, start: int, end: int) -> Source:
    """A part of a cell as a document of its own."""
    reader = LiteralReader(source.text)
    reader.exact(start, end)
    return joined(source, [reader.decoded(str, start)], "command")[0]


def cell_of(string: DataString) -> Level | None:
    """The cell that a string is a line of, or the whole source of; None for another string."""
    if string.key == "source":
        return string.level
    return string.level.around if string.level.key == "source" else None
