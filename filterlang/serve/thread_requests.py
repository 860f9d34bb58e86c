"""The endpoints for threads: v1's groups and previews of messages, v2's lists of threads and of their traces.

Owns the invariant that a parameter is either obeyed or refused. Names, values and defaults are those of LangSmith's OpenAPI
document and of the Python SDK (ThreadListTracesParams).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, ClassVar, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from filterlang.evaluate.query import RunQuery
from filterlang.evaluate.rows import json_text
from filterlang.serve.conversations import conversation
from filterlang.serve.cursors import Cursor, digest, read_cursor
from filterlang.serve.exported_runs import Snapshot
from filterlang.schema.query_arguments import FILTERS
from filterlang.serve.fields_v2 import OUTPUT_FIELDS
from filterlang.serve.request_checks import Refused, model_of, require_filters
from filterlang.serve.run_fields import OutputField, columns
from filterlang.serve.runs_v2 import require_projects
from filterlang.serve.threads import EARLIEST, is_of_thread, position, preview, roots_of, thread_of, threads_of
from filterlang.syntax.input import parsed
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Node
from filterlang.text.display import clip

Item = TypeVar("Item")
_DAY = timedelta(days=1)
_ON_SUMMARIES = "thread_filter is evaluated against summaries of threads, which this server does not do: filter their runs"


class GroupBody(BaseModel):
    """The body of ``POST /api/v1/runs/group``."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore")

    session_id: UUID
    group_by: Literal["conversation"] = "conversation"
    filter: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=100)] = 10


class ThreadsBody(BaseModel):
    """The body of ``POST /api/v2/threads/query``."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    project_id: UUID
    filter: str | None = None
    trace_filter: str | None = None
    tree_filter: str | None = None
    thread_filter: str | None = None
    min_start_time: AwareDatetime | None = None
    max_start_time: AwareDatetime | None = None
    page_size: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: str | None = None


class TracesParameters(BaseModel):
    """The parameters of ``GET /api/v2/threads/{thread_id}/traces``."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore")

    project_id: UUID
    filter: str | None = None
    trace_filter: str | None = None
    tree_filter: str | None = None
    page_size: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: str | None = None
    selects: list[str] = Field(default=["TRACE_ID"])


def groups(document: object, snapshot: Snapshot) -> dict[str, object]:
    """Returns the answer of ``POST /api/v1/runs/group``: the threads of a project, the latest first."""
    body = model_of(GroupBody, document, HTTPStatus.UNPROCESSABLE_ENTITY)
    require_filters({"filter": body.filter or None}, "v1")
    query = RunQuery(filter=body.filter or None, start_time=body.start_time, end_time=body.end_time)
    threads = threads_of(snapshot, str(body.session_id), query)
    return {
        "groups": [
            {**thread.summary(), "group_key": thread.id, "filter": print_line(is_of_thread(thread.id))}
            for thread in threads[body.offset : body.offset + body.limit]
        ],
        "total": len(threads),
    }


def previews(snapshot: Snapshot, thread_id: str, project: UUID, select: Iterable[str]) -> dict[str, object]:
    """Returns the answer of ``GET /api/v1/runs/threads/{thread_id}``: its messages, as JSON with an empty line between them."""
    thread = thread_of(snapshot, thread_id, str(project))
    messages = [json_text(message) for message in conversation(thread.roots)]
    texts = {
        "all_messages": "\n\n".join(messages),
        "first_human_input": preview(thread.roots[0].get("inputs")),
        "last_ai_output": preview(thread.roots[-1].get("outputs")),
    }
    return {"previews": {name: texts[name] for name in select if name in texts}}


def threads_page(document: object, snapshot: Snapshot) -> dict[str, object]:
    """Returns the answer of ``POST /api/v2/threads/query``: a page of the threads of a project, the latest first."""
    body = model_of(ThreadsBody, document, HTTPStatus.BAD_REQUEST)
    if body.thread_filter:
        raise Refused(HTTPStatus.NOT_IMPLEMENTED, _ON_SUMMARIES)
    query_digest = digest(body.model_dump(exclude={"cursor", "page_size"}))
    now = datetime.now(UTC)
    until = body.max_start_time or now
    query = RunQuery(start_time=body.min_start_time or now - _DAY, tree_filter=body.tree_filter or None)
    require_projects([str(body.project_id)], snapshot.projects)
    threads = threads_of(snapshot, str(body.project_id), query, *_conditions(body), until=until)
    items, cursor = _page(threads, lambda thread: thread.position, query_digest, body.page_size, body.cursor)
    return {"items": [thread.summary_v2() for thread in items], **_next_cursor(cursor)}


