"""Finds the traces that ``filterlang tree`` prints, in files, tables and LangSmith, and prints them.

Owns the invariant that an id, or the beginning of one, stands for one trace, or is an error that says how to go on.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, nullcontext
import os
import re
import sys

from filterlang.cli.file_runs import opened
from filterlang.cli.inputs import is_path
from filterlang.cli.progress import progress
from filterlang.cli.spark_of_command import stopped_spark
from filterlang.cli.terminal import Usage
from filterlang.cli.writing import WRITERS, standard_output
from filterlang.evaluate.query import Plan, RunQuery, plan
from filterlang.exports.memory import LocalRuns
from filterlang.exports.whole_traces import WholeTraces
from filterlang.schema.fields import FIELDS
from filterlang.schema.query_arguments import BEGINNING, FILTERS
from filterlang.semantics.predicate import Compare, Or, Predicate
from filterlang.semantics.stored_ids import stored_id
from filterlang.sql.shown_addresses import is_address
from filterlang.tables.showing import DEFAULT_WIDTH
from filterlang.tables.traces import TRACE_FIELDS, TREE_FIELDS, Trace, matches_by_trace
from filterlang.text.display import clip, columns, has_colour

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from filterlang.exports.results import Runs

_SHORTEST = 8  # characters of the beginning of an id
_LIMIT = 10  # runs whose traces are printed if nothing is said
_SHOWN = 3  # ids in a message


def take_id(options: argparse.Namespace) -> str | None:
    """Takes the id from the arguments of the command: a word that is neither a filter nor the name of a file; None without."""
    ids = [word for word in options.inputs if _is_id(word)]
    if len(ids) > 1:
        raise Usage(f"there are {len(ids)} ids ({', '.join(map(clip, ids[:_SHOWN]))}): one trace is printed at a time")
    options.inputs = [word for word in options.inputs if word not in ids]
    return stored_id(ids[0]) if ids else None


def _is_id(word: str) -> bool:
    is_name = word != "-" and is_path(word) and not is_address(word) and not os.path.exists(word)
    return is_name and re.search(r"[/\\.*?\[]", word) is None


def show_traces(options: argparse.Namespace, query: dict[str, Any], id: str | None) -> None:
    """Prints the trace of an id, with the runs that match marked, or the traces of the runs that match."""
    is_tree = options.format == "tree"
    is_remote = not options.paths
    with progress(free=is_tree) as tally, nullcontext() if is_remote else stopped_spark():
        traces = (_remote_traces if is_remote else _local_traces)(options, query, id)
        with closing(traces):
            if not is_tree:
                records = (record for trace in traces for record in trace.records())
                WRITERS["jsonl"](tally.of(records), standard_output(), None)
                return
            width, number, matching = columns(sys.stdout) or DEFAULT_WIDTH, 0, 0
            for number, trace in enumerate(traces, 1):
                tally.hide()
                matching += len(trace.matching_ids)
                print(("\n" if number > 1 else "") + trace.tree(width, colour=has_colour(sys.stdout)))
    if not number:
        print("no run matches: leave out a condition, or look at all with `filterlang runs`", file=sys.stderr)
    elif id is None and options.limit is None and matching == _LIMIT:
        print(f"these are the traces of the first {_LIMIT} runs that match: --limit takes more", file=sys.stderr)


def _local_traces(options: argparse.Namespace, query: dict[str, Any], id: str | None) -> Generator[Trace]:
    """Yields the traces from files or a table."""
    runs = opened(options)
    select = TREE_FIELDS if options.format == "tree" else None
    limit = options.limit or (_LIMIT if select else None)
    if id is None:
        yield from WholeTraces(runs.select, plan({**query, "limit": limit, "select": select})).traces()  # type: ignore[typeddict-item]
        return
    has_filter = _has_filter(query)
    own = Compare(FIELDS["id"], "in", (_one_run(runs, id),))
    for trace in WholeTraces(runs.select, Plan(own, select=None if has_filter else select)).traces():
        yield _marked(trace, query) if has_filter else _pointed_out(trace, id)


def _one_run(runs: Runs, id: str) -> str:
    """Returns the id of one run of the trace that an id, or its beginning, belongs to. Raises ``Usage`` unless it is one."""
    found = _matches(runs, Compare(FIELDS["id"], "in", (id,)), Compare(FIELDS["trace_id"], "in", (id,)))
    if not found and len(id) < _SHORTEST:
        raise Usage(f"no run has the id {clip(id)}: give a whole id, or at least its first {_SHORTEST} characters")
    if not found:
        pattern = id.lower() + "%"
        found = _matches(runs, Compare(FIELDS["id"], BEGINNING, pattern), Compare(FIELDS["trace_id"], BEGINNING, pattern))
    if not found:
        raise Usage(
            f"no run has an id that begins with {clip(id)}: `filterlang runs --select name,trace_id` lists the ids there are"
        )
    if len(found) > 1:
        more = ", …" if len(found) > _SHOWN else ""
        shown = ", ".join(map(clip, [*found][:_SHOWN]))
        raise Usage(f"{clip(id)} is in {len(found):,} traces ({shown}{more}): give more characters of the id")
    return next(iter(found.values()))[0]


def _matches(runs: Runs, *conditions: Predicate) -> dict[str, list[str]]:
    return matches_by_trace(runs.select(Plan(Or(conditions), select=TRACE_FIELDS, ordered=False)).records())


def _has_filter(query: dict[str, Any]) -> bool:
    return any(query.get(name) is not None for name in query)


def _marked(trace: Trace, query: dict[str, Any]) -> Trace:
    """Returns a trace with the runs marked that a query selects of it."""
    matches = LocalRuns(trace.records()).matching(**query, select=["id"])
    return trace.marked([stored_id(record["id"]) for record in matches])


def _pointed_out(trace: Trace, id: str) -> Trace:
    """Returns a trace with the run marked that has an id, unless it is the id of the trace."""
    is_below = id != trace.id and any(stored_id(record["id"]) == id for record in trace.records())
    return trace.marked([id] if is_below else None)


def _remote_traces(options: argparse.Namespace, query: dict[str, Any], id: str | None) -> Generator[Trace]:
    """Yields the traces from LangSmith."""
    from filterlang.cli.remote import RemoteSession

    where = {"project_name": options.project, "project_id": options.project_id, "api": options.api or "auto"}
    if id is not None and not re.fullmatch(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", id):
        raise Usage(f"{clip(id)} is not a whole id, and LangSmith looks up no other: copy all 36 characters")
    for name in FILTERS if id is not None else ():
        if query.get(name) is not None:
            plan(RunQuery(filter=query[name]))  # raises for a filter with errors before anything is fetched
    with RemoteSession(options.api_url) as session:
        if id is None:
            windows = options.windows or 1
            yield from session.traces({**query, **where, "windows": windows, "limit": options.limit or _LIMIT})
            return
        found = False
        for trace in session.traces({**where, "run_ids": [id]}):
            found = True
            yield _marked(trace, query) if _has_filter(query) else _pointed_out(trace, id)
        if not found:
            raise Usage(f"the project has no run with the id {id}: it may be in another --project")
