"""A span of time cut into windows that are fetched side by side, and handed out in order.

Owns the invariants that every run belongs to exactly one window, by its start time, and that what waits for its turn is
bounded.

Servers differ in whether a bound is part of its range, and keep times with more digits than they show. So a window asks for a
little more than it is, and keeps of that what started in it. A window that turns out long is cut again where it has come to,
and its rest split by how dense it was, so that runs that lie close together are fetched side by side as well.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple, Protocol

from filterlang.client.errors import ClientError
from filterlang.client.paging import left_behind
from filterlang.evaluate.run import Run

OVERLAP = timedelta(milliseconds=1)
_TICK = timedelta(microseconds=1)
_QUOTA = 500  # runs, after which a window is cut


class Window(NamedTuple):
    """What started at ``low`` or later and before ``high``; an end that is open goes as far as the query does."""

    low: datetime
    high: datetime
    open_low: bool
    open_high: bool

    def holds(self, moment: datetime) -> bool:
        """Whether a run that started then belongs here."""
        return (self.open_low or moment >= self.low) and (self.open_high or moment < self.high)

    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """Between which times to ask for its runs: a little more than it is; None at an end that is open."""
        return None if self.open_low else self.low - OVERLAP, None if self.open_high else self.high + OVERLAP

    def split(self, count: int) -> list["Window"]:
        """As many windows, the earliest first; fewer where they would be shorter than what they overlap by."""
        count = max(1, min(count, (self.high - self.low) // (2 * OVERLAP)))
        edges = [self.low + (self.high - self.low) * number / count for number in range(1, count)]
        return [
            Window(low, high, self.open_low and number == 0, self.open_high and number == count - 1)
            for number, (low, high) in enumerate(zip([self.low, *edges], [*edges, self.high], strict=True))
        ]


class Stream(Protocol):
    """Runs that are fetched as they are wanted, such as ``Pages``."""

    @property
    def is_over(self) -> bool:
        """Whether there are no more."""
        ...

    def runs(self, most: int | None = None) -> AsyncGenerator[Sequence[Run]]:
        """The runs, a few at a time: all, or those of the next pages that hold at least ``most``."""
        ...


Open = Callable[[datetime | None, datetime | None], Stream]
"""Asks for what started between two times; None where the query's own bound stands."""


@dataclass(eq=False)
class _Reader:
    """One window on its way: what it has fetched, and what comes after it in line once it is cut."""

    window: Window
    fetched: asyncio.Queue[Sequence[Run] | None] = field(default_factory=asyncio.Queue[Sequence[Run] | None])
    task: asyncio.Task[None] | None = None
    count: int = 0
    waiting: int = 0

    @property
    def is_busy(self) -> bool:
        return self.task is not None and not self.task.done()

    def hand_out(self, runs: list[tuple[datetime, Run]]) -> None:
        """Put what started in the window in line."""
        kept = [run for time, run in runs if self.window.holds(time)]
        if kept:
            self.count += len(kept)
            self.waiting += len(kept)
            self.fetched.put_nowait(kept)


class Side:
    """The windows of one query, side by side."""

    def __init__(self, open_pages: Open, window: Window, count: int, *, ascending: bool) -> None:
        self._open = open_pages
        self._count = count
        self._ascending = ascending
        self._line = [_Reader(each) for each in self._ordered(window.split(count))]

    async def runs(self) -> AsyncGenerator[Sequence[Run]]:
        """The runs of all windows, in order."""
        try:
            while self._line:
                self._advance()
                first = self._line[0]
                runs = await first.fetched.get()
                if runs is not None:
                    first.waiting -= len(runs)
                    yield runs
                    continue
                assert first.task is not None
                await first.task  # raises what it failed of
                self._line.remove(first)
        finally:
            line, self._line = self._line, []
            await left_behind(*(reader.task for reader in line))

    def _ordered(self, windows: list[Window]) -> Iterator[Window]:
        return iter(windows) if self._ascending else reversed(windows)

    def _advance(self) -> None:
        """Start the windows that are next in line, as many as may be under way and as may wait."""
        busy = sum(reader.is_busy for reader in self._line)
        waiting = sum(reader.waiting for reader in self._line)
        for place, reader in enumerate(self._line):
            if busy >= self._count or (place and waiting > self._count * _QUOTA):
                return
            if reader.task is None:
                reader.task = asyncio.create_task(self._read(reader))
                busy += 1

    async def _read(self, reader: _Reader) -> None:
        """Fetch a window, or the part of it after which it is cut."""
        try:
            rest = await self._fetch(reader)
            if rest is not None:
                place = self._line.index(reader) + 1
                self._line[place:place] = [_Reader(each) for each in self._ordered(rest)]
        finally:
            reader.fetched.put_nowait(None)
        asyncio.get_running_loop().call_soon(self._advance)

    async def _fetch(self, reader: _Reader) -> list[Window] | None:
        """Hand out a window's runs up to where it is cut; what comes back are the windows after that."""
        window = reader.window
        pages = self._open(*window.bounds())
        in_order = True
        times: list[datetime] = []
        while not pages.is_over:
            held: list[tuple[datetime, Run]] = []
            times = times[-1:]
            async with aclosing(pages.runs(_QUOTA)) as found:
                async for runs in found:
                    reader.hand_out(held)
                    held = [(started(run), run) for run in runs]
                    times += [time for time, _ in held]
            in_order = in_order and times == sorted(times, reverse=not self._ascending)
            can_be_cut = not pages.is_over and in_order and held and held[0][0] != held[-1][0]
            rest = self._rest(window, held[-1][0]) if can_be_cut else None
            if rest is None:
                reader.hand_out(held)
                continue
            reader.hand_out([(time, run) for time, run in held if time != held[-1][0]])
            return rest.split(self._pieces(times, rest))
        return None

    def _rest(self, window: Window, last: datetime) -> Window | None:
        """What of a window comes after the runs that started before (or, going back, after) the last that came."""
        if self._ascending:
            return window._replace(low=last, open_low=False) if window.low < last < window.high else None
        high = last + _TICK
        return window._replace(high=high, open_high=False) if window.low < high < window.high else None

    def _pieces(self, times: list[datetime], rest: Window) -> int:
        """Into how many windows to split a rest, going by how close together the runs before it lay."""
        covered = abs(times[-1] - times[0])
        return min(2 * self._count, ceil(len(times) / _QUOTA * ((rest.high - rest.low) / covered)))


def started(run: Run) -> datetime:
    """When a run started. Raises ``ClientError`` for a run without that time."""
    if run.start_time is None:
        raise ClientError(
            f"the run {run.id} came without its start_time, by which runs are put in order: ask without windows and order"
        )
    return run.start_time
