"""The ASGI application: which path is answered by what, and how many questions are worked on at once.

Owns the invariant that every answer is JSON, and that runs are looked for and filters are read beside the event loop, a few
questions at a time.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from http import HTTPMethod, HTTPStatus
import logging
from typing import TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from filterlang import __version__
from filterlang.findings.errors import FilterError
from filterlang.exports.records import RecordError
from filterlang.exports.results import Runs
from filterlang.serve import sessions, threads
from filterlang.serve import runs_v1 as v1
from filterlang.serve import runs_v2 as v2
from filterlang.serve.answers import answer, refusal_v1, refusal_v2
from filterlang.serve.exported_runs import Export, Snapshot
from filterlang.serve.error_responses import Refused, described
from filterlang.serve.requests import (
    admit,
    document,
    ignore,
    is_v2,
    log,
    path_id,
    require_method,
    require_no_cursor,
    sendable,
    uuid_of,
)
from filterlang.text.jsonvalues import as_mapping

_SPEAKS = "0.16.0"
"""The version of LangSmith whose APIs these are: the first that the SDKs' v2 clients take (client.py, runs)."""
_INFO: dict[str, object] = {
    "version": _SPEAKS,
    "instance_flags": {"ch_query_enabled": True, "sdb_query_enabled": True, "filterlang": __version__},
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
"""What the SDKs ask before they choose between v1 and v2, and before they send traces (_v2_migration_utils.py, client.py)."""

_AT_ONCE = 4
"""How many questions are worked on at once, so that a slow one does not hold up the others."""
_RUN_QUERY = ("session_id", "start_time", "exclude_s3_stored_attributes", "exclude_serialized", "include_messages")
_STATS = {*v1.Body.model_fields, "group_by", "groups", "include_details"} - {"cursor", "limit", "order", "skip_prev_cursor"}

Handler = Callable[[Request], Awaitable[object]]
Work = Callable[[object, Snapshot], object]
Answer = TypeVar("Answer")


class Server:
    """The endpoints over an export."""

    def __init__(self, export: Export, *, api_key: str | None = None, strict: bool = False) -> None:
        self.export = export
        self._key = None if api_key is None else sendable(api_key).encode()
        self._strict = strict
        self._turns = asyncio.Semaphore(_AT_ONCE if export.snapshot().runs.parallel else 1)

    def __repr__(self) -> str:
        return f"Server({self.export!r})"

    def routes(self) -> list[Route]:
        """The endpoints, each under the paths that clients know it by."""
        return [
            *self._both("/runs/query", self._posting(v1.answer, v1.Body.model_fields), "POST"),
            *self._both("/runs/query/validate", self._validate, "POST", locked=False),
            *self._both("/runs/stats", self._posting(v1.totals, _STATS), "POST"),
            *self._both("/runs/group", self._posting(threads.grouped, threads.Group.model_fields), "POST"),
            *self._both("/runs/threads/{id:path}", self._thread, "GET"),
            *self._both("/runs/{id}", self._run_v1, "GET"),
            *self._both("/sessions", self._sessions, "GET"),
            *self._both("/sessions/{id}", self._session, "GET"),
            *self._both("/info", self._info, "GET", locked=False),
            *self._both("/v2/runs/query", self._posting(v2.answer), "POST"),
            *self._both("/v2/runs/{id}", self._run_v2, "GET"),
            *self._both("/v2/threads/query", self._posting(threads.listed), "POST"),
            *self._both("/v2/threads/{id:path}/traces", self._traces, "GET"),
        ]

    def _both(self, path: str, handler: Handler, method: str, *, locked: bool = True) -> list[Route]:
        """A path as it is, and under ``/api``; what is not locked has no security in LangSmith's OpenAPI document either."""

        async def endpoint(request: Request) -> Response:
            response = await self._answer(request, handler, method, locked=locked)
            log(self._key, logging.INFO, "%s %s %d", request.method, request.url.path, response.status_code)
            return response

        longer = f"/api{path}" if path.startswith("/v2/") else f"/api/v1{path}"
        return [Route(each, endpoint, methods=list(HTTPMethod)) for each in (path, longer)]

    async def _answer(self, request: Request, handler: Handler, method: str, *, locked: bool) -> Response:
        try:
            require_method(request, method)
            admit(request, self._key, locked=locked)
            return answer(await handler(request))
        except Refused as refused:
            return refusal(request, refused)

    def _posting(self, work: Work, known: Collection[str] | None = None) -> Handler:
        """The handler that answers bodies by some work; ``known`` are the parameters of an API that ignores all others."""

        async def handler(request: Request) -> object:
            given = await self._posted(request, known)
            return await self._ask(lambda snapshot: work(given, snapshot))

        return handler

    async def _posted(self, request: Request, known: Collection[str] | None) -> object:
        """The JSON of a body, once what is ignored of the request is logged."""
        require_no_cursor(request)
        if is_v2(request) and request.headers.get("accept", "").startswith("text/event-stream"):
            raise Refused(HTTPStatus.NOT_ACCEPTABLE, "answers come as JSON pages, not as a stream: use runs.query")
        self._ignore(request, ())
        given = await document(request)
        if known is not None:
            self._ignore(request, known, as_mapping(given))
        return given

    def _ignore(self, request: Request, known: Collection[str], given: Mapping[str, object] | None = None) -> None:
        """Ignores, or refuses, what is not known of a body or else of the URL."""
        names = (request.query_params if given is None else given).keys() - set(known)
        ignore(request, sorted(names), known, key=self._key, strict=self._strict)

    async def _validate(self, request: Request) -> object:
        given = await self._posted(request, v1.Body.model_fields)
        return await self._turn(lambda: v1.validation(given))

    async def _run_v1(self, request: Request) -> object:
        id = path_id(request)
        self._ignore(request, _RUN_QUERY)
        messages = request.query_params.get("include_messages", "").lower() in ("true", "1")
        return await self._ask(lambda snapshot: v1.single(id, snapshot, include_messages=messages))

    async def _run_v2(self, request: Request) -> object:
        id, selects = path_id(request), request.query_params.getlist("selects")
        project = uuid_of("project_id", request.query_params.get("project_id", ""))
        return await self._ask(lambda snapshot: v2.single(id, project, selects, snapshot))

    async def _thread(self, request: Request) -> object:
        project = uuid_of("session_id", request.query_params.get("session_id", ""))
        self._ignore(request, ("session_id", "select"))
        select = request.query_params.getlist("select")
        return await self._ask(lambda snapshot: threads.preview(snapshot, request.path_params["id"], project, select))

    async def _traces(self, request: Request) -> object:
        query = {name: request.query_params.getlist(name) for name in request.query_params}
        self._ignore(request, threads.Traces.model_fields)
        given: dict[str, object] = {name: values if name == "selects" else values[-1] for name, values in query.items()}
        return await self._ask(lambda snapshot: threads.traces(given, request.path_params["id"], snapshot))

    async def _sessions(self, request: Request) -> object:
        self._ignore(request, sessions.KNOWN)
        query = {name: request.query_params.getlist(name) for name in request.query_params}
        return await self._ask(lambda snapshot: sessions.listed(query, snapshot.projects))

    async def _session(self, request: Request) -> object:
        id = str(path_id(request))
        return await self._ask(lambda snapshot: sessions.one(id, snapshot.projects))

    async def _info(self, request: Request) -> object:
        return _INFO

    async def _ask(self, work: Callable[[Snapshot], Answer]) -> Answer:
        """The answer of some work on the export as it is now."""
        return await self._turn(lambda: work(self.export.snapshot()))

    async def _turn(self, work: Callable[[], Answer]) -> Answer:
        """The answer of some work, in a thread when it is its turn. What cannot be read is named in the refusal."""
        async with self._turns:
            try:
                return await asyncio.to_thread(work)
            except RecordError as problem:
                raise Refused(HTTPStatus.INTERNAL_SERVER_ERROR, f"the export cannot be read: {problem}") from None
            except OSError as problem:
                said = f"the export cannot be read: {problem.filename}: {problem.strerror}"
                raise Refused(HTTPStatus.INTERNAL_SERVER_ERROR, said) from None
            except FilterError as error:
                raise Refused(HTTPStatus.BAD_REQUEST, described(error)) from None
            except (ValueError, OverflowError) as problem:
                raise Refused(HTTPStatus.BAD_REQUEST, str(problem)) from None


def application(runs: Runs, project: str, *, api_key: str | None = None, strict: bool = False) -> Starlette:
    """The ASGI application that answers LangSmith clients from local runs.

    ``project`` names the project of the runs that have none; with an ``api_key``, requests have to carry it; ``strict``
    refuses the parameters that LangSmith ignores. Raises ``RecordError`` for runs that cannot be read, and ``ValueError`` for a
    key that no header can hold.
    """
    return application_of(Export(lambda: runs, project), api_key=api_key, strict=strict)


def application_of(export: Export, *, api_key: str | None = None, strict: bool = False) -> Starlette:
    """The ASGI application over an export, which is read again when its files change."""
    server = Server(export, api_key=api_key, strict=strict)
    return Starlette(routes=server.routes(), exception_handlers={HTTPException: _not_here, Exception: _failed})


def refusal(request: Request, refused: Refused) -> Response:
    """A refusal in the form of the API that was asked."""
    return refusal_v2(refused, request.url.path) if is_v2(request) else refusal_v1(refused)


async def _not_here(request: Request, error: Exception) -> Response:
    """No such path."""
    headers: Mapping[str, str] | None = error.headers if isinstance(error, HTTPException) else None
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.NOT_FOUND
    return refusal(request, Refused(status, HTTPStatus(status).phrase, headers=headers))


async def _failed(request: Request, error: Exception) -> Response:
    """What nobody foresaw: the answer says no more than that."""
    return refusal(request, Refused(HTTPStatus.INTERNAL_SERVER_ERROR, "internal server error: please report it"))
