"""Keeps the runs that an export has fetched in a file beside its target, so that the export can continue after an interruption.

Owns the invariants that a noted run stays noted, however the program ends, and that none is noted twice.

The file is JSON lines. The first line holds the question and the span of time of the export; each other line is a run as it
came, the latest first. Only complete lines count. The start of the last run is where the export continues.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import IO, TYPE_CHECKING, Any

from filterlang.cli.export_fields import with_address
from filterlang.cli.terminal import Usage
from filterlang.evaluate.rows import stored_datetime
from filterlang.text.jsonvalues import as_mapping

if TYPE_CHECKING:
    from filterlang.evaluate.run import Run

SUFFIX = ".part"
_MAGIC = b'{"filterlang export": 1, '
_EDGE = timedelta(milliseconds=1)  # servers store times with more digits than they show, and may exclude a bound itself
_LATEST = datetime.max.replace(tzinfo=UTC) - _EDGE
_REMEMBERED = 10_000
_SYNCED_EVERY = 1.0  # seconds of work that a power failure may lose; the end of the program loses nothing

Record = Mapping[str, Any]


@dataclass
class _NotedRuns:
    """The number of noted runs, the start of the last of them, and the ids of those that may come again after it."""

    count: int = 0
    last: datetime | None = None
    recent: dict[str, datetime] = field(default_factory=dict[str, datetime])
    _most: int = _REMEMBERED

    def add(self, id: str, started: datetime) -> None:
        self.count += 1
        self.last = self.recent[id] = min(started, _LATEST)
        if len(self.recent) > self._most:
            self.recent = self.edge()
            self._most = max(_REMEMBERED, 2 * len(self.recent))

    def edge(self) -> dict[str, datetime]:
        """Returns the ids already written at the resume timestamp, which will be fetched again, and their starts."""
        bound = self.bound()
        return {id: started for id, started in self.recent.items() if bound is not None and started <= bound}

    def bound(self) -> datetime | None:
        """Returns the latest time at which a run that is not noted can have started; None without such a limit."""
        return self.last and self.last + _EDGE


class Journal:
    """The runs that an export has fetched. ``since`` and ``until`` are its period, which is fixed when it begins."""

    def __init__(self, path: str, file: IO[bytes]) -> None:
        """Reads the file up to the first incomplete line. Raises ``Usage`` for a file of another program."""
        self.path = path
        self.question: Record | None = None
        self.since: datetime | None = None
        self.until: datetime = datetime.now(UTC)
        self._file = file
        self._noted = _NotedRuns()
        self._start = 0
        self._synced = time.monotonic()
        self._load()

    @property
    def count(self) -> int:
        """The number of noted runs."""
        return self._noted.count

    @property
    def bound(self) -> datetime:
        """The latest time at which a run that is still to be fetched can have started."""
        return min(self.until, self._noted.bound() or self.until)

    @property
    def repeated(self) -> int:
        """The most noted runs that come again when runs that started up to ``bound`` are requested."""
        return len(self._noted.edge())

    def _load(self) -> None:
        with open(self.path, "rb") as file:
            first = file.readline()
            if not (first.startswith(_MAGIC) or _MAGIC.startswith(first)):
                raise Usage(f"{self.path}: the export would keep its runs here, and this is another file: move it away")
            head = _object(first)
            until = stored_datetime(head.get("until"))
            if until is None:
                return
            self.question, self.since, self.until = as_mapping(head.get("question")), stored_datetime(head.get("since")), until
            self._start = end = len(first)
            for line in file:
                record = _object(line)
                id, started = record.get("id"), stored_datetime(record.get("start_time"))
                if not isinstance(id, str) or started is None:
                    break
                end += len(line)
                self._noted.add(id, started)
        self._file.truncate(end)

    def begin(self, question: Record, since: datetime | None, until: datetime) -> None:
        """Removes all noted runs, and writes the question."""
        head = {"question": question, "since": since and since.isoformat(), "until": until.isoformat()}
        line = _MAGIC + json.dumps(head)[1:].encode() + b"\n"
        self._file.truncate(0)
        self._append(line)
        self.sync()
        self.question, self.since, self.until = question, since, until
        self._noted, self._start = _NotedRuns(), len(line)

    def add(self, run: Run) -> bool:
        """Notes a run; returns False where it is noted already. Raises ``ValueError`` for a run without a start time."""
        id = str(run.id)
        if run.start_time is None:
            raise ValueError(f"the run {id} came without its start_time, by which an export continues: leave out -o to see it")
        if id in self._noted.recent:
            return False
        line = with_address(run).model_dump_json(exclude_none=True).encode() + b"\n"
        self._noted.add(id, run.start_time)  # first: Ctrl-C in between must not remove a written run with an empty journal
        self._append(line)
        if time.monotonic() - self._synced > _SYNCED_EVERY:
            self.sync()
        return True

    def sync(self) -> None:
        """Waits until all noted runs are on the disk."""
        os.fsync(self._file.fileno())
        self._synced = time.monotonic()

    def records(self) -> Iterator[Record]:
        """Yields the runs in the order in which they came."""
        with open(self.path, "rb") as file:
            file.seek(self._start)
            yield from map(_object, file)

    def remove(self) -> None:
        """Removes the file."""
        os.unlink(self.path)

    def _append(self, line: bytes) -> None:
        while line:
            line = line[self._file.write(line) :]


@contextmanager
def journal(target: str) -> Generator[Journal]:
    """Opens the journal beside a target, for this process only; a journal without runs is removed at the end."""
    path = os.path.realpath(target) + SUFFIX
    if os.path.exists(path) and not os.path.isfile(path):
        raise Usage(f"{path}: the export would keep its runs here, and this is not a plain file: move it away")
    with open(path, "a+b", buffering=0) as file:
        if not _locked(file):
            raise Usage(f"{path}: another export to {target} is under way: wait for it, or name another file")
        opened = Journal(path, file)
        try:
            yield opened
        finally:
            if opened.count == 0 and os.path.exists(path):
                opened.remove()


def _locked(file: IO[bytes]) -> bool:
    """Locks the file, and returns whether that succeeded. The lock ends with the process; Windows has no such lock."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return os.fstat(file.fileno()).st_nlink > 0  # otherwise its owner has ended and removed it


def _object(line: bytes) -> Record:
    """Returns the object of a complete line; an empty one for any other line."""
    if not line.endswith(b"\n"):
        return {}
    try:
        value: Any = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return as_mapping(value)
