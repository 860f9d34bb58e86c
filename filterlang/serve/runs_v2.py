"""The v2 API for runs: the body of a query becomes a ``PageQuery``, and a page becomes its answer.

Owns the invariant that a parameter is either obeyed or refused. Names, values and defaults are those of LangSmith's OpenAPI
document (query.QueryRunsRequestBody) and of further parameters that the Python SDK knows (query_v2).
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, ClassVar, Literal, get_args
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StrictBool, StrictInt, ValidationError

from filterlang.evaluate.query import RunQuery
from filterlang.exports.results import Runs
from filterlang.schema.names import RunType
from filterlang.schema.query_arguments import FILTERS
from filterlang.serve.cursors import digest, read_cursor
from filterlang.serve.exported_projects import ExportedProjects
from filterlang.serve.exported_runs import Snapshot
from filterlang.serve.fields_v2 import selectable, selected_columns, selected_values
from filterlang.serve.request_checks import Refused, misfit, require_filters
from filterlang.serve.run_fields import PROJECT
from filterlang.serve.run_pages import PageQuery, RunPage, page, run_by_id
from filterlang.syntax.tree import Call, List, Name, String

_MAX_PAGE_SIZE = 1000
_DEFAULT_SPAN = timedelta(days=1)
_RUN_TYPES: dict[str, RunType] = {name.upper(): name for name in get_args(RunType)}
_UNAVAILABLE = {
    "ai_search": "this server has no model that reads natural language: write a filter",
    "sem_filter": "this server has no model that reads natural language: write a filter",
    "include_subtree_usage": "usage is given run by run: add it up, or take the totals of the root",
    "min_feedback_modified_at": "an export does not say when feedback was changed: leave it out",
    "max_feedback_modified_at": "an export does not say when feedback was changed: leave it out",
}
"""Parameters of LangSmith that need data or models that an export does not have, and what to do instead."""

_STATUSES: dict[str, int] = dict.fromkeys(
    ("uuid_parsing", "uuid_type", "datetime_parsing", "datetime_from_date_parsing", "datetime_type", "timezone_aware"),
    HTTPStatus.UNPROCESSABLE_ENTITY,
)
"""Types of problems that are unprocessable (OpenAPI: "e.g. invalid UUID"); all others are bad requests."""


class QueryBodyV2(BaseModel):
    """The body of a query."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    project_ids: list[UUID] | None = None
    reference_dataset_id: UUID | None = None
    ids: list[UUID] | None = None
    trace_id: UUID | None = None
    reference_examples: list[UUID] | None = None
    run_type: Literal["TOOL", "CHAIN", "LLM", "RETRIEVER", "EMBEDDING", "PROMPT", "PARSER"] | None = None
    filter: str | None = None
    trace_filter: str | None = None
    tree_filter: str | None = None
    is_root: StrictBool | None = None
    has_error: StrictBool | None = None
    min_start_time: AwareDatetime | None = None
    max_start_time: AwareDatetime | None = None
    page_size: Annotated[StrictInt, Field(ge=1, le=_MAX_PAGE_SIZE)] = 100
    selects: "Annotated[list[str], AfterValidator(selectable)] | None" = None
    cursor: str | None = None
    ai_search: str | None = None
    sem_filter: str | None = None
    include_subtree_usage: StrictBool = False
    min_feedback_modified_at: AwareDatetime | None = None
    max_feedback_modified_at: AwareDatetime | None = None

    def filters(self) -> dict[str, str | None]:
        """Returns the filters, by the name of the parameter."""
        return {name: getattr(self, name) or None for name in FILTERS}


def read_body(document: object) -> QueryBodyV2:
    """Returns the body of a request. Raises ``Refused`` for a document that does not fit."""
    try:
        body = QueryBodyV2.model_validate(document)
    except ValidationError as error:
        raise misfit(error, QueryBodyV2.model_fields, _STATUSES, HTTPStatus.BAD_REQUEST) from None
    for name, instead in _UNAVAILABLE.items():
        if getattr(body, name):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"{name} cannot be met: {instead}")
    return body


def answer(document: object, snapshot: Snapshot) -> dict[str, object]:
    """Returns the answer of ``POST /api/v2/runs/query``. Raises ``Refused`` where v2 would refuse the request."""
    body = read_body(document)
    query = page_query(body, snapshot.projects, snapshot.runs)
    runs = page(snapshot.runs, query, timeless=snapshot.projects.timeless, ahead=snapshot.ahead)
    return page_answer(runs, body, snapshot.projects)


