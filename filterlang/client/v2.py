"""Runs by way of v2 (SmithDB), ``POST /api/v2/runs/query``: requests and answers.

Owns the invariant that a query means what it means on v1: what v2 does by itself when nothing is said, it is told not to do.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from filterlang.client.arguments import EARLIEST, FEEDBACK_TIMES, WIRE_V1, Arguments
from filterlang.client.compiled import both
from filterlang.client.selects import missing, v2_selects
from filterlang.schema.run_schema import DEFAULT_FIELDS
from filterlang.client.wire import Backend, Body, Page, page
from filterlang.semantics.resolving import pair_field
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Name, Node, String, walk

PAGE = 100
"""How many runs are asked for at once where they come with all they hold, as when nothing is said (OpenAPI, ``page_size``)."""

MOST = 1000
"""The most that one answer holds (OpenAPI), and what is asked for where the fields are small."""

_LARGE = frozenset({"INPUTS", "OUTPUTS", "EVENTS", "EXTRA", "METADATA", "MANIFEST", "ERROR"})


def body(asked: Arguments, filters: Mapping[str, Node], projects: Sequence[str]) -> Body:
    """The body of the first request."""
    selects = v2_selects(DEFAULT_FIELDS if asked.select is None else asked.select)
    most = PAGE if _LARGE.intersection(selects) else MOST
    start_time = asked.start_time or (None if "reference_dataset_id" in asked.others else EARLIEST)
    said: Body = {
        "project_ids": list(projects) or None,
        "run_type": asked.run_type and asked.run_type.upper(),
        "reference_examples": None if asked.reference_example_id is None else [asked.reference_example_id],
        **_texts(asked, filters),
        "is_root": asked.is_root,
        "min_start_time": start_time and start_time.isoformat(),
        "max_start_time": asked.end_time and asked.end_time.isoformat(),
        "has_error": asked.error,
        "ids": None if asked.run_ids is None else list(asked.run_ids),
        "trace_id": asked.trace_id,
        "selects": selects,
        "page_size": min(asked.limit or MOST, most) if asked.limit or most == MOST else None,
        **_others(asked, filters),
    }
    return {name: value for name, value in said.items() if value is not None}


def _texts(asked: Arguments, filters: Mapping[str, Node]) -> dict[str, str]:
    """The filters, with what v2 has no argument for."""
    texts = {name: print_line(tree) for name, tree in filters.items()}
    if asked.parent_run_id is not None:
        child = Call("eq", (Name("parent_run_id"), String(asked.parent_run_id)))
        texts["filter"] = print_line(both(filters.get("filter"), child))
    return texts


def _others(asked: Arguments, filters: Mapping[str, Node]) -> dict[str, Any]:
    """What is passed on; times of feedback only beside a condition on feedback, for v2 refuses them otherwise."""
    keeps = any(map(_is_about_feedback, filters.values()))
    return {name: value for name, value in asked.others.items() if keeps or name not in FEEDBACK_TIMES}


def _is_about_feedback(filter: Node) -> bool:
    fields = map(pair_field, walk(filter))
    return any(field is not None and field.family == "feedback" for field in fields)


def read(answer: bytes) -> Page:
    """A page. Raises ``ValueError`` for what is none."""
    return page(answer, "items", _cursor)


def _cursor(answer: dict[str, Any]) -> object:
    """Where the next page begins. ``has_more`` was part of the answer until July 2026: servers of that time send it."""
    more, cursor = answer.get("has_more"), answer.get("next_cursor")
    if more is True and not cursor:
        raise ValueError("the answer says that there are more runs, but it has no next_cursor")
    return None if more is False else cursor


def objections(asked: Arguments) -> list[str]:
    """What v2 has no words for."""
    found = [f"v2 has no {name}: leave it out, or use api='v1'" for name in WIRE_V1 if name in asked.others]
    if asked.query is not None:
        found.append("v2 takes no query in plain language: write a filter, such as search(\"…\"), or use api='v1'")
    if asked.has_projects and "reference_dataset_id" in asked.others:
        found.append("v2 looks through either projects or the experiments on a dataset: give one of them")
    if "cursor" in asked.others and (asked.ascending or len(asked.queries("v2")) > 1):
        found.append("v2 has no single query for this, which a cursor could belong to: leave cursor out")
    filters = (query for compiled in asked.filters.values() for query in compiled.wordings["v2"].queries)
    times = [name for name in FEEDBACK_TIMES if name in asked.others]
    if times and not any(map(_is_about_feedback, filters)):
        found.append(f"{times[0]} is about the feedback that a filter asks for: add a condition such as eq(feedback_key, …)")
    return [*found, *(f"v2 has no field {name} to select: leave it out" for name in missing(asked.select, "v2"))]


def cautions(asked: Arguments) -> list[str]:
    """What v2 is known to refuse, and what it is not known to take."""
    found = [text for compiled in asked.filters.values() for text in compiled.refused_by("v2")]
    if asked.parent_run_id is not None:
        found.append("v2 has no parent_run_id and is not known to filter by it: use api='v1', or filter by trace_id")
    return found


V2 = Backend(
    "v2", "/api/v2/runs/query", body, read, is_ordered=False, needs_projects=True, objections=objections, cautions=cautions
)  # fmt: skip
