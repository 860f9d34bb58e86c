"""Projects on the wire: ``GET /api/v1/sessions`` and one of them by id.

Owns the invariant that a condition on projects is either obeyed or refused. Names and defaults are those of LangSmith's OpenAPI
document.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
import json
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from filterlang.serve.exported_projects import Project, Projects
from filterlang.serve.error_responses import Refused, misfit

_UNKNOWN_HERE = ("filter", "stats_filter", "dataset_version", "tag_value_id", "sort_by_feedback_key")
"""Conditions on what no export tells of a project."""
_EARLIEST = datetime.min.replace(tzinfo=UTC)


def _by_start(project: Project) -> tuple[object, ...]:
    return project.start_time or _EARLIEST, project.id


_ORDERS: dict[str, Callable[[Project], tuple[object, ...]]] = {
    "name": lambda project: (project.name, project.id),
    "last_run_start_time": lambda project: (project.last_run_start_time or _EARLIEST, project.id),
}
"""How to sort; by what no export tells, projects are equal, and their start decides."""


class Wanted(BaseModel):
    """The query of a request; what is not named here changes nothing about local projects."""

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
    *Wanted.model_fields, *_UNKNOWN_HERE, "sort_by_feedback_source", "facets", "include_stats", "use_approx_stats",
    "stats_start_time", "stats_select", "accept",
})  # fmt: skip
"""What LangSmith knows in this query (OpenAPI), whether it changes anything about local projects or not."""


def listed(query: Mapping[str, Sequence[str]], projects: Projects) -> list[dict[str, object]]:
    """The projects that a query asks for, the latest first. Raises ``Refused`` for what cannot be told of them."""
    try:
        wanted = Wanted.model_validate({name: values if name in _LISTS else values[-1] for name, values in query.items()})
    except ValidationError as error:
        raise misfit(error, (), {}, HTTPStatus.UNPROCESSABLE_ENTITY, place="query") from None
    for name in _UNKNOWN_HERE:
        if any(query.get(name, ())):
            raise Refused(HTTPStatus.BAD_REQUEST, f"an export does not hold the {name} of a project: leave it out")
    if wanted.reference_dataset or wanted.reference_free is False or _asks(wanted.metadata):
        return []  # no project here is known to belong to a dataset, or to have metadata
    found = [
        project
        for project in projects.by_id.values()
        if (wanted.id is None or UUID(project.id) in wanted.id)
        and (wanted.name is None or project.name == wanted.name)
        and (wanted.name_contains is None or wanted.name_contains.lower() in project.name.lower())
    ]
    found.sort(key=_ORDERS.get(wanted.sort_by, _by_start), reverse=wanted.sort_by_desc)
    return [project.wire() for project in found[wanted.offset : wanted.offset + wanted.limit]]


def one(id: str, projects: Projects) -> dict[str, object]:
    """One project. Raises ``Refused`` where there is none."""
    project = projects.by_id.get(id)
    if project is None:
        raise Refused(HTTPStatus.NOT_FOUND, f"Session {id} not found")
    return project.wire()


def _asks(metadata: str | None) -> bool:
    """Whether a text of JSON names any metadata."""
    try:
        return bool(metadata and json.loads(metadata))
    except (ValueError, RecursionError):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "metadata has to be a JSON object, as text") from None
