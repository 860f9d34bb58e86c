"""The runs of several queries as those of one, in order.

Owns the invariants that a run that several of the queries match comes once, and that no page is fetched before the runs
fetched so far have been handed out.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime
from uuid import UUID

from filterlang.client.paging import SLICE, Pages, cancel_and_wait
from filterlang.client.windows import start_of
from filterlang.evaluate.run import Run


class _JoinedQuery:
    """A query that is joined with others, and its runs that are not yet yielded, the next run last."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self.waiting: list[Run] = []

    @property
    def needs_page(self) -> bool:
        """Whether another page has to be fetched before the next run is known."""
        return not self.waiting and not self._pages.is_over

    async def fetch(self) -> None:
        """Fetch pages until one holds a run, or there are no more."""
        while self.needs_page:
            async with aclosing(self._pages.runs(1)) as batches:
                self.waiting = [run async for runs in batches for run in runs][::-1]


class JoinedQueries:
    """The runs that match at least one of several queries, the latest first, as each of the queries gives them."""

    def __init__(self, queries: Sequence[Pages]) -> None:
        self._queries = [_JoinedQuery(pages) for pages in queries]
        self._latest_start: datetime | None = None
        self._ids_at_start: set[UUID] = set()

    @property
    def is_over(self) -> bool:
        """Whether there are no more runs."""
        return not any(query.waiting or query.needs_page for query in self._queries)

    async def runs(self, most: int | None = None) -> AsyncGenerator[Sequence[Run]]:
        """Yields the runs, a few at a time: all, or those of the next pages that hold at least ``most``.

        Raises ``ClientError``.
        """
        count = 0
        while not self.is_over and (most is None or count < most):
            await self._fetch()
            runs = self._merged()
            count += len(runs)
            for start in range(0, len(runs), SLICE):
                yield runs[start : start + SLICE]

    async def _fetch(self) -> None:
        """Fetch a page of each query that needs one, side by side."""
        tasks = [asyncio.create_task(query.fetch()) for query in self._queries if query.needs_page]
        try:
            await asyncio.gather(*tasks)
        finally:
            await cancel_and_wait(*tasks)

    def _merged(self) -> list[Run]:
        """Returns the runs in order, up to where one of the queries needs another page."""
        runs: list[Run] = []
        while not any(query.needs_page for query in self._queries):
            waiting = [query.waiting for query in self._queries if query.waiting]
            if not waiting:
                break
            run = max(waiting, key=lambda runs: _order_key(runs[-1])).pop()
            if self._is_new(run):
                runs.append(run)
        return runs

    def _is_new(self, run: Run) -> bool:
        """Whether no other query gave the run. Its duplicates start when it does, so only those ids are remembered."""
        start = start_of(run)
        if start != self._latest_start:
            self._latest_start, self._ids_at_start = start, set()
        is_new = run.id not in self._ids_at_start
        self._ids_at_start.add(run.id)
        return is_new


def _order_key(run: Run) -> tuple[datetime, str]:
    return start_of(run), str(run.id)
