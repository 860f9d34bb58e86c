"""From one page to the next: the stream of runs behind a query.

Owns the invariants that every run comes once, that a stream ends or raises, and that an abandoned stream leaves no task.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
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
SLICE = 50  # runs validated at a time: in between, other tasks get a turn
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
        """Returns the records that did not come before. One that does not fit always is, and is refused when it is read."""
        ids: list[int | None] = [None if values is None else values["id"].int for _, values in records]
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

    async def runs(self, most: int | None = None) -> AsyncGenerator[Sequence[Run]]:
        """Yields the runs, a few at a time: all, or those of the next pages that together hold at least ``most``.

        The next page is fetched while the last is validated and handed out. Raises ``ClientError`` for cursors that lead in a
        circle, for pages without runs that do not end, and for records that are not runs.
        """
        count = 0
        next_page: asyncio.Task[RecordPage] | None = None
        try:
            page = await self._fetch(self._cursor)
            while True:
                records, size = self._new_records(page)
                count += size
                if not self.is_over and (most is None or count < most):
                    next_page = asyncio.create_task(self._fetch_next())
                del page
                for _ in range(_TURNS):
                    await asyncio.sleep(0)
                runs = self._read(records)
                del records
                for start in range(0, len(runs), SLICE):
                    await asyncio.sleep(0)
                    yield runs[start : start + SLICE]
                del runs
                if next_page is None:
                    return
                page, next_page = await next_page, None
        finally:
            await cancel_and_wait(next_page)

    async def _fetch_next(self) -> RecordPage:
        return await self._fetch(self._cursor)

    def _new_records(self, page: RecordPage) -> tuple[list[RunText], int]:
        """Takes the records out of a page: the new ones up to the limit, and how many there were. Notes the next cursor."""
        records = page.take_records()
        new = self._recent.new_among(records)[: self._remaining]
        if self._remaining is not None:
            self._remaining -= len(new)
        self._cursor = None if self._remaining == 0 else page.cursor
        self.is_over = self._cursor is None
        self._empty_pages = 0 if records else self._empty_pages + 1
        self._require_progress()
        return new, len(records)

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


async def cancel_and_wait(*tasks: asyncio.Task[Any] | None) -> None:
    """Cancel tasks and wait until they have ended."""
    pending = [task for task in tasks if task is not None]
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
