"""``list_runs`` against LangSmith's v1 API, with the langsmith SDK's arguments.

Owns the invariants that every argument is checked before anything is sent, and that paging comes to an end.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
import json
from typing import Any, Self
from uuid import UUID

import httpx
from pydantic import SecretStr

from filterlang.syntax.jsonvalues import as_list, is_array
from filterlang.client.errors import ClientError, server_message
from filterlang.client.settings import KeyAuth, address
from filterlang.evaluate.query import Id
from filterlang.evaluate.run import Run, read_run
from filterlang.evaluate.selection import selected
from filterlang.syntax.input import FilterLike

_TIMEOUT = httpx.Timeout(60, connect=10)  # seconds, as langsmith's synchronous Client waits
_PAGE = 100  # v1 refuses more: "Limit exceeds maximum allowed value of 100" (langsmith-sdk #3455)
_SELECT = (  # what the langsmith SDK's Client asks for (client.py, default_select)
    "app_path", "completion_cost", "completion_tokens", "dotted_order", "end_time", "error", "events", "extra",
    "feedback_stats", "first_token_time", "id", "inputs", "name", "outputs", "parent_run_id", "parent_run_ids", "prompt_cost",
    "prompt_tokens", "reference_example_id", "run_type", "session_id", "start_time", "status", "tags", "total_cost",
    "total_tokens", "trace_id",
)  # fmt: skip
_SCOPE = ("session", "trace", "parent_run", "reference_example", "id")  # v1 wants one of them (langsmith-sdk #187)
_SCOPES = "project_name, project_id, trace_id, parent_run_id, reference_example_id or run_ids"
_REQUEST_IDS = ("x-request-id", "request-id")


class AsyncClient:
    """A connection to LangSmith: ``async with AsyncClient() as client: async for run in client.list_runs(...): ...``."""

    def __init__(
        self,
        api_url: str | None = None,
        api_key: str | SecretStr | None = None,
        *,
        workspace_id: str | UUID | None = None,
        timeout: float | httpx.Timeout | None = _TIMEOUT,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Take what is not given from the environment as the SDK does: LANGSMITH_… before LANGCHAIN_…, the empty skipped.

        Args:
            api_url: where the API is; LANGSMITH_ENDPOINT, or else LangSmith's US cloud.
            api_key: LANGSMITH_API_KEY.
            workspace_id: the workspace that an organisation's key is to read; LANGSMITH_WORKSPACE_ID.
            timeout: seconds, as httpx takes them.
            transport: httpx's, to send requests another way.

        Raises ``ValueError`` for an address or a key that can not be one.

        """
        self._url = address(api_url)
        self._auth = KeyAuth(api_key, workspace_id)
        self._http = httpx.AsyncClient(auth=self._auth, timeout=timeout, transport=transport)

    def __repr__(self) -> str:
        return f"AsyncClient({self._url!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def list_runs(
        self,
        *,
        project_id: Id | Sequence[Id] | None = None,
        project_name: str | Sequence[str] | None = None,
        run_type: str | None = None,
        trace_id: Id | None = None,
        reference_example_id: Id | None = None,
        query: str | None = None,
        filter: FilterLike | None = None,
        trace_filter: FilterLike | None = None,
        tree_filter: FilterLike | None = None,
        is_root: bool | None = None,
        parent_run_id: Id | None = None,
        start_time: datetime | None = None,
        end_time: datetime | None = None,
        error: bool | None = None,
        run_ids: Sequence[Id] | None = None,
        id: Sequence[Id] | None = None,
        select: Sequence[str] | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[Run]:
        """Yield runs, the latest first, a page of up to 100 at a time, until there are no more or ``limit`` is reached.

        The arguments are those of langsmith's ``AsyncClient.list_runs`` and mean what ``LocalRuns.list_runs`` says of them,
        but that ``run_ids`` (or ``id``) makes the server ignore every other condition. A time without an offset is UTC.

        Raises ``FilterError`` for a filter with errors and ``ValueError`` for another argument that can not be sent, both
        before anything is sent, and ``ClientError`` when a request fails.
        """
        if limit is not None and limit < 1:
            raise ValueError(f"limit has to be at least 1, and it is {limit}: leave it out to get every run")
        if id is not None and run_ids is not None:
            raise ValueError("id and run_ids are two names of one argument: give one of them")
        projects = (project_name,) if isinstance(project_name, str) else project_name
        body: dict[str, Any] = {
            "session": _ids("project_id", project_id),
            "run_type": run_type,
            "reference_example": _ids("reference_example_id", reference_example_id),
            "query": query,
            "filter": _compiled(filter),
            "trace_filter": _compiled(trace_filter),
            "tree_filter": _compiled(tree_filter),
            "is_root": None if is_root is None else bool(is_root),
            "parent_run": _id("parent_run_id", parent_run_id),
            "start_time": _time(start_time),
            "end_time": _time(end_time),
            "error": None if error is None else bool(error),
            "id": _ids("run_ids", id if run_ids is None else run_ids),
            "trace": _id("trace_id", trace_id),
            "select": selected(_SELECT if select is None else select),
            "limit": None if limit is None else min(limit, _PAGE),
        }
        body = {key: value for key, value in body.items() if value is not None}
        if projects is None and not any(key in body for key in _SCOPE):
            raise ValueError(f"say which runs to look through: give {_SCOPES}")
        if projects is not None and not all(projects):
            raise ValueError("project_name is empty: give the project's name")
        if projects is not None:
            body["session"] = [*body.get("session", ()), *[await self._project_id(name) for name in projects]]
        if [] in (body.get("session"), body.get("id")):
            return  # one of none; a server could take an empty list for no condition at all
        left = limit
        async for page in self._pages(body):
            for run in page[:left]:
                yield run
            left = None if left is None else left - len(page)
            if left is not None and left <= 0:
                return

    async def _pages(self, body: dict[str, Any]) -> AsyncIterator[list[Run]]:
        """The pages of an answer. Raises ``ClientError`` for a cursor that leads back to a page already seen."""
        seen: set[str] = set()
        where = f"POST {self._url}/runs/query"
        while True:
            answer = await self._send("POST", "/runs/query", content=json.dumps(body).encode())
            try:
                page = [read_run(run) for run in _listed(answer["runs"])]
                cursors: Any = answer.get("cursors") or {}
                cursor = str(cursors.get("next") or "")
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                raise ClientError(f"the answer is no list of runs: {self._auth.hide(str(error))}", where=where) from None
            if cursor in seen:
                raise ClientError("the server gave the same cursor twice: its pages would never end", where=where)
            yield page
            if not page or not cursor:
                return
            seen.add(cursor)
            body = {**body, "cursor": cursor}

    async def _project_id(self, name: str) -> str:
        found = await self._send("GET", "/sessions", params={"name": name, "limit": "1"})
        try:
            ids = [UUID(project["id"]) for project in found if project["name"] == name]
        except (KeyError, TypeError, AttributeError, ValueError):
            raise ClientError("the answer is no list of projects", where=f"GET {self._url}/sessions") from None
        if not ids:
            raise ClientError(f"there is no project named {name!r} in this workspace: check the name")
        return str(ids[0])

    async def _send(self, method: str, path: str, **request: Any) -> Any:
        """The JSON that the server answers with. Raises ``ClientError`` for anything else."""
        where = f"{method} {self._url}{path}"
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        try:
            response = await self._http.request(method, self._url + path, headers=headers, **request)
        except httpx.HTTPError as error:
            reason = self._auth.hide(str(error)) or type(error).__name__
            raise ClientError(f"no answer: {reason}", where=where) from None
        status = response.status_code
        request_ids = (self._auth.hide(response.headers[name]) for name in _REQUEST_IDS if name in response.headers)
        request_id = next(request_ids, None)
        if not response.is_success:
            message = self._auth.hide(server_message(response))
            raise ClientError(message, where=f"{where} answered {status}", status=status, request_id=request_id)
        try:
            return json.loads(response.content)
        except (ValueError, RecursionError):
            message = "the answer is not JSON that can be read: check that api_url is the API's address"
            raise ClientError(message, where=where, status=status, request_id=request_id) from None


def _listed(runs: object) -> list[Any]:
    if not is_array(runs):
        raise TypeError("its runs are no list")
    return as_list(runs)


def _compiled(filter: FilterLike | None) -> str | None:
    from filterlang import compile as compile_filter

    return None if filter is None else compile_filter(filter, dialect="v1")


def _id(argument: str, value: Id | None) -> str | None:
    try:
        return None if value is None else str(UUID(str(value)))
    except ValueError:
        raise ValueError(f"{argument} has to be a UUID, and it is {value!r}") from None


def _ids(argument: str, value: Id | Sequence[Id] | None) -> list[str] | None:
    values = (value,) if isinstance(value, str | UUID) else value
    return None if values is None else [text for each in values if (text := _id(argument, each))]


def _time(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment).isoformat()
