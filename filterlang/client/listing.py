"""One call of ``list_runs``, from its checked arguments to its runs: what the two clients share.

Owns the invariant that nothing is asked before the first run is wanted, and then no more than once.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus

from filterlang.client.arguments import Arguments, remarks
from filterlang.client.choosing import Backends, choose, fixed
from filterlang.client.errors import ClientError
from filterlang.client.projects import Projects
from filterlang.client.querying import Query, between
from filterlang.client.server import Server
from filterlang.client.windows import Side, Window
from filterlang.client.wire import Backend
from filterlang.evaluate.run import Run


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
        self._remarks: list[str] = []

    @property
    def api(self) -> str | None:
        """``v1`` or ``v2``."""
        return None if self._backend is None else self._backend.name

    @property
    def description(self) -> str:
        """The call of ``list_runs``, for people."""
        return self._asked.description

    def remarks(self) -> list[str]:
        """What there is to warn of that was not given before."""
        remarks, self._remarks = self._remarks, []
        return remarks

    async def decide(self) -> None:
        """Decide which API to ask. ``remarks`` then says what to warn of."""
        asked = self._asked
        if self._backend is None and not asked.is_about_none:
            self._backend = choose(asked, await self._backends.available())
        self._remarks += remarks(asked)
        if self._backend is not None:
            self._remarks += [*self._backend.notices(asked), *self._backend.cautions(asked)]

    async def runs(self) -> AsyncGenerator[Sequence[Run]]:
        """The runs, some at a time, up to the limit. ``decide`` comes first."""
        is_answered = False
        while not is_answered:
            try:
                async with aclosing(self._runs()) as found:
                    async for runs in found:
                        is_answered = True
                        yield runs
                is_answered = True
            except ClientError as error:
                if is_answered or error.status != HTTPStatus.NOT_IMPLEMENTED or not self._turns_to_v2():
                    raise
                await self.decide()

    def _turns_to_v2(self) -> bool:
        """Whether a query that was sent to v1, which the server turns out not to have, goes to v2 instead."""
        if self._asked.api != "auto" or self.api != "v1":
            return False
        self._backends.known, self._backend = ("v2",), None
        return True

    async def _runs(self) -> AsyncGenerator[Sequence[Run]]:
        backend = self._backend
        if backend is None or self._asked.is_about_none:
            return
        query = await self._query(backend)
        asked = query.asked
        stream = self._windows(query) if asked.windows > 1 else query.runs(asked)
        left = asked.limit
        async with aclosing(stream) as found:
            async for runs in found:
                yield runs[:left]
                if left is not None:
                    left -= len(runs)
                    if left <= 0:
                        return

    async def _query(self, backend: Backend) -> Query:
        """The query as it is sent."""
        asked = self._asked
        ids = [*(asked.projects or ()), *await self._projects.ids(asked.project_names or ())]
        if backend.looks_everywhere(asked):
            ids = await self._projects.all()
        return Query(self._server, backend, asked, ids)

    async def _windows(self, query: Query) -> AsyncGenerator[Sequence[Run]]:
        """The runs of a span of time, several parts of it fetched at once."""
        asked = query.asked
        low = asked.start_time or await query.first()
        if low is None:
            return
        high = max(asked.end_time or datetime.now(UTC), low)
        window = Window(low.astimezone(UTC), high.astimezone(UTC), open_low=True, open_high=True)
        whole = replace(asked, limit=None)
        side = Side(lambda low, high: query.stream(between(whole, low, high)), window, asked.windows, ascending=asked.ascending)
        async with aclosing(side.runs()) as found:
            async for runs in found:
                yield runs
