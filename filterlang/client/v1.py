"""Runs by way of v1, ``POST /runs/query``: requests and answers.

Owns the invariant that for the arguments that the langsmith SDK has, the body is the one that the SDK sends, apart from what
docs/client.md lists.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from filterlang.client.arguments import WIRE_V2, Arguments
from filterlang.client.compiled import both
from filterlang.client.selects import missing, v1_select
from filterlang.schema.run_schema import DEFAULT_FIELDS
from filterlang.client.wire import Backend, Body, Page, page
from filterlang.text.jsonvalues import as_mapping, is_object
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Name, Node, String

PAGE = 100
"""The most that one answer holds: v1 refuses to be asked for more (langsmith-sdk #3455)."""


def body(asked: Arguments, filters: Mapping[str, Node], projects: Sequence[str]) -> Body:
    """The body of the first request.

    The latest start of a run is a condition of the filter: whether ``end_time`` means that or the end of a run is not certain
    (language.md 14.D; langsmith-sdk PR #1864).
    """
    texts = {name: print_line(tree) for name, tree in filters.items()}
    if asked.end_time is not None:
        latest = asked.end_time.astimezone(UTC).isoformat().replace("+00:00", "Z")
        started = Call("lte", (Name("start_time"), String(latest)))
        texts["filter"] = print_line(both(filters.get("filter"), started))
    said: Body = {
        "session": list(projects) or None,
        "run_type": asked.run_type,
        "reference_example": None if asked.reference_example_id is None else [asked.reference_example_id],
        "query": asked.query,
        **texts,
        "is_root": asked.is_root,
        "parent_run": asked.parent_run_id,
        "start_time": asked.start_time and asked.start_time.isoformat(),
        "error": asked.error,
        "id": None if asked.run_ids is None else list(asked.run_ids),
        "trace": asked.trace_id,
        "select": v1_select(DEFAULT_FIELDS if asked.select is None else asked.select),
        "limit": None if asked.limit is None else min(asked.limit, PAGE),
        "order": asked.order,
        **asked.others,
    }
    return {name: value for name, value in said.items() if value is not None}


def read(answer: bytes) -> Page:
    """A page. Raises ``ValueError`` for what is none."""
    return page(answer, "runs", _cursor)


def _cursor(answer: dict[str, Any]) -> object:
    cursors: object = answer.get("cursors")
    if cursors is not None and not is_object(cursors):
        raise ValueError("the answer is not a list of runs: its cursors are not an object")
    return as_mapping(cursors).get("next")


def objections(asked: Arguments) -> list[str]:
    """What v1 has no words for."""
    found = [f"v1 has no {name}: leave it out, or use api='v2'" for name in WIRE_V2 if name in asked.others]
    return [*found, *(f"v1 has no field {name} to select: leave it out" for name in missing(asked.select, "v1"))]


def cautions(asked: Arguments) -> list[str]:
    """What v1 is known to refuse or to ignore."""
    found = [text for compiled in asked.filters.values() for text in compiled.refused_by("v1")]
    if asked.run_ids is not None:
        ignored = [
            name
            for name in ("run_type", "trace_id", "reference_example_id", "query", "is_root", "parent_run_id", "start_time",
                         "end_time", "error")
            if getattr(asked, name) is not None
        ]  # fmt: skip
        if ignored := [*asked.filters, *ignored]:
            found.append(f"v1 ignores {', '.join(ignored)} beside run_ids: leave run_ids out, or pick from what comes back")
    if "child_run_ids" in (asked.select or ()):
        found.append("v1 is to lose child_run_ids, and answers more slowly with it: select parent_run_id instead")
    return found


V1 = Backend(
    "v1", "/runs/query", body, read, is_ordered=True, needs_projects=False, objections=objections, cautions=cautions
)  # fmt: skip
