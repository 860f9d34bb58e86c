"""The look-up of project ids by name.

Owns the invariant that a name stands for the project that has exactly this name, or is an error.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from pydantic_core import from_json

from filterlang.client.request_errors import ClientError
from filterlang.client.server import Server
from filterlang.text.display import clip

_AT_ONCE = 8
_PAGE = 100  # the most that the server gives at once (OpenAPI, ``/sessions``)


class ProjectLookup:
    """Looks up the ids of a server's projects."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._room = asyncio.Semaphore(_AT_ONCE)

    def reopen(self) -> None:
        """Forget the semaphore, which tasks of the parent process may hold."""
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def ids(self, names: Sequence[str]) -> list[str]:
        """Returns the ids, in the order of the names, looked up at once. Raises ``ClientError`` for an unknown name."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._id(name)) for name in dict.fromkeys(names)]
        results = [task.result() for task in tasks]
        for result in results:
            if isinstance(result, ClientError):
                raise result
        return [str(result) for result in results]

    async def all(self) -> list[str]:
        """Returns the ids of all projects of the workspace. Raises ``ClientError``."""
        known: dict[str, None] = {}
        while True:
            params = {"limit": str(_PAGE), "offset": str(len(known)), "include_stats": "false"}
            ids = await self._server.send("GET", "/sessions", _ids, params=params)
            before = len(known)
            known |= dict.fromkeys(ids)
            if len(ids) < _PAGE or len(known) == before:
                return list(known)

    async def _id(self, name: str) -> str | ClientError:
        """Returns the id of a project, or the error: a group of tasks would wrap an error that is raised."""
        params = {"name": name, "limit": "1"}
        try:
            async with self._room:
                return await self._server.send("GET", "/sessions", partial(_named_id, name), params=params)
        except ClientError as error:
            return error


def _ids(answer: bytes, name: str | None = None) -> list[str]:
    """Returns the ids in a list of projects: of all of them, or of those with a name."""
    projects: Any = from_json(answer)
    try:
        return [str(UUID(project["id"])) for project in projects if name in (None, project["name"])]
    except (KeyError, TypeError, AttributeError, ValueError):
        raise ValueError("the answer is not a list of projects") from None


def _named_id(name: str, answer: bytes) -> str:
    ids = _ids(answer, name)
    if not ids:
        raise ClientError(f"there is no project named {clip(repr(name))} in this workspace: check the name")
    return ids[0]
