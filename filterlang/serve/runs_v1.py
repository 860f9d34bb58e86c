"""The v1 API for runs: the body of a query becomes a ``PageQuery``, and a page becomes its answer.

Owns the invariant that a parameter is either obeyed or refused. Names, values and defaults are those of LangSmith's OpenAPI
document (BodyParamsForRunsQuerySchema).
"""

from dataclasses import replace
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from filterlang.evaluate.query import RunQuery
from filterlang.evaluate.selection import selected
from filterlang.exports.records import Record
from filterlang.exports.results import Runs
from filterlang.schema.run_schema import V1_FIELDS
from filterlang.serve import run_totals
from filterlang.serve.conversations import messages_of
from filterlang.serve.cursors import digest, read_cursor
from filterlang.serve.exported_projects import ExportedProjects
from filterlang.serve.exported_runs import Snapshot
from filterlang.serve.fields_v1 import DEFAULT_SELECT, output_fields, values, whole_run
from filterlang.serve.request_checks import Refused, described, filter_error, misfit, require_filters
from filterlang.serve.run_fields import KEYS, columns, trace_id
from filterlang.serve.run_pages import PageQuery, RunPage, page, run_by_id
from filterlang.syntax.input import parsed
from filterlang.syntax.tree import Call, List, Name, Node, String
from filterlang.text.jsonvalues import as_list, as_mapping, is_object

_MAX_LIMIT = 100
_FILTERS = ("filter", "trace_filter", "tree_filter", "search_filter")
_SCOPE = "At least one of 'session', 'id', 'parent_run', or 'reference_example' must be specified"


def _as_list(value: object) -> object:
    """Returns a single value as a list: the JavaScript SDK sends one reference example so (client.ts, listRuns)."""
    return [value] if isinstance(value, str) else value


Ids = Annotated[list[UUID], BeforeValidator(_as_list)]
Fields = Annotated[list[str], AfterValidator(partial(selected, known=V1_FIELDS))]


class QueryBodyV1(BaseModel):
    """The body of a query. LangSmith ignores all other parameters, and so does this server."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore")

    id: Ids | None = None
    trace: UUID | None = None
    parent_run: UUID | None = None
    run_type: Literal["tool", "chain", "llm", "retriever", "embedding", "prompt", "parser"] | None = None
    session: Ids | None = None
    session_id: Ids | None = None
    """Sent by the Python SDK beside ``trace`` to load the children of a run (client.py, _load_child_runs)."""
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
    limit: Annotated[int, Field(ge=1)] = _MAX_LIMIT
    select: Fields = Field(default=DEFAULT_SELECT)
    order: Literal["asc", "desc"] = "desc"
    skip_prev_cursor: bool = False

    def filters(self) -> dict[str, str | None]:
        """Returns the filters, by the name of the parameter."""
        return {name: getattr(self, name) or None for name in _FILTERS}


def read_body(document: object) -> QueryBodyV1:
    """Returns the body of a request. Raises ``Refused`` for a document that does not fit."""
    try:
        body = QueryBodyV1.model_validate(document)
    except ValidationError as error:
        raise misfit(error, QueryBodyV1.model_fields, {}, HTTPStatus.UNPROCESSABLE_ENTITY) from None
    if body.limit > _MAX_LIMIT:
        raise Refused(HTTPStatus.BAD_REQUEST, f"Limit exceeds maximum allowed value of {_MAX_LIMIT}")
    return body


def answer(document: object, snapshot: Snapshot) -> dict[str, object]:
    """Returns the answer of ``POST /api/v1/runs/query``. Raises ``Refused`` where v1 would refuse the request."""
    body = read_body(document)
    query = page_query(body, snapshot.projects)
    runs = page(snapshot.runs, query, timeless=snapshot.projects.timeless, ahead=snapshot.ahead)
    return page_answer(runs, body, snapshot.projects)


def totals(document: object, snapshot: Snapshot) -> dict[str, object]:
    """Returns the answer of ``POST /api/v1/runs/stats``: totals over all matching runs, or the selected ones of the totals."""
    parameters = dict(as_mapping(document))
    select = parameters.pop("select", None)
    if parameters.get("group_by") or parameters.get("groups"):
        raise Refused(HTTPStatus.BAD_REQUEST, "stats are given for all runs together here: leave group_by and groups out")
    query = page_query(read_body(parameters if is_object(document) else document), snapshot.projects)
    runs = page(
        snapshot.runs,
        replace(query, fields=(*KEYS, *run_totals.NEEDED), size=None, cursor=None),
        timeless=snapshot.projects.timeless,
    )
    return {name: value for name, value in run_totals.totals(runs.records).items() if not select or name in as_list(select)}


def single(id: UUID, snapshot: Snapshot, *, include_messages: bool = False) -> dict[str, object]:
    """Returns the answer of ``GET /api/v1/runs/{id}``: a whole run, with the ids of the runs below it. Raises ``Refused``."""
    record = run_by_id(snapshot.runs, id)
    children, descendants = _below(record, snapshot.runs)
    messages = messages_of(record) if include_messages else record.get("messages")
    below: dict[str, object] = {"direct_child_run_ids": children, "child_run_ids": descendants, "messages": messages}
    return {**whole_run(record, snapshot.projects), **below}


def _below(record: Record, runs: Runs) -> tuple[list[str], list[str]]:
    """Returns the ids of a run's children, and of all runs below it, in the order of their starts."""
    by_parent: dict[str, list[str]] = {}
    in_trace = runs.list_runs(trace_id=trace_id(record), select=["parent_run_id"], order="asc")
    for run in in_trace.records():
        if isinstance(parent := run.get("parent_run_id"), str):
            by_parent.setdefault(parent, []).append(run["id"])
    children = by_parent.get(record["id"], [])
    descendants = list(children)
    for id in descendants:  # which grows meanwhile
        descendants += by_parent.pop(id, [])
    return children, descendants


