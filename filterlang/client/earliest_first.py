"""The records of a query from the earliest on, where a server gives the latest first and knows no other order.

Owns the invariants that every record comes once, in order, and that no more records wait in memory than the quota, apart from
those that start within the same two milliseconds.

The span of the query is halved until a part holds no more records than the quota, which a probe for their times finds out.
That part is then fetched whole and reversed.
"""

from operator import itemgetter

from filterlang.client.windows import Window
from filterlang.client.timed_records import Open, TimedRecord


class EarliestFirst:
    """The records that started in a window, the earliest first. ``probe`` opens a stream with the fewest fields of each."""

    def __init__(self, open_records: Open, probe: Open, window: Window, quota: int) -> None:
        self._open = open_records
        self._probe = probe
        self._quota = quota
        self._windows = [window]  # the earliest last

    @property
    def is_over(self) -> bool:
        """Whether there are no more records."""
        return not self._windows

    async def next_records(self) -> list[TimedRecord]:
        """Fetch the next part that holds records. Raises ``ClientError``."""
        while self._windows:
            window = self._windows.pop()
            halves = window.split(2)
            count = await self._count(window) if len(halves) > 1 else self._quota
            if count > self._quota:
                self._windows += reversed(halves)
            elif count and (records := await self._reversed(window)):
                return records
        return []

    async def _count(self, window: Window) -> int:
        """Returns how many records a window holds; one above the quota for any number above it."""
        stream, count = self._probe(*window.bounds()), 0
        while not stream.is_over:
            if count > self._quota:
                return self._quota + 1
            count += len(await stream.next_records())
        return count

    async def _reversed(self, window: Window) -> list[TimedRecord]:
        stream = self._open(*window.bounds())
        records: list[TimedRecord] = []
        while not stream.is_over:
            records += [record for record in await stream.next_records() if window.holds(record.start)]
        records.reverse()  # so that records of one start time come in the opposite of the server's order, too
        return sorted(records, key=itemgetter(0))
