"""Runs by way of v2 (SmithDB), ``POST /api/v2/runs/query``: requests and answers.

Owns the invariant that a query means what it means on v1: what v2 does by itself when nothing is said, it is told not to do.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from filterlang.client.arguments import WIRE_V1, Arguments
from filterlang.client.compiled import both
from filterlang.client.selects import DEFAULT, missing, v2_selects
from filterlang.client.wire import Backend, Body, Page, page
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Name, String

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
"""When runs begin, where nothing is said. Without a ``min_start_time`` v2 gives the last day alone (OpenAPI), v1 everything."""

PAGE = 100
"""How many runs are asked for at once where they come with all they hold, as when nothing is said (OpenAPI, ``page_size``)."""

MOST = 1000
"""The most that one answer holds (OpenAPI), and what is asked for where the fields are small."""

_LARGE = frozenset({"INPUTS", "OUTPUTS", "EVENTS", "EXTRA", "METADATA", "MANIFEST", "ERROR"})


def body(asked: Arguments, projects: Sequence[str]) -> Body:
    """The body of the first request."""
    selects = v2_selects(DEFAULT if asked.select is None else asked.select)
    most = PAGE if _LARGE.intersection(selects) else MOST
    start_time = asked.start_time or (None if "reference_dataset_id" in asked.others else EARLIEST)
    said: Body = {
        "project_ids": list(projects) or None,
        "run_type": asked.run_type and asked.run_type.upper(),
        "reference_examples": None if asked.reference_example_id is None else [asked.reference_example_id],
        **_filters(asked),
        "is_root": asked.is_root,
        "min_start_time": start_time and start_time.isoformat(),
        "max_start_time": asked.end_time and asked.end_time.isoformat(),
        "has_error": asked.error,
        "ids": None if asked.run_ids is None else list(asked.run_ids),
        "trace_id": asked.trace_id,
        "selects": selects,
        "page_size": min(asked.limit or MOST, most) if asked.limit or most == MOST else None,
        "sort_order": asked.order and asked.order.upper(),
        **asked.others,
    }
    return {name: value for name, value in said.items() if value is not None}


def _filters(asked: Arguments) -> dict[str, str]:
    """The filters, with what v2 has no word of its own for."""
    texts = {name: compiled.text for name, compiled in asked.filters.items()}
    if asked.parent_run_id is not None:
        child = Call("eq", (Name("parent_run_id"), String(asked.parent_run_id)))
        texts["filter"] = print_line(both(asked.filters.get("filter"), child))
    return texts


def read(answer: bytes) -> Page:
    """A page. Raises ``ValueError`` for what is none."""
    return page(answer, "items", _cursor)


def _cursor(answer: dict[str, Any]) -> object:
    more, cursor = answer.get("has_more"), answer.get("next_cursor")
    if more is True and not cursor:
        raise ValueError("the answer says that there are more runs, and not where: it has no next_cursor")
    return None if more is False else cursor


def objections(asked: Arguments) -> list[str]:
    """What v2 has no words for."""
    found = [f"v2 has no {name}: leave it out, or ask with api='v1'" for name in WIRE_V1 if name in asked.others]
    if asked.query is not None:
        found.append("v2 takes no query in plain language: write a filter, such as search(\"…\"), or ask with api='v1'")
    projects = asked.projects is not None or asked.project_names is not None
    if projects == ("reference_dataset_id" in asked.others):
        wanted = "one of them" if projects else "project_name, project_id or reference_dataset_id"
        found.append(f"v2 looks through either projects or the experiments on a dataset: give {wanted}")
    return [*found, *(f"v2 has no field {name} to select: leave it out" for name in missing(asked.select, "v2"))]


def cautions(asked: Arguments) -> list[str]:
    """What v2 is known to refuse, and what it is not known to take."""
    found = [text for compiled in asked.filters.values() for text in compiled.refused_by("v2")]
    if asked.parent_run_id is not None:
        found.append("v2 has no parent_run_id and is not known to filter by it: ask with api='v1', or for trace_id")
    return found


V2 = Backend("v2", "/api/v2/runs/query", body, read, ("min_start_time", "max_start_time"), objections, cautions)
