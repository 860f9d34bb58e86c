"""Worker processes that parse files under limits of time and memory.

Owns the invariants that a file which takes too long, takes too much memory or crashes its parser ends only its own worker, and
that no worker outlives the pool.
"""

from __future__ import annotations

from collections import deque
import gc
import multiprocessing
from multiprocessing.connection import wait
import time

from filterlang.lint.process_limits import end_after, interrupts_held_back, limit_process
from filterlang.lint.reported import FileReport
from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from typing import Self

    from filterlang.lint.lint_settings import LintSettings

SECONDS = 10.0
"""Seconds that the check of a file may take."""
_MOST_MEMORY = 1_500_000_000
"""Bytes of address space that a worker may have, where the system can limit that."""
_ABANDONED_SECONDS = 60
"""How long a worker goes on with a file when nobody is left to end it."""
_STARTING_SECONDS = 60.0
_WORTH_ANOTHER_WORKER = 400_000
"""Bytes that wait to be parsed which take longer than starting another worker."""
_SLOW_SECONDS = 0.5
_OBJECTS_UNTIL_COLLECTION = 20_000
"""How many new objects a worker's collector of cycles waits for: a file makes thousands, and few of them in cycles."""
_MOST_WAITING = 20_000_000
"""Bytes that may wait; until then the files are read on while workers start."""


@dataclass(frozen=True, slots=True, eq=False)
class CheckTask:
    """A file to check in a worker. ``number`` is its place in the order of the files."""

    number: int
    path: str
    content: bytes
    language: str
    settings: LintSettings


class _Worker:
    """A process with its connection, its task, and the deadline of the task."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(target=_serve, args=(theirs,), daemon=True)
        with interrupts_held_back():
            self._process.start()
        theirs.close()
        self.task: CheckTask | None = None
        self.is_ready: bool = False
        self.deadline: float = time.monotonic() + _STARTING_SECONDS

    def give(self, task: CheckTask, seconds: float) -> None:
        """Sends a task. A worker that has died is noticed when its answer is read."""
        self.task = task
        self.deadline = time.monotonic() + seconds
        try:
            self.connection.send(task)
        except OSError:
            return

    def stop(self) -> None:
        """Ends the process at once."""
        self._process.kill()
        self._process.join()
        self.connection.close()


class WorkerPool:
    """At most ``jobs`` workers, started when there is work for them."""

    def __init__(self, jobs: int, seconds: float = SECONDS) -> None:
        self._jobs = jobs
        self._seconds = seconds
        self._workers: list[_Worker] = []
        self._queue: deque[CheckTask] = deque()
        self._waiting: int = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends all workers at once."""
        for worker in self._workers:
            worker.stop()
        self._workers.clear()

    def submit(self, task: CheckTask) -> Iterator[tuple[int, FileReport]]:
        """Adds a task; yields results that are there, and waits for one where too many tasks are waiting."""
        self._queue.append(task)
        self._waiting += len(task.content)
        yield from self._step(0)
        while self._waiting > _MOST_WAITING:
            yield from self._step(None)

    def finish(self) -> Iterator[tuple[int, FileReport]]:
        """Yields the results of all tasks that are left."""
        while self._queue or any(worker.task for worker in self._workers):
            yield from self._step(None)

    def _step(self, timeout: float | None) -> Iterator[tuple[int, FileReport]]:
        """Gives tasks to workers that are free, then yields what the workers answer within a time."""
        if self._needs_worker():
            self._workers.append(_Worker())
        for worker in self._workers:
            if self._queue and worker.is_ready and worker.task is None:
                task = self._queue.popleft()
                self._waiting -= len(task.content)
                worker.give(task, self._seconds)
        busy = [worker for worker in self._workers if worker.task or not worker.is_ready]
        if not busy:
            return
        first = min(worker.deadline for worker in busy) - time.monotonic()
        answered = wait([worker.connection for worker in busy], max(0, first) if timeout is None else timeout)
        for worker in busy:
            if worker.connection in answered:
                yield from self._answer(worker)
            elif worker.deadline < time.monotonic():
                yield from self._lose(worker, f"it takes longer than {self._seconds:g} s to parse")

    def _needs_worker(self) -> bool:
        """Whether another worker would be done sooner than those that are there."""
        if not self._queue or len(self._workers) >= self._jobs:
            return False
        began = time.monotonic() - _SLOW_SECONDS + self._seconds
        is_slow = any(worker.task is not None and worker.deadline < began for worker in self._workers)
        return not self._workers or self._waiting > _WORTH_ANOTHER_WORKER * len(self._workers) or is_slow

    def _answer(self, worker: _Worker) -> Iterator[tuple[int, FileReport]]:
        try:
            report: FileReport | None = worker.connection.recv()
        except (EOFError, OSError):
            yield from self._lose(worker, "its parser ran out of memory or crashed")
            return
        task, worker.task, worker.is_ready = worker.task, None, True
        if task is not None and report is not None:
            yield task.number, report

    def _lose(self, worker: _Worker, reason: str) -> Iterator[tuple[int, FileReport]]:
        """Ends a worker, and puts another in its place where there is work for it."""
        worker.stop()
        self._workers.remove(worker)
        if worker.task is not None:
            yield worker.task.number, FileReport(worker.task.path, skipped=reason)
        elif not worker.is_ready:
            raise OSError(None, "a worker process could not be started", "filterlang")
        if len(self._queue) > len(self._workers):
            self._workers.append(_Worker())


def _serve(connection: Connection) -> None:
    """Checks what comes over a connection until it is closed; runs in a worker."""
    limit_process(_MOST_MEMORY)
    gc.set_threshold(_OBJECTS_UNTIL_COLLECTION, *gc.get_threshold()[1:])
    from filterlang.hosts.host_languages import HOST_LANGUAGES
    from filterlang.lint.checking_files import check_content

    try:
        connection.send(None)
        while True:
            task: CheckTask = connection.recv()
            end_after(_ABANDONED_SECONDS)
            connection.send(check_content(task.path, task.content, HOST_LANGUAGES[task.language], task.settings))
            end_after(0)
    except (EOFError, OSError):
        return
