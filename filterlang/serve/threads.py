"""Threads: the root runs of one conversation, as v1 groups them, as v2 lists them, and as messages.

Owns the invariant that a thread of a project is the same in both APIs: the root runs with its id, in the order of their starts.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, ClassVar, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from filterlang.evaluate.query import RunQuery
from filterlang.exports.records import Record
from filterlang.evaluate.rows import field_values, json_text, stored_datetime
from filterlang.text.display import clip
from filterlang.schema.fields import FIELDS
from filterlang.serve import stats
from filterlang.serve.exported_runs import Snapshot
from filterlang.serve.run_fields import KEYS, THREAD, TRACE, Made, columns, trace_id
from filterlang.serve.messages import conversation
from filterlang.serve.cursors import Cursor, Question, digest, page, read_cursor
from filterlang.serve.error_responses import Refused, model_of, require_filters
from filterlang.serve.runs_v2 import FIELDS as RUN_FIELDS
from filterlang.serve.runs_v2 import require_projects
from filterlang.syntax.input import parsed
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Name, Node, String

Item = TypeVar("Item")
_PREVIEW = 200
_NEEDED = (*KEYS, *THREAD.columns, *stats.NEEDED, "error", "inputs", "outputs", *TRACE.columns)
_FILTERS = ("filter", "trace_filter", "tree_filter")
_DAY = timedelta(days=1)
_ON_SUMMARIES = "thread_filter is evaluated against summaries of threads, which this server does not do: filter their runs"
_EARLIEST = datetime.min.replace(tzinfo=UTC)


class Group(BaseModel):
    """The body of ``POST /api/v1/runs/group``."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore")

    session_id: UUID
    group_by: Literal["conversation"] = "conversation"
    filter: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=100)] = 10


class Threads(BaseModel):
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


