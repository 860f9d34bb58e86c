"""Running the server: a socket of this machine, time limits, the request log, an orderly end.

Owns the invariant that runs are offered to other machines only behind a key.
"""

import asyncio
from collections.abc import Callable
import logging
import socket

import h11
from starlette.types import ASGIApp
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from filterlang.serve.requests import LOG

_PATIENCE = 5
"""Seconds that answers under way have when the server is told to end."""
HEAD_SECONDS = 10.0
"""How long the head of a request may take to come, counted from the connection or from its first byte."""


class _Bounded(H11Protocol):
    """uvicorn's protocol, which closes a connection whose next request does not get past its head in time."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._bound()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._bound()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._release()

    def send_400_response(self, msg: str) -> None:
        """Refuses what is not HTTP, unless an answer has begun, and closes the connection: no other answer is sent on it."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.close()
        if self.cycle:
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def _bound(self) -> None:
        """Starts the clock while a head is awaited, unless it runs; stops it once the request is under way."""
        if self.cycle and not self.cycle.response_complete:
            self._release()
        elif self._deadline is None and not self.transport.is_closing():
            self._deadline = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _release(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class _Announcing(uvicorn.Server):
    """uvicorn's server, which says when it can be asked."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._ready()


def bound(host: str, port: int) -> socket.socket:
    """A socket at an address, with a port of its own for 0. Raises ``OSError`` where the address cannot be had."""
    (family, kind, protocol, _, address), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
    except OSError:
        made.close()
        raise
    return made


def url_of(made: socket.socket) -> str:
    """The address of a socket as the start of a URL."""
    host, port = made.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def logged(*, verbose: bool) -> None:
    """Writes the request log to standard error: what is ignored, or with ``verbose`` every request."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO if verbose else logging.WARNING)
    LOG.propagate = False


def serve(app: ASGIApp, made: socket.socket, ready: Callable[[], None]) -> None:
    """Answer at a socket until Ctrl-C or SIGTERM; ``ready`` is called once when the first request can come."""
    config = uvicorn.Config(
        app,
        http=_Bounded,
        log_level="error",
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=_PATIENCE,
    )
    with made:
        try:
            _Announcing(config, ready).run(sockets=[made])
        except KeyboardInterrupt:  # which uvicorn passes on when it is through
            return
