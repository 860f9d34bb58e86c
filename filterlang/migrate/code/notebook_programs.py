"""Reads a notebook as one Python program, its code cells joined in their order, and writes edits back into the cells' lines.

Owns the invariant that an edit leaves valid JSON, in which each line of a cell is an item of its list, and all other bytes as
they are.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
import json
import re

from filterlang.hosts.data_places import ITEM
from filterlang.hosts.decoding import joined, text_between
from filterlang.hosts.documents import HostDocument, UnparsedError
from filterlang.hosts.embedded import Decoded
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.readers.data_levels import DataString, Level
from filterlang.hosts.readers.json_scanning import JsonScanner
from filterlang.hosts.readers.notebook_host import cell_of, without_magic
from filterlang.text.edits import Edit
from filterlang.text.frozen import dataclass
from filterlang.text.source import Literal, Source, Span

_BETWEEN_CELLS = "\n\n"
"""Two line ends, so that a backslash at the end of a cell does not continue it in the next one."""
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_FIRST_CODE = re.compile(r"^[ \t]*(?=[^\s#])", re.MULTILINE)
_BLANK = re.compile(r"[^\r\n]")


@dataclass(frozen=True, slots=True, eq=False)
class _Cell:
    """A code cell: the strings that its source is made of, whether these are a list, and its text as the parser reads it."""

    strings: tuple[Decoded, ...]
    is_list: bool
    parsed: str


class NotebookText:
    """The code cells of a notebook as one document. Cells in another language, and those that do not parse, are left out."""

    def __init__(self, notebook: Source, cells: Sequence[_Cell]) -> None:
        parts: list[Decoded] = []
        parsed: list[str] = []
        self._is_list: list[bool] = []
        for cell in cells:
            if parts:
                parts.append(_gap(parts[-1], cell.strings[0]))
                parsed.append(_BETWEEN_CELLS)
                self._is_list.append(False)
            parts += cell.strings
            parsed.append(cell.parsed)
            self._is_list += [cell.is_list] * len(cell.strings)
        self._notebook: Source = notebook
        self._source, _ = joined(notebook, parts, "notebook")
        self._literals: tuple[Literal, ...] = () if self._source.map is None else self._source.map.literals
        self._starts = [literal.stretches[0][2] for literal in self._literals]
        self.document: HostDocument = _document(self._source, "".join(parsed))

    def span_of(self, place: Span) -> Span | None:
        """The span of the program at a place of the file; None for a place outside of its cells."""
        span = self._source.from_file(place)
        return span if self._source.in_file(span)[1] == place else None

    def is_between_cells(self, place: Span) -> bool:
        """Whether a cell ends in a span of the program."""
        literals = self._literals[bisect_left(self._starts, place.start) : bisect_left(self._starts, place.end)]
        return any(literal.encode is None for literal in literals)

    def in_file(self, edits: Iterable[Edit]) -> tuple[Edit, ...] | None:
        """The edits of the notebook that do to its cells what these edits do to the program; None where there are none."""
        written: list[Edit] = []
        for edit in dict.fromkeys(edits):
            edit_in_file = self._in_file(edit)
            if edit_in_file is None:
                return None
            written.append(edit_in_file)
        written.sort(key=lambda edit: (edit.span.start, edit.span.end))
        return None if any(left.span.end > right.span.start for left, right in pairwise(written)) else tuple(written)

    def _in_file(self, edit: Edit) -> Edit | None:
        """One edit, in the strings of one cell."""
        indexes = self._touched(edit.span)
        if indexes is None:
            return None
        first, last = self._literals[indexes[0]], self._literals[indexes[1]]
        start = _start(first, edit.span.start)
        end = max(start, _end(last, edit.span.end))
        before = self._source.text[_text_start(first) : edit.span.start]
        after = self._source.text[edit.span.end : _text_end(last)]
        if not self._is_list[indexes[0]]:
            return _written(first, Span(start, end), [edit.text], "")
        if not after and not (before + edit.text).endswith("\n") and self._continues(indexes[1]):
            end = self._literals[indexes[1] + 1].stretches[0][0]
        lines = _LINES.findall(edit.text)
        head = [""] if lines and before.endswith("\n") else []
        tail = [""] if lines and after and edit.text.endswith("\n") else []
        return _written(first, Span(start, end), [*head, *lines, *tail], self._line_break(indexes[0]))

    def _touched(self, span: Span) -> tuple[int, int] | None:
        """The first and the last of the literals that an edit changes; None unless they are all of one cell."""
        first = bisect_right(self._starts, span.start) - 1
        if first > 0 and self._literals[first].encode is None and span.start == self._starts[first]:
            first -= 1
        last = first if not len(span) else max(first, bisect_left(self._starts, span.end) - 1)
        if first < 0 or any(literal.encode is None for literal in self._literals[first : last + 1]):
            return None
        return first, last

    def _continues(self, index: int) -> bool:
        """Whether the next literal is another line of the same cell."""
        return index + 1 < len(self._literals) and self._literals[index + 1].encode is not None

    def _line_break(self, index: int) -> str:
        """What stands in the file between two lines of the list that has a literal, with the quotes of both."""
        text = self._notebook.text
        if self._continues(index):
            return text[self._literals[index].stretches[-1][1] : self._literals[index + 1].stretches[0][0]]
        start = self._literals[index].stretches[0][0]
        if index and self._literals[index - 1].encode is not None:
            return text[self._literals[index - 1].stretches[-1][1] : start]
        blanks = text[text.rfind("[", 0, start) + 1 : start - 1]
        return f'",{blanks if blanks.isspace() else " "}"'


def notebook_text(notebook: Source) -> NotebookText | None:
    """The code of a notebook in Python; None for one in another language, without code, or which is no valid JSON.

    Raises ``UnparsedError`` as ``HostDocument.root`` does, when the document is parsed.
    """
    try:
        json.loads(notebook.text)
    except (ValueError, RecursionError):
        return None
    strings = list(JsonScanner(notebook.text).strings())
    if not _is_python(strings):
        return None
    cells = list(_cells(strings, notebook))
    return NotebookText(notebook, cells) if cells else None


def _cells(strings: Sequence[DataString], notebook: Source) -> Iterator[_Cell]:
    """Yields the code cells in Python that parse."""
    others = {cell for string in strings if (cell := _cell_in_another_language(string)) is not None}
    for cell, lines in groupby(strings, key=cell_of):
        if cell is None or cell.entries.get("cell_type") != "code" or cell in others or not _is_cell(cell):
            continue
        own = list(lines)
        decoded = tuple(line.decode() for line in own)
        parsed = _parsed(joined(notebook, decoded, "cell")[0])
        if parsed is not None:
            yield _Cell(decoded, own[0].key == ITEM, parsed)


def _is_cell(level: Level) -> bool:
    return level.around is not None and level.around.key == "cells"


def _cell_in_another_language(string: DataString) -> Level | None:
    """The cell for which an editor has noted another language than Python."""
    if string.key != "languageId" or string.decode().text == "python":
        return None
    return next((level for level in string.level.outwards() if _is_cell(level)), None)


def _is_python(strings: Iterable[DataString]) -> bool:
    """Whether the notebook is in Python, or does not say."""
    named = {
        string.level.key: string.decode().text.casefold()
        for string in strings
        if (string.level.key, string.key) in (("kernelspec", "language"), ("language_info", "name"))
    }
    return all(name in ("python", "ipython") for name in named.values())


def _parsed(cell: Source) -> str | None:
    """The text of a cell as the parser reads it, without magic commands; None where it is no Python or does not parse."""
    for text in (cell.text, without_magic(cell.text)):
        if text is None:
            return None
        code = _FIRST_CODE.search(text)
        try:
            if (code is None or not code[0]) and not _document(cell, text).root.has_error:
                return text
        except UnparsedError:
            return None
    return None


def _document(source: Source, parsed: str) -> HostDocument:
    return HostDocument(source, HOST_LANGUAGES["python"], lambda _: iter(()), parsed)


def _gap(left: Decoded, right: Decoded) -> Decoded:
    """The lines between two cells, which stand for all of the file between their texts."""
    return text_between(_BETWEEN_CELLS, left.stretches[-1][1], right.stretches[0][0])


def _text_start(literal: Literal) -> int:
    return literal.stretches[0][2]


def _text_end(literal: Literal) -> int:
    return literal.stretches[-1][3]


def _start(literal: Literal, offset: int) -> int:
    """The place in the file before the character at an offset of the program."""
    if offset >= _text_end(literal):
        return literal.stretches[-1][1]
    return literal.alignment.back(offset, offset + 1)[0]


def _end(literal: Literal, offset: int) -> int:
    """The place in the file behind the character before an offset of the program."""
    if offset <= _text_start(literal):
        return literal.stretches[0][0]
    return literal.alignment.back(offset - 1, offset)[1]


def _written(literal: Literal, span: Span, lines: Iterable[str], line_break: str) -> Edit | None:
    """The edit of the file that writes lines in the spelling of a literal."""
    assert literal.encode is not None
    spelled = [literal.encode(line) for line in lines]
    if any(line is None for line in spelled):
        return None
    return Edit(span, line_break.join(line for line in spelled if line is not None))
