"""One call of ``list_runs``, from its checked arguments to its runs, as both clients use it.

Owns the invariant that nothing is sent before the first run is wanted, and that a query is then sent once.
"""

import warnings
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from inspect import currentframe
from typing import TypeVar

from filterlang.client.argument_messages import ArgumentMessage
from filterlang.client.arguments import Arguments, argument_warnings
from filterlang.client.choosing import Backends, choose, named_backend
from filterlang.client.compiled import compiled
from filterlang.client.request_errors import ClientError
from filterlang.client.projects import ProjectLookup
from filterlang.client.querying import BackendQuery, started_between
from filterlang.client.server import Server
from filterlang.client.parallel_windows import ParallelWindows
from filterlang.client.windows import Window
from filterlang.client.wire import Backend
from filterlang.evaluate.run import Run
from filterlang.syntax.tree import Call, List, Name, String
from filterlang.tables.run_results import least

T = TypeVar("T")


class QueryWarning(UserWarning):
    """A part of a query that the server refuses, ignores or cannot find."""


class Listing:
    """A call of ``list_runs``. ``api`` is the name of the API that answers it, and None until that is decided."""

    def __init__(self, server: Server, backends: Backends, projects: ProjectLookup, arguments: Arguments) -> None:
        self._server = server
        self._backends = backends
        self._projects = projects
        self._arguments = arguments
        self._backend = named_backend(arguments)
        self._warnings: list[ArgumentMessage] = []

    @property
    def api(self) -> str | None:
        """``v1`` or ``v2``."""
        return None if self._backend is None else self._backend.name

    @property
    def description(self) -> str:
        """The call of ``list_runs``, for people."""
        return self._arguments.description

    @property
    def select(self) -> tuple[str, ...] | None:
        """The fields that the call selects; None for all."""
        return self._arguments.select

    def again(self, limit: int | None = None, select: Sequence[str] | None = None) -> "Listing":
        """Returns the same call, for so many runs at most, and with these fields in place of those that it selects.

        The first few runs are fetched in one part, whatever ``windows`` is.
        """
        arguments = self._arguments
        changed = replace(
            arguments,
            limit=least(arguments.limit, limit),
            select=arguments.select if select is None else tuple(select),
            windows=arguments.windows if limit is None else 1,
        )
        return Listing(self._server, self._backends, self._projects, changed)

    @property
    def with_trace(self) -> bool:
        """Whether all runs of the traces are wanted of which runs match."""
        return self._arguments.with_trace

    def of_traces(self, traces: Sequence[str], projects: Collection[str], select: Sequence[str] | None) -> "Listing":
        """Returns a listing of all runs of some traces, by the same API: those in projects, or of one trace wherever it is."""
        backend = self._backend
        of_traces = Call("in", (Name("trace_id"), List(tuple(map(String, traces)))))
        arguments = Arguments(
            api=self._arguments.api if backend is None else backend.name,
            select=None if select is None else tuple(select),
            description=self.description,
        )
        if projects:
            arguments = replace(arguments, project_id=tuple(projects), filters={"filter": compiled("filter", of_traces)})
        else:
            arguments = replace(arguments, trace_id=traces[0])
        return Listing(self._server, self._backends, self._projects, arguments)

    def take_warnings(self) -> list[ArgumentMessage]:
        """Returns the warnings that were not returned before."""
        warnings, self._warnings = self._warnings, []
        return warnings

    async def decide(self) -> None:
        """Decide which API answers the call, and note the warnings about it."""
        arguments = self._arguments
        if self._backend is None and not arguments.is_empty:
            self._backend = choose(arguments, await self._backends.available())
        self._warnings += argument_warnings(arguments)
        if self._backend is not None:
            self._warnings += [*self._backend.rewrites(arguments), *self._backend.warnings(arguments)]

    async def runs(self) -> AsyncGenerator[Sequence[Run]]:
        """Yields the runs, some at a time, up to the limit. ``decide`` comes first. Raises ``ClientError``."""
        is_answered = False
        while not is_answered:
            try:
                async with aclosing(self._runs()) as batches:
                    async for runs in batches:
                        is_answered = True
                        yield runs
                is_answered = True
            except ClientError as error:
                if is_answered or error.status != HTTPStatus.NOT_IMPLEMENTED or not self._turns_to_v2():
                    raise
                await self.decide()

    def _turns_to_v2(self) -> bool:
        """Whether v2 is to answer a query that went to v1, which the server turns out not to have."""
        if self._arguments.api != "auto" or self.api != "v1":
            return False
        self._backends.known, self._backend = ("v2",), None
        return True

    async def _runs(self) -> AsyncGenerator[Sequence[Run]]:
        backend = self._backend
        if backend is None or self._arguments.is_empty:
            return
        query = await self._query(backend)
        arguments = query.arguments
        stream = self._windows(query) if arguments.windows > 1 else query.runs(arguments)
        remaining = arguments.limit
        async with aclosing(stream) as batches:
            async for runs in batches:
                yield runs[:remaining]
                if remaining is not None:
                    remaining -= len(runs)
                    if remaining <= 0:
                        return

    async def _query(self, backend: Backend) -> BackendQuery:
        """Returns the query to a backend, once the ids of its projects are known."""
        arguments = self._arguments
        ids = [*(arguments.project_id or ()), *await self._projects.ids(arguments.project_name or ())]
        if backend.searches_all_projects(arguments):
            ids = await self._projects.all()
        return BackendQuery(self._server, backend, arguments, ids)

    async def _windows(self, query: BackendQuery) -> AsyncGenerator[Sequence[Run]]:
        """Yields the runs of a span of time, several parts of it fetched at once."""
        arguments = query.arguments
        low = arguments.start_time or await query.first_start()
        if low is None:
            return
        high = max(arguments.end_time or datetime.now(UTC), low)
        span = Window(low.astimezone(UTC), high.astimezone(UTC), open_low=True, open_high=True)
        unlimited = replace(arguments, limit=None)
        windows = ParallelWindows(
            lambda low, high: query.records(started_between(unlimited, low, high)),
            span,
            arguments.windows,
            ascending=arguments.ascending,
        )
        async with aclosing(query.runs_of(windows.records())) as batches:
            async for runs in batches:
                yield runs


def warn_of(listing: Listing) -> None:
    """Warns of what is new about a listing, where the code that uses filterlang stands."""
    for message in listing.take_warnings():
        warnings.warn(str(message), QueryWarning, stacklevel=_frames_of_filterlang())


def _frames_of_filterlang() -> int:
    """Returns how many frames, from the caller's on, are of this package: the ``stacklevel`` of the first that is not."""
    frame, number = currentframe(), 0
    while frame is not None and frame.f_globals.get("__name__", "").startswith("filterlang."):
        frame, number = frame.f_back, number + 1
    return number


async def next_of(stream: AsyncGenerator[T]) -> T | None:
    """Returns what comes next, such as the next runs of a listing; None at the end."""
    return await anext(stream, None)
