"""The ids of projects, by their names.

Owns the invariant that a name stands for the project that has exactly this name, or is an error.
"""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic_core import from_json

from filterlang.client.errors import ClientError
from filterlang.client.server import Server
from filterlang.text.display import clip

_AT_ONCE = 8
_PAGE = 100  # the most that the server gives at once (OpenAPI, ``/sessions``)


class Projects:
    """What a server's projects are called."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._turns = asyncio.Semaphore(_AT_ONCE)

    def reopen(self) -> None:
        """Let go of what a task that is no more may hold."""
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def ids(self, names: Sequence[str]) -> list[str]:
        """The ids, in the order of the names, all looked up at once. Raises ``ClientError`` for a name there is not."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._id(name)) for name in dict.fromkeys(names)]
        found = [task.result() for task in tasks]
        for each in found:
            if isinstance(each, ClientError):
                raise each
        return [str(each) for each in found]

    async def all(self) -> list[str]:
        """The ids of all projects of the workspace."""
        found: dict[str, None] = {}
        while True:
            page = {"limit": str(_PAGE), "offset": str(len(found)), "include_stats": "false"}
            ids = await self._server.send("GET", "/sessions", _ids, params=page)
            before = len(found)
            found |= dict.fromkeys(ids)
            if len(ids) < _PAGE or len(found) == before:
                return list(found)

    async def _id(self, name: str) -> str | ClientError:
        """The id of one, or why there is none: a group of tasks would wrap what is raised."""
        try:
            async with self._turns:
                return await self._server.send("GET", "/sessions", _Named(name), params={"name": name, "limit": "1"})
        except ClientError as error:
            return error


def _ids(answer: bytes, name: str | None = None) -> list[str]:
    """The ids of a list of projects, of those with a name where one is given."""
    found: Any = from_json(answer)
    try:
        return [str(UUID(project["id"])) for project in found if name in (None, project["name"])]
    except (KeyError, TypeError, AttributeError, ValueError):
        raise ValueError("the answer is not a list of projects") from None


class _Named:
    """Reads the id of a project with a name from a list of projects."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, answer: bytes) -> str:
        ids = _ids(answer, self._name)
        if not ids:
            raise ClientError(f"there is no project named {clip(repr(self._name))} in this workspace: check the name")
        return ids[0]
