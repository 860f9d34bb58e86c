"""Cancels the queries of a piece of work from another thread, for instance because nobody waits for the answer any longer.

Owns the invariant that only queries which begin inside ``Cancellable.running`` are cancelled, each at its next row or at once.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import TypeVar

Item = TypeVar("Item")

_BETWEEN_LOOKS = 256
"""Items that are taken between two looks at whether they are still wanted."""


class QueryCancelled(Exception):
    """The query was cancelled."""


class Cancellable:
    """Work that can be cancelled.

    >>> work = Cancellable()
    >>> work.cancel()
    >>> with work.running():
    ...     list(while_wanted([1, 2]))
    Traceback (most recent call last):
    filterlang.exports.cancelled_queries.QueryCancelled
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._interrupts: list[Callable[[], object]] = []
        self._is_cancelled: bool = False

    def cancel(self) -> None:
        """Cancels the work. An engine that is about to begin a query misses it: call this again until the work has ended."""
        with self._lock:
            self._is_cancelled = True
            for interrupt in self._interrupts:
                interrupt()

    @contextmanager
    def running(self) -> Generator[None]:
        """Makes this the work that queries inside of the block belong to."""
        token = _RUNNING.set(self)
        try:
            yield
        finally:
            _RUNNING.reset(token)

    def check(self) -> None:
        """Raises ``QueryCancelled`` if the work is cancelled."""
        if self._is_cancelled:
            raise QueryCancelled

    @contextmanager
    def interrupted_by(self, interrupt: Callable[[], object]) -> Generator[None]:
        """Calls a function when the work is cancelled inside of the block. Raises ``QueryCancelled`` if it is already."""
        with self._lock:
            self.check()
            self._interrupts.append(interrupt)
        try:
            yield
        finally:
            with self._lock:  # so that the function is not called after the block
                self._interrupts.remove(interrupt)


_RUNNING: ContextVar[Cancellable | None] = ContextVar("running", default=None)


def running_work() -> Cancellable:
    """Returns the work that a query belongs to; one that nobody cancels outside of any."""
    return _RUNNING.get() or Cancellable()


def while_wanted(items: Iterable[Item]) -> Iterable[Item]:
    """Returns items that raise ``QueryCancelled`` when the work is cancelled while they are taken."""
    work = _RUNNING.get()
    return items if work is None else _checked(items, work)


def _checked(items: Iterable[Item], work: Cancellable) -> Iterator[Item]:
    for number, item in enumerate(items):
        if not number % _BETWEEN_LOOKS:
            work.check()
        yield item
