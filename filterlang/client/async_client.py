"""``list_runs`` against LangSmith, with the langsmith SDK's arguments, on either of its two APIs.

Owns the invariant that all that a caller sees of a query passes here: arguments in, runs and warnings out.
"""

from __future__ import annotations  # so that `help` shows the names of types, not their definitions

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Any, Self, TypeVar
from uuid import UUID

import httpx
from pydantic import SecretStr

from filterlang.client import validation
from filterlang.client.argument_checks import Api
from filterlang.client.arguments import GivenArguments, check_arguments
from filterlang.client.choosing import Backends
from filterlang.client.listing import Listing, warn_of
from filterlang.client.trace_listing import runs_of, whole_traces
from filterlang.client.projects import ProjectLookup
from filterlang.client.server import Server
from filterlang.client.settings import Settings
from filterlang.client.transport import RETRIES, TIMEOUT
from filterlang.evaluate.query import Id, Order
from filterlang.evaluate.run import Run
from filterlang.schema.names import RunType
from filterlang.syntax.input import FilterLike
from filterlang.tables.run_results import AsyncRunResults
from filterlang.tables.traces import Trace

T = TypeVar("T")


class AsyncRuns(AsyncRunResults, AsyncIterator[Run]):
    """The runs that match a query, fetched when they are wanted: ``async for run in client.list_runs(...): ...``.

    An iterator, which goes through the runs once. ``records()``, ``first()``, ``count()``, ``to_pandas()`` and so on, which are
    awaited, send the query anew each, however far the iterator has come. ``api`` is the API that answers, ``v1`` or ``v2``;
    None before the first run is wanted when the client chooses it.
    """

    def __init__(self, listing: Listing) -> None:
        self.listing: Listing = listing
        self._runs = _runs(listing)

    def __repr__(self) -> str:
        return f"<Runs of {self.listing.description}>"

    @property
    def api(self) -> str | None:
        """``v1`` or ``v2``."""
        return self.listing.api

    @property
    def _select(self) -> Sequence[str] | None:
        return self.listing.select

    def _again(self, limit: int | None = None, select: Sequence[str] | None = None) -> Self:
        return type(self)(self.listing.again(limit, select))

    def __anext__(self) -> Awaitable[Run]:
        return anext(self._runs)

    def __aiter__(self) -> Self:
        return self

    async def traces(self) -> AsyncIterator[Trace]:
        """Yields the whole traces of the runs that match, in the order of their first match: ``async for trace in …``.

        A trace has all its ``runs``, in the order of its tree, and ``matching``, those that match; ``print(trace)`` prints it
        as a tree. ``limit`` counts the runs that match.
        """
        listing = self.listing.again()
        async with aclosing(_decided(listing, whole_traces(listing))) as traces:
            async for trace in traces:
                yield trace

    async def aclose(self) -> None:
        """Stop, and cancel the requests in flight. An abandoned iterator does so by itself."""
        await self._runs.aclose()


async def _runs(listing: Listing) -> AsyncGenerator[Run]:
    """Yields the runs one by one. A free function, so that an abandoned iterator is collected at once."""
    async with aclosing(_decided(listing, runs_of(listing))) as batches:
        async for runs in batches:
            for run in runs:
                yield run


async def _decided(listing: Listing, stream: AsyncGenerator[T]) -> AsyncGenerator[T]:
    """Yields what a listing gives, and warns of what it has to say."""
    await listing.decide()
    warn_of(listing)
    async with aclosing(stream) as items:
        async for item in items:
            warn_of(listing)
            yield item
    warn_of(listing)


