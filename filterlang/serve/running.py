"""Runs the server: a socket of this machine, time limits, the request log, an orderly end.

Owns the invariant that runs are offered to other machines only behind a key.
"""

import asyncio
import logging
import socket
from collections.abc import Callable

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

_PATIENCE = 5
"""The seconds that answers in progress have when the server is to end."""
HEAD_SECONDS = 10.0
"""The seconds that the head of a request may take to arrive, from the connection or from its first byte."""


class _TimedProtocol(H11Protocol):
    """uvicorn's protocol, which closes a connection when the head of the next request does not arrive in time."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._set_timer()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._set_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._stop_timer()

    def shutdown(self) -> None:
        """Ends the connection after the answer in progress; at once if the rest of its request would have to be awaited."""
        super().shutdown()
        if self.conn.their_state is h11.SEND_BODY:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Refuses bytes that are not HTTP, unless an answer has begun, and closes the connection: it gets no other answer."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.close()
        if self.cycle:
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def _set_timer(self) -> None:
        """Starts the timer while a head is awaited, unless it runs; stops it once the request is in progress."""
        if self.cycle and not self.cycle.response_complete:
            self._stop_timer()
        elif self._deadline is None and not self.transport.is_closing():
            self._deadline = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_timer(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class _AnnouncingServer(uvicorn.Server):
    """uvicorn's server, which calls ``ready`` when it listens, and ``closing`` when it is to end."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], closing: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self._closing = closing

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._closing()
        await super().shutdown(sockets=sockets)


def bind(host: str, port: int) -> socket.socket:
    """Returns a socket bound to an address, with a free port for 0. Raises ``OSError`` for an address that cannot be bound."""
    (family, kind, protocol, _, address), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    return bound


def url_of(bound: socket.socket) -> str:
    """Returns the URL of a socket."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def log_requests(*, verbose: bool) -> None:
    """Writes the request log to standard error: ignored parameters, and with ``verbose`` every request."""
    from filterlang.serve.requests import LOG

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO if verbose else logging.WARNING)
    LOG.propagate = False


def serve(app: ASGIApp, bound: socket.socket, ready: Callable[[], None], closing: Callable[[], None] = lambda: None) -> None:
    """Serves an application at a socket until Ctrl-C or SIGTERM.

    Calls ``ready`` once, when the first request can come, and ``closing`` before it waits for the answers in progress.
    """
    config = uvicorn.Config(
        app,
        http=_TimedProtocol,
        ws="none",  # whose modules take time to load
        log_level="error",
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=_PATIENCE,
    )
    with bound:
        try:
            _AnnouncingServer(config, ready, closing).run(sockets=[bound])
        except KeyboardInterrupt:  # which uvicorn raises again after its end
            return
