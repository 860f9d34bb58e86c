"""Reads the input of a command: filters as arguments, files of filters, standard input.

Owns the invariant that a finding points at the place in the text that a person sees, whichever of its filters it is about.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
import os
import re
import sys

from filterlang.cli.file_kinds import foreign_kind, is_filter_file
from filterlang.cli.splitting import Part, parts
from filterlang.cli.terminal import Usage
from filterlang.text.frozen import dataclass, replace
from filterlang.text.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.findings.diagnostic import Diagnostic

_MARK = "\ufeff"
_IN_A_FILTER = r"[()\"'=<>!~&|]|\s"
_ENDING = r"\.\w{1,12}\Z"


@dataclass(frozen=True)
class Filter:
    """One filter of a document."""

    document: Document
    part: Part

    @property
    def line(self) -> int:
        """The line that it begins in."""
        return self.document.source.position(self.part.start)[0]

    @property
    def text(self) -> str:
        """The filter, without the white space around it."""
        return self.document.text[self.part.start : self.part.end]

    def placed(self, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The findings of the filter, with the places that they have in the document."""
        offset = self.part.start

        def moved(span: Span) -> Span:
            return Span(span.start + offset, span.end + offset)

        return [
            replace(
                finding,
                span=moved(finding.span),
                fixes=tuple(
                    replace(fix, edits=tuple(replace(edit, span=moved(edit.span)) for edit in fix.edits))
                    for fix in finding.fixes
                ),
            )
            for finding in findings
        ]


@dataclass(frozen=True)
class Document:
    """A text with the filters in it; ``path`` is the file that it came from, and ``mark`` a byte order mark before it."""

    name: str
    text: str
    path: str | None = None
    mark: str = ""

    @cached_property
    def filters(self) -> list[Filter]:
        """The filters, in their order."""
        return [Filter(self, part) for part in parts(self.text)]

    @cached_property
    def source(self) -> Source:
        """The whole text, for findings to point into."""
        return Source(self.text, self.name)

    @property
    def line_end(self) -> str:
        """How the lines of the text end."""
        first = re.search(r"\r\n|\r|\n", self.text)
        return first[0] if first else "\n"

    def with_filters(self, texts: Sequence[str]) -> Document:
        """The document with other texts in the places of its filters, and all else as it is."""
        pieces: list[str] = []
        position = 0
        for filter, text in zip(self.filters, texts, strict=True):
            pieces += (self.text[position : filter.part.start], text)
            position = filter.part.end
        return replace(self, text="".join([*pieces, self.text[position:]]))

    def encoded(self) -> bytes:
        """The content of the file."""
        return (self.mark + self.text).encode()


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """``-e TEXT``, filters and files as arguments; standard input where none of them is given."""
    parser.add_argument("inputs", nargs="*", metavar="FILTER|FILE", help="a filter, or a file of filters; - for standard input")
    add_expression(parser)


def add_expression(parser: argparse.ArgumentParser) -> None:
    """``-e TEXT``."""
    parser.add_argument(
        "-e",
        "--expression",
        action="append",
        default=[],
        metavar="TEXT",
        help="a filter, whatever it looks like; may be repeated",
    )


def is_path(word: str) -> bool:
    """Whether an argument names a file: one that is there, or what has the shape of a file's name and not of a filter."""
    if word == "-" or os.path.exists(word):
        return True
    if not re.search(_IN_A_FILTER, word) or ("/" in word and not re.search(r"[()\"'\s<>]", word)):
        return True
    known = is_filter_file(word) or foreign_kind(word) is not None
    return known and re.search(_ENDING, word) is not None and not re.search(r"[(\"'=<>]", word)


def documents(options: argparse.Namespace) -> Iterator[Document]:
    """Every text that a command was given. A file that cannot be read is reported, and the others are still read."""
    paths = [word for word in options.inputs if is_path(word)]
    texts = [*options.expression, *(word for word in options.inputs if not is_path(word))]
    for number, text in enumerate(texts, 1):
        yield Document("filter" if len(texts) == 1 else f"filter {number}", text)
    for path in paths or ([] if texts else ["-"]):
        try:
            yield _read_stdin() if path == "-" else read_document(path)
        except Usage as error:
            from filterlang.text.display import harmless

            print(f"filterlang: {harmless(str(error))}", file=sys.stderr)
            options.unreadable = True


def filters(options: argparse.Namespace) -> Iterator[Filter]:
    """Every filter of every text that a command was given."""
    for document in documents(options):
        yield from document.filters


def read_document(path: str) -> Document:
    """A file of filters. Raises ``Usage`` for one that cannot be read, or that is of another kind."""
    try:
        with open(path, "rb") as file:
            if (kind := foreign_kind(path)) is not None:
                raise Usage(f"{path}: {kind}, not a filter file: filters inside such files are not read yet")
            content = file.read()
    except (OSError, ValueError) as error:
        hint = "; a filter itself is given with -e" if "(" in path or " " in path else ""
        raise Usage(f"{path}: {getattr(error, 'strerror', None) or error}{hint}") from None
    return _decoded(content, path, path)


def _read_stdin() -> Document:
    if sys.stdin.isatty():
        print("reading filters from standard input, up to Ctrl-D (or give one with -e)", file=sys.stderr)
    return _decoded(sys.stdin.buffer.read(), "<stdin>", None)


def _decoded(content: bytes, name: str, path: str | None) -> Document:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise Usage(f"{'standard input' if path is None else name}: not UTF-8 text (byte {error.start})") from None
    mark = _MARK if text.startswith(_MARK) else ""
    return Document(name, text.removeprefix(mark), path, mark)
