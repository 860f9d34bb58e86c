"""One query to one API: the streams of runs that answer it.

Owns the invariant that a stream gives the runs in the order of the call, whether the API knows that order or not.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from filterlang.client.arguments import EARLIEST, Arguments
from filterlang.client.earliest_first import EarliestFirst
from filterlang.client.request_errors import ClientError
from filterlang.client.joining import JoinedQueries
from filterlang.client.paging import Pages, slices
from filterlang.client.server import Server
from filterlang.client.timed_records import RecordStream, TimedPages, all_records
from filterlang.client.windows import Window
from filterlang.client.wire import Backend, QueryBody, RecordPage
from filterlang.evaluate.run import Run
from filterlang.evaluate.run_texts import RunText, read_texts

_TIMES = ("id", "start_time")
_ORDERED_BY = frozenset(_TIMES)  # the fields that are read of records which are put in order here, until they are handed out
_SMALLEST_PART, _LARGEST_PART = 100, 1000  # runs that are fetched whole and reversed: a page, and the most to keep in memory


def started_between(arguments: Arguments, low: datetime | None, high: datetime | None) -> Arguments:
    """Returns the arguments for the runs that started between two times; None leaves the query's own bound."""
    return replace(arguments, start_time=low or arguments.start_time, end_time=high or arguments.end_time)


class BackendQuery:
    """A query to one API, over projects with known ids. ``arguments`` select the fields by which runs are ordered here, too."""

    def __init__(self, server: Server, backend: Backend, arguments: Arguments, projects: Sequence[str]) -> None:
        self._server = server
        self._backend = backend
        self._projects = projects
        self._filters = arguments.queries(backend.name)
        self._where = server.where("POST", backend.path)
        is_ordered_here = arguments.windows > 1 or not self._is_ordered_there(arguments)
        if is_ordered_here and arguments.select is not None:
            arguments = replace(arguments, select=(*arguments.select, "start_time"))
        self.arguments: Arguments = arguments

    def _is_ordered_there(self, arguments: Arguments) -> bool:
        """Whether one query to the API gives all runs in the order of the call."""
        return len(self._filters) == 1 and (self._backend.is_ordered or not arguments.ascending)

    def runs(self, arguments: Arguments) -> AsyncGenerator[Sequence[Run]]:
        """Yields the runs that answer the arguments, in order, a few at a time. Raises ``ClientError``."""
        if self._is_ordered_there(arguments):
            (pages,) = self._pages(arguments)
            return pages.runs()
        return self.runs_of(all_records(self.records(arguments)))

    async def runs_of(self, batches: AsyncGenerator[list[RunText]]) -> AsyncGenerator[Sequence[Run]]:
        """Yields the runs of records, a few at a time. Raises ``ClientError`` for records that are not runs."""
        async with aclosing(batches):
            async for records in batches:
                for runs in slices(self._read(self.arguments, records)):
                    await asyncio.sleep(0)
                    yield runs

    async def first_start(self) -> datetime | None:
        """Returns the start of the earliest run, or None without any run."""
        earliest = replace(self.arguments, select=_TIMES, order="asc", limit=1)
        async with aclosing(self.runs(earliest)) as batches:
            async for runs in batches:
                if runs[0].start_time is None:
                    raise ClientError("the server left out the start_time that was selected: give start_time yourself")
                return runs[0].start_time
        return None

    def records(self, arguments: Arguments) -> RecordStream:
        """Returns the records that answer the arguments, in order."""
        if not arguments.ascending or self._backend.is_ordered:
            return self._latest_first(arguments)
        low = arguments.start_time or EARLIEST
        span = Window(low, max(arguments.end_time or datetime.now(UTC), low), open_low=True, open_high=True)
        unlimited = replace(arguments, limit=None, order=None)
        times_only = replace(unlimited, select=_TIMES)
        return EarliestFirst(
            lambda low, high: self._latest_first(started_between(unlimited, low, high)),
            lambda low, high: self._latest_first(started_between(times_only, low, high)),
            span,
            min(max(arguments.limit or _LARGEST_PART, _SMALLEST_PART), _LARGEST_PART),
        )

    def _latest_first(self, arguments: Arguments) -> RecordStream:
        """Returns the records in the order of the API; those of several queries joined."""
        read = partial(self._read, arguments)
        streams = [TimedPages(pages, read) for pages in self._pages(arguments, _ORDERED_BY)]
        return streams[0] if len(streams) == 1 else JoinedQueries(streams)

    def _pages(self, arguments: Arguments, fields: frozenset[str] | None = None) -> list[Pages]:
        """Returns the pages of each query, with the values of some fields or all."""
        read = partial(self._read, arguments)
        bodies = [self._backend.body(arguments, filters, self._projects) for filters in self._filters]
        return [Pages(partial(self._fetch, body, fields), read, arguments.limit, self._where) for body in bodies]

    async def _fetch(self, body: QueryBody, fields: frozenset[str] | None, cursor: str | None) -> RecordPage:
        page_body = body if cursor is None else {**body, "cursor": cursor}
        return await self._server.send(
            "POST", self._backend.path, lambda answer: self._backend.read(answer, fields), body=page_body
        )

    def _read(self, arguments: Arguments, records: list[RunText]) -> list[Run]:
        selected = None if arguments.select is None else frozenset(arguments.select)
        try:
            return read_texts(records, self._server.host, selected)
        except ValueError as error:
            raise ClientError(f"the answer is not a list of runs: {self._server.hide(str(error))}", where=self._where) from None
