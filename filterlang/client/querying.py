"""One query as an API is asked for it: the streams of runs that answer it.

Owns the invariant that a stream gives the runs in the order that was asked for, whether the API knows that order or not.
"""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from filterlang.client.arguments import EARLIEST, Arguments
from filterlang.client.errors import ClientError
from filterlang.client.joining import Joined
from filterlang.client.paging import Pages
from filterlang.client.server import Server
from filterlang.client.turning import Turned
from filterlang.client.windows import Stream, Window
from filterlang.client.wire import Backend, Body, Page
from filterlang.evaluate.run import Run, read_page

_TIMES = ("id", "start_time")
_LEAST, _MOST = 100, 1000  # runs that are fetched as a whole to be turned round: a page, and what may wait in memory


def between(asked: Arguments, low: datetime | None, high: datetime | None) -> Arguments:
    """The arguments for what started between two times; None where the query's own bound stands."""
    return replace(asked, start_time=low or asked.start_time, end_time=high or asked.end_time)


class Query:
    """A query to one API, over projects with known ids. ``asked`` are its arguments, with the fields that order runs."""

    def __init__(self, server: Server, backend: Backend, asked: Arguments, projects: Sequence[str]) -> None:
        self._server = server
        self._backend = backend
        self._projects = projects
        self._filters = asked.queries(backend.name)
        self._turns = asked.ascending and not backend.is_ordered
        is_ordered_here = asked.windows > 1 or self._turns or len(self._filters) > 1
        if is_ordered_here and asked.select is not None:
            asked = replace(asked, select=(*asked.select, "start_time"))
        self.asked: Arguments = asked

    def runs(self, asked: Arguments) -> AsyncGenerator[Sequence[Run]]:
        """The runs that answer the arguments, in order."""
        return self.stream(asked).runs()

    async def first(self) -> datetime | None:
        """When the earliest run started, or None when there is none."""
        earliest = replace(self.asked, select=_TIMES, order="asc", limit=1)
        async for runs in self.stream(earliest).runs():
            if runs[0].start_time is None:
                raise ClientError("the server left out the start_time that it was asked for: give start_time yourself")
            return runs[0].start_time
        return None

    def stream(self, asked: Arguments) -> Stream:
        """The runs that answer the arguments, in order."""
        if not asked.ascending or self._backend.is_ordered:
            return self._pages(asked)
        low = asked.start_time or EARLIEST
        window = Window(low, max(asked.end_time or datetime.now(UTC), low), open_low=True, open_high=True)
        whole = replace(asked, limit=None, order=None)
        times = replace(whole, select=_TIMES)
        return Turned(
            lambda low, high: self._pages(between(whole, low, high)),
            lambda low, high: self._pages(between(times, low, high)),
            window,
            min(max(asked.limit or _MOST, _LEAST), _MOST),
        )

    def _pages(self, asked: Arguments) -> Stream:
        """The runs as the API gives them; those of several queries joined."""
        where = self._server.where("POST", self._backend.path)
        bodies = [self._backend.body(asked, filters, self._projects) for filters in self._filters]
        read = partial(self._read, where, None if asked.select is None else frozenset(asked.select))
        pages = [Pages(partial(self._fetch, body), read, asked.limit, where) for body in bodies]
        return pages[0] if len(pages) == 1 else Joined(pages)

    async def _fetch(self, body: Body, cursor: str | None) -> Page:
        said = body if cursor is None else {**body, "cursor": cursor}
        return await self._server.send("POST", self._backend.path, self._backend.read, body=said)

    def _read(self, where: str, selected: frozenset[str] | None, records: list[Any]) -> list[Run]:
        try:
            return read_page(records, self._server.host, selected)
        except ValueError as error:
            raise ClientError(f"the answer is not a list of runs: {self._server.hide(str(error))}", where=where) from None
