"""The runs of several queries as those of one, in order.

Owns the invariants that a run which several of the queries find comes once, and that no page is fetched before the runs
fetched so far have been handed out.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime
from uuid import UUID

from filterlang.client.paging import SLICE, Pages, left_behind
from filterlang.client.windows import started
from filterlang.evaluate.run import Run


class _Source:
    """One of the queries, and its runs that are still to be handed out, the next one last."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self.waiting: list[Run] = []

    @property
    def is_empty(self) -> bool:
        """Whether another page has to be fetched before it is known which run comes next."""
        return not self.waiting and not self._pages.is_over

    async def fetch(self) -> None:
        """Fetch pages until one holds a run, or there are no more."""
        while self.is_empty:
            async with aclosing(self._pages.runs(1)) as found:
                self.waiting = [run async for runs in found for run in runs][::-1]


class Joined:
    """The runs that at least one of several queries finds, the latest first, as each of the queries gives them."""

    def __init__(self, queries: Sequence[Pages]) -> None:
        self._sources = [_Source(pages) for pages in queries]
        self._last: datetime | None = None
        self._came: set[UUID] = set()

    @property
    def is_over(self) -> bool:
        """Whether there are no more runs."""
        return not any(source.waiting or source.is_empty for source in self._sources)

    async def runs(self, most: int | None = None) -> AsyncGenerator[Sequence[Run]]:
        """The runs, a few at a time: all, or those of the next pages that hold at least ``most``. Raises ``ClientError``."""
        came = 0
        while not self.is_over and (most is None or came < most):
            await self._fetch()
            found = self._next()
            came += len(found)
            for start in range(0, len(found), SLICE):
                yield found[start : start + SLICE]

    async def _fetch(self) -> None:
        """Fetch a page of each query that has no run waiting, side by side."""
        tasks = [asyncio.create_task(source.fetch()) for source in self._sources if source.is_empty]
        try:
            await asyncio.gather(*tasks)
        finally:
            await left_behind(*tasks)

    def _next(self) -> list[Run]:
        """The runs up to where one of the queries has to be asked for more."""
        found: list[Run] = []
        while not any(source.is_empty for source in self._sources):
            ready = [source for source in self._sources if source.waiting]
            if not ready:
                break
            run = max(ready, key=lambda source: _place(source.waiting[-1])).waiting.pop()
            if self._is_new(run):
                found.append(run)
        return found

    def _is_new(self, run: Run) -> bool:
        """Whether no other query gave the run; one that did gave it among the runs that started at the same time."""
        at = started(run)
        if at != self._last:
            self._last, self._came = at, set()
        is_new = run.id not in self._came
        self._came.add(run.id)
        return is_new


def _place(run: Run) -> tuple[datetime, str]:
    return started(run), str(run.id)
