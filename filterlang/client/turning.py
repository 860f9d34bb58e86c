"""The runs of a query from the earliest on, where a server gives the latest first and knows no other order.

Owns the invariants that every run comes once, in order, and that no more runs wait in memory than the quota, but for runs
that start within the same two milliseconds.

The span of the query is halved until a part holds no more runs than the quota, which is found out by asking for their times
only. That part is then fetched whole and turned round.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from filterlang.client.paging import SLICE
from filterlang.client.windows import Open, Window, started
from filterlang.evaluate.run import Run


class Turned:
    """The runs that started in a window, the earliest first. ``probe`` asks for as little of each run as possible."""

    def __init__(self, open_runs: Open, probe: Open, window: Window, quota: int) -> None:
        self._open = open_runs
        self._probe = probe
        self._quota = quota
        self._left = [window]  # the earliest last

    @property
    def is_over(self) -> bool:
        """Whether there are no more runs."""
        return not self._left

    async def runs(self, most: int | None = None) -> AsyncGenerator[Sequence[Run]]:
        """The runs, a few at a time: all, or those of the next windows that hold at least ``most``."""
        came = 0
        while self._left and (most is None or came < most):
            window = self._left.pop()
            parts = window.split(2)
            count = await self._count(window) if len(parts) > 1 else self._quota
            if count > self._quota:
                self._left += reversed(parts)
            elif count:
                found = await self._whole(window)
                came += len(found)
                for start in range(0, len(found), SLICE):
                    yield found[start : start + SLICE]

    async def _count(self, window: Window) -> int:
        """How many runs a window holds; more than the quota for any number above it."""
        pages = self._probe(*window.bounds())
        async with aclosing(pages.runs(self._quota + 1)) as found:
            count = sum([len(runs) async for runs in found])
        return count if pages.is_over else self._quota + 1

    async def _whole(self, window: Window) -> list[Run]:
        async with aclosing(self._open(*window.bounds()).runs()) as found:
            runs = [run async for some in found for run in some if window.holds(started(run))]
        runs.reverse()  # runs of one start time in the order opposite to the server's, too
        return sorted(runs, key=started)
