"""Finds one run by its id, and the runs of its trace, in files, tables or LangSmith.

Owns the invariant that an id, or the beginning of one, stands for one run or one trace, or is an error that says how to go on.
"""

from __future__ import annotations

from contextlib import closing

from filterlang.cli.terminal import Usage
from filterlang.evaluate.lineage import trace_of
from filterlang.evaluate.query import Plan
from filterlang.schema.fields import FIELDS
from filterlang.schema.query_arguments import BEGINNING
from filterlang.semantics.durations import is_uuid
from filterlang.semantics.predicate import Compare, Or
from filterlang.semantics.stored_ids import stored_id
from filterlang.syntax.strings import escape_pattern
from filterlang.tables.traces import TRACE_FIELDS, trace_key
from filterlang.text.display import clip

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping
    from typing import Any

    from filterlang.cli.remote import RemoteSession
    from filterlang.exports.results import Runs
    from filterlang.semantics.predicate import Predicate, Value

    Record = Mapping[str, Any]

_SHORTEST = 8
"""The fewest characters that the beginning of an id has."""
_SHOWN = 5
"""The most ids in a message."""
_LOOKED_UP = (*TRACE_FIELDS, "name")


def run_with_trace(options: argparse.Namespace, id: str, *, needs_trace: bool) -> tuple[Record, list[Record] | None]:
    """Returns the run with an id, and the runs of its trace if they are needed. Raises ``Usage`` where there is no such run."""
    if not options.paths:
        return _of_langsmith(options, id, needs_trace=needs_trace)
    from filterlang.cli.file_runs import opened
    from filterlang.cli.progress import progress
    from filterlang.cli.spark_of_command import stopped_spark

    with progress(free=True), stopped_spark():
        runs = opened(options)
        found = found_run(runs, id, ("id",), "runs", lambda record: stored_id(record["id"]))
        if not needs_trace:
            return _matching(runs, _any_of(("id",), "in", (found["id"],)))[0], None
        records = _matching(runs, _any_of(("trace_id", "id"), "in", (trace_key(found),)))
        return next(record for record in records if record["id"] == found["id"]), records


def found_run(runs: Runs, id: str, names: tuple[str, ...], noun: str, key: Callable[[Record], str]) -> Record:
    """Returns the ids of a run that has an id, or the beginning of one, in one of some fields.

    Raises ``Usage`` unless there is one, and its ``key`` is that of all others: there are many ``noun`` otherwise.
    """
    if not id.strip():
        raise Usage(f"the id is empty: give a whole id, or at least its first {_SHORTEST} characters")
    found = _matching(runs, _any_of(names, "in", (stored_id(id),)), _LOOKED_UP)
    if not found and len(id) < _SHORTEST:
        raise Usage(f"no run has the id {clip(id)}: give a whole id, or at least its first {_SHORTEST} characters")
    if not found:
        found = _matching(runs, _any_of(names, BEGINNING, f"{escape_pattern(id.lower())}%"), _LOOKED_UP)
    if not found:
        raise Usage(
            f"no run has an id that begins with {clip(id)}: `filterlang runs --select name,trace_id` lists the ids there are"
        )
    by_key = {key(record): record for record in sorted(found, key=lambda record: record["id"] == key(record))}
    if len(by_key) > 1:
        raise Usage(f"{clip(id)} begins the ids of {len(by_key):,} {noun}: give more characters of one: {_choice(by_key)}")
    return found[0]


def _choice(by_key: Mapping[str, Record]) -> str:
    """Returns the first ids in their order, with the names of their runs."""
    named = [(key, record.get("name")) for key, record in sorted(by_key.items())[:_SHOWN]]
    shown = [f"{clip(key)} {clip(name, 40)}" if isinstance(name, str) else clip(key) for key, name in named]
    return ", ".join((*shown, f"and {len(by_key) - _SHOWN:,} more") if len(by_key) > _SHOWN else shown)


def require_whole_id(id: str) -> None:
    """Raises ``Usage`` for the beginning of an id, for which LangSmith has no search."""
    if not is_uuid(id):
        raise Usage(f"{clip(id) or 'an empty text'} is not a whole id, and LangSmith looks up no other: copy all 36 characters")


def _any_of(names: tuple[str, ...], operator: str, value: Value) -> Predicate:
    return Or(tuple(Compare(FIELDS[name], operator, value) for name in names))


def _matching(runs: Runs, predicate: Predicate, select: tuple[str, ...] | None = None) -> list[Record]:
    return list(runs.select(Plan(predicate, select=select, ordered=False)).records())


def _of_langsmith(options: argparse.Namespace, id: str, *, needs_trace: bool) -> tuple[Record, list[Record] | None]:
    from filterlang.cli.remote import RemoteSession

    require_whole_id(id)
    with RemoteSession(options.api_url) as session:
        runs = _listed(session, options, {"id": [id]})
        if not runs:
            raise Usage(f"no run of these projects has the id {clip(id)}")
        if not needs_trace:
            return runs[0], None
        return runs[0], _listed(session, options, {"trace_id": str(trace_of(runs[0]) or id)})


def _listed(session: RemoteSession, options: argparse.Namespace, selection: dict[str, Any]) -> list[Record]:
    projects = {"project_name": options.project, "project_id": options.project_id}
    with closing(session.batches({**projects, "api": options.api or "auto", "windows": 1, **selection})) as batches:
        return [run.model_dump() for runs in batches for run in runs]