class Traces(BaseModel):
    """The query of ``GET /api/v2/threads/{thread_id}/traces``."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore")

    project_id: UUID
    filter: str | None = None
    trace_filter: str | None = None
    tree_filter: str | None = None
    page_size: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: str | None = None
    selects: list[str] = Field(default=["TRACE_ID"])


class Thread:
    """The root runs of a conversation, the earliest first."""

    def __init__(self, id: str, roots: Sequence[Record]) -> None:
        self.id = id
        self.roots: list[Record] = sorted(roots, key=lambda root: (_started(root), root["id"]))

    @property
    def place(self) -> tuple[datetime, str]:
        """Where it stands among others: by its latest start, then by its id."""
        return _started(self.roots[-1]), self.id

    def summary(self) -> dict[str, object]:
        """What both APIs say of a thread."""
        first, last = self.roots[0], self.roots[-1]
        errors = [root.get("error") for root in self.roots if stats.failed(root)]
        tokens = stats.total(map(stats.number("total_tokens"), self.roots))
        return {
            "thread_id": self.id,
            "count": len(self.roots),
            "min_start_time": _wire(first),
            "max_start_time": _wire(last),
            "latency_p50": stats.percentile(map(stats.number("latency"), self.roots), 0.5),
            "latency_p99": stats.percentile(map(stats.number("latency"), self.roots), 0.99),
            "total_tokens": stats.whole(tokens) or 0,
            "total_cost": stats.total(map(stats.number("total_cost"), self.roots)),
            "feedback_stats": stats.feedback(self.roots),
            "first_inputs": _preview(first.get("inputs")),
            "last_outputs": _preview(last.get("outputs")),
            "last_error": _preview(errors[-1]) if errors else None,
        }


def grouped(document: object, snapshot: Snapshot) -> dict[str, object]:
    """The answer of ``POST /api/v1/runs/group``: the threads of a project, the latest first."""
    body = model_of(Group, document, HTTPStatus.UNPROCESSABLE_ENTITY)
    require_filters({"filter": body.filter or None}, "v1")
    query = RunQuery(filter=body.filter or None, start_time=body.start_time, end_time=body.end_time)
    threads = _threads(snapshot, str(body.session_id), query)
    return {
        "groups": [
            {**thread.summary(), "group_key": thread.id, "filter": print_line(_is(thread.id))}
            for thread in threads[body.offset : body.offset + body.limit]
        ],
        "total": len(threads),
    }


def preview(snapshot: Snapshot, thread_id: str, project: UUID, select: Iterable[str]) -> dict[str, object]:
    """The answer of ``GET /api/v1/runs/threads/{thread_id}``: its messages, as JSON with an empty line between them."""
    thread = _thread(snapshot, thread_id, str(project))
    messages = [json_text(message) for message in conversation(thread.roots)]
    made = {
        "all_messages": "\n\n".join(messages),
        "first_human_input": _preview(thread.roots[0].get("inputs")),
        "last_ai_output": _preview(thread.roots[-1].get("outputs")),
    }
    return {"previews": {name: made[name] for name in select if name in made}}


def listed(document: object, snapshot: Snapshot) -> dict[str, object]:
    """The answer of ``POST /api/v2/threads/query``: a page of the threads of a project, the latest first."""
    body = model_of(Threads, document, HTTPStatus.BAD_REQUEST)
    if body.thread_filter:
        raise Refused(HTTPStatus.NOT_IMPLEMENTED, _ON_SUMMARIES)
    asked = digest(body.model_dump(exclude={"cursor", "page_size"}))
    now = datetime.now(UTC)
    until = body.max_start_time or now
    query = RunQuery(start_time=body.min_start_time or now - _DAY, tree_filter=body.tree_filter or None)
    require_projects([str(body.project_id)], snapshot.projects)
    conditions = _conditions(body)
    threads = _threads(snapshot, str(body.project_id), query, *conditions, until=until)
    items, after = _page(threads, lambda thread: thread.place, asked, body.page_size, body.cursor)
    return {"items": [_v2(thread) for thread in items], **_next(after)}


def traces(query: dict[str, object], thread_id: str, snapshot: Snapshot) -> dict[str, object]:
    """The answer of ``GET /api/v2/threads/{thread_id}/traces``: a page of its root runs, the latest first."""
    body = model_of(Traces, query, HTTPStatus.BAD_REQUEST, place="query")
    for name in body.selects:
        if name not in _TRACE:
            raise Refused(HTTPStatus.BAD_REQUEST, f"selects: a trace of a thread has no field {clip(name)!r} to select")
    require_projects([str(body.project_id)], snapshot.projects)
    asked = digest([thread_id, body.model_dump(exclude={"cursor", "page_size", "selects"})])
    fields = columns(_TRACE[name] for name in body.selects)
    arguments = RunQuery(tree_filter=body.tree_filter or None)
    roots = _roots(snapshot, str(body.project_id), arguments, _is(thread_id), *_conditions(body), fields=fields)
    turns = {root["id"]: turn for turn, root in enumerate(_thread(snapshot, thread_id, str(body.project_id)).roots, 1)}
    latest = sorted(roots, key=_place, reverse=True)
    items, after = _page(latest, _place, asked, body.page_size, body.cursor)
    made = {name: _TRACE[name] for name in dict.fromkeys((*body.selects, "TRACE_ID"))}
    answers = [
        {name.lower(): value for name, each in made.items() if (value := each.value(root, snapshot.projects)) is not None}
        for root in items
    ]
    if "TURN_NUMBER" in body.selects:
        answers = [{**answer, "turn_number": turns[root["id"]]} for answer, root in zip(answers, items, strict=True)]
    return {"items": answers, **_next(after)}


def _page(
    items: Sequence[Item], place: Callable[[Item], tuple[datetime, str]], asked: str, size: int, cursor: str | None
) -> tuple[list[Item], str | None]:
    """The items behind a cursor, and the cursor behind them when there are more."""
    after = read_cursor(cursor or None, asked)
    rest = [item for item in items if after is None or place(item) < (after.started or _EARLIEST, after.id)]
    if len(rest) <= size:
        return rest, None
    started, id = place(rest[size - 1])
    return rest[:size], Cursor(question=asked, started=started, id=id, ties=0).text()


def _next(cursor: str | None) -> dict[str, str]:
    return {} if cursor is None else {"next_cursor": cursor}


def _v2(thread: Thread) -> dict[str, object]:
    """A thread as v2 gives it."""
    last = trace_id(thread.roots[-1])
    return {
        **thread.summary(),
        "num_errored_turns": sum(map(stats.failed, thread.roots)),
        "start_time": _wire(thread.roots[-1]),
        "first_trace_id": trace_id(thread.roots[0]),
        "last_trace_id": last,
        "trace_id": last,
    }


def _conditions(body: Threads | Traces) -> list[Node]:
    filters = {name: getattr(body, name) or None for name in _FILTERS}
    require_filters(filters, "v2", "invalid request: Failed to parse filter: ")
    return [parsed(text).tree for name, text in filters.items() if text is not None and name != "tree_filter"]


def _thread(snapshot: Snapshot, id: str, project: str) -> Thread:
    """One thread. Raises ``Refused`` where there is none."""
    roots = list(_roots(snapshot, project, RunQuery(), _is(id)))
    if not roots:
        raise Refused(HTTPStatus.NOT_FOUND, f"Thread {clip(id)} not found in this project")
    return Thread(id, roots)


def _threads(
    snapshot: Snapshot, project: str, query: RunQuery, *conditions: Node, until: datetime | None = None
) -> list[Thread]:
    """The threads of a project with a root run that meets the conditions, the latest first."""
    roots: dict[str, list[Record]] = {}
    for root in _roots(snapshot, project, query, *conditions):
        id = next(iter(field_values(root, FIELDS["thread_id"])), None)
        if id is not None and (until is None or _started(root) < until):
            roots.setdefault(id, []).append(root)
    return sorted((Thread(id, found) for id, found in roots.items()), key=lambda thread: thread.place, reverse=True)


def _roots(
    snapshot: Snapshot, project: str, query: RunQuery, *conditions: Node, fields: tuple[str, ...] = _NEEDED
) -> list[Record]:
    within = snapshot.projects.condition([project])
    wanted = (*conditions, *([] if within is None else [within]))
    query["is_root"] = True
    question = Question("", query, wanted, fields=fields)
    return page(snapshot.runs, question, timeless=snapshot.projects.timeless).records


def _is(thread_id: str) -> Node:
    return Call("eq", (Name("thread_id"), String(thread_id)))


def _started(root: Record) -> datetime:
    return stored_datetime(root.get("start_time")) or _EARLIEST


def _place(root: Record) -> tuple[datetime, str]:
    return _started(root), root["id"]


def _wire(root: Record) -> str | None:
    start = stored_datetime(root.get("start_time"))
    return None if start is None else start.isoformat()


def _preview(value: object) -> str:
    text = value if isinstance(value, str) else "" if value is None else json_text(value)
    return clip(text, _PREVIEW)


def _previewed(name: str) -> Made:
    """A preview that is stored, or else made of what it is the preview of."""
    return Made(lambda record, _: record.get(f"{name}_preview") or _preview(record.get(name)), (f"{name}_preview", name))


_SAME = (
    "THREAD_ID", "TRACE_ID", "PROMPT_TOKENS", "COMPLETION_TOKENS", "TOTAL_TOKENS", "START_TIME", "END_TIME",
    "FIRST_TOKEN_TIME", "INPUTS", "OUTPUTS", "ERROR", "PROMPT_COST", "COMPLETION_COST", "TOTAL_COST", "PROMPT_TOKEN_DETAILS",
    "COMPLETION_TOKEN_DETAILS", "PROMPT_COST_DETAILS", "COMPLETION_COST_DETAILS", "NAME", "ERROR_PREVIEW",
)  # fmt: skip
_TRACE: dict[str, Made] = {
    **{name: RUN_FIELDS[name] for name in _SAME},
    "LATENCY": RUN_FIELDS["LATENCY_SECONDS"],
    "INPUTS_PREVIEW": _previewed("inputs"),
    "OUTPUTS_PREVIEW": _previewed("outputs"),
    **dict.fromkeys(("OP", "TURN_NUMBER"), Made(lambda _, __: None, ())),
}
"""What ``selects`` may name of a trace (SDK, ThreadListTracesParams). ``OP``, a number for old clients, is left out."""
