"""Records with their start times, for streams that put runs in order here.

Owns the invariant that a record starts when its ``Run`` does. Its other fields are validated only when it is handed out.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from filterlang.client.paging import Pages, Read
from filterlang.client.request_errors import ClientError
from filterlang.evaluate.run import Run
from filterlang.evaluate.run_texts import RunText, check_texts


class TimedRecord(NamedTuple):
    """A record of which only the id and the start are read, behind its start."""

    start: datetime
    record: RunText


class RecordStream(Protocol):
    """Records that are fetched when they are wanted."""

    @property
    def is_over(self) -> bool:
        """Whether there are no more records."""
        ...

    async def next_records(self) -> Sequence[TimedRecord]:
        """Fetch the next records; there may be none among them. Raises ``ClientError``."""
        ...


Open = Callable[[datetime | None, datetime | None], RecordStream]
"""Opens the stream of the records that started between two times; None leaves the query's own bound."""


async def all_records(stream: RecordStream) -> AsyncGenerator[list[RunText]]:
    """Yields the records of a stream with all fields, as many at a time as it fetches."""
    while not stream.is_over:
        yield check_texts(text for _, (text, _) in await stream.next_records())


class TimedPages:
    """The pages of one query, in the order of the server."""

    def __init__(self, pages: Pages, read: Read) -> None:
        self._pages = pages
        self._read = read

    @property
    def is_over(self) -> bool:
        """Whether the last page was fetched."""
        return self._pages.is_over

    async def next_records(self) -> list[TimedRecord]:
        """Fetch the next page. Raises ``ClientError``, also for a record without a start."""
        records = await self._pages.next_records()
        return [*map(TimedRecord, self._starts(records), records)]

    def _starts(self, records: list[RunText]) -> list[datetime]:
        values = [values for _, values in records if values is not None]
        starts: list[datetime] = [start for each in values if (start := each.get("start_time")) is not None]
        return (
            starts if len(starts) == len(records) else [*map(_start_of, self._read(check_texts(text for text, _ in records)))]
        )


def _start_of(run: Run) -> datetime:
    """Returns the start of a run. Raises ``ClientError`` for a run without one."""
    if run.start_time is None:
        raise ClientError(
            f"the run {run.id} came without its start_time, by which runs are put in order: ask without windows and order"
        )
    return run.start_time
