"""The ASGI application: the endpoint of each path, and a bound on the requests that are answered at once.

Owns the invariants that every answer is JSON, and that runs are read and filters are parsed in threads, a few requests at a
time.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from http import HTTPMethod, HTTPStatus
from typing import TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from filterlang.exports.records import RecordError
from filterlang.exports.results import Runs
from filterlang.findings.errors import FilterError
from filterlang.schema.names import ServedApis
from filterlang.schema.served_apis import SERVED_APIS, SpokenApis
from filterlang.serve import runs_v1, runs_v2, sessions, thread_requests
from filterlang.serve.answers import answer, refusal_v1, refusal_v2
from filterlang.serve.exported_runs import ServedExport, Snapshot
from filterlang.serve.request_checks import Refused, described
from filterlang.serve.requests import (
    admit,
    document,
    ignore,
    is_loopback,
    is_v2,
    log,
    path_id,
    require_method,
    require_no_cursor,
    sendable,
    uuid_of,
)
from filterlang.text.jsonvalues import as_mapping
from filterlang.text.version import __version__

_ENDED = "runs are queried with v2 here (POST /api/v2/runs/query): this server speaks no v1, as LangSmith without ClickHouse"
_AT_ONCE = 4
"""How many requests are answered at once, so that a slow one does not delay the others."""
_RUN_PARAMETERS = ("session_id", "start_time", "exclude_s3_stored_attributes", "exclude_serialized", "include_messages")
_URL_IDS = ("project_id", "trace_id")
_STATS_PARAMETERS = {*runs_v1.QueryBodyV1.model_fields, "group_by", "groups", "include_details"} - {
    "cursor",
    "limit",
    "order",
    "skip_prev_cursor",
}

Handler = Callable[[Request], Awaitable[object]]
Work = Callable[[object, Snapshot], object]
T = TypeVar("T")


class Endpoints:
    """The endpoints over an export."""

    def __init__(
        self, export: ServedExport, *, api_key: str | None = None, strict: bool = False, apis: ServedApis = "both"
    ) -> None:
        self.export = export
        self.apis: SpokenApis = SERVED_APIS[apis]
        self._key = None if api_key is None else sendable(api_key).encode()
        self._strict = strict
        self._room = asyncio.Semaphore(_AT_ONCE if export.snapshot().runs.parallel else 1)

    def __repr__(self) -> str:
        return f"Endpoints({self.export!r})"

    def routes(self) -> list[Route]:
        """Returns the endpoints, each under both of its paths."""
        v2 = self._endpoints_of_v2() if self.apis.v2 else []
        return [
            *self._endpoints_of_v1(),
            *self._both("/sessions", self._sessions, "GET"),
            *self._both("/sessions/{id}", self._session, "GET"),
            *self._both("/info", self._info, "GET", locked=False),
            *v2,
        ]

    def _endpoints_of_v1(self) -> list[Route]:
        """Returns v1's queries and reads of runs, which are not implemented where only v2 is spoken, as at LangSmith."""
        group_fields = thread_requests.GroupBody.model_fields
        endpoints: list[tuple[str, Handler, str]] = [
            ("/runs/query", self._posting(runs_v1.answer, runs_v1.QueryBodyV1.model_fields), "POST"),
            ("/runs/query/validate", self._validate, "POST"),
            ("/runs/stats", self._posting(runs_v1.totals, _STATS_PARAMETERS), "POST"),
            ("/runs/group", self._posting(thread_requests.groups, group_fields), "POST"),
            ("/runs/threads/{id:path}", self._thread, "GET"),
            ("/runs/{id}", self._run_v1, "GET"),
        ]
        return [
            route
            for path, handler, method in endpoints
            for route in self._both(path, handler if self.apis.v1 else _ended, method, locked=path != "/runs/query/validate")
        ]

    def _endpoints_of_v2(self) -> list[Route]:
        return [
            *self._both("/v2/runs/query", self._posting(runs_v2.answer), "POST"),
            *self._both("/v2/runs/{id}", self._run_v2, "GET"),
            *self._both("/v2/runs/{id}/url", self._run_url, "GET"),
            *self._both("/v2/threads/query", self._posting(thread_requests.threads_page), "POST"),
            *self._both("/v2/threads/{id:path}/traces", self._traces, "GET"),
        ]

    def _both(self, path: str, handler: Handler, method: str, *, locked: bool = True) -> list[Route]:
        """Returns the routes of a path, also under ``/api``. Only ``locked`` ones need the key, as in the OpenAPI document."""

        async def endpoint(request: Request) -> Response:
            response = await self._answer(request, handler, method, locked=locked)
            log(self._key, logging.INFO, "%s %s %d", request.method, request.url.path, response.status_code)
            return response

        long_path = f"/api{path}" if path.startswith("/v2/") else f"/api/v1{path}"
        return [Route(route, endpoint, methods=list(HTTPMethod)) for route in (path, long_path)]

    async def _answer(self, request: Request, handler: Handler, method: str, *, locked: bool) -> Response:
        try:
            require_method(request, method)
            admit(request, self._key, locked=locked)
            return answer(await handler(request))
        except Refused as refused:
            return refusal(request, refused)

    def _posting(self, work: Work, known: Collection[str] | None = None) -> Handler:
        """Returns the handler that answers bodies; ``known`` are the parameters of an API that ignores all others."""

        async def handler(request: Request) -> object:
            document = await self._posted(request, known)
            return await self._on_snapshot(lambda snapshot: work(document, snapshot))

        return handler

    async def _posted(self, request: Request, known: Collection[str] | None) -> object:
        """Returns the JSON of a body, once the ignored parameters are logged."""
        require_no_cursor(request)
        if is_v2(request) and request.headers.get("accept", "").startswith("text/event-stream"):
            raise Refused(HTTPStatus.NOT_ACCEPTABLE, "answers come as JSON pages, not as a stream: use runs.query")
        self._ignore(request, ())
        parameters = await document(request)
        if known is not None:
            self._ignore(request, known, as_mapping(parameters))
        return parameters

    def _ignore(self, request: Request, known: Collection[str], body: Mapping[str, object] | None = None) -> None:
        """Ignores or refuses the unknown parameters of a body, or else of the URL."""
        names = (request.query_params if body is None else body).keys() - set(known)
        ignore(request, sorted(names), known, key=self._key, strict=self._strict)

    async def _validate(self, request: Request) -> object:
        body = await self._posted(request, runs_v1.QueryBodyV1.model_fields)
        return await self._in_thread(lambda: runs_v1.validation(body))

    async def _run_v1(self, request: Request) -> object:
        id = path_id(request)
        self._ignore(request, _RUN_PARAMETERS)
        messages = request.query_params.get("include_messages", "").lower() in ("true", "1")
        return await self._on_snapshot(lambda snapshot: runs_v1.single(id, snapshot, include_messages=messages))

    async def _run_v2(self, request: Request) -> object:
        id, selects = path_id(request), request.query_params.getlist("selects")
        project = uuid_of("project_id", request.query_params.get("project_id", ""))
        return await self._on_snapshot(lambda snapshot: runs_v2.single(id, project, selects, snapshot))

    async def _run_url(self, request: Request) -> object:
        id, project, trace = path_id(request), *(uuid_of(name, request.query_params.get(name, "")) for name in _URL_IDS)
        app = "http://localhost" if is_loopback(request.url.hostname or "") else str(request.base_url).rstrip("/")
        return await self._on_snapshot(lambda snapshot: {"url": app + runs_v2.page_path(id, project, trace, snapshot)})

    async def _thread(self, request: Request) -> object:
        project = uuid_of("session_id", request.query_params.get("session_id", ""))
        self._ignore(request, ("session_id", "select"))
        select = request.query_params.getlist("select")
        return await self._on_snapshot(
            lambda snapshot: thread_requests.previews(snapshot, request.path_params["id"], project, select)
        )

    async def _traces(self, request: Request) -> object:
        query = {name: request.query_params.getlist(name) for name in request.query_params}
        self._ignore(request, thread_requests.TracesParameters.model_fields)
        parameters: dict[str, object] = {name: values if name == "selects" else values[-1] for name, values in query.items()}
        return await self._on_snapshot(
            lambda snapshot: thread_requests.traces_page(parameters, request.path_params["id"], snapshot)
        )

    async def _sessions(self, request: Request) -> object:
        self._ignore(request, sessions.KNOWN)
        query = {name: request.query_params.getlist(name) for name in request.query_params}
        return await self._on_snapshot(lambda snapshot: sessions.matching(query, snapshot.projects))

    async def _session(self, request: Request) -> object:
        id = str(path_id(request))
        return await self._on_snapshot(lambda snapshot: sessions.single(id, snapshot.projects))

    async def _info(self, request: Request) -> object:
        return _info(self.apis)

    async def _on_snapshot(self, work: Callable[[Snapshot], T]) -> T:
        """Returns the result of some work on the export as it is now."""
        return await self._in_thread(lambda: work(self.export.snapshot()))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        """Returns the result of some work, done in a thread when there is room. Raises ``Refused`` for its errors."""
        async with self._room:
            try:
                return await asyncio.to_thread(work)
            except RecordError as problem:
                raise Refused(HTTPStatus.INTERNAL_SERVER_ERROR, f"the export cannot be read: {problem}") from None
            except OSError as problem:
                message = f"the export cannot be read: {problem.filename}: {problem.strerror}"
                raise Refused(HTTPStatus.INTERNAL_SERVER_ERROR, message) from None
            except FilterError as error:
                raise Refused(HTTPStatus.BAD_REQUEST, described(error)) from None
            except (ValueError, OverflowError) as problem:
                raise Refused(HTTPStatus.BAD_REQUEST, str(problem)) from None