def traces_page(parameters: dict[str, object], thread_id: str, snapshot: Snapshot) -> dict[str, object]:
    """Returns the answer of ``GET /api/v2/threads/{thread_id}/traces``: a page of its root runs, the latest first."""
    body = model_of(TracesParameters, parameters, HTTPStatus.BAD_REQUEST, part="query")
    for name in body.selects:
        if name not in _TRACE_FIELDS:
            raise Refused(HTTPStatus.BAD_REQUEST, f"selects: a trace of a thread has no field {clip(name)!r} to select")
    project = str(body.project_id)
    require_projects([project], snapshot.projects)
    query_digest = digest([thread_id, body.model_dump(exclude={"cursor", "page_size", "selects"})])
    needed = columns(_TRACE_FIELDS[name] for name in body.selects)
    query = RunQuery(tree_filter=body.tree_filter or None)
    roots = roots_of(snapshot, project, query, is_of_thread(thread_id), *_conditions(body), fields=needed)
    turns = {root["id"]: turn for turn, root in enumerate(thread_of(snapshot, thread_id, project).roots, 1)}
    items, cursor = _page(sorted(roots, key=position, reverse=True), position, query_digest, body.page_size, body.cursor)
    fields = {name: _TRACE_FIELDS[name] for name in dict.fromkeys((*body.selects, "TRACE_ID"))}
    traces = [
        {name.lower(): value for name, field in fields.items() if (value := field.value(root, snapshot.projects)) is not None}
        for root in items
    ]
    if "TURN_NUMBER" in body.selects:
        traces = [{**trace, "turn_number": turns[root["id"]]} for trace, root in zip(traces, items, strict=True)]
    return {"items": traces, **_next_cursor(cursor)}


def _page(
    items: Sequence[Item], position: Callable[[Item], tuple[datetime, str]], query_digest: str, size: int, cursor: str | None
) -> tuple[list[Item], str | None]:
    """Returns the items behind a cursor, and the next cursor when there are more. The items are in descending position."""
    last = read_cursor(cursor or None, query_digest)
    behind = [item for item in items if last is None or position(item) < (last.started or EARLIEST, last.id)]
    if len(behind) <= size:
        return behind, None
    started, id = position(behind[size - 1])
    return behind[:size], Cursor(question=query_digest, started=started, id=id, ties=0).text()


def _next_cursor(cursor: str | None) -> dict[str, str]:
    return {} if cursor is None else {"next_cursor": cursor}


def _conditions(body: ThreadsBody | TracesParameters) -> list[Node]:
    """Returns the conditions on root runs. Raises ``Refused`` for a filter with errors."""
    filters = {name: getattr(body, name) or None for name in FILTERS}
    require_filters(filters, "v2", "invalid request: Failed to parse filter: ")
    return [parsed(text).tree for name, text in filters.items() if text is not None and name != "tree_filter"]


def _preview_field(name: str) -> OutputField:
    """A preview of a field: as stored, or else made from the field."""
    return OutputField(lambda record, _: record.get(f"{name}_preview") or preview(record.get(name)), (f"{name}_preview", name))


_SAME = (
    "THREAD_ID", "TRACE_ID", "PROMPT_TOKENS", "COMPLETION_TOKENS", "TOTAL_TOKENS", "START_TIME", "END_TIME",
    "FIRST_TOKEN_TIME", "INPUTS", "OUTPUTS", "ERROR", "PROMPT_COST", "COMPLETION_COST", "TOTAL_COST", "PROMPT_TOKEN_DETAILS",
    "COMPLETION_TOKEN_DETAILS", "PROMPT_COST_DETAILS", "COMPLETION_COST_DETAILS", "NAME", "ERROR_PREVIEW",
)  # fmt: skip
_TRACE_FIELDS: dict[str, OutputField] = {
    **{name: OUTPUT_FIELDS[name] for name in _SAME},
    "LATENCY": OUTPUT_FIELDS["LATENCY_SECONDS"],
    "INPUTS_PREVIEW": _preview_field("inputs"),
    "OUTPUTS_PREVIEW": _preview_field("outputs"),
    **dict.fromkeys(("OP", "TURN_NUMBER"), OutputField(lambda _, __: None, ())),
}
"""The fields that ``selects`` may name of a trace. ``OP``, a number for old clients, has no value."""