class AsyncClient:
    """A connection to LangSmith: ``async with AsyncClient() as client: async for run in client.list_runs(...): ...``.

    It may be used from any number of tasks of one event loop; in a second one it is a ``RuntimeError``.
    """

    def __init__(
        self,
        api_url: str | None = None,
        api_key: str | SecretStr | None = None,
        *,
        workspace_id: str | UUID | None = None,
        timeout: float | httpx.Timeout | None = TIMEOUT,
        http2: bool = False,
        retries: int = RETRIES,
        rate_limits: bool | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Read missing arguments from the environment as the SDK does: LANGSMITH_… before LANGCHAIN_…, without empty ones.

        Args:
            api_url: the address of the API; LANGSMITH_ENDPOINT, or else LangSmith's US cloud.
            api_key: the API key; LANGSMITH_API_KEY.
            workspace_id: the workspace that an organisation's key is to read; LANGSMITH_WORKSPACE_ID.
            timeout: seconds for each phase of a request, as httpx takes them: 60 for the next bytes of an answer, 10 to
                connect. A whole answer may take five times as long as its next bytes, 5 minutes; None sets no limit.
            http2: whether to offer HTTP/2, which needs ``filterlang[http2]``.
            retries: how often a request that failed is sent again at most.
            rate_limits: whether to keep to LangSmith's rate tiers; by default unless the server is on this machine.
            transport: httpx's, to send requests another way.

        Raises ``ValueError`` for an address or a key that is not valid.

        """
        settings = Settings(api_url, api_key, workspace_id)
        self._server = Server(
            settings, timeout=timeout, http2=http2, retries=retries, rate_limits=rate_limits, transport=transport
        )
        self._backends = Backends(self._server)
        self._projects = ProjectLookup(self._server)

    def __repr__(self) -> str:
        return f"AsyncClient({self._server.address!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def reopen(self) -> None:
        """Begin with new connections, as after a fork. Open connections and their event loop are not touched."""
        for part in (self._server, self._backends, self._projects):
            part.reopen()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._server.transport.aclose()

    @property
    def address(self) -> str:
        """The address of the API."""
        return self._server.address

    @property
    def apis(self) -> tuple[str, ...] | None:
        """The APIs that the server has; None before the first query with ``api="auto"``, which looks them up."""
        return self._backends.known

    def list_runs(
        self,
        /,
        *,
        project_id: Id | Sequence[Id] | None = None,
        project_name: str | Sequence[str] | None = None,
        run_type: RunType | None = None,
        trace_id: Id | None = None,
        reference_example_id: Id | None = None,
        query: str | None = None,
        filter: FilterLike | None = None,
        trace_filter: FilterLike | None = None,
        tree_filter: FilterLike | None = None,
        is_root: bool | None = None,
        parent_run_id: Id | None = None,
        start_time: datetime | str | None = None,
        end_time: datetime | str | None = None,
        error: bool | None = None,
        run_ids: Sequence[Id] | None = None,
        id: Sequence[Id] | None = None,
        select: Sequence[str] | None = None,
        limit: int | None = None,
        order: Order | None = None,
        api: Api = "auto",
        windows: int = 1,
        with_trace: bool = False,
        **kwargs: Any,
    ) -> AsyncRuns:
        """Returns the runs of a project, a trace or a dataset, the latest first, up to the limit.

        The arguments of the langsmith SDK's ``AsyncClient.list_runs`` mean what they mean there, and a filter may be a text, a
        tree or an expression. A time without an offset is UTC. Beside them there are ``end_time``, the latest start of a run;
        ``order``, ``asc`` for the earliest first; ``api``, which is ``v1``, ``v2``, or ``auto`` for an API that the server has,
        preferably v2; ``windows``, the number of parts into which to cut the time from ``start_time`` to ``end_time``, to fetch
        them at once; and ``with_trace``, for all runs of the traces of the runs that match, in the order of their trees, the
        trace of the first match first: ``limit`` then counts the matches. Other parameters of an API are passed on under their
        own names, such as v2's ``reference_dataset_id``.

        Raises ``FilterError`` for a filter that neither API takes and ``TypeError`` and ``ValueError`` for other arguments that
        cannot be sent, before anything is sent, and ``ClientError`` when a request fails. Warns with ``QueryWarning`` of an
        argument that the API is known to refuse or to ignore.
        """
        given = GivenArguments(
            project_id=project_id,
            project_name=project_name,
            filter=filter,
            trace_filter=trace_filter,
            tree_filter=tree_filter,
            run_ids=run_ids,
            id=id,
            run_type=run_type,
            trace_id=trace_id,
            reference_example_id=reference_example_id,
            query=query,
            is_root=is_root,
            parent_run_id=parent_run_id,
            start_time=start_time,
            end_time=end_time,
            error=error,
            select=select,
            limit=limit,
            order=order,
            api=api,
            windows=windows,
            with_trace=with_trace,
        )
        return AsyncRuns(Listing(self._server, self._backends, self._projects, check_arguments(given, kwargs)))

    async def validate_remote(
        self,
        filter: FilterLike | None = None,
        *,
        trace_filter: FilterLike | None = None,
        tree_filter: FilterLike | None = None,
    ) -> validation.Validation:
        """Returns LangSmith's validation of filters for v1 beside filterlang's. They are sent as they are written.

        Raises ``ClientError`` when the request fails.
        """
        filters = {"filter": filter, "trace_filter": trace_filter, "tree_filter": tree_filter}
        given = {name: filter for name, filter in filters.items() if filter is not None}
        answer = await self._server.send("POST", validation.PATH, validation.read, body=validation.body(given))
        return validation.compare(given, answer)