def application(
    runs: Runs, project: str, *, api_key: str | None = None, strict: bool = False, apis: ServedApis = "both"
) -> Starlette:
    """Returns the ASGI application that answers LangSmith clients from local runs.

    ``project`` names the project of the runs that have none; with an ``api_key``, requests have to carry it; ``strict``
    refuses the parameters that LangSmith ignores; ``apis`` are the APIs to speak. Raises ``RecordError`` for runs that cannot
    be read, and ``ValueError`` for a key that no header can hold.
    """
    return application_of(ServedExport(lambda: runs, project), api_key=api_key, strict=strict, apis=apis)


def application_of(
    export: ServedExport, *, api_key: str | None = None, strict: bool = False, apis: ServedApis = "both"
) -> Starlette:
    """Returns the ASGI application over an export, which is read again when its files change."""
    endpoints = Endpoints(export, api_key=api_key, strict=strict, apis=apis)
    app = Starlette(routes=endpoints.routes(), exception_handlers={HTTPException: _no_such_path, Exception: _unforeseen})
    app.state.apis = endpoints.apis
    return app


def refusal(request: Request, refused: Refused) -> Response:
    """Returns a refusal in the form of the API that the request came to; a LangSmith without v2 has only v1's form."""
    if is_v2(request) and request.app.state.apis.v2:
        return refusal_v2(refused, request.url.path)
    return refusal_v1(refused)


