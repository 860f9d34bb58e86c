"""A part of a query's time, and the pages of its records that wait to be handed out.

Owns the invariant that every record belongs to exactly one of the windows that another is split into, by its start time.

Servers differ in whether a bound is part of its range, and keep times with more digits than they show. So a window requests a
little more than its span, and keeps the records that started in it.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from filterlang.client.timed_records import RecordStream

OVERLAP = timedelta(milliseconds=1)


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


@dataclass(eq=False)
class WindowReader:
    """A window that is being fetched, and its pages that wait to be handed out. ``last`` is the start of its last record."""

    window: Window
    stream: RecordStream
    ascending: bool
    waiting: deque[list[bytes]] = field(default_factory=deque[list[bytes]])
    task: asyncio.Task[None] | None = None
    error: Exception | None = None
    last: datetime | None = None
    count: int = 0
    page_size: int = 0
    in_order: bool = True

    @property
    def is_over(self) -> bool:
        """Whether no page of the window is left to fetch."""
        return self.error is not None or (self.task is None and (self.stream.is_over or self._is_past_its_end))

    @property
    def _is_past_its_end(self) -> bool:
        """Whether a record came that started well behind the window: a server may order by fewer digits than it shows.

        Where it keeps no order, more may come that did not.
        """
        if self.last is None or not self.in_order:
            return False
        if self.ascending:
            return not self.window.open_high and self.last >= self.window.high + OVERLAP
        return not self.window.open_low and self.last < self.window.low - OVERLAP

    async def fetch(self) -> int:
        """Fetch the next page, keep its records that started in the window, and return the bytes that they take.

        An error is kept until it is the window's turn.
        """
        try:
            records = await self.stream.next_records()
        except Exception as error:  # noqa: BLE001 - it is raised when it is the window's turn
            self.error = error
            return 0
        if not records:
            return 0
        starts = [*([] if self.last is None else [self.last]), *(record.start for record in records)]
        self.in_order = self.in_order and starts == sorted(starts, reverse=not self.ascending)
        self.last = starts[-1]
        self.page_size = len(records)
        kept = [text for start, (text, _) in records if self.window.holds(start)]
        if not kept:
            return 0
        self.count += len(kept)
        self.waiting.append(kept)
        return sum(map(len, kept))

    def rest(self) -> Window | None:
        """Returns the part of the window behind its last record; None where it is not known."""
        if self.last is None or not self.in_order or self.is_over or not self.window.low < self.last < self.window.high:
            return None
        if self.ascending:
            return self.window._replace(low=self.last, open_low=False)
        return self.window._replace(high=self.last, open_high=False)

    def pages_left(self, rest: Window) -> float:
        """Returns how many pages the rest holds if it is as dense as the window was so far."""
        covered = self.window.high - self.window.low - (rest.high - rest.low)
        return self.count / self.page_size * ((rest.high - rest.low) / covered)

    def end_with(self, part: Window) -> None:
        """Let the window end where a part of it does."""
        if self.ascending:
            self.window = self.window._replace(high=part.high, open_high=part.open_high)
        else:
            self.window = self.window._replace(low=part.low, open_low=part.open_low)
