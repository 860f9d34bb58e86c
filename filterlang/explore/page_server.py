"""The server behind the page: its files, and its requests answered in threads.

Owns the invariants that only the page of this very server gets an answer about runs, and that work which nobody waits for any
longer is cancelled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
import contextlib
from http import HTTPStatus
import json
import secrets
import threading

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from filterlang.explore.explored_runs import ExploredRuns
from filterlang.explore.page_answers import answer, is_about_runs, written
from filterlang.explore.page_files import HEADERS, PageFiles
from filterlang.exports.cancelled_queries import Cancellable, QueryCancelled
from filterlang.exports.records import RecordError
from filterlang.text.jsonvalues import as_mapping

SECONDS = 10.0
"""Seconds that an answer may take."""
_BODY_SECONDS = 10.0
_LARGEST_BODY = 4 << 20
_AT_ONCE = 4
"""How many requests about runs, and how many about filters, are answered at once."""
_BETWEEN_CANCELS = 0.05
_MOST_SECONDS_TO_PAINT, _CLOSING_SECONDS = 5.0, 2.0
_REMEDIES = {
    "run": "the run is too large",
    "value": "the value is too large",
    "trace": "its trace is too large",
    "why": "its trace is too large",
}
_REMEDY = "narrow it down, for instance to fewer days"
"""What a person is told of a request that took too long, by its kind."""
_HOSTS = frozenset({"127.0.0.1", "localhost"})

Json = dict[str, object]
Endpoint = Callable[[Request], Awaitable[Response]]


class PageServer:
    """The endpoints of one page. ``token`` has to come with every request about runs."""

    def __init__(self, explored: ExploredRuns, token: str) -> None:
        self._explored = explored
        self._token = token.encode()
        self._files = PageFiles()
        self._room = {about_runs: asyncio.Semaphore(_AT_ONCE) for about_runs in (True, False)}
        self._running: set[Cancellable] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._painted = threading.Event()
        self._learner: threading.Thread | None = None

    def __repr__(self) -> str:
        return f"PageServer({self._explored!r})"

    def routes(self) -> list[Route]:
        """Returns the endpoints."""

        async def page(_: Request) -> Response:
            return self._files.page()

        def file(name: str) -> Endpoint:
            async def endpoint(request: Request) -> Response:
                return self._files.file(request, name)

            return endpoint

        return [
            Route("/", _guarded(page), methods=["GET"]),
            *(Route(f"/{name}", _guarded(file(name)), methods=["GET"]) for name in self._files.names),
            Route("/ask", _guarded(self._ask), methods=["POST"]),
        ]

    def learn(self) -> None:
        """Learns values in a thread once the page has its first runs, until it has or the server is closed."""
        work = Cancellable()
        self._running.add(work)

        def learned() -> None:
            self._painted.wait(_MOST_SECONDS_TO_PAINT)
            with work.running(), contextlib.suppress(QueryCancelled, RecordError, OSError):
                self._explored.learn()

        self._learner = threading.Thread(target=learned, name="filterlang values", daemon=True)
        self._learner.start()

    def close(self) -> None:
        """Cancels everything that is in progress, and waits for the learner: the interpreter ends without its threads."""
        for work in list(self._running):
            work.cancel()
        self._painted.set()
        if self._learner is not None:
            self._learner.join(_CLOSING_SECONDS)

    async def _ask(self, request: Request) -> Response:
        given = request.headers.get("x-token", "").encode()
        if not secrets.compare_digest(given, self._token):
            return _refused(HTTPStatus.FORBIDDEN, "the token is wrong: open the address that filterlang explore has printed")
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                body = await _body(request)
        except (TimeoutError, ClientDisconnect):
            return _refused(HTTPStatus.REQUEST_TIMEOUT, "the request did not come in time")
        if body is None:
            return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a request may have {_LARGEST_BODY:,} bytes")
        return _json(await self._answer(request, body))

    async def _answer(self, request: Request, body: bytes) -> str:
        """Answers a request in a thread, unless the page does not wait for the answer."""
        try:
            asked: object = json.loads(body)
        except (ValueError, RecursionError):
            return written({"error": {"path": "", "message": "a request is JSON"}})
        work = Cancellable()
        self._running.add(work)
        answering = asyncio.create_task(self._in_thread(asked, work))
        gone = asyncio.create_task(_disconnected(request))
        try:
            await asyncio.wait({answering, gone}, timeout=SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if answering.done():
                return answering.result()
            return written({"problem": {"filter": None, "message": _too_long(asked)}})
        finally:
            gone.cancel()
            ending = asyncio.create_task(self._end(answering, work))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)

    async def _in_thread(self, asked: object, work: Cancellable) -> str:
        """Answers a request when there is room for it."""

        def answered() -> str:
            with work.running():
                work.check()
                text = written(answer(self._explored, asked))
            if as_mapping(asked).get("request") == "runs":
                self._painted.set()
            return text

        async with self._room[is_about_runs(asked)]:
            try:
                return await asyncio.to_thread(answered)
            except QueryCancelled:
                return written({"problem": {"filter": None, "message": "this was cancelled"}})

    async def _end(self, answering: asyncio.Task[str], work: Cancellable) -> None:
        """Cancels work until its thread has ended: a query that was about to begin misses the first time."""
        while not answering.done():
            work.cancel()
            await asyncio.wait({answering}, timeout=_BETWEEN_CANCELS)
        self._running.discard(work)


def explorer(server: PageServer) -> Starlette:
    """Returns the ASGI application of a page."""
    return Starlette(routes=server.routes(), exception_handlers={HTTPException: _no_such_path})


def _too_long(asked: object) -> str:
    remedy = _REMEDIES.get(str(as_mapping(asked).get("request")), _REMEDY)
    return f"this took longer than {SECONDS:g} seconds and was stopped: {remedy}"


def _guarded(endpoint: Endpoint) -> Endpoint:
    """Lets an endpoint answer only requests that name this server as their host, and as their origin if they name one.

    A page of another origin may reach this server under a name of its own, which its host then is.
    """

    async def guarded(request: Request) -> Response:
        server = request.scope.get("server")
        hosts = {f"{host}:{server[1]}" for host in _HOSTS} if server else set[str]()
        host, origin = request.headers.get("host", ""), request.headers.get("origin")
        if host not in hosts or (origin is not None and origin != f"http://{host}"):
            return _refused(HTTPStatus.FORBIDDEN, "only the page of this server may ask")
        return await endpoint(request)

    return guarded


async def _body(request: Request) -> bytes | None:
    """Returns the body of a request; None if it is too large."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > _LARGEST_BODY:
            return None
    return bytes(data)


async def _disconnected(request: Request) -> None:
    """Waits until the browser does not wait for the answer any longer."""
    with contextlib.suppress(ClientDisconnect):
        while (await request.receive())["type"] != "http.disconnect":
            pass


def _json(text: str) -> Response:
    return Response(text, media_type="application/json", headers={**HEADERS, "cache-control": "no-store"})


def _refused(status: HTTPStatus, message: str) -> Response:
    headers = {**HEADERS, "cache-control": "no-store", "connection": "close"}
    return Response(f"{message}\n", status, media_type="text/plain; charset=utf-8", headers=headers)


async def _no_such_path(_: Request, error: Exception) -> Response:
    status = HTTPStatus(error.status_code if isinstance(error, HTTPException) else HTTPStatus.NOT_FOUND)
    return _refused(status, status.phrase)