def _info(apis: SpokenApis) -> dict[str, object]:
    """Returns the answer by which the SDKs choose between v1 and v2 (_v2_migration_utils.py), and how to send traces."""
    return {
        "version": apis.version,
        "instance_flags": {"ch_query_enabled": apis.v1, "sdb_query_enabled": apis.v2, "filterlang": __version__},
        "batch_ingest_config": {
            "use_multipart_endpoint": False,
            "size_limit": 100,
            "size_limit_bytes": 20 << 20,
            "scale_up_qsize_trigger": 1000,
            "scale_up_nthreads_limit": 16,
            "scale_down_nempty_trigger": 4,
        },
        "license_expiration_time": None,
        "customer_info": None,
    }


async def _ended(request: Request) -> object:
    """Refuses a request to an endpoint of v1 where only v2 is spoken."""
    raise Refused(HTTPStatus.NOT_IMPLEMENTED, _ENDED)


async def _no_such_path(request: Request, error: Exception) -> Response:
    """Answers a request for an unknown path."""
    headers: Mapping[str, str] | None = error.headers if isinstance(error, HTTPException) else None
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.NOT_FOUND
    return refusal(request, Refused(status, HTTPStatus(status).phrase, headers=headers))


async def _unforeseen(request: Request, error: Exception) -> Response:
    """Answers after an unforeseen error, without any detail of it."""
    return refusal(request, Refused(HTTPStatus.INTERNAL_SERVER_ERROR, "internal server error: please report it"))
