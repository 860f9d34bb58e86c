"""From one page to the next: the stream of runs behind a query.

Owns the invariants that every run comes once, that a stream ends or raises, and that an abandoned stream leaves no task.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from typing import Any

from filterlang.client.request_errors import ClientError
from filterlang.client.wire import RecordPage
from filterlang.evaluate.run import Run
from filterlang.evaluate.run_texts import RunText

Fetch = Callable[[str | None], Awaitable[RecordPage]]
"""Fetches the page of a cursor; the first page for None."""

Read = Callable[[list[RunText]], Sequence[Run]]
"""Makes runs of records."""

_TURNS = 8  # of the event loop, in which the request for the next page goes out before the runs of the last are validated
_SLICE = 50  # runs handed out at a time
_MOST_EMPTY = 1000
_REMEMBERED = 1000


class Recent:
    """The ids of the latest runs: the pages of some servers overlap at their edges.

    Two generations of ids are remembered, so that a stream of any length takes the same memory.
    """

    def __init__(self) -> None:
        self._older: set[int | None] = set()
        self._newer: set[int | None] = set()

    def new_among(self, records: list[RunText]) -> list[RunText]:
        """Returns the records that did not come before."""
        ids = [*map(id_of, records)]
        unique = set(ids)
        if len(unique) == len(ids) and unique.isdisjoint(self._newer) and unique.isdisjoint(self._older):
            new = records
        else:
            new = [record for id, record in zip(ids, records, strict=True) if id is None or self._is_new(id)]
        self._newer |= unique
        if len(self._newer) > _REMEMBERED:
            self._older, self._newer = self._newer, set()
        return new

    def _is_new(self, id: int) -> bool:
        is_known = id in self._newer or id in self._older
        self._newer.add(id)
        return not is_known


def id_of(record: RunText) -> int | None:
    """Returns the id of a record; None for one that does not fit, which is refused when it is read."""
    _, values = record
    return None if values is None else values["id"].int


class Pages:
    """The pages of one query. ``is_over`` is whether the last page was fetched."""

    def __init__(self, fetch: Fetch, read: Read, limit: int | None = None, where: str = "") -> None:
        self._fetch = fetch
        self._read = read
        self._remaining = limit
        self._where = where
        self._cursor: str | None = None
        self._cursors: set[str] = set()
        self._recent = Recent()
        self._empty_pages = 0
        self.is_over: bool = False

    async def next_records(self) -> list[RunText]:
        """Fetch the next page, and return its new records, up to the limit.

        Raises ``ClientError`` for cursors that lead in a circle, and for pages without runs that do not end.
        """
        page = await self._fetch(self._cursor)
        records = page.take_records()
        new = self._recent.new_among(records)[: self._remaining]
        if self._remaining is not None:
            self._remaining -= len(new)
        self._cursor = None if self._remaining == 0 else page.cursor
        self.is_over = self._cursor is None
        self._empty_pages = 0 if records else self._empty_pages + 1
        self._require_progress()
        return new

    async def runs(self) -> AsyncGenerator[Sequence[Run]]:
        """Yields the runs, a few at a time. Raises ``ClientError`` as ``next_records`` does, and for records that are not runs.

        The next page is fetched while the last is validated and handed out.
        """
        next_page: asyncio.Task[list[RunText]] | None = None
        try:
            records = await self.next_records()
            while True:
                if not self.is_over:
                    next_page = asyncio.create_task(self.next_records())
                for _ in range(_TURNS):
                    await asyncio.sleep(0)
                runs = self._read(records)
                del records
                for few in slices(runs):
                    await asyncio.sleep(0)
                    yield few
                del runs
                if next_page is None:
                    return
                records, next_page = await next_page, None
        finally:
            await cancel_and_wait(next_page)

    def _require_progress(self) -> None:
        """Raise ``ClientError`` when the pages would never end."""
        if self._cursor is None:
            return
        if self._cursor in self._cursors:
            raise ClientError("the server gave the same cursor twice: its pages would never end", where=self._where)
        self._cursors.add(self._cursor)
        if self._empty_pages > _MOST_EMPTY:
            message = f"the server sent {self._empty_pages} pages without a run, and says there are more"
            raise ClientError(message, where=self._where)


def slices(runs: Sequence[Run]) -> Iterator[Sequence[Run]]:
    """Yields the runs, a few at a time: in between, other tasks get a turn."""
    return (runs[start : start + _SLICE] for start in range(0, len(runs), _SLICE))


async def cancel_and_wait(*tasks: asyncio.Task[Any] | None) -> None:
    """Cancel tasks and wait until they have ended."""
    pending = [task for task in tasks if task is not None]
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
