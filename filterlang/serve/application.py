"""The ASGI application: paths, keys and bodies of bounded size on the one side, the engine's thread on the other.

Owns the invariants that nothing is said of runs without the key where there is one, that every answer is JSON, and that runs
are looked for beside the event loop, one question at a time.
"""

import asyncio
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from http import HTTPStatus
import ipaddress
import json
from typing import TypeVar
from uuid import UUID

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from filterlang import __version__
from filterlang.diagnostics import FilterError
from filterlang.evaluate.records import Record, RecordError
from filterlang.evaluate.runs import Runs
from filterlang.semantics.reading import is_uuid
from filterlang.serve import sessions, v1, v2
from filterlang.serve.answers import answer, refusal_v1, refusal_v2
from filterlang.serve.paging import page
from filterlang.serve.projects import Projects
from filterlang.serve.refusals import Refused, described

LARGEST_BODY = 1 << 20
"""How many bytes a body may have: room for 20,000 ids, and a bound on what reading a filter costs."""
_SPEAKS = "0.16.0"
"""The version of LangSmith whose APIs these are: the first that the SDKs' v2 clients take (client.py, runs)."""
_INFO: dict[str, object] = {
    "version": _SPEAKS,
    "instance_flags": {"ch_query_enabled": True, "sdb_query_enabled": True, "filterlang": __version__},
}
"""What the SDKs ask before they choose between v1 and v2 (_v2_migration_utils.py)."""

Handler = Callable[[Request], Awaitable[object]]
Answer = TypeVar("Answer")


class Server:
    """The endpoints over some runs, which are read through once to learn of their projects.

    Raises ``RecordError`` for runs that can not be read.
    """

    def __init__(self, runs: Runs, project: str, *, api_key: str | None = None) -> None:
        self.runs = runs
        self.projects: Projects = Projects(runs, project)
        self._key = None if api_key is None else api_key.encode()
        self._engine = asyncio.Semaphore(1)  # an engine's connection is not made for several threads

    def __repr__(self) -> str:
        return f"Server({self.runs!r})"

    def routes(self) -> list[Route]:
        """The endpoints, each under the paths that clients know it by."""
        return [
            *self._both("/runs/query", self._query_v1, "POST"),
            *self._both("/runs/query/validate", self._validate, "POST", locked=False),
            *self._both("/runs/{id}", self._run_v1, "GET"),
            *self._both("/sessions", self._sessions, "GET"),
            *self._both("/sessions/{id}", self._session, "GET"),
            *self._both("/info", self._info, "GET", locked=False),
            *self._both("/v2/runs/query", self._query_v2, "POST"),
            *self._both("/v2/runs/{id}", self._run_v2, "GET"),
        ]

    def _both(self, path: str, handler: Handler, method: str, *, locked: bool = True) -> list[Route]:
        """A path as it is, and under ``/api``; what is not locked has no security in LangSmith's OpenAPI document either."""

        async def endpoint(request: Request) -> Response:
            try:
                self._admit(request, locked=locked)
                return answer(await handler(request))
            except Refused as refused:
                return refusal(request, refused)

        longer = f"/api{path}" if path.startswith("/v2/") else f"/api/v1{path}"
        return [Route(each, endpoint, methods=[method]) for each in (path, longer)]

    def _admit(self, request: Request, *, locked: bool) -> None:
        """Raise ``Refused`` for a request without the key. Where there is none, a browser may not come by another name."""
        if self._key is None:
            if not is_loopback(request.url.hostname or ""):
                raise Refused(HTTPStatus.FORBIDDEN, "this server answers localhost alone: for others, start it with --api-key")
        elif locked:
            given = request.headers.get("x-api-key") or request.headers.get("authorization", "").removeprefix("Bearer ")
            if not compare_digest(given.encode(), self._key):
                raise Refused(HTTPStatus.UNAUTHORIZED, "Invalid token: set LANGSMITH_API_KEY to the --api-key of the server")

    async def _query_v1(self, request: Request) -> object:
        document = await _document(request)
        return await self._ask(lambda: self._page_v1(document))

    def _page_v1(self, document: object) -> object:
        found = page(self.runs, v1.question(document, self.projects), timeless=self.projects.timeless)
        return v1.answered(found, document, self.projects)

    async def _query_v2(self, request: Request) -> object:
        if request.headers.get("accept", "").startswith("text/event-stream"):
            raise Refused(HTTPStatus.NOT_ACCEPTABLE, "runs come as JSON pages, not as a stream: use runs.query")
        document = await _document(request)
        return await self._ask(lambda: self._page_v2(document))

    def _page_v2(self, document: object) -> object:
        found = page(self.runs, v2.question(document, self.projects, self.runs), timeless=self.projects.timeless)
        return v2.answered(found, document, self.projects)

    async def _validate(self, request: Request) -> object:
        document = await _document(request)
        return await asyncio.to_thread(v1.validation, document)

    async def _run_v1(self, request: Request) -> object:
        record = await self._one(_id(request))
        return v1.run(record, self.projects)

    async def _run_v2(self, request: Request) -> object:
        id, selects = _id(request), request.query_params.getlist("selects")
        v2.require_fields(selects)
        (project,) = v2.require_projects([str(_uuid("project_id", request.query_params.get("project_id", "")))], self.projects)
        record = await self._one(id)
        if self.projects.of(record) != project:
            raise Refused(HTTPStatus.NOT_FOUND, f"Run {id} not found in this project")
        return v2.run(record, self.projects, selects)

    async def _one(self, id: UUID) -> Record:
        found = await self._ask(lambda: next(self.runs.list_runs(id=[id], limit=1).records(), None))
        if found is None:
            raise Refused(HTTPStatus.NOT_FOUND, f"Run {id} not found")
        return found

    async def _sessions(self, request: Request) -> object:
        query = {name: request.query_params.getlist(name) for name in request.query_params}
        return sessions.listed(query, self.projects)

    async def _session(self, request: Request) -> object:
        return sessions.one(str(_id(request)), self.projects)

    async def _info(self, request: Request) -> object:
        return _INFO

    async def _ask(self, work: Callable[[], Answer]) -> Answer:
        """What an engine answers, in a thread. What it can not read is an error of the server, with the place."""
        async with self._engine:
            try:
                return await asyncio.to_thread(work)
            except RecordError as problem:
                raise Refused(HTTPStatus.INTERNAL_SERVER_ERROR, f"the export can not be read: {problem}") from None
            except FilterError as error:
                raise Refused(HTTPStatus.BAD_REQUEST, described(error)) from None
            except (ValueError, OverflowError) as problem:
                raise Refused(HTTPStatus.BAD_REQUEST, str(problem)) from None


