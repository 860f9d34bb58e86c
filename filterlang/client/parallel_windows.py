"""A span of time cut into windows that are fetched side by side, and handed out in order.

Owns the invariants that no more pages are fetched at a time than there are windows asked for, and that the records which wait
for their turn, as JSON, take a bounded number of bytes.

Pages are fetched one by one, those of the earliest windows in order first, so that a window far ahead of its turn pauses while
there is more to fetch before it. A window that turns out to hold many records is cut, by how dense they were so far: its own
stream goes on up to the cut, and the rest becomes windows behind it.
"""

import asyncio
from collections.abc import AsyncGenerator
from math import ceil

from filterlang.client.paging import cancel_and_wait
from filterlang.client.timed_records import Open
from filterlang.client.windows import Window, WindowReader
from filterlang.evaluate.run_texts import RunText, check_texts

_BUDGET = 8 << 20  # bytes that wait for their turn; more where that is less than a page for each request in flight
_SHORTEST = 2  # pages: no window is cut shorter for the budget
_TOO_LONG = 1.5  # times its share of the budget: a window with more left is cut


class ParallelWindows:
    """The windows of one query, fetched side by side."""

    def __init__(self, open_records: Open, window: Window, count: int, *, ascending: bool) -> None:
        self._open = open_records
        self._count = count
        self._ascending = ascending
        self._readers = [*map(self._reader, self._ordered(window.split(count)))]
        self._bytes_waiting = 0
        self._largest_page = 0

    async def records(self) -> AsyncGenerator[list[RunText]]:
        """Yields the records of all windows in order, some at a time."""
        try:
            self._advance()
            while self._readers:
                first = self._readers[0]
                if first.waiting:
                    page = first.waiting.popleft()
                    self._bytes_waiting -= sum(map(len, page))
                    self._advance()
                    yield check_texts(page)
                elif first.error is not None:
                    raise first.error
                elif first.is_over:
                    del self._readers[0]
                    self._advance()
                else:
                    await asyncio.wait(self._tasks(), return_when=asyncio.FIRST_COMPLETED)
        finally:
            tasks, self._readers = self._tasks(), []
            await cancel_and_wait(*tasks)

    def _tasks(self) -> list[asyncio.Task[None]]:
        return [reader.task for reader in self._readers if reader.task is not None]

    def _ordered(self, windows: list[Window]) -> list[Window]:
        """Returns adjacent windows in the order in which their records are handed out."""
        return windows if self._ascending else windows[::-1]

    def _reader(self, window: Window) -> WindowReader:
        return WindowReader(window, self._open(*window.bounds()), self._ascending)

    def _advance(self) -> None:
        """Start fetching pages, within the bounds on requests and on waiting bytes; the page that is handed out next always."""
        in_flight = len(self._tasks())
        for index, reader in enumerate(self._readers):
            if in_flight >= self._count:
                return
            is_awaited = index == 0 and not reader.waiting
            if not is_awaited and self._bytes_waiting + in_flight * self._largest_page > self._budget:
                return
            if reader.task is None and not reader.is_over:
                reader.task = asyncio.create_task(self._fetch(reader))
                in_flight += 1

    @property
    def _budget(self) -> int:
        return max(_BUDGET, self._count * self._largest_page)

    async def _fetch(self, reader: WindowReader) -> None:
        """Fetch the next page of a window, cut the window when it is too long, and start what there is room for then."""
        size = await reader.fetch()
        reader.task = None
        if size:
            self._bytes_waiting += size
            self._largest_page = max(self._largest_page, size)
            self._cut(reader)
        self._advance()

    def _cut(self, reader: WindowReader) -> None:
        """Cut a window that has more left than its share of the budget, or that could use requests which are left over."""
        rest = reader.rest()
        if rest is None:
            return
        left = reader.pages_left(rest)
        share = max(_SHORTEST, self._budget / self._count / self._largest_page)
        unused = self._count - sum(not each.is_over for each in self._readers)
        parts = 1 + min(int(left), unused)
        if left > share * _TOO_LONG:
            parts = max(parts, min(ceil(left / share), 2 * self._count))
        own, *others = self._ordered(rest.split(parts))
        if others:
            reader.end_with(own)
            index = self._readers.index(reader) + 1
            self._readers[index:index] = map(self._reader, others)
