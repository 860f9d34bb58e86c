"""One query to one API: the streams of runs that answer it.

Owns the invariant that a stream gives the runs in the order of the call, whether the API knows that order or not.
"""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from filterlang.client.arguments import EARLIEST, Arguments
from filterlang.client.earliest_first import EarliestFirst
from filterlang.client.request_errors import ClientError
from filterlang.client.joining import JoinedQueries
from filterlang.client.paging import Pages
from filterlang.client.server import Server
from filterlang.client.windows import RunStream, Window
from filterlang.client.wire import Backend, QueryBody, RecordPage
from filterlang.evaluate.run import Run
from filterlang.evaluate.run_texts import RunText, read_texts

_TIMES = ("id", "start_time")
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
        is_reversed_here = arguments.ascending and not backend.is_ordered
        is_ordered_here = arguments.windows > 1 or is_reversed_here or len(self._filters) > 1
        if is_ordered_here and arguments.select is not None:
            arguments = replace(arguments, select=(*arguments.select, "start_time"))
        self.arguments: Arguments = arguments

    def runs(self, arguments: Arguments) -> AsyncGenerator[Sequence[Run]]:
        """Yields the runs that answer the arguments, in order."""
        return self.stream(arguments).runs()

    async def first_start(self) -> datetime | None:
        """Returns the start of the earliest run, or None without any run."""
        earliest = replace(self.arguments, select=_TIMES, order="asc", limit=1)
        async for runs in self.stream(earliest).runs():
            if runs[0].start_time is None:
                raise ClientError("the server left out the start_time that was selected: give start_time yourself")
            return runs[0].start_time
        return None

    def stream(self, arguments: Arguments) -> RunStream:
        """Returns the stream of the runs that answer the arguments, in order."""
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

    def _latest_first(self, arguments: Arguments) -> RunStream:
        """Returns the runs in the order of the API; those of several queries joined."""
        where = self._server.where("POST", self._backend.path)
        bodies = [self._backend.body(arguments, filters, self._projects) for filters in self._filters]
        read = partial(self._read, where, None if arguments.select is None else frozenset(arguments.select))
        pages = [Pages(partial(self._fetch, body), read, arguments.limit, where) for body in bodies]
        return pages[0] if len(pages) == 1 else JoinedQueries(pages)

    async def _fetch(self, body: QueryBody, cursor: str | None) -> RecordPage:
        page_body = body if cursor is None else {**body, "cursor": cursor}
        return await self._server.send("POST", self._backend.path, self._backend.read, body=page_body)

    def _read(self, where: str, selected: frozenset[str] | None, records: list[RunText]) -> list[Run]:
        try:
            return read_texts(records, self._server.host, selected)
        except ValueError as error:
            raise ClientError(f"the answer is not a list of runs: {self._server.hide(str(error))}", where=where) from None
