"""The bytes of an answer: received raw, unpacked here, and bounded in size.

Owns the invariants that a packed body is unpacked to its last member (httpx stops after the first) or refused, and that no
answer, however well packed, takes more memory than the limit.
"""

import zlib

import httpx

ACCEPTED = "gzip, deflate"
"""The value of ``Accept-Encoding``: the codings that are unpacked here."""

_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS  # zlib's codes for the three formats
_DEFLATED = 8  # the low half of the first byte of a zlib stream (RFC 1950, 2.2); some servers send a raw one instead
_PLAIN = frozenset({"", "identity"})
_JSON = frozenset(
    {"", "application/json", "text/json", "text/plain", "application/octet-stream"}
)  # some proxies name no better type


class Damaged(Exception):
    """An answer that is not as the server sent it: cut short or mangled on the way."""


class Unusable(Exception):
    """An answer that will be no better the next time: too large, or packed with a coding that was not accepted."""


def content_type(response: httpx.Response) -> str:
    """Returns the media type of an answer, without parameters; empty without one."""
    header: str = response.headers.get("content-type", "")
    return header.partition(";")[0].strip().lower()


def is_json(kind: str) -> bool:
    """Whether a media type is JSON, or at least does not rule it out."""
    return kind in _JSON or kind.endswith("+json")


def is_page(kind: str) -> bool:
    """Whether a media type is a web page."""
    return kind in ("text/html", "application/xhtml+xml")


async def read(response: httpx.Response, limit: int) -> bytes:
    """Returns the whole body, unpacked. Raises ``Damaged`` and ``Unusable``, and httpx's errors when the connection is lost."""
    if response.is_stream_consumed:
        return response.content  # from a transport of the caller that makes whole answers
    coding = response.headers.get("content-encoding", "").strip().lower()
    body = _Packed(limit, coding) if coding in ("gzip", "x-gzip", "deflate") else _Body(limit)
    if type(body) is _Body and coding not in _PLAIN:
        raise Unusable(f"the answer is packed as {coding!r}, which was not asked for: look for a proxy that repacks answers")
    received = 0
    async for chunk in response.aiter_raw():
        received += len(chunk)
        body.feed(chunk)
    promised = response.headers.get("content-length", "")
    if promised.isdecimal() and int(promised) != received and "transfer-encoding" not in response.headers:
        raise Damaged(f"the answer is cut short: {received} of {promised} bytes came")
    return body.end()


class _Body:
    """Collects a body that is not packed."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._parts: list[bytes] = []

    def feed(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._limit:
            raise Unusable(f"the answer is larger than {self._limit:,} bytes: select fewer fields")
        self._parts.append(data)

    def end(self) -> bytes:
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)


class _Packed(_Body):
    """Unpacks a body: gzip, in one member or several (RFC 1952, 2.2; zeros may follow), or deflate."""

    def __init__(self, limit: int, coding: str) -> None:
        super().__init__(limit)
        self._gzip = coding != "deflate"
        self._member = zlib.decompressobj()
        self._inside = False
        self._members = 0

    def feed(self, data: bytes) -> None:
        while data:
            if not self._inside:
                data = data.lstrip(b"\0") if self._gzip and self._members else data
                if not data:
                    return
                self._member, self._inside = zlib.decompressobj(self._wbits(data)), True
            try:
                super().feed(self._member.decompress(data, self._limit - self._size + 1))
            except zlib.error:
                raise Damaged("the answer cannot be unpacked") from None
            data = self._member.unconsumed_tail or self._member.unused_data
            if self._member.eof:
                self._inside, self._members = False, self._members + 1

    def _wbits(self, data: bytes) -> int:
        return _GZIP if self._gzip else _ZLIB if data[0] & 0x0F == _DEFLATED else _RAW

    def end(self) -> bytes:
        if self._inside:
            raise Damaged("the answer is cut short before the end of its packing")
        return super().end()
