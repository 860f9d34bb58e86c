"""A span of time cut into windows that are fetched side by side, and handed out in order.

Owns the invariants that every run belongs to exactly one window, by its start time, and that the number of runs that wait for
their turn is bounded.

Servers differ in whether a bound is part of its range, and keep times with more digits than they show. So a window requests a
little more than its span, and keeps the runs that started in it. A window that turns out to hold many runs is cut where its
fetching has got to, and the rest is split by how dense the runs were, so that a dense part is fetched side by side as well.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple, Protocol

from filterlang.client.request_errors import ClientError
from filterlang.client.paging import cancel_and_wait
from filterlang.evaluate.run import Run

OVERLAP = timedelta(milliseconds=1)
_TICK = timedelta(microseconds=1)
_QUOTA = 500  # runs, after which a window is cut


class Window(NamedTuple):
    """The runs that started at ``low`` or later and before ``high``; an open end goes as far as the query does."""

    low: datetime
    high: datetime
    open_low: bool
    open_high: bool

    def holds(self, start: datetime) -> bool:
        """Whether a run with this start belongs to the window."""
        return (self.open_low or start >= self.low) and (self.open_high or start < self.high)

    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """Returns the times between which to request its runs: a little more than its span; None at an open end."""
        return None if self.open_low else self.low - OVERLAP, None if self.open_high else self.high + OVERLAP

    def split(self, count: int) -> list["Window"]:
        """Returns the parts, the earliest first; fewer than ``count`` where they would be shorter than their overlap."""
        count = max(1, min(count, (self.high - self.low) // (2 * OVERLAP)))
        edges = [self.low + (self.high - self.low) * number / count for number in range(1, count)]
        return [
            Window(low, high, self.open_low and number == 0, self.open_high and number == count - 1)
            for number, (low, high) in enumerate(zip([self.low, *edges], [*edges, self.high], strict=True))
        ]


class RunStream(Protocol):
    """Runs that are fetched when they are wanted, such as ``Pages``."""

    @property
    def is_over(self) -> bool:
        """Whether there are no more runs."""
        ...

    def runs(self, most: int | None = None) -> AsyncGenerator[Sequence[Run]]:
        """Yields the runs, a few at a time: all, or those of the next pages that hold at least ``most``."""
        ...


Open = Callable[[datetime | None, datetime | None], RunStream]
"""Opens the stream of the runs that started between two times; None leaves the query's own bound."""


@dataclass(eq=False)
class _WindowReader:
    """A window that is being fetched: its runs that wait to be handed out, and how many there were."""

    window: Window
    fetched: asyncio.Queue[Sequence[Run] | None] = field(default_factory=asyncio.Queue[Sequence[Run] | None])
    task: asyncio.Task[None] | None = None
    count: int = 0
    waiting: int = 0

    @property
    def is_busy(self) -> bool:
        return self.task is not None and not self.task.done()

    def hand_out(self, runs: list[tuple[datetime, Run]]) -> None:
        """Queue the runs that started in the window."""
        kept = [run for time, run in runs if self.window.holds(time)]
        if kept:
            self.count += len(kept)
            self.waiting += len(kept)
            self.fetched.put_nowait(kept)


class ParallelWindows:
    """The windows of one query, fetched side by side."""

    def __init__(self, open_pages: Open, window: Window, count: int, *, ascending: bool) -> None:
        self._open = open_pages
        self._count = count
        self._ascending = ascending
        self._readers = [_WindowReader(each) for each in self._ordered(window.split(count))]

    async def runs(self) -> AsyncGenerator[Sequence[Run]]:
        """Yields the runs of all windows, in order."""
        try:
            while self._readers:
                self._advance()
                first = self._readers[0]
                runs = await first.fetched.get()
                if runs is not None:
                    first.waiting -= len(runs)
                    yield runs
                    continue
                assert first.task is not None
                await first.task  # raises the error that ended it
                self._readers.remove(first)
        finally:
            readers, self._readers = self._readers, []
            await cancel_and_wait(*(reader.task for reader in readers))

    def _ordered(self, windows: list[Window]) -> Iterator[Window]:
        return iter(windows) if self._ascending else reversed(windows)

    def _advance(self) -> None:
        """Start the next windows, within the bounds on open windows and on waiting runs."""
        busy = sum(reader.is_busy for reader in self._readers)
        waiting = sum(reader.waiting for reader in self._readers)
        for index, reader in enumerate(self._readers):
            if busy >= self._count or (index and waiting > self._count * _QUOTA):
                return
            if reader.task is None:
                reader.task = asyncio.create_task(self._read(reader))
                busy += 1

    async def _read(self, reader: _WindowReader) -> None:
        """Fetch a window, or the part of it before which it is cut, and put the windows of the rest behind it."""
        try:
            rest = await self._fetch(reader)
            if rest is not None:
                index = self._readers.index(reader) + 1
                self._readers[index:index] = [_WindowReader(each) for each in self._ordered(rest)]
        finally:
            reader.fetched.put_nowait(None)
        asyncio.get_running_loop().call_soon(self._advance)

    async def _fetch(self, reader: _WindowReader) -> list[Window] | None:
        """Hand out a window's runs up to where it is cut, and return the windows of the rest; None when it is not cut."""
        window = reader.window
        pages = self._open(*window.bounds())
        in_order = True
        times: list[datetime] = []
        while not pages.is_over:
            last: list[tuple[datetime, Run]] = []
            times = times[-1:]
            async with aclosing(pages.runs(_QUOTA)) as batches:
                async for runs in batches:
                    reader.hand_out(last)
                    last = [(start_of(run), run) for run in runs]
                    times += [time for time, _ in last]
            in_order = in_order and times == sorted(times, reverse=not self._ascending)
            can_be_cut = not pages.is_over and in_order and last and last[0][0] != last[-1][0]
            rest = self._rest(window, last[-1][0]) if can_be_cut else None
            if rest is None:
                reader.hand_out(last)
                continue
            reader.hand_out([(time, run) for time, run in last if time != last[-1][0]])
            return rest.split(self._pieces(times, rest))
        return None

    def _rest(self, window: Window, last: datetime) -> Window | None:
        """Returns the part of a window behind the runs that started before (or, latest first, after) the last run."""
        if self._ascending:
            return window._replace(low=last, open_low=False) if window.low < last < window.high else None
        high = last + _TICK
        return window._replace(high=high, open_high=False) if window.low < high < window.high else None

    def _pieces(self, times: list[datetime], rest: Window) -> int:
        """Returns into how many windows to split a rest: as dense as the runs before it."""
        covered = abs(times[-1] - times[0])
        return min(2 * self._count, ceil(len(times) / _QUOTA * ((rest.high - rest.low) / covered)))


def start_of(run: Run) -> datetime:
    """Returns the start of a run. Raises ``ClientError`` for a run without one."""
    if run.start_time is None:
        raise ClientError(
            f"the run {run.id} came without its start_time, by which runs are put in order: ask without windows and order"
        )
    return run.start_time
