"""The endpoints for projects: ``GET /api/v1/sessions``, and one project by id.

Owns the invariant that a condition on projects is either obeyed or refused. Names and defaults are those of LangSmith's OpenAPI
document.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from filterlang.serve.exported_projects import ExportedProjects, Project
from filterlang.serve.request_checks import Refused, misfit

_UNAVAILABLE = ("filter", "stats_filter", "dataset_version", "tag_value_id", "sort_by_feedback_key")
"""Conditions on data of a project that no export has."""
_EARLIEST = datetime.min.replace(tzinfo=UTC)


def _by_start(project: Project) -> tuple[object, ...]:
    return project.start_time or _EARLIEST, project.id


_ORDERS: dict[str, Callable[[Project], tuple[object, ...]]] = {
    "name": lambda project: (project.name, project.id),
    "last_run_start_time": lambda project: (project.last_run_start_time or _EARLIEST, project.id),
}
"""The sort keys. By data that no export has, projects are equal, and their start decides."""


class SessionsParameters(BaseModel):
    """The parameters of a request; all others change nothing about local projects."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore")

    id: list[UUID] | None = None
    name: str | None = None
    name_contains: str | None = None
    reference_free: bool | None = None
    reference_dataset: list[UUID] | None = None
    metadata: str | None = None
    sort_by: str = "start_time"
    sort_by_desc: bool = True
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=100)] = 100


_LISTS = ("id", "reference_dataset")
KNOWN = frozenset({
    *SessionsParameters.model_fields, *_UNAVAILABLE, "sort_by_feedback_source", "facets", "include_stats", "use_approx_stats",
    "stats_start_time", "stats_select", "accept",
})  # fmt: skip
"""LangSmith's parameters of this request (OpenAPI), whether they change anything about local projects or not."""


def matching(query: Mapping[str, Sequence[str]], projects: ExportedProjects) -> list[dict[str, object]]:
    """Returns the projects that match a query, by default the latest first. Raises ``Refused`` for unavailable conditions."""
    try:
        parameters = SessionsParameters.model_validate(
            {name: values if name in _LISTS else values[-1] for name, values in query.items()}
        )
    except ValidationError as error:
        raise misfit(error, (), {}, HTTPStatus.UNPROCESSABLE_ENTITY, part="query") from None
    for name in _UNAVAILABLE:
        if any(query.get(name, ())):
            raise Refused(HTTPStatus.BAD_REQUEST, f"an export does not hold the {name} of a project: leave it out")
    if parameters.reference_dataset or parameters.reference_free is False or _has_metadata(parameters.metadata):
        return []  # no project here is known to belong to a dataset, or to have metadata
    matches = [
        project
        for project in projects.by_id.values()
        if (parameters.id is None or UUID(project.id) in parameters.id)
        and (parameters.name is None or project.name == parameters.name)
        and (parameters.name_contains is None or parameters.name_contains.lower() in project.name.lower())
    ]
    matches.sort(key=_ORDERS.get(parameters.sort_by, _by_start), reverse=parameters.sort_by_desc)
    return [project.to_json() for project in matches[parameters.offset : parameters.offset + parameters.limit]]


def single(id: str, projects: ExportedProjects) -> dict[str, object]:
    """Returns one project. Raises ``Refused`` for an unknown id."""
    project = projects.by_id.get(id)
    if project is None:
        raise Refused(HTTPStatus.NOT_FOUND, f"Session {id} not found")
    return project.to_json()


def _has_metadata(metadata: str | None) -> bool:
    """Whether a JSON text holds any metadata."""
    try:
        return bool(metadata and json.loads(metadata))
    except (ValueError, RecursionError):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "metadata has to be a JSON object, as text") from None
