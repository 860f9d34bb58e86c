"""The v1 API: the body of ``POST /api/v1/runs/query`` as a question, and records as its ``RunSchema``.

Owns the invariant that a parameter is either obeyed or refused. Names, values and defaults are those of LangSmith's OpenAPI
document (BodyParamsForRunsQuerySchema, RunSchema).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from filterlang.evaluate.query import RunQuery
from filterlang.exports.records import Record
from filterlang.exports.results import Runs
from filterlang.evaluate.selection import selected
from filterlang.schema.run_schema import RUN_FIELDS, V1_FIELDS, ColumnType
from filterlang.serve import stats
from filterlang.serve.exported_runs import Snapshot
from filterlang.serve.run_fields import APP_PATH, KEYS, PARENT, PARENTS, PROJECT, THREAD, TRACE, Made, columns, stored, trace_id
from filterlang.serve.messages import messages_of
from filterlang.serve.cursors import Page, Question, digest, one, page, read_cursor
from filterlang.serve.exported_projects import Projects
from filterlang.serve.error_responses import Refused, described, filter_error, misfit, require_filters
from filterlang.syntax.input import parsed
from filterlang.text.jsonvalues import as_list, as_mapping, is_object
from filterlang.syntax.tree import Call, List, Name, Node, String

_MOST = 100
_FILTERS = ("filter", "trace_filter", "tree_filter", "search_filter")
_ON_REQUEST = {
    "inputs_preview", "inputs_s3_urls", "inputs_or_signed_url", "outputs_preview", "outputs_s3_urls", "outputs_or_signed_url",
    "s3_urls", "error_or_signed_url", "events_or_signed_url", "extra_or_signed_url", "serialized_or_signed_url",
    "child_run_ids", "trace_min_max_start_time", "messages", "inserted_at",
}  # fmt: skip
DEFAULT_SELECT = [name for name in V1_FIELDS if name not in _ON_REQUEST]
_ALWAYS = ("id", "name", "run_type", "start_time", "status", "trace_id", "dotted_order", "session_id", "app_path")
"""What a run has whatever was selected: what RunSchema requires, and ``start_time``, which the SDKs require as well."""
_SCOPE = "At least one of 'session', 'id', 'parent_run', or 'reference_example' must be specified"


def _as_list(value: object) -> object:
    """One value as a list of one: the JavaScript SDK sends one reference example so (client.ts, listRuns)."""
    return [value] if isinstance(value, str) else value


Ids = Annotated[list[UUID], BeforeValidator(_as_list)]
Fields = Annotated[list[str], AfterValidator(partial(selected, known=V1_FIELDS))]


class Body(BaseModel):
    """The body of a query. What is not named here the real server ignores, and so does this one."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore")

    id: Ids | None = None
    trace: UUID | None = None
    parent_run: UUID | None = None
    run_type: Literal["tool", "chain", "llm", "retriever", "embedding", "prompt", "parser"] | None = None
    session: Ids | None = None
    session_id: Ids | None = None
    """What the Python SDK sends beside ``trace`` when it loads the children of a run (client.py, _load_child_runs)."""
    reference_example: Ids | None = None
    execution_order: Annotated[int, Field(ge=1, le=1)] | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    error: bool | None = None
    query: str | None = None
    filter: str | None = None
    trace_filter: str | None = None
    tree_filter: str | None = None
    search_filter: str | None = None
    is_root: bool | None = None
    data_source_type: Literal["current", "historical", "lite", "root_lite", "runs_feedbacks_rmt_wide"] | None = None
    skip_pagination: bool | None = None
    use_experimental_search: bool = False
    cursor: str | None = None
    limit: Annotated[int, Field(ge=1)] = _MOST
    select: Fields = Field(default=DEFAULT_SELECT)
    order: Literal["asc", "desc"] = "desc"
    skip_prev_cursor: bool = False

    def filters(self) -> dict[str, str | None]:
        """The filters, by the name of the parameter."""
        return {name: getattr(self, name) or None for name in _FILTERS}


def read_body(document: object) -> Body:
    """The body of a request. Raises ``Refused`` for one that does not fit."""
    try:
        body = Body.model_validate(document)
    except ValidationError as error:
        raise misfit(error, Body.model_fields, {}, HTTPStatus.UNPROCESSABLE_ENTITY) from None
    if body.limit > _MOST:
        raise Refused(HTTPStatus.BAD_REQUEST, f"Limit exceeds maximum allowed value of {_MOST}")
    return body


def answer(document: object, snapshot: Snapshot) -> dict[str, object]:
    """The answer of ``POST /api/v1/runs/query``. Raises ``Refused`` for what v1 would refuse."""
    body = read_body(document)
    asked = question(body, snapshot.projects)
    found = page(snapshot.runs, asked, timeless=snapshot.projects.timeless, ahead=snapshot.ahead)
    return answered(found, body, snapshot.projects)


def totals(document: object, snapshot: Snapshot) -> dict[str, object]:
    """The answer of ``POST /api/v1/runs/stats``: totals over all runs that a query selects, or those of them that it names."""
    given = dict(as_mapping(document))
    select = given.pop("select", None)
    if given.get("group_by") or given.get("groups"):
        raise Refused(HTTPStatus.BAD_REQUEST, "stats are given for all runs together here: leave group_by and groups out")
    asked = question(read_body(given if is_object(document) else document), snapshot.projects)
    found = page(
        snapshot.runs,
        replace(asked, fields=(*KEYS, *stats.NEEDED), size=None, cursor=None),
        timeless=snapshot.projects.timeless,
    )
    made = stats.stats(found.records)
    return {name: value for name, value in made.items() if not select or name in as_list(select)}


