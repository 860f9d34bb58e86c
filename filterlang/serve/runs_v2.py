"""The v2 API: the body of ``POST /api/v2/runs/query`` as a question, and records as its ``RunResponse``.

Owns the invariant that a parameter is either obeyed or refused. Names, values and defaults are those of LangSmith's OpenAPI
document (query.QueryRunsRequestBody, query.RunResponse) and of the parameters that the Python SDK knows beside them (query_v2).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from http import HTTPStatus
from typing import Annotated, Any, ClassVar, Literal, get_args
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StrictBool, StrictInt, ValidationError

from filterlang.evaluate.query import RunQuery
from filterlang.exports.records import Record
from filterlang.evaluate.rows import double, stored_datetime
from filterlang.exports.results import Runs
from filterlang.text.display import clip
from filterlang.schema.fields import FIELDS as FILTER_FIELDS
from filterlang.schema.names import RunType
from filterlang.schema.run_schema import RUN_FIELDS, ColumnType, RunField
from filterlang.schema.types import Type
from filterlang.serve.exported_runs import Snapshot
from filterlang.serve.run_fields import APP_PATH, PARENTS, PROJECT, THREAD, TRACE, Made, columns, derived, stored
from filterlang.serve.cursors import Page, Question, digest, one, page, read_cursor
from filterlang.serve.exported_projects import Projects
from filterlang.serve.error_responses import Refused, misfit, require_filters
from filterlang.text.jsonvalues import as_mapping, is_object
from filterlang.syntax.tree import Call, List, Name, String

_MOST = 1000
_WINDOW = timedelta(days=1)
_RUN_TYPES: dict[str, RunType] = {name.upper(): name for name in get_args(RunType)}
_PREVIEW = 200
_FILTERS = ("filter", "trace_filter", "tree_filter")
_BEYOND_HERE = {
    "ai_search": "this server has no model that reads natural language: write a filter",
    "sem_filter": "this server has no model that reads natural language: write a filter",
    "include_subtree_usage": "usage is given run by run: add it up, or take the totals of the root",
    "min_feedback_modified_at": "an export does not say when feedback was changed: leave it out",
    "max_feedback_modified_at": "an export does not say when feedback was changed: leave it out",
}
"""Parameters that the real server knows and that nothing local can meet."""

_STATUSES: dict[str, int] = dict.fromkeys(
    ("uuid_parsing", "uuid_type", "datetime_parsing", "datetime_from_date_parsing", "datetime_type", "timezone_aware"),
    HTTPStatus.UNPROCESSABLE_ENTITY,
)
"""What is unprocessable (the OpenAPI document: "e.g. invalid UUID"); all else is a bad request."""


def _selectable(names: list[str]) -> list[str]:
    """The names, once it is certain that each is a field."""
    for name in names:
        if name not in FIELDS:
            near = get_close_matches(name.upper(), FIELDS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "see RunSelectField in LangSmith's API for the names there are"
            raise ValueError(f"a run has no field {clip(name)!r} to select: {hint}")
    return names


class Body(BaseModel):
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
    page_size: Annotated[StrictInt, Field(ge=1, le=_MOST)] = 100
    selects: "Annotated[list[str], AfterValidator(_selectable)] | None" = None
    cursor: str | None = None
    ai_search: str | None = None
    sem_filter: str | None = None
    include_subtree_usage: StrictBool = False
    min_feedback_modified_at: AwareDatetime | None = None
    max_feedback_modified_at: AwareDatetime | None = None

    def filters(self) -> dict[str, str | None]:
        """The filters, by the name of the parameter."""
        return {name: getattr(self, name) or None for name in _FILTERS}


def read_body(document: object) -> Body:
    """The body of a request. Raises ``Refused`` for one that does not fit."""
    try:
        body = Body.model_validate(document)
    except ValidationError as error:
        raise misfit(error, Body.model_fields, _STATUSES, HTTPStatus.BAD_REQUEST) from None
    for name, instead in _BEYOND_HERE.items():
        if getattr(body, name):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"{name} cannot be met: {instead}")
    return body


def answer(document: object, snapshot: Snapshot) -> dict[str, object]:
    """The answer of ``POST /api/v2/runs/query``. Raises ``Refused`` for what v2 would refuse."""
    body = read_body(document)
    asked = question(body, snapshot.projects, snapshot.runs)
    found = page(snapshot.runs, asked, timeless=snapshot.projects.timeless, ahead=snapshot.ahead)
    return answered(found, body, snapshot.projects)


def question(body: Body, projects: Projects, runs: Runs) -> Question:
    """What a body asks. Raises ``Refused`` for one that v2 would refuse, and for what no export can tell."""
    if (body.project_ids is None) == (body.reference_dataset_id is None):
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid request: set exactly one of project_ids and reference_dataset_id")
    within = require_projects(map(str, body.project_ids), projects) if body.project_ids is not None else None
    require_filters(body.filters(), "v2", "invalid request: Failed to parse filter: ")
    if within is None:
        within = _of_dataset(str(body.reference_dataset_id), projects, runs)
    asked = digest(body.model_dump(exclude={"cursor", "page_size", "selects"}))
    cursor = read_cursor(body.cursor or None, asked)
    since, until = _window(body)
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
    return Question(
        asked,
        arguments,
        tuple(condition for condition in conditions if condition is not None),
        fields=fields_of(body.selects),
        size=body.page_size,
        cursor=cursor,
    )


def single(id: UUID, project: UUID, selects: list[str], snapshot: Snapshot) -> dict[str, object]:
    """The answer of ``GET /api/v2/runs/{id}``. Raises ``Refused`` for a run that is not in the project."""
    try:
        _selectable(selects)
    except ValueError as error:
        raise Refused(HTTPStatus.BAD_REQUEST, f"selects: {error}") from None
    (within,) = require_projects([str(project)], snapshot.projects)
    record = one(snapshot.runs, id, (*fields_of(selects), *PROJECT.columns))
    if snapshot.projects.of(record) != within:
        raise Refused(HTTPStatus.NOT_FOUND, f"Run {id} not found in this project")
    return run(record, snapshot.projects, selects)


def require_projects(ids: Iterable[str], projects: Projects) -> list[str]:
    """The ids, once each is a project's. Raises ``Refused`` otherwise."""
    wanted = list(ids)
    if unknown := [id for id in wanted if id not in projects.by_id]:
        raise Refused(HTTPStatus.NOT_FOUND, f"session not found: {unknown[0]}")
    return wanted


