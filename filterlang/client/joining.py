"""The records of several queries as those of one, in order.

Owns the invariants that a record that several of the queries match comes once, and that no page is fetched before the records
fetched so far have been handed out.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from filterlang.client.paging import cancel_and_wait, id_of
from filterlang.client.timed_records import RecordStream, TimedRecord


class _JoinedQuery:
    """A query that is joined with others, and its records that are not yet handed out, the next record last."""

    def __init__(self, stream: RecordStream) -> None:
        self._stream = stream
        self.waiting: list[TimedRecord] = []

    @property
    def needs_page(self) -> bool:
        """Whether another page has to be fetched before the next record is known."""
        return not self.waiting and not self._stream.is_over

    async def fetch(self) -> None:
        """Fetch pages until one holds a record, or there are no more."""
        while self.needs_page:
            self.waiting = [*reversed(await self._stream.next_records())]


class JoinedQueries:
    """The records that match at least one of several queries, the latest first, as each of the queries gives them."""

    def __init__(self, queries: Sequence[RecordStream]) -> None:
        self._queries = [_JoinedQuery(stream) for stream in queries]
        self._latest_start: datetime | None = None
        self._ids_at_start: set[int | None] = set()

    @property
    def is_over(self) -> bool:
        """Whether there are no more records."""
        return not any(query.waiting or query.needs_page for query in self._queries)

    async def next_records(self) -> list[TimedRecord]:
        """Fetch a page of each query that needs one, side by side, and return the records up to where one needs another.

        Raises ``ClientError``.
        """
        tasks = [asyncio.create_task(query.fetch()) for query in self._queries if query.needs_page]
        try:
            await asyncio.gather(*tasks)
        finally:
            await cancel_and_wait(*tasks)
        return self._merged()

    def _merged(self) -> list[TimedRecord]:
        records: list[TimedRecord] = []
        while not any(query.needs_page for query in self._queries):
            waiting = [query.waiting for query in self._queries if query.waiting]
            if not waiting:
                break
            record = max(waiting, key=lambda records: _order_key(records[-1])).pop()
            if self._is_new(record):
                records.append(record)
        return records

    def _is_new(self, record: TimedRecord) -> bool:
        """Whether no other query gave the record. Its duplicates start when it does, so only those ids are remembered."""
        if record.start != self._latest_start:
            self._latest_start, self._ids_at_start = record.start, set()
        id = id_of(record.record)
        is_new = id is None or id not in self._ids_at_start
        self._ids_at_start.add(id)
        return is_new


def _order_key(record: TimedRecord) -> tuple[datetime, int]:
    return record.start, id_of(record.record) or 0
