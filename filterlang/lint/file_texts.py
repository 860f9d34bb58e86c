"""The texts of files: read, decoded, and encoded again as the file was.

Owns the invariant that a text which is written back unchanged gives the same bytes.
"""

from __future__ import annotations

import os
import re
from stat import S_ISDIR, S_ISREG

from filterlang.hosts.file_kinds import MOST_BYTES
from filterlang.text.frozen import dataclass

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARED = rb"""(?xi)\A(?:[^\n]*\n)?[ \t\f]*\#.*?coding[:=][ \t]*(?P<cookie>[-\w.]+)
    | <meta\b[^>]{0,200}?\bcharset=["']?(?P<html>[-\w.]+) | \A<\?xml\b[^>]{0,200}?\bencoding=["'](?P<xml>[-\w.]+)"""
"""How a file names its own encoding: in a comment of its first two lines, or as HTML and XML do."""
_BEGINNING = 1024
_WITHOUT_WAITING: int = getattr(os, "O_NONBLOCK", 0)
_LEGACY = ("ascii", "latin-1", "iso8859-1", "iso8859-15", "cp1252", "utf-8")


class SkippedFileError(Exception):
    """A file that is not searched, and why."""


@dataclass(frozen=True, slots=True)
class FileText:
    """A text as a file holds it: without the byte order ``mark``, which ``encoded`` writes again."""

    text: str
    encoding: str = "utf-8"
    mark: bytes = b""

    def encoded(self, text: str) -> bytes:
        """The content of the file with another text. Raises ``UnicodeEncodeError`` for a text that its encoding has not."""
        return self.mark + text.encode(self.encoding)


def read_content(path: str, most: int = MOST_BYTES) -> bytes:
    """The bytes of a file. Raises ``SkippedFileError`` for one that is no ordinary file or too long, and ``OSError``."""
    try:
        with open(path, "rb", opener=_opener) as file:
            status = os.fstat(file.fileno())
            if not S_ISREG(status.st_mode):
                raise SkippedFileError("it is a folder" if S_ISDIR(status.st_mode) else "it is not an ordinary file")
            content = file.read(min(status.st_size, most) + 1)  # no more than that: read() reserves memory for all of it
            if len(content) > status.st_size:
                content += file.read(most)
            check_length(max(status.st_size, len(content)), most)
            return content
    except ValueError as error:  # a name with a NUL
        raise SkippedFileError(str(error)) from None


def _opener(path: str, flags: int) -> int:
    """Opens a file without waiting for the other end of a named pipe."""
    return os.open(path, flags | _WITHOUT_WAITING)


def check_length(length: int, most: int = MOST_BYTES) -> None:
    """Raises ``SkippedFileError`` for a content that is too long."""
    if length > most:
        raise SkippedFileError(f"it has {length / 1e6:.1f} MB, and files of up to {most / 1e6:g} MB are read")


def decoded(content: bytes) -> FileText:
    """The text of a content. Raises ``SkippedFileError`` for one that is no text."""
    mark, encoding = next(((mark, name) for mark, name in _MARKS if content.startswith(mark)), (b"", "utf-8"))
    body = content[len(mark) :]
    if encoding == "utf-8" and b"\0" in body:
        raise SkippedFileError("it is a binary file")
    try:
        return FileText(body.decode(encoding), encoding, mark)
    except UnicodeDecodeError as error:
        declared = re.search(_DECLARED, content[:_BEGINNING])
        if declared is not None and not mark:
            text = _in_declared(body, str(declared[declared.lastgroup or 0], "ascii"))
            if text is not None:
                return text
        raise SkippedFileError(f"it is not {encoding.upper()} text (byte {error.start + len(mark)})") from None


def _in_declared(body: bytes, encoding: str) -> FileText | None:
    """The text of a content in the encoding that it names; None where that is unknown or not the encoding of the content."""
    import codecs

    try:
        name = codecs.lookup(encoding).name
        if name not in _LEGACY and not name.startswith(("iso8859", "cp", "koi8")):
            return None
        text = FileText(body.decode(name), name)
        return text if text.encoded(text.text) == body else None  # some have two ways to write a character
    except (LookupError, UnicodeError):
        return None
