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
from filterlang.rendering import clip

_AT_ONCE = 8


class Projects:
    """What a server's projects are called."""

    def __init__(self, server: Server) -> None:
        self._server = server
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

    async def _id(self, name: str) -> UUID | ClientError:
        """The id of one, or why there is none: a group of tasks would wrap what is raised."""
        try:
            async with self._turns:
                return await self._server.send("GET", "/sessions", _Named(name), params={"name": name, "limit": "1"})
        except ClientError as error:
            return error


class _Named:
    """Reads the id of a project with a name from a list of projects."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, answer: bytes) -> UUID:
        found: Any = from_json(answer)
        try:
            ids = [UUID(project["id"]) for project in found if project["name"] == self._name]
        except (KeyError, TypeError, AttributeError, ValueError):
            raise ValueError("the answer is no list of projects") from None
        if not ids:
            raise ClientError(f"there is no project named {clip(repr(self._name))} in this workspace: check the name")
        return ids[0]
