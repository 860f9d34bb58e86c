"""A LangSmith on this machine that fails in every way that servers, and what stands before them, are known to fail.

It runs in the event loop of the test, so that what either side leaves behind is seen. What it answers is a table: each fault
makes of the right answer what goes over the wire, and says what a client can make of that.
"""

import asyncio
import gzip
import json
import re
import socket
import struct
import zlib
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import Enum
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


class Then(Enum):
    """What becomes of the connection after an answer."""

    KEEP, CLOSE, RESET, STALL, DRIP = range(5)


class Kind(Enum):
    """What a client can make of a fault: nothing is lost, another try mends it, or it can only say so."""

    HARMLESS, PASSING, FINAL = range(3)


@dataclass(frozen=True)
class Reply:
    """Bytes on the wire, and what comes after them."""

    wire: bytes
    then: Then = Then.KEEP


@dataclass(frozen=True)
class Fault:
    kind: Kind
    reply: Callable[[bytes], Reply]


@dataclass
class Asked:
    """One request as it came in."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Any


def answer(body: bytes, status: int = 200, headers: dict[str, str] | None = None, *, length: int | None = None) -> bytes:
    said = {
        "content-type": "application/json",
        "content-length": str(len(body) if length is None else length),
        **(headers or {}),
    }
    lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in said.items() if value)]
    return "\r\n".join([*lines, "", ""]).encode() + body


def refusal(status: int, headers: dict[str, str] | None = None) -> Reply:
    return Reply(answer(json.dumps({"detail": f"the fault server says {status}"}).encode(), status, headers))


def packed(coding: str, body: bytes) -> Reply:
    return Reply(answer(body, headers={"content-encoding": coding}))


def unmeasured(body: bytes) -> bytes:
    """An answer that ends where the connection does."""
    return answer(body, headers={"content-length": ""})


def chunked(parts: Iterable[bytes], *, end: bool = True) -> bytes:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts if part)
    return answer(b"", headers={"content-length": "", "transfer-encoding": "chunked"}) + chunks + b"0\r\n\r\n" * end


def members(body: bytes, number: int = 3) -> bytes:
    """A gzip body of several members, one after the other."""
    size = len(body) // number + 1
    return b"".join(gzip.compress(body[at : at + size]) for at in range(0, len(body), size))


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def soon() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)


def half(body: bytes) -> bytes:
    return body[: len(body) // 2]


HARMLESS, PASSING, FINAL = Kind.HARMLESS, Kind.PASSING, Kind.FINAL

FAULTS: dict[str, Fault] = {
    "gzip": Fault(HARMLESS, lambda body: packed("gzip", gzip.compress(body))),
    "gzip of several members": Fault(HARMLESS, lambda body: packed("gzip", members(body))),
    "gzip with zeros behind it": Fault(HARMLESS, lambda body: packed("x-gzip", gzip.compress(body) + bytes(64))),
    "deflate": Fault(HARMLESS, lambda body: packed("deflate", zlib.compress(body))),
    "raw deflate": Fault(HARMLESS, lambda body: packed("Deflate", raw_deflate(body))),
    "chunks": Fault(HARMLESS, lambda body: Reply(chunked([body[:7], body[7:]]))),
    "no length": Fault(HARMLESS, lambda body: Reply(unmeasured(body), Then.CLOSE)),
    "no type": Fault(HARMLESS, lambda body: Reply(answer(body, headers={"content-type": ""}))),
    "closed after the answer": Fault(HARMLESS, lambda body: Reply(answer(body), Then.CLOSE)),
    "408": Fault(PASSING, lambda _: refusal(408)),
    "425": Fault(PASSING, lambda _: refusal(425)),
    "429": Fault(PASSING, lambda _: refusal(429)),
    "429, in a second": Fault(PASSING, lambda _: refusal(429, {"retry-after": "1"})),
    "429, in milliseconds": Fault(PASSING, lambda _: refusal(429, {"retry-after-ms": "1500"})),
    "429, at a time": Fault(PASSING, lambda _: refusal(429, {"retry-after": soon()})),
    "429, at no time": Fault(PASSING, lambda _: refusal(429, {"retry-after": "when ready"})),
    "500": Fault(PASSING, lambda _: refusal(500)),
    "502": Fault(PASSING, lambda _: Reply(answer(b"<html>Bad gateway", 502, {"content-type": "text/html"}))),
    "503": Fault(PASSING, lambda _: refusal(503, {"retry-after": "0"})),
    "504": Fault(PASSING, lambda _: refusal(504)),
    "nothing, and closed": Fault(PASSING, lambda _: Reply(b"", Then.CLOSE)),
    "nothing, and reset": Fault(PASSING, lambda _: Reply(b"", Then.RESET)),
    "half a head": Fault(PASSING, lambda _: Reply(b"HTTP/1.1 200 OK\r\ncontent-", Then.CLOSE)),
    "no HTTP": Fault(PASSING, lambda _: Reply(b"220 smtp.example ESMTP\r\n\r\n", Then.CLOSE)),
    "half a body, and closed": Fault(PASSING, lambda body: Reply(answer(half(body), length=len(body)), Then.CLOSE)),
    "half a body, and reset": Fault(PASSING, lambda body: Reply(answer(half(body), length=len(body)), Then.RESET)),
    "half a body of no length": Fault(PASSING, lambda body: Reply(unmeasured(half(body)), Then.CLOSE)),
    "half the JSON": Fault(PASSING, lambda body: Reply(answer(half(body)))),
    "half the chunks": Fault(PASSING, lambda body: Reply(chunked([half(body)], end=False), Then.CLOSE)),
    "no JSON at all": Fault(PASSING, lambda _: Reply(answer(b""))),
    "a page called JSON": Fault(FINAL, lambda _: Reply(answer(b"\n<!DOCTYPE html>"))),
    "a page called text": Fault(FINAL, lambda _: Reply(answer(b"<html>Wait", headers={"content-type": "text/plain"}))),
    "a page of HTML": Fault(FINAL, lambda _: Reply(answer(b"<html>Wait", headers={"content-type": "text/html; a=b"}))),
    "half a gzip": Fault(PASSING, lambda body: packed("gzip", half(gzip.compress(body)))),
    "half the second member": Fault(PASSING, lambda body: packed("gzip", members(body)[:-9])),
    "gzip with a wrong sum": Fault(PASSING, lambda body: packed("gzip", gzip.compress(body)[:-8] + bytes(8))),
    "gzip that is none": Fault(PASSING, lambda body: packed("gzip", body)),
    "stalled before the head": Fault(PASSING, lambda _: Reply(b"", Then.STALL)),
    "dripping": Fault(PASSING, lambda body: Reply(answer(half(body), length=10**9), Then.DRIP)),
    "stalled in the body": Fault(PASSING, lambda body: Reply(answer(half(body), length=len(body)), Then.STALL)),
    "400": Fault(FINAL, lambda _: refusal(400)),
    "401": Fault(FINAL, lambda _: refusal(401)),
    "403": Fault(FINAL, lambda _: refusal(403)),
    "404": Fault(FINAL, lambda _: refusal(404)),
    "422": Fault(FINAL, lambda _: refusal(422)),
    "501": Fault(FINAL, lambda _: refusal(501)),
    "429, in an hour": Fault(FINAL, lambda _: refusal(429, {"retry-after": "3600"})),
    "elsewhere": Fault(FINAL, lambda _: refusal(307, {"location": "/elsewhere"})),
    "an encoding nobody asked for": Fault(FINAL, lambda body: packed("br", body)),
    "JSON of another shape": Fault(FINAL, lambda _: Reply(answer(b'{"runs": 5, "items": 5}'))),
    "JSON that is no object": Fault(FINAL, lambda _: Reply(answer(b"[]"))),
}  # fmt: skip

STALLS = frozenset(name for name in FAULTS if name.startswith(("stalled", "dripping")))


@dataclass
class FaultServer:
    """Answers ``runs/query`` of both APIs with pages of ``runs``, each request by the fault whose turn it is.

    ``pages`` holds what is wrong with the pages themselves, one a page: ``empty``, ``again`` for a page that repeats the last
    run of the one before, ``circle`` for a cursor that was given before. ``while_stalled`` is called again and again while an
    answer does not go on.
    """

    runs: list[dict[str, Any]]
    page_size: int = 100
    script: deque[str] = field(default_factory=deque)
    pages: deque[str] = field(default_factory=deque)
    asked: list[Asked] = field(default_factory=list)
    fates: list[tuple[str, str]] = field(default_factory=list)
    """What was asked, and by which fault it was answered."""
    while_stalled: Callable[[], object] = lambda: None
    end_time_ends: bool = False
    """Whether v1's ``end_time`` asks for the runs that ended before it, rather than for those that started by then."""
    circles: int = 0
    url: str = ""
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    _cursors: int = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._open:
            writer.transport.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def connections(self) -> int:
        """How many clients hold on, once those that let go were noticed."""
        for _ in range(50):
            if not self._open:
                break
            await asyncio.sleep(0.001)
        return len(self._open)

    def streaks(self) -> Counter[str]:
        """How often each request failed in a row, at the worst, in ways that another try mends."""
        worst: Counter[str] = Counter()
        now: Counter[str] = Counter()
        for what, fate in self.fates:
            now[what] = now[what] + 1 if fate and FAULTS[fate].kind is PASSING else 0
            worst[what] = max(worst[what], now[what])
        return worst

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._open.add(writer)
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            self._open.discard(writer)

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        data = await reader.readexactly(int(headers.get("content-length", 0)))
        method, target, _ = first.split(" ")
        url = urlsplit(target)
        asked = Asked(method, url.path, parse_qs(url.query), headers, json.loads(data) if data else None)
        self.asked.append(asked)
        fate = self.script.popleft() if self.script else ""
        self.fates.append((f"{target} {data!r}", fate))
        arrives = not fate or FAULTS[fate].kind is HARMLESS
        right = self._right(asked, self._wrong(asked) if arrives else "")
        reply = FAULTS[fate].reply(right) if fate else Reply(answer(right))
        writer.write(reply.wire)
        await writer.drain()
        while reply.then in (Then.STALL, Then.DRIP) and not reader.at_eof():
            self.while_stalled()
            await asyncio.sleep(0.001)
            writer.write(b" " if reply.then is Then.DRIP else b"")
            await writer.drain()
        if reply.then is Then.RESET:
            sock: socket.socket = writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        return reply.then is Then.KEEP

    def _wrong(self, asked: Asked) -> str:
        """What is wrong with the page that comes next; what repeats something needs a page before it."""
        is_first = "cursor" not in (asked.body or {})
        return self.pages.popleft() if self.pages and (self.pages[0] == "empty" or not is_first) else ""

    def _right(self, asked: Asked, wrong: str) -> bytes:
        """The answer that a server without faults would give, but for what is wrong with its page."""
        body = asked.body or {}
        runs = self._found(body)
        start = int(str(body.get("cursor") or "0").partition("-")[0])
        size = min(body.get("limit") or body.get("page_size") or self.page_size, self.page_size)
        first = max(start - 1, 0) if wrong == "again" else start
        end = start if wrong == "empty" else start + size
        cursor = self._cursor(end) if end < len(runs) else None
        if wrong == "circle":
            self.circles += 1
            cursor = body["cursor"]
        found = runs[first:end]
        if asked.path.endswith("/v2/runs/query"):
            return json.dumps({"items": found, "next_cursor": cursor}).encode()
        return json.dumps({"runs": found, "cursors": {"next": cursor, "prev": None}}).encode()

    def _found(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        """The runs between the times of a query, in its order; v2 knows one order only."""
        low = _moment(body.get("start_time") or body.get("min_start_time") or _FIRST)
        highs = [body.get("max_start_time"), *_BOUND.findall(body.get("filter") or "")]
        ends = body.get("end_time")
        if not self.end_time_ends:
            highs.append(ends)
        high = min(_moment(each or _LAST) for each in highs)
        runs = [run for run in self.runs if "start_time" not in run or low <= _moment(run["start_time"]) <= high]
        if self.end_time_ends and ends:
            runs = [run for run in runs if run.get("end_time") and _moment(run["end_time"]) < _moment(ends)]
        return runs[::-1] if body.get("order") == "asc" else runs

    def _cursor(self, start: int) -> str:
        self._cursors += 1
        return f"{start}-{self._cursors}"


_FIRST, _LAST = "0001-01-01T00:00:00+00:00", "9999-01-01T00:00:00+00:00"
_BOUND = re.compile(r'lte\(start_time, "([^"]+)"\)')


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
