"""The synchronous face of the client: the same code, on an event loop of its own in a thread of its own.

Owns the invariants that it works wherever it is called, inside of a running event loop and after a fork too, and that its
thread ends with it.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Iterator, Sequence
from functools import wraps
import os
import threading
from typing import Any, Concatenate, ParamSpec, Self, TypeVar
import warnings
import weakref

from filterlang.client.async_client import AsyncClient
from filterlang.client.listing import Listing, QueryWarning
from filterlang.client.validation import Validation
from filterlang.evaluate.run import Run
from filterlang.syntax.input import FilterLike

P = ParamSpec("P")
T = TypeVar("T")
_PATIENCE = 5.0  # seconds that whoever was interrupted waits for the work to end


class Background:
    """An event loop in a thread. It starts with the first thing to do; in a forked child again, after ``reopen``."""

    def __init__(self, reopen: Callable[[], object]) -> None:
        self._reopen = reopen
        self._is_forked = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()
        self._stop: weakref.finalize[Any, Any] | None = None
        self.is_closed: bool = False
        _BACKGROUNDS.add(self)

    def forget(self) -> None:
        """Forget the loop, whose thread a forked child does not have. It is kept, for closing it would disturb the parent's."""
        self._lock = threading.Lock()
        if self._loop is not None and self._stop is not None:
            _LEFT.append(self._loop)
            self._stop.detach()
            self._loop, self._stop, self._is_forked = None, None, True

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of what is to be done. Whoever is interrupted while waiting interrupts the work as well."""
        try:
            loop = self._running()
        except RuntimeError:
            work.close()
            raise
        ended = threading.Event()
        future = asyncio.run_coroutine_threadsafe(_telling(work, ended), loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            ended.wait(_PATIENCE)  # or else what follows would find it at work
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
                thread = threading.Thread(target=_run, args=(self._loop,), name="filterlang", daemon=True)
                thread.start()
                self._stop = weakref.finalize(self, _end, self._loop, thread)
            return self._loop


_BACKGROUNDS: weakref.WeakSet[Background] = weakref.WeakSet()
_LEFT: list[asyncio.AbstractEventLoop] = []
"""The loops of the process that this one was forked from."""


def _forget() -> None:
    for background in _BACKGROUNDS:
        background.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


async def _telling(work: Coroutine[Any, Any, T], ended: threading.Event) -> T:
    """What is to be done, and word that it is over, however it ends."""
    try:
        return await work
    finally:
        ended.set()


def _run(loop: asyncio.AbstractEventLoop) -> None:
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


def _end(loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    loop.call_soon_threadsafe(loop.stop)
    if thread is not threading.current_thread():
        thread.join()


class SyncRuns(Iterator[Run]):
    """The runs that a query finds, fetched as they are wanted: ``for run in client.list_runs(...): ...``.

    ``api`` says which API was asked, ``v1`` or ``v2``; None until the first run is wanted where the client chooses.
    """

    def __init__(self, listing: Listing, background: Background) -> None:
        self._listing = listing
        self._runs = _found(listing, background)

    def __repr__(self) -> str:
        return f"<Runs of {self._listing.description}>"

    @property
    def api(self) -> str | None:
        """``v1`` or ``v2``."""
        return self._listing.api

    def __next__(self) -> Run:
        return next(self._runs)

    def __iter__(self) -> Self:
        return self

    def close(self) -> None:
        """Stop, and let go of what is on its way. Runs that nobody holds on to any more do so by themselves."""
        self._runs.close()


def _found(listing: Listing, background: Background) -> Generator[Run]:
    background.do(listing.decide())
    _warn(listing)
    process = os.getpid()
    pages = listing.runs()
    try:
        while runs := background.do(_next(pages)):
            _warn(listing)
            yield from runs
            if os.getpid() != process:
                raise RuntimeError("the process was forked while these runs were listed: call list_runs again")
        _warn(listing)
    finally:
        if not background.is_closed and os.getpid() == process:
            background.do(pages.aclose())


def _warn(listing: Listing) -> None:
    for remark in listing.remarks():
        warnings.warn(remark, QueryWarning, stacklevel=4)


async def _next(pages: AsyncGenerator[Sequence[Run]]) -> Sequence[Run]:
    try:
        return await anext(pages)
    except StopAsyncIteration:
        return ()


def _as(method: Callable[Concatenate[Any, P], object]) -> Callable[[Callable[..., T]], Callable[Concatenate[Any, P], T]]:
    """Gives a method the arguments of one of ``AsyncClient``, in the eyes of type checkers, of editors and of ``help``."""

    def dressed(own: Callable[..., T]) -> Callable[Concatenate[Any, P], T]:
        wraps(method, assigned=("__doc__",), updated=())(own)
        return own

    return dressed


class Client:
    """A connection to LangSmith: ``with Client() as client: for run in client.list_runs(...): ...``.

    It does what ``AsyncClient`` does, and may be used from any number of threads, and in forked processes.
    """

    @_as(AsyncClient.__init__)
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
        """Close the connections. What is still listed ends with an error."""
        if not self._background.is_closed:
            self._background.do(self._client.aclose())
            self._background.close()

    @property
    def apis(self) -> tuple[str, ...] | None:
        """The APIs that the server has, as far as it was asked; None while no query with ``api="auto"`` was made."""
        return self._client.apis

    @_as(AsyncClient.list_runs)
    def list_runs(self, **arguments: Any) -> SyncRuns:
        return SyncRuns(self._client.list_runs(**arguments).listing, self._background)

    def validate_remote(
        self,
        filter: FilterLike | None = None,
        *,
        trace_filter: FilterLike | None = None,
        tree_filter: FilterLike | None = None,
    ) -> Validation:
        """What LangSmith's v1 says of filters, beside what filterlang says of them, as ``AsyncClient`` has it."""
        return self._background.do(self._client.validate_remote(filter, trace_filter=trace_filter, tree_filter=tree_filter))