def single(id: UUID, snapshot: Snapshot, *, include_messages: bool = False) -> dict[str, object]:
    """The answer of ``GET /api/v1/runs/{id}``: a whole run, with the ids of the runs below it. Raises ``Refused`` for none."""
    record = one(snapshot.runs, id)
    direct, every = _below(record, snapshot.runs)
    messages = messages_of(record) if include_messages else record.get("messages")
    below: dict[str, object] = {"direct_child_run_ids": direct, "child_run_ids": every, "messages": messages}
    return {**run(record, snapshot.projects), **below}


def _below(record: Record, runs: Runs) -> tuple[list[str], list[str]]:
    """The ids of a run's children, and of all runs below it, in the order of their starts."""
    children: dict[str, list[str]] = {}
    in_trace = runs.list_runs(trace_id=trace_id(record), select=["parent_run_id"], order="asc")
    for below in in_trace.records():
        if isinstance(parent := below.get("parent_run_id"), str):
            children.setdefault(parent, []).append(below["id"])
    direct = children.get(record["id"], [])
    every = list(direct)
    for id in every:  # which grows meanwhile
        every += children.pop(id, [])
    return direct, every


def question(body: Body, projects: Projects) -> Question:
    """What a body asks. Raises ``Refused`` for one that v1 would refuse, and for natural language."""
    if body.query:
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "Failed to generate filter from freeform query: this server has no model for natural language, write a filter",
        )
    sessions = [*(body.session or ()), *(body.session_id or ())]
    if not (sessions or body.id or body.parent_run or body.reference_example or body.trace):
        raise Refused(HTTPStatus.BAD_REQUEST, _SCOPE)
    require_filters(body.filters(), "v1")
    asked = digest(body.model_dump(exclude={"cursor", "limit", "select", "skip_prev_cursor"}))
    arguments, conditions = _meaning(body)
    if sessions and not body.id and (within := projects.condition(map(str, sessions))) is not None:
        conditions = (*conditions, within)
    return Question(
        asked,
        arguments,
        conditions,
        fields=columns(_made(body.select).values()),
        size=None if body.trace and not body.id else body.limit,  # a trace comes whole (OpenAPI)
        ascending=body.order == "asc",
        cursor=None if body.trace and not body.id else read_cursor(body.cursor, asked),
    )


def _meaning(body: Body) -> tuple[RunQuery, tuple[Node, ...]]:
    """A body as arguments of ``list_runs`` and conditions beside them. Ids rule out all else (docs, trace-query-syntax)."""
    if body.id:
        return RunQuery(id=body.id), ()
    arguments = RunQuery(
        trace_id=body.trace,
        parent_run_id=body.parent_run,
        run_type=body.run_type,
        start_time=body.start_time,
        end_time=body.end_time,
        error=body.error,
        is_root=True if body.execution_order else body.is_root,
        filter=body.filter or None,
        trace_filter=body.trace_filter or None,
        tree_filter=body.tree_filter or None,
    )
    conditions: list[Node] = []
    if body.reference_example:
        ids = tuple(String(str(id)) for id in body.reference_example)
        conditions.append(Call("in", (Name("reference_example_id"), List(ids))))
    if body.search_filter:
        conditions.append(parsed(body.search_filter).tree)
    return arguments, tuple(conditions)


def validation(document: object) -> dict[str, object]:
    """The answer of ``POST /api/v1/runs/query/validate``: what is wrong with the filters of a body."""
    body = read_body(document)
    wrong = [
        {"field": name, "message": described(error)}
        for name, text in body.filters().items()
        if (error := filter_error(text, "v1")) is not None
    ]
    return {"valid": not wrong, "errors": wrong}


def answered(found: Page, body: Body, projects: Projects) -> dict[str, object]:
    """A page as a ``ListRunsResponse``."""
    made = _made(body.select)
    return {
        "runs": [_run(record, projects, made) for record in found.records],
        "cursors": {"next": found.next and found.next.text(), "prev": None},
        "search_cursors": None,
        "parsed_query": None,
    }


def run(record: Record, projects: Projects) -> dict[str, object]:
    """A whole record as a ``RunSchema``."""
    return _run(record, projects, _made(V1_FIELDS))


def _run(record: Record, projects: Projects, made: Mapping[str, Made]) -> dict[str, object]:
    return {name: each.value(record, projects) for name, each in made.items()}


def _made(select: Iterable[str]) -> dict[str, Made]:
    """What was selected and what a run cannot do without."""
    return {name: _RUN.get(name) or stored(name) for name in dict.fromkeys((*_ALWAYS, *select))}


def _cost(name: str) -> Made:
    """A cost as the text of a decimal, as v1 writes it."""
    return Made(lambda record, _: None if record.get(name) is None else str(record[name]), (name,))


_RUN: dict[str, Made] = {
    "name": stored("name", otherwise=""),
    "run_type": stored("run_type", otherwise="chain"),
    "status": stored("status", otherwise="pending"),
    "dotted_order": stored("dotted_order", otherwise=""),
    "trace_upgrade": stored("trace_upgrade", otherwise=False),
    "trace_id": TRACE,
    "session_id": PROJECT,
    "app_path": APP_PATH,
    "parent_run_id": PARENT,
    "parent_run_ids": PARENTS,
    "thread_id": THREAD,
    **{name: stored(name, otherwise=0) for name in ("total_tokens", "prompt_tokens", "completion_tokens")},
    **{name: _cost(name) for name, field in RUN_FIELDS.items() if field.column is ColumnType.COST},
}
"""What is more than the stored value."""
