"""Cuts a stream of bytes into the bodies of messages, by their headers.

Owns the invariant that a body is read only behind the header of a message.
"""

from __future__ import annotations

from collections.abc import Iterator
import re

_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*", re.IGNORECASE)
_OTHER = re.compile(rb"content-type[ \t]*:.*", re.IGNORECASE)
_LONGEST_LINE = 1_000
MOST_BYTES = 200_000_000
"""Bytes that a message may have."""


class FramingError(Exception):
    """The stream holds something else than messages."""


class MessageFraming:
    """Takes bytes as they come and yields the bodies that are complete.

    A ``strict`` one raises ``FramingError`` for any line that is not a header of the protocol: a browser that is made to send
    a request to this port is not listened to. Any other passes over such lines.
    """

    def __init__(self, *, strict: bool = False) -> None:
        self._strict = strict
        self._bytes = bytearray()
        self._length: int | None = None
        self._in_body = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yields the bodies that are complete with these bytes."""
        self._bytes += data
        while True:
            if self._in_body:
                if self._length is None or len(self._bytes) < self._length:
                    return
                body = bytes(self._bytes[: self._length])
                del self._bytes[: self._length]
                self._length, self._in_body = None, False
                yield body
            else:
                end = self._bytes.find(b"\n")
                if end < 0:
                    if len(self._bytes) > _LONGEST_LINE:
                        self._pass_over(bytes(self._bytes))
                        self._bytes.clear()
                    return
                line = bytes(self._bytes[:end]).rstrip(b"\r")
                del self._bytes[: end + 1]
                self._take_header(line)

    def _take_header(self, line: bytes) -> None:
        if not line:
            self._in_body = self._length is not None
        elif (match := _LENGTH.fullmatch(line)) is not None:
            self._length = int(match[1])
            if self._length > MOST_BYTES:
                raise FramingError(f"a message of {self._length:,} bytes is too long")
        elif not _OTHER.fullmatch(line):
            self._pass_over(line)

    def _pass_over(self, line: bytes) -> None:
        if self._strict:
            raise FramingError(f"{len(line):,} bytes are not a header of the language server protocol")
