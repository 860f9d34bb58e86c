"""The choice between the two APIs for a call.

Owns the invariant that a call goes to an API that can express all of it, or nowhere.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json

from filterlang.client.argument_messages import ArgumentError
from filterlang.client.arguments import Arguments
from filterlang.client.request_errors import ClientError, NoAPI
from filterlang.client.server import Server
from filterlang.client.v1 import V1
from filterlang.client.v2 import V2
from filterlang.client.wire import Backend
from filterlang.text.jsonvalues import as_mapping

BACKENDS: Mapping[str, Backend] = {backend.name: backend for backend in (V1, V2)}

_log = logging.getLogger("filterlang.client")


class Backends:
    """The APIs that a server has, looked up once with ``GET /info``."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._lock = asyncio.Lock()
        self.known: tuple[str, ...] | None = None
        """The names of the APIs, or None before the first look-up."""

    def reopen(self) -> None:
        """Forget the lock, which a task of the parent process may hold."""
        self._lock = asyncio.Lock()

    async def available(self) -> tuple[str, ...]:
        """Returns the names of the APIs. A server without an answer to this has v1, as the langsmith SDK assumes.

        Raises ``ClientError`` for a server without any answer.
        """
        async with self._lock:
            if self.known is None:
                self.known = await self._look_up()
            return self.known

    async def _look_up(self) -> tuple[str, ...]:
        try:
            names = apis_of(await self._server.send("GET", "/info", from_json))
        except ClientError as error:
            if error.status is None or isinstance(error, NoAPI):
                raise
            _log.info("GET /info answered %s: assuming a server that has only v1", error.status)
            return ("v1",)
        _log.info("GET /info: the server has %s", " and ".join(names))
        return names


def apis_of(info: object) -> tuple[str, ...]:
    """Returns the names of the APIs in an answer of ``GET /info``.

    ``instance_flags`` has ``ch_query_enabled`` for v1, which is true where it is missing, and ``sdb_query_enabled`` for v2,
    which is false there (langsmith SDK 0.15, ``_v2_migration_utils.get_query_backend``).
    """
    flags: Mapping[str, Any] = as_mapping(as_mapping(info).get("instance_flags"))
    v2 = bool(flags.get("sdb_query_enabled", False))
    v1 = bool(flags.get("ch_query_enabled", True)) or not v2
    return tuple(name for name, is_available in (("v1", v1), ("v2", v2)) if is_available)


def choose(arguments: Arguments, available: tuple[str, ...]) -> Backend:
    """Returns the API whose requests differ least from a call; v2 where both are alike.

    LangSmith Cloud ends v1 on 31 January 2027.

    Raises ``ArgumentError`` for a call that no available API can express.
    """
    candidates = [BACKENDS[name] for name in sorted(available, reverse=True)]
    able = [backend for backend in candidates if not backend.unsupported(arguments)]
    if not able:
        raise ArgumentError(candidates[0].unsupported(arguments)[0])
    chosen = min(able, key=lambda backend: backend.mismatch(arguments))
    _log.info("list_runs asks %s", chosen.name)
    return chosen


def named_backend(arguments: Arguments) -> Backend | None:
    """Returns the API that the call names, if any. Raises ``ArgumentError`` when it cannot express the call."""
    if arguments.api == "auto":
        return None
    backend = BACKENDS[arguments.api]
    for message in backend.unsupported(arguments):
        raise ArgumentError(message)
    return backend
