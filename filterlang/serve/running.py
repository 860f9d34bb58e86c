"""Running the server: a socket of this machine, one line when it is ready, an orderly end.

Owns the invariant that runs are offered to other machines only behind a key.
"""

from collections.abc import Callable
import socket

from starlette.types import ASGIApp
import uvicorn

_PATIENCE = 5
"""Seconds that answers under way have when the server is told to end."""


class _Announcing(uvicorn.Server):
    """uvicorn's server, which says when it can be asked."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._ready()


def bound(host: str, port: int) -> socket.socket:
    """A socket at an address, with a port of its own for 0. Raises ``OSError`` where the address can not be had."""
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


def serve(app: ASGIApp, made: socket.socket, ready: Callable[[], None]) -> None:
    """Answer at a socket until Ctrl-C or SIGTERM; ``ready`` is called once when the first request can come."""
    config = uvicorn.Config(
        app, log_level="error", access_log=False, lifespan="off", server_header=False, timeout_graceful_shutdown=_PATIENCE
    )
    with made:
        try:
            _Announcing(config, ready).run(sockets=[made])
        except KeyboardInterrupt:  # which uvicorn passes on when it is through
            return
