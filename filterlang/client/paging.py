"""From one page to the next: the stream of runs behind a query.

Owns the invariants that every run comes once, that a stream ends or raises, and that a stream which is left leaves no task.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Any

from filterlang.client.errors import ClientError
from filterlang.client.wire import Page
from filterlang.evaluate.run import Run

Fetch = Callable[[str | None], Awaitable[Page]]
"""Fetches the page that a cursor stands for; the first one for None."""

Read = Callable[[list[Any]], Sequence[Run]]
"""Makes runs of records."""

_TURNS = 8  # of the event loop, in which the request for the next page goes out before the runs of the last are validated
SLICE = 50  # runs validated at a time: in between, what is on its way gets its turn
_MOST_EMPTY = 1000
_REMEMBERED = 1000


class Recent:
    """The runs that came lately: servers whose pages overlap do so at the edges.

    What is remembered are two generations of ids, so that a stream of any length takes the same memory.
    """

    def __init__(self) -> None:
        self._older: set[str] = set()
        self._newer: set[str] = set()

    def fresh(self, records: list[Any]) -> list[Any]:
        """The records that did not come before."""
        ids = [*map(_id, records)]
        found = set(ids)
        if len(found) == len(ids) and found.isdisjoint(self._newer) and found.isdisjoint(self._older):
            kept = records
        else:
            kept = [record for id, record in zip(ids, records, strict=True) if not id or self._is_new(id)]
        self._newer |= found
        if len(self._newer) > _REMEMBERED:
            self._older, self._newer = self._newer, set()
        return kept

    def _is_new(self, id: str) -> bool:
        known = id in self._newer or id in self._older
        self._newer.add(id)
        return not known


def _id(record: Any) -> str:
    """The id of a record; nothing for what has none, which is refused when it is read."""
    try:
        id = record["id"]
    except (TypeError, KeyError, IndexError):
        return ""
    return id if isinstance(id, str) else ""


class Pages:
    """The pages of one query. ``is_over`` says whether there are more."""

    def __init__(self, fetch: Fetch, read: Read, limit: int | None = None, where: str = "") -> None:
        self._fetch = fetch
        self._read = read
        self._left = limit
        self._where = where
        self._cursor: str | None = None
        self._seen: set[str] = set()
        self._recent = Recent()
        self._empty = 0
        self.is_over: bool = False

    async def runs(self, most: int | None = None) -> AsyncGenerator[Sequence[Run]]:
        """The runs, a few at a time, up to the end, or those of the next pages that together hold as many as ``most``.

        The next page is on its way while the last is validated and handed out. Raises ``ClientError`` for cursors that lead in
        a circle, for pages without runs that do not end, and for what is no run.
        """
        came = 0
        ahead: asyncio.Task[Page] | None = None
        try:
            page = await self._fetch(self._cursor)
            while True:
                records, count = self._taken(page)
                came += count
                goes_on = not self.is_over and (most is None or came < most)
                if goes_on:
                    ahead = asyncio.create_task(self._next())
                del page
                for _ in range(_TURNS):
                    await asyncio.sleep(0)
                found = self._read(records)
                del records
                for start in range(0, len(found), SLICE):
                    await asyncio.sleep(0)
                    yield found[start : start + SLICE]
                del found
                if ahead is None:
                    return
                page, ahead = await ahead, None
        finally:
            await left_behind(ahead)

    async def _next(self) -> Page:
        return await self._fetch(self._cursor)

    def _taken(self, page: Page) -> tuple[list[Any], int]:
        """What of a page is new and within the limit, and how much it held. Notes where the next one is."""
        came = page.taken()
        records = self._recent.fresh(came)[: self._left]
        if self._left is not None:
            self._left -= len(records)
        self._cursor = None if self._left == 0 else page.cursor
        self.is_over = self._cursor is None
        self._empty = 0 if came else self._empty + 1
        if self._cursor in self._seen:
            raise ClientError("the server gave the same cursor twice: its pages would never end", where=self._where)
        if self._cursor is not None:
            self._seen.add(self._cursor)
            if self._empty > _MOST_EMPTY:
                what = f"the server sent {self._empty} pages without a run, and says there are more"
                raise ClientError(what, where=self._where)
        return records, len(came)


async def left_behind(*tasks: asyncio.Task[Any] | None) -> None:
    """Cancel tasks and wait until they are gone."""
    pending = [task for task in tasks if task is not None]
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