def application(runs: Runs, project: str, *, api_key: str | None = None) -> Starlette:
    """The ASGI application that answers LangSmith clients from local runs.

    ``project`` names the project of the runs that have none; with an ``api_key``, requests have to carry it. Raises
    ``RecordError`` for runs that can not be read.
    """
    server = Server(runs, project, api_key=api_key)
    return Starlette(routes=server.routes(), exception_handlers={HTTPException: _not_here, Exception: _failed})


def is_loopback(host: str) -> bool:
    """Whether a name or an address is this machine's own."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refusal(request: Request, refused: Refused) -> Response:
    """A refusal in the form of the API that was asked."""
    return refusal_v2(refused, request.url.path) if _is_v2(request) else refusal_v1(refused)


def _is_v2(request: Request) -> bool:
    return request.url.path.startswith(("/v2/", "/api/v2/"))


async def _document(request: Request) -> object:
    """The JSON of a body. Raises ``Refused`` for one that is too large or no JSON."""
    data = bytearray()
    try:
        async for chunk in request.stream():
            data += chunk
            if len(data) > LARGEST_BODY:
                said = f"a body may have {LARGEST_BODY} bytes: ask for less at once"
                raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, said)
    except ClientDisconnect:  # nobody will read the answer
        raise Refused(HTTPStatus.BAD_REQUEST, "the body ends before its end") from None
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        status = HTTPStatus.BAD_REQUEST if _is_v2(request) else HTTPStatus.UNPROCESSABLE_ENTITY
        raise Refused(status, "the body is not JSON that can be read: send one object of parameters") from None


def _id(request: Request) -> UUID:
    return _uuid("id", request.path_params["id"])


def _uuid(name: str, text: str) -> UUID:
    if is_uuid(text):
        return UUID(text)
    said = f"{name} has to be a UUID"
    problem: dict[str, object] = {"type": "uuid_parsing", "loc": ["path", name], "msg": said}
    raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, said, problems=[problem])


async def _not_here(request: Request, error: Exception) -> Response:
    """No such path, or another method than the path takes."""
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.NOT_FOUND
    return refusal(request, Refused(status, HTTPStatus(status).phrase))


async def _failed(request: Request, error: Exception) -> Response:
    """What nobody foresaw: the answer says no more than that."""
    return refusal(request, Refused(HTTPStatus.INTERNAL_SERVER_ERROR, "internal server error: please report it"))