def page_query(body: QueryBodyV2, projects: ExportedProjects, runs: Runs) -> PageQuery:
    """Returns the query of a body. Raises ``Refused`` where v2 would refuse it, and for data that no export has."""
    if (body.project_ids is None) == (body.reference_dataset_id is None):
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid request: set exactly one of project_ids and reference_dataset_id")
    within = require_projects(map(str, body.project_ids), projects) if body.project_ids is not None else None
    require_filters(body.filters(), "v2", "invalid request: Failed to parse filter: ")
    if within is None:
        within = _projects_on(str(body.reference_dataset_id), projects, runs)
    query_digest = digest(body.model_dump(exclude={"cursor", "page_size", "selects"}))
    cursor = read_cursor(body.cursor or None, query_digest)
    since, until = _span(body)
    arguments = RunQuery(
        id=body.ids or None,
        trace_id=body.trace_id,
        run_type=None if body.run_type is None else _RUN_TYPES[body.run_type],
        start_time=since,
        end_time=until,
        error=body.has_error,
        is_root=body.is_root,
        filter=body.filter or None,
        trace_filter=body.trace_filter or None,
        tree_filter=body.tree_filter or None,
    )
    conditions = [projects.condition(within)]
    if body.reference_examples:
        ids = tuple(String(str(id)) for id in body.reference_examples)
        conditions.append(Call("in", (Name("reference_example_id"), List(ids))))
    return PageQuery(
        query_digest,
        arguments,
        tuple(condition for condition in conditions if condition is not None),
        fields=selected_columns(body.selects),
        size=body.page_size,
        cursor=cursor,
    )


def single(id: UUID, project: UUID, selects: list[str], snapshot: Snapshot) -> dict[str, object]:
    """Returns the answer of ``GET /api/v2/runs/{id}``. Raises ``Refused`` for a run that is not in the project."""
    try:
        selectable(selects)
    except ValueError as error:
        raise Refused(HTTPStatus.BAD_REQUEST, f"selects: {error}") from None
    (project_id,) = require_projects([str(project)], snapshot.projects)
    record = run_by_id(snapshot.runs, id, (*selected_columns(selects), *PROJECT.columns))
    if snapshot.projects.of(record) != project_id:
        raise Refused(HTTPStatus.NOT_FOUND, f"Run {id} not found in this project")
    return selected_values(record, snapshot.projects, selects)


def page_path(id: UUID, project: UUID, trace: UUID, snapshot: Snapshot) -> str:
    """Returns the path of a run's page in LangSmith. Raises ``Refused`` for a run that is not in the project and trace."""
    run = single(id, project, ["TRACE_ID", "APP_PATH"], snapshot)
    if run["trace_id"] != str(trace):
        raise Refused(HTTPStatus.NOT_FOUND, f"Run {id} not found in this trace")
    return str(run["app_path"])


def require_projects(ids: Iterable[str], projects: ExportedProjects) -> list[str]:
    """Returns the ids. Raises ``Refused`` for the first that is not the id of a project."""
    required = list(ids)
    if unknown := [id for id in required if id not in projects.by_id]:
        raise Refused(HTTPStatus.NOT_FOUND, f"session not found: {unknown[0]}")
    return required


def _span(body: QueryBodyV2) -> tuple[datetime | None, datetime]:
    """Returns the span of a query: by default the day before this request; runs of a dataset from the first on (OpenAPI)."""
    now = datetime.now(UTC)
    since = body.min_start_time or (None if body.reference_dataset_id else now - _DEFAULT_SPAN)
    return since, body.max_start_time or now


def _projects_on(dataset: str, projects: ExportedProjects, runs: Runs) -> list[str]:
    """Returns the ids of the projects with runs on a dataset."""
    records = runs.list_runs(
        filter=Call("eq", (Name("reference_dataset_id"), String(dataset))), select=["session_id"]
    ).records()
    return sorted({projects.of(record) for record in records})


def page_answer(page: RunPage, body: QueryBodyV2, projects: ExportedProjects) -> dict[str, object]:
    """Returns a page as a ``QueryRunsResponseBody``."""
    items = [selected_values(record, projects, body.selects) for record in page.records]
    return {"items": items} if page.next is None else {"items": items, "next_cursor": page.next.text()}
