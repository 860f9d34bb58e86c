"""The runs of a query from the earliest on, where a server gives the latest first and knows no other order.

Owns the invariants that every run comes once, in order, and that no more runs wait in memory than the quota, apart from runs
that start within the same two milliseconds.

The span of the query is halved until a part holds no more runs than the quota, which a probe for their times finds out. That
part is then fetched whole and reversed.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from filterlang.client.paging import SLICE
from filterlang.client.windows import Open, Window, start_of
from filterlang.evaluate.run import Run


class EarliestFirst:
    """The runs that started in a window, the earliest first. ``probe`` opens a stream with the fewest fields of each run."""

    def __init__(self, open_runs: Open, probe: Open, window: Window, quota: int) -> None:
        self._open = open_runs
        self._probe = probe
        self._quota = quota
        self._windows = [window]  # the earliest last

    @property
    def is_over(self) -> bool:
        """Whether there are no more runs."""
        return not self._windows

    async def runs(self, most: int | None = None) -> AsyncGenerator[Sequence[Run]]:
        """Yields the runs, a few at a time: all, or those of the next windows that hold at least ``most``."""
        total = 0
        while self._windows and (most is None or total < most):
            window = self._windows.pop()
            halves = window.split(2)
            count = await self._count(window) if len(halves) > 1 else self._quota
            if count > self._quota:
                self._windows += reversed(halves)
            elif count:
                runs = await self._reversed(window)
                total += len(runs)
                for start in range(0, len(runs), SLICE):
                    yield runs[start : start + SLICE]

    async def _count(self, window: Window) -> int:
        """Returns how many runs a window holds; one above the quota for any number above it."""
        pages = self._probe(*window.bounds())
        async with aclosing(pages.runs(self._quota + 1)) as batches:
            count = sum([len(runs) async for runs in batches])
        return count if pages.is_over else self._quota + 1

    async def _reversed(self, window: Window) -> list[Run]:
        async with aclosing(self._open(*window.bounds()).runs()) as batches:
            runs = [run async for batch in batches for run in batch if window.holds(start_of(run))]
        runs.reverse()  # so that runs of one start time come in the opposite of the server's order, too
        return sorted(runs, key=start_of)
