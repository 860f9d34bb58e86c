"""Which of the two APIs a query goes to.

Owns the invariant that a query goes to an API which has words for all of it, or nowhere.
"""

import asyncio
from collections.abc import Mapping
import logging
from typing import Any

from pydantic_core import from_json

from filterlang.client.arguments import Arguments
from filterlang.client.errors import ClientError, NoAPI
from filterlang.client.server import Server
from filterlang.client.v1 import V1
from filterlang.client.v2 import V2
from filterlang.client.wire import Backend
from filterlang.text.jsonvalues import as_mapping

BACKENDS: Mapping[str, Backend] = {backend.name: backend for backend in (V1, V2)}

_log = logging.getLogger("filterlang.client")


class Backends:
    """What a server has, asked once: ``GET /info``."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._lock = asyncio.Lock()
        self.known: tuple[str, ...] | None = None
        """The names of the APIs, or None while nobody asked."""

    def reopen(self) -> None:
        """Let go of what a task that is no more may hold."""
        self._lock = asyncio.Lock()

    async def available(self) -> tuple[str, ...]:
        """The names of the APIs. A server that says nothing has v1, as the langsmith SDK takes it.

        Raises ``ClientError`` when there is no answer at all.
        """
        async with self._lock:
            if self.known is None:
                self.known = await self._ask()
            return self.known

    async def _ask(self) -> tuple[str, ...]:
        try:
            found = offered(await self._server.send("GET", "/info", from_json))
        except ClientError as error:
            if error.status is None or isinstance(error, NoAPI):
                raise
            _log.info("GET /info answered %s: assuming a server that has only v1", error.status)
            return ("v1",)
        _log.info("GET /info: the server has %s", " and ".join(found))
        return found


def offered(info: object) -> tuple[str, ...]:
    """The APIs that an answer of ``GET /info`` speaks of.

    ``instance_flags`` says ``ch_query_enabled`` for v1, which is on where it is not mentioned, and ``sdb_query_enabled`` for
    v2, which is off there (langsmith SDK 0.15, ``_v2_migration_utils.get_query_backend``).
    """
    flags: Mapping[str, Any] = as_mapping(as_mapping(info).get("instance_flags"))
    v2 = bool(flags.get("sdb_query_enabled", False))
    v1 = bool(flags.get("ch_query_enabled", True)) or not v2
    return tuple(name for name, there in (("v1", v1), ("v2", v2)) if there)


def choose(asked: Arguments, available: tuple[str, ...]) -> Backend:
    """The API for a query: the one that takes it most nearly as it is; v2 where both do.

    LangSmith Cloud ends v1 on 31 January 2027.

    Raises ``ValueError`` for a query that the only API there is has no words for.
    """
    candidates = [BACKENDS[name] for name in sorted(available, reverse=True)]
    able = [backend for backend in candidates if not backend.objections(asked)]
    if not able:
        raise ValueError(candidates[0].objections(asked)[0])
    chosen = min(able, key=lambda backend: backend.effort(asked))
    _log.info("list_runs asks %s", chosen.name)
    return chosen


def fixed(asked: Arguments) -> Backend | None:
    """The API that was asked for by name. Raises ``ValueError`` when it has no words for the query."""
    if asked.api == "auto":
        return None
    backend = BACKENDS[asked.api]
    objections = backend.objections(asked)
    if objections:
        raise ValueError(objections[0])
    return backend