def page_query(body: QueryBodyV1, projects: ExportedProjects) -> PageQuery:
    """Returns the query of a body. Raises ``Refused`` where v1 would refuse it, and for natural language."""
    if body.query:
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "Failed to generate filter from freeform query: this server has no model for natural language, write a filter",
        )
    sessions = [*(body.session or ()), *(body.session_id or ())]
    if not (sessions or body.id or body.parent_run or body.reference_example or body.trace):
        raise Refused(HTTPStatus.BAD_REQUEST, _SCOPE)
    require_filters(body.filters(), "v1")
    query_digest = digest(body.model_dump(exclude={"cursor", "limit", "select", "skip_prev_cursor"}))
    arguments, conditions = _arguments(body)
    if sessions and not body.id and (within := projects.condition(map(str, sessions))) is not None:
        conditions = (*conditions, within)
    return PageQuery(
        query_digest,
        arguments,
        conditions,
        fields=columns(output_fields(body.select).values()),
        size=None if body.trace and not body.id else body.limit,  # a trace comes whole (OpenAPI)
        ascending=body.order == "asc",
        cursor=None if body.trace and not body.id else read_cursor(body.cursor, query_digest),
    )


def _arguments(body: QueryBodyV1) -> tuple[RunQuery, tuple[Node, ...]]:
    """Returns the arguments of ``list_runs`` and further conditions. Ids exclude all others (docs, trace-query-syntax)."""
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
    """Returns the answer of ``POST /api/v1/runs/query/validate``: the errors in the filters of a body."""
    body = read_body(document)
    errors = [
        {"field": name, "message": described(error)}
        for name, text in body.filters().items()
        if (error := filter_error(text, "v1")) is not None
    ]
    return {"valid": not errors, "errors": errors}


def page_answer(page: RunPage, body: QueryBodyV1, projects: ExportedProjects) -> dict[str, object]:
    """Returns a page as a ``ListRunsResponse``."""
    fields = output_fields(body.select)
    return {
        "runs": [values(record, projects, fields) for record in page.records],
        "cursors": {"next": page.next and page.next.text(), "prev": None},
        "search_cursors": None,
        "parsed_query": None,
    }
