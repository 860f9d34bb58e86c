"""What the API says of a run, worked out from its record: what is stored there, and what follows from it.

Owns the invariant that each value says which parts of a record it is made from, so that no others are read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from filterlang.evaluate.lineage import steps, trace_of
from filterlang.exports.records import Record
from filterlang.evaluate.selection import value
from filterlang.semantics.durations import canonical_uuid, is_uuid
from filterlang.serve.exported_projects import TENANT, Projects
from filterlang.text.jsonvalues import as_list

Value = Callable[[Record, Projects], Any]
KEYS = ("id", "start_time")
"""What is read of every run: its place in the order."""


@dataclass(frozen=True)
class Made:
    """A value, and the columns of a record that it is made from."""

    value: Value
    columns: tuple[str, ...]


def stored(name: str, *, otherwise: object = None) -> Made:
    """What a record holds under a name, or else a default."""
    return Made(lambda record, _: otherwise if record.get(name) is None else record[name], (name,))


def derived(name: str) -> Made:
    """What a filter would see of a field, which is selected as such, or worked out of a whole record."""
    return Made(lambda record, _: record[name] if name in record else value(record, name), (name,))


def columns(made: Iterable[Made]) -> tuple[str, ...]:
    """All that values are made from, each once."""
    return tuple(dict.fromkeys((*KEYS, *(column for each in made for column in each.columns))))


def trace_id(record: Record) -> str:
    """The trace; a run without one is a trace of its own."""
    return trace_of(record) or str(record["id"])


def parent_ids(record: Record, projects: Projects) -> list[str]:
    """The runs above, from the root down: as stored, or out of the dotted order, ``<time>Z<id>`` for each of them."""
    listed = as_list(record.get("parent_run_ids"))
    if listed:
        return listed
    return [canonical_uuid(id) for id in steps(record)[:-1] if is_uuid(id)]


def app_path(record: Record, projects: Projects) -> str:
    """The path of the run's page in LangSmith, as the API gives it."""
    if isinstance(path := record.get("app_path"), str):
        return path
    query = urlencode({"trace_id": trace_id(record), "start_time": record.get("start_time") or ""})
    return f"/o/{TENANT}/projects/p/{projects.of(record)}/r/{record['id']}?{query}"


PROJECT = Made(lambda record, projects: projects.of(record), ("session_id",))
TRACE = Made(lambda record, _: trace_id(record), ("trace_id", "dotted_order"))
PARENT = derived("parent_run_id")
PARENTS = Made(parent_ids, ("parent_run_ids", "dotted_order"))
APP_PATH = Made(app_path, ("app_path", *TRACE.columns, "session_id"))
THREAD = derived("thread_id")
