"""Threads: the root runs of one conversation, and their summaries in both APIs.

Owns the invariant that a thread of a project is the same in both APIs: the root runs with its id, in the order of their starts.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus

from filterlang.evaluate.query import RunQuery
from filterlang.evaluate.rows import field_values, json_text, stored_datetime
from filterlang.exports.records import Record
from filterlang.schema.fields import FIELDS
from filterlang.evaluate.run_measures import failed
from filterlang.serve import run_totals
from filterlang.serve.exported_runs import Snapshot
from filterlang.serve.request_checks import Refused
from filterlang.serve.run_fields import KEYS, THREAD, TRACE, trace_id
from filterlang.serve.run_pages import PageQuery, page
from filterlang.syntax.tree import Call, Name, Node, String
from filterlang.text.display import clip

EARLIEST = datetime.min.replace(tzinfo=UTC)
_PREVIEW = 200
_NEEDED = (*KEYS, *THREAD.columns, *run_totals.NEEDED, "error", "inputs", "outputs", *TRACE.columns)


class Thread:
    """The root runs of a conversation, the earliest first."""

    def __init__(self, id: str, roots: Sequence[Record]) -> None:
        self.id = id
        self.roots: list[Record] = sorted(roots, key=position)

    @property
    def position(self) -> tuple[datetime, str]:
        """Its position among threads: by its latest start, then by its id."""
        return _started(self.roots[-1]), self.id

    def summary(self) -> dict[str, object]:
        """Returns the fields that both APIs give of a thread."""
        first, last = self.roots[0], self.roots[-1]
        errors = [root.get("error") for root in self.roots if failed(root)]
        measures = run_totals.measures(self.roots, ("latency_p50", "latency_p99", "total_tokens", "total_cost"))
        return {
            "thread_id": self.id,
            "count": len(self.roots),
            "min_start_time": _start_text(first),
            "max_start_time": _start_text(last),
            **measures,
            "total_tokens": measures["total_tokens"] or 0,
            "feedback_stats": run_totals.feedback(self.roots),
            "first_inputs": preview(first.get("inputs")),
            "last_outputs": preview(last.get("outputs")),
            "last_error": preview(errors[-1]) if errors else None,
        }

    def summary_v2(self) -> dict[str, object]:
        """Returns the fields that v2 gives of a thread."""
        last = trace_id(self.roots[-1])
        return {
            **self.summary(),
            "num_errored_turns": sum(map(failed, self.roots)),
            "start_time": _start_text(self.roots[-1]),
            "first_trace_id": trace_id(self.roots[0]),
            "last_trace_id": last,
            "trace_id": last,
        }


def thread_of(snapshot: Snapshot, id: str, project: str) -> Thread:
    """Returns a thread of a project. Raises ``Refused`` for an unknown id."""
    roots = roots_of(snapshot, project, RunQuery(), is_of_thread(id))
    if not roots:
        raise Refused(HTTPStatus.NOT_FOUND, f"Thread {clip(id)} not found in this project")
    return Thread(id, roots)


def threads_of(
    snapshot: Snapshot, project: str, query: RunQuery, *conditions: Node, until: datetime | None = None
) -> list[Thread]:
    """Returns the threads of a project with a root run that matches, the latest first."""
    roots_by_id: dict[str, list[Record]] = {}
    for root in roots_of(snapshot, project, query, *conditions):
        id = next(iter(field_values(root, FIELDS["thread_id"])), None)
        if id is not None and (until is None or _started(root) < until):
            roots_by_id.setdefault(id, []).append(root)
    threads = (Thread(id, roots) for id, roots in roots_by_id.items())
    return sorted(threads, key=lambda thread: thread.position, reverse=True)


def roots_of(
    snapshot: Snapshot, project: str, query: RunQuery, *conditions: Node, fields: tuple[str, ...] = _NEEDED
) -> list[Record]:
    """Returns the root runs of a project that match."""
    in_project = snapshot.projects.condition([project])
    every = (*conditions, *([] if in_project is None else [in_project]))
    query["is_root"] = True
    return page(snapshot.runs, PageQuery("", query, every, fields=fields), timeless=snapshot.projects.timeless).records


def is_of_thread(id: str) -> Node:
    """Returns the condition that a run belongs to a thread."""
    return Call("eq", (Name("thread_id"), String(id)))


def position(root: Record) -> tuple[datetime, str]:
    """Returns the position of a root run among others: by its start, then by its id."""
    return _started(root), root["id"]


def preview(value: object) -> str:
    """Returns the beginning of a value as text."""
    text = value if isinstance(value, str) else "" if value is None else json_text(value)
    return clip(text, _PREVIEW)


def _started(root: Record) -> datetime:
    return stored_datetime(root.get("start_time")) or EARLIEST


def _start_text(root: Record) -> str | None:
    start = stored_datetime(root.get("start_time"))
    return None if start is None else start.isoformat()
