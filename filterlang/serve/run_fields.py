"""The fields of a run in the answers of both APIs: stored in its record, or derived from it.

Owns the invariant that each field names the columns that it is made from, so that no others are read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from filterlang.evaluate.lineage import steps, trace_of
from filterlang.evaluate.selection import value
from filterlang.exports.records import Record
from filterlang.semantics.stored_ids import is_stored_uuid, stored_id
from filterlang.serve.exported_projects import TENANT, ExportedProjects
from filterlang.text.jsonvalues import as_list

Compute = Callable[[Record, ExportedProjects], Any]
KEYS = ("id", "start_time")
"""The columns that are read of every run, since they order runs."""


@dataclass(frozen=True)
class OutputField:
    """A field of an answer: how to compute its value, and the columns of a record that this reads."""

    value: Compute
    columns: tuple[str, ...]


def stored(name: str, *, otherwise: object = None) -> OutputField:
    """A field that a record holds under a name, with a default."""
    return OutputField(lambda record, _: otherwise if record.get(name) is None else record[name], (name,))


def derived(name: str) -> OutputField:
    """A field with the value that filters compare, selected as such or computed from a whole record."""
    return OutputField(lambda record, _: record[name] if name in record else value(record, name), (name,))


def columns(fields: Iterable[OutputField]) -> tuple[str, ...]:
    """Returns the columns that fields are made from, each once."""
    return tuple(dict.fromkeys((*KEYS, *(column for field in fields for column in field.columns))))


def trace_id(record: Record) -> str:
    """Returns the id of a run's trace; a run without one is a trace of its own."""
    return trace_of(record) or str(record["id"])


def parent_ids(record: Record, projects: ExportedProjects) -> list[str]:
    """Returns the ids of a run's ancestors, root first: as stored, or from the dotted order, ``<time>Z<id>`` for each run."""
    listed = as_list(record.get("parent_run_ids"))
    if listed:
        return listed
    return [stored_id(id) for id in steps(record)[:-1] if is_stored_uuid(id)]


def app_path(record: Record, projects: ExportedProjects) -> str:
    """Returns the path of the run's page in LangSmith, as the API gives it."""
    if isinstance(path := record.get("app_path"), str):
        return path
    query = urlencode({"trace_id": trace_id(record), "start_time": record.get("start_time") or ""})
    return f"/o/{TENANT}/projects/p/{projects.of(record)}/r/{record['id']}?{query}"


PROJECT = OutputField(lambda record, projects: projects.of(record), ("session_id",))
TRACE = OutputField(lambda record, _: trace_id(record), ("trace_id", "dotted_order"))
PARENT = derived("parent_run_id")
PARENTS = OutputField(parent_ids, ("parent_run_ids", "dotted_order"))
APP_PATH = OutputField(app_path, ("app_path", *TRACE.columns, "session_id"))
THREAD = derived("thread_id")