def _window(body: Body) -> tuple[datetime | None, datetime]:
    """From a day before this request until now, where the body does not say; a dataset's runs from the first (OpenAPI)."""
    now = datetime.now(UTC)
    since = body.min_start_time or (None if body.reference_dataset_id else now - _WINDOW)
    return since, body.max_start_time or now


def _of_dataset(dataset: str, projects: Projects, runs: Runs) -> list[str]:
    """The projects with runs on a dataset."""
    on_it = runs.list_runs(filter=Call("eq", (Name("reference_dataset_id"), String(dataset))), select=["session_id"])
    return sorted({projects.of(record) for record in on_it.records()})


def answered(found: Page, body: Body, projects: Projects) -> dict[str, object]:
    """A page as a ``QueryRunsResponseBody``."""
    items = [run(record, projects, body.selects) for record in found.records]
    return {"items": items} if found.next is None else {"items": items, "next_cursor": found.next.text()}


def run(record: Record, projects: Projects, selects: Sequence[str] | None) -> dict[str, object]:
    """A record as a ``RunResponse``: what was selected and is there; that a run has not ended is said as well."""
    values = {name.lower(): FIELDS[name].value(record, projects) for name in selects or ("ID",)}
    return {name: value for name, value in values.items() if value is not None or name == "end_time"}


def fields_of(selects: Sequence[str] | None) -> tuple[str, ...]:
    """The columns that the fields selected are made from."""
    return columns(FIELDS[name] for name in selects or ("ID",))


def _upper(name: str) -> Made:
    return Made(lambda record, _: text.upper() if isinstance(text := record.get(name), str) else None, (name,))


def _moment(name: str) -> Made:
    """A time with its zone, as RFC 3339 wants it; v1 leaves the zone out."""

    def value(record: Record, _: Projects) -> str | None:
        at = stored_datetime(record.get(name))
        return None if at is None else at.isoformat().replace("+00:00", "Z")

    return Made(value, (name,))


def _number(name: str) -> Made:
    """A cost, which v1 writes as text, as a number."""
    return Made(lambda record, _: None if record.get(name) is None else double(record[name]), (name,))


def _details(name: str, convert: Callable[[Any], object]) -> Made:
    """What v1 maps from category to amount is ``raw`` in v2."""

    def value(record: Record, _: Projects) -> object:
        held = record.get(name)
        return {"raw": {key: convert(amount) for key, amount in as_mapping(held).items()}} if is_object(held) else None

    return Made(value, (name,))


def _attachments(record: Record, projects: Projects) -> dict[str, object] | None:
    """The URLs of what ``s3_urls`` names ``attachment.<name>`` (SDK, schemas.py)."""
    found = {
        name.removeprefix("attachment."): as_mapping(held).get("presigned_url")
        for name, held in as_mapping(record.get("s3_urls")).items()
        if name.startswith("attachment.")
    }
    return {name: url for name, url in found.items() if isinstance(url, str)} or None


_MAKERS: dict[ColumnType, Callable[[str], Made]] = {ColumnType.DATETIME: _moment, ColumnType.COST: _number}


def _kept(field: RunField) -> Made:
    """The value that a record keeps under the field's name, as v2 writes values of its type."""
    of_filters = FILTER_FIELDS.get(field.name)
    if of_filters is not None and of_filters.type is Type.ENUM:
        return _upper(field.name)
    return _MAKERS.get(field.column, stored)(field.name)


FIELDS: dict[str, Made] = {
    **{field.v2: _kept(field) for field in RUN_FIELDS.values() if field.v2 == field.name.upper()},
    "LATENCY_SECONDS": derived("latency"),
    "ERROR_PREVIEW": Made(lambda record, _: _preview(record.get("error")), ("error",)),
    "METADATA": derived("metadata"),
    "PARENT_RUN_IDS": PARENTS,
    "PROJECT_ID": PROJECT,
    "TRACE_ID": TRACE,
    "THREAD_ID": THREAD,
    "IS_ROOT": derived("is_root"),
    "APP_PATH": APP_PATH,
    "IS_IN_DATASET": Made(lambda record, _: record.get("in_dataset"), ("in_dataset",)),
    "ATTACHMENTS": Made(_attachments, ("s3_urls",)),
    **{f"{part}_COST_DETAILS": _details(f"{part.lower()}_cost_details", double) for part in ("PROMPT", "COMPLETION")},
    **{f"{part}_TOKEN_DETAILS": _details(f"{part.lower()}_token_details", int) for part in ("PROMPT", "COMPLETION")},
    **dict.fromkeys(("SHARE_URL", "THREAD_EVALUATION_TIME", "LS_USER_ID"), Made(lambda _, __: None, ())),
}
"""What ``selects`` may name (query.RunSelectField), and how it is made. What no export holds is never there."""


def _preview(error: object) -> str | None:
    return clip(error, _PREVIEW) if isinstance(error, str) else None
