"""One call of ``list_runs``, from its checked arguments to its runs: what the two clients share.

Owns the invariant that nothing is asked before the first run is wanted, and then no more than once.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from filterlang.client.arguments import Arguments, contradictions
from filterlang.client.choosing import Backends, choose, fixed
from filterlang.client.errors import ClientError
from filterlang.client.paging import Pages
from filterlang.client.projects import Projects
from filterlang.client.server import Server
from filterlang.client.wire import Backend, Body, Page
from filterlang.client.windows import Side, Window
from filterlang.evaluate.run import Run, read_page


class QueryWarning(UserWarning):
    """Something about a query that its author will want to know: what the server refuses, ignores, or can not find."""


class Listing:
    """A query on its way. ``api`` says which API it goes to, and is None until that is decided."""

    def __init__(self, server: Server, backends: Backends, projects: Projects, asked: Arguments) -> None:
        self._server = server
        self._backends = backends
        self._projects = projects
        self._asked = asked
        self._backend = fixed(asked)

    @property
    def api(self) -> str | None:
        """``v1`` or ``v2``."""
        return None if self._backend is None else self._backend.name

    async def decide(self) -> list[str]:
        """Decide which API to ask. What comes back are warnings."""
        if self._backend is None and not self._asked.is_about_none:
            self._backend = choose(self._asked, await self._backends.available())
        return [*contradictions(self._asked), *(self._backend.cautions(self._asked) if self._backend else ())]

    async def runs(self) -> AsyncGenerator[Sequence[Run]]:
        """The runs, some at a time, up to the limit. ``decide`` comes first."""
        asked, backend = self._asked, self._backend
        if backend is None or asked.is_about_none:
            return
        ids = [*(asked.projects or ()), *await self._projects.ids(asked.project_names or ())]
        body = backend.body(asked, ids)
        stream = self._windows(backend, body) if asked.windows > 1 else self._pages(backend, body, asked.limit).runs()
        left = asked.limit
        async with aclosing(stream) as found:
            async for runs in found:
                yield runs[:left]
                if left is not None:
                    left -= len(runs)
                    if left <= 0:
                        return

    def _pages(self, backend: Backend, body: Body, limit: int | None) -> Pages:
        where = self._server.where("POST", backend.path)
        return Pages(partial(self._fetch, backend, body), partial(self._read, where), limit, where)

    async def _fetch(self, backend: Backend, body: Body, cursor: str | None) -> Page:
        said = body if cursor is None else {**body, "cursor": cursor}
        return await self._server.send("POST", backend.path, backend.read, body=said)

    def _read(self, where: str, records: list[Any]) -> list[Run]:
        try:
            chosen = self._asked.select
            return read_page(records, self._server.host, None if chosen is None else frozenset(chosen))
        except ValueError as error:
            raise ClientError(f"the answer is no list of runs: {self._server.hide(str(error))}", where=where) from None

    async def _windows(self, backend: Backend, body: Body) -> AsyncGenerator[Sequence[Run]]:
        """The runs of a span of time, several parts of it fetched at once."""
        asked = self._asked
        if asked.select is not None:
            asked = replace(asked, select=(*asked.select, "start_time"))
            body = {**body, **backend.body(asked, ())}
        earliest, latest = backend.bounds

        def opened(low: datetime | None, high: datetime | None) -> Pages:
            bounds = {earliest: low, latest: high}
            return self._pages(backend, {**body, **{name: each.isoformat() for name, each in bounds.items() if each}}, None)

        low = asked.start_time or await self._first(backend, asked, body)
        if low is None:
            return
        high = max(asked.end_time or datetime.now(UTC), low)
        window = Window(low.astimezone(UTC), high.astimezone(UTC), open_low=True, open_high=True)
        side = Side(opened, window, asked.windows, ascending=asked.ascending)
        async with aclosing(side.runs()) as found:
            async for runs in found:
                yield runs

    async def _first(self, backend: Backend, asked: Arguments, body: Body) -> datetime | None:
        """When the earliest run started, or None when there is none."""
        question = replace(asked, select=("id", "start_time"), order="asc", limit=1)
        said: Mapping[str, Any] = backend.body(question, ())
        async with aclosing(self._pages(backend, {**body, **said}, 1).runs()) as found:
            async for runs in found:
                if runs[0].start_time is None:
                    raise ClientError("the server left out the start_time that it was asked for: give start_time yourself")
                return runs[0].start_time
        return None
