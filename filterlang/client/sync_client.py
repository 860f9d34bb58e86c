"""The synchronous client: the code of the asynchronous one, on an event loop of its own in a thread of its own.

Owns the invariants that it works wherever it is called, also inside a running event loop and after a fork, and that its
thread ends with it.
"""

import asyncio
import os
import threading
import weakref
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Iterator, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from filterlang.client.async_client import AsyncClient
from filterlang.client.listing import Listing, next_of, warn_of
from filterlang.client.trace_listing import runs_of, whole_traces
from filterlang.client.validation import Validation
from filterlang.evaluate.run import Run
from filterlang.syntax.input import FilterLike
from filterlang.tables.run_results import Record, RunResults, records_of
from filterlang.tables.traces import Trace

P = ParamSpec("P")
T = TypeVar("T")
_PATIENCE = 5.0  # seconds that an interrupted caller waits for the work to end


class Background:
    """An event loop in a thread. It starts with the first work; in a forked child again, after ``reopen``."""

    def __init__(self, reopen: Callable[[], object]) -> None:
        self._reopen = reopen
        self._is_forked = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()
        self._stop: weakref.finalize[Any, Any] | None = None
        self.is_closed: bool = False
        _BACKGROUNDS.add(self)

    def forget(self) -> None:
        """Forget the loop, whose thread a forked child does not have. It is never closed, which would disturb the parent."""
        self._lock = threading.Lock()
        if self._loop is not None and self._stop is not None:
            _LOOPS_OF_PARENT.append(self._loop)
            self._stop.detach()
            self._loop, self._stop, self._is_forked = None, None, True

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Returns the result of some work. An interrupt of the waiting caller cancels the work, too."""
        try:
            loop = self._running()
        except RuntimeError:
            work.close()
            raise
        ended = threading.Event()
        future = asyncio.run_coroutine_threadsafe(_then_set(ended, work), loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            ended.wait(_PATIENCE)  # otherwise the next work would meet it
            raise

    def close(self) -> None:
        """End the thread."""
        with self._lock:
            self.is_closed = True
            if self._stop is not None:
                self._stop()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self.is_closed:
                raise RuntimeError("the client is closed: make another one")
            if self._loop is None:
                if self._is_forked:
                    self._reopen()
                    self._is_forked = False
                self._loop = asyncio.new_event_loop()
                thread = threading.Thread(target=_run_loop, args=(self._loop,), name="filterlang", daemon=True)
                thread.start()
                self._stop = weakref.finalize(self, _end_loop, self._loop, thread)
            return self._loop


_BACKGROUNDS: weakref.WeakSet[Background] = weakref.WeakSet()
_LOOPS_OF_PARENT: list[asyncio.AbstractEventLoop] = []
"""The loops of the process that this one was forked from, referenced so that none is closed."""


def _forget() -> None:
    for background in _BACKGROUNDS:
        background.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


async def _then_set(ended: threading.Event, work: Coroutine[Any, Any, T]) -> T:
    """Returns the result of some work, and sets an event when it has ended, however it ends."""
    try:
        return await work
    finally:
        ended.set()


def _run_loop(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()


def _end_loop(loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    loop.call_soon_threadsafe(loop.stop)
    if thread is not threading.current_thread():
        thread.join()


class SyncRuns(RunResults, Iterator[Run]):
    """The runs that match a query, fetched when they are wanted: ``for run in client.list_runs(...): ...``.

    An iterator, which goes through the runs once. ``records()``, ``first()``, ``count()``, ``to_pandas()`` and so on send the
    query anew each, however far the iterator has come. ``api`` is the API that answers, ``v1`` or ``v2``; None before the first
    run is wanted when the client chooses it.
    """

    def __init__(self, listing: Listing, background: Background) -> None:
        self._listing = listing
        self._background = background
        self._runs = _runs(listing, background)

    def __repr__(self) -> str:
        return f"<Runs of {self._listing.description}>"

    @property
    def api(self) -> str | None:
        """``v1`` or ``v2``."""
        return self._listing.api

    @property
    def _select(self) -> Sequence[str] | None:
        return self._listing.select

    def _again(self, limit: int | None = None, select: Sequence[str] | None = None) -> Self:
        return type(self)(self._listing.again(limit, select), self._background)

    def __next__(self) -> Run:
        return next(self._runs)

    def __iter__(self) -> Self:
        return self

    def records(self) -> Iterator[Record]:
        """Yields the runs as plain dicts in the shape of the v1 API."""
        return records_of(self._again(), self._select)

    def traces(self) -> Iterator[Trace]:
        """Yields the whole traces of the runs that match, in the order of their first match.

        A trace has all its ``runs``, in the order of its tree, and ``matching``, those that match; ``print(trace)`` prints it
        as a tree. ``limit`` counts the runs that match.
        """
        listing = self._listing.again()
        return _fetched(listing, whole_traces(listing), self._background)

    def close(self) -> None:
        """Stop, and cancel the requests in flight. An abandoned iterator does so by itself."""
        self._runs.close()


def _runs(listing: Listing, background: Background) -> Generator[Run]:
    """Yields the runs one by one. A free function, so that an abandoned iterator is collected at once."""
    for runs in _fetched(listing, runs_of(listing), background):
        yield from runs


def _fetched(listing: Listing, stream: AsyncGenerator[T], background: Background) -> Generator[T]:
    """Yields what a listing gives, fetched in the background, and warns of what it has to say."""
    background.run(listing.decide())
    warn_of(listing)
    process = os.getpid()
    try:
        while (item := background.run(next_of(stream))) is not None:
            warn_of(listing)
            yield item
            if os.getpid() != process:
                raise RuntimeError("the process was forked while these runs were listed: call list_runs again")
        warn_of(listing)
    finally:
        if not background.is_closed and os.getpid() == process:
            background.run(stream.aclose())


def _signature_of(
    method: Callable[Concatenate[Any, P], object],
) -> Callable[[Callable[..., T]], Callable[Concatenate[Any, P], T]]:
    """Gives a method the signature of a method of ``AsyncClient``, for type checkers, for editors and for ``help``."""

    def decorated(own: Callable[..., T]) -> Callable[Concatenate[Any, P], T]:
        wraps(method, assigned=("__doc__",), updated=())(own)
        return own

    return decorated


class Client:
    """A connection to LangSmith: ``with Client() as client: for run in client.list_runs(...): ...``.

    It does what ``AsyncClient`` does, and may be used from any number of threads, and in forked processes.
    """

    @_signature_of(AsyncClient.__init__)
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._client = AsyncClient(*args, **kwargs)
        self._background = Background(self._client.reopen)

    def __repr__(self) -> str:
        return f"Client({self._client.address!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections. Runs that are still being listed end with an error."""
        if not self._background.is_closed:
            self._background.run(self._client.aclose())
            self._background.close()

    @property
    def apis(self) -> tuple[str, ...] | None:
        """The APIs that the server has; None before the first query with ``api="auto"``, which looks them up."""
        return self._client.apis

    @_signature_of(AsyncClient.list_runs)
    def list_runs(self, **arguments: Any) -> SyncRuns:
        return SyncRuns(self._client.list_runs(**arguments).listing, self._background)

    def validate_remote(
        self,
        filter: FilterLike | None = None,
        *,
        trace_filter: FilterLike | None = None,
        tree_filter: FilterLike | None = None,
    ) -> Validation:
        """Returns LangSmith's validation of filters beside filterlang's, as ``AsyncClient`` does."""
        return self._background.run(self._client.validate_remote(filter, trace_filter=trace_filter, tree_filter=tree_filter))
