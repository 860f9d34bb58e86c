"""Reads the input of a command: filters as arguments, files of filters, standard input.

Owns the invariant that the position of a finding is its position in the whole document, whichever filter it is about.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
import os
import re
import sys

from filterlang.cli.parsing import names_elsewhere
from filterlang.hosts.readers.splitting import Extent, filter_extents
from filterlang.cli.terminal import Usage
from filterlang.text.frozen import dataclass, replace
from filterlang.text.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.findings.diagnostic import Diagnostic

_BYTE_ORDER_MARK = "\ufeff"
_NOT_IN_A_FILE_NAME = r"[()\"'=<>!~&|]|\s"
_FILE_ENDING = r"\.\w{1,12}\Z"


@dataclass(frozen=True)
class InputFilter:
    """One filter of a document."""

    document: Document
    extent: Extent

    @property
    def line(self) -> int:
        """The number of its first line, from 1."""
        return self.document.source.position(self.extent.start)[0]

    @property
    def text(self) -> str:
        """The filter, without the white space around it."""
        return self.document.text[self.extent.start : self.extent.end]

    def placed(self, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Returns findings of the filter with their positions in the document."""
        offset = self.extent.start

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
    """A text that holds filters; ``path`` is the file that it comes from, and ``mark`` the byte order mark at its start."""

    name: str
    text: str
    path: str | None = None
    mark: str = ""

    @cached_property
    def filters(self) -> list[InputFilter]:
        """The filters, in the order of the text."""
        return [InputFilter(self, extent) for extent in filter_extents(self.text)]

    @cached_property
    def source(self) -> Source:
        """The whole text, which the positions of findings refer to."""
        return Source(self.text, self.name)

    @property
    def line_end(self) -> str:
        """The line ending of the text."""
        first = re.search(r"\r\n|\r|\n", self.text)
        return first[0] if first else "\n"

    def with_filters(self, texts: Sequence[str]) -> Document:
        """Returns the document with its filters replaced by other texts, and everything else as it is."""
        pieces: list[str] = []
        position = 0
        for filter, text in zip(self.filters, texts, strict=True):
            pieces += (self.text[position : filter.extent.start], text)
            position = filter.extent.end
        return replace(self, text="".join([*pieces, self.text[position:]]))

    def encoded(self) -> bytes:
        """The content of the file."""
        return (self.mark + self.text).encode()


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """Adds ``-e TEXT``, and filters and files as arguments; without any, a command reads standard input."""
    parser.add_argument("inputs", nargs="*", metavar="FILTER|FILE", help="a filter, or a file of filters; - for standard input")
    add_expression(parser)


def add_expression(parser: argparse.ArgumentParser) -> None:
    """Adds ``-e TEXT``."""
    option = parser.add_argument(
        "-e",
        "--expression",
        action="append",
        default=[],
        metavar="TEXT",
        help="a filter, even one that looks like the name of a file; may be repeated",
    )
    names_elsewhere(option, "filter", "query", "where")


def is_path(word: str) -> bool:
    """Returns whether an argument names a file: one that exists, or a text that looks like a name and not like a filter."""
    if word == "-" or os.path.exists(word):
        return True
    if not re.search(_NOT_IN_A_FILE_NAME, word) or ("/" in word and not re.search(r"[()\"'\s<>]", word)):
        return True
    from filterlang.hosts.file_kinds import foreign_kind, is_filter_file

    has_known_ending = is_filter_file(word) or foreign_kind(word) is not None
    return has_known_ending and re.search(_FILE_ENDING, word) is not None and not re.search(r"[(\"'=<>]", word)


def divided(options: argparse.Namespace) -> tuple[argparse.Namespace, argparse.Namespace]:
    """The options with the filters and files of filters among their inputs, and with the folders and all other files."""
    hosts = [word for word in options.inputs if _is_host(word)]
    inputs = [word for word in options.inputs if word not in hosts]
    values = vars(options)
    return argparse.Namespace(**{**values, "inputs": inputs}), argparse.Namespace(**{**values, "inputs": hosts})


def _is_host(word: str) -> bool:
    if not os.path.exists(word):
        return False
    from filterlang.hosts.host_languages import language_of_file

    language = language_of_file(word)
    return os.path.isdir(word) or (language is not None and language.name != "filter")


def documents(options: argparse.Namespace) -> Iterator[Document]:
    """Yields the documents of a command. A file that cannot be read is reported, and the others are still read."""
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


def filters(options: argparse.Namespace) -> Iterator[InputFilter]:
    """Yields every filter of every document of a command."""
    for document in documents(options):
        yield from document.filters


def read_document(path: str) -> Document:
    """Reads a file of filters. Raises ``Usage`` for a file that cannot be read, or that is of another kind."""
    from filterlang.hosts.file_kinds import foreign_kind

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
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    return Document(name, text.removeprefix(mark), path, mark)
