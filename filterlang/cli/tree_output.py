"""Finds the traces that ``filterlang tree`` prints, in files, tables and LangSmith, and prints them.

Owns the invariant that traces are printed as they arrive, and that the reader learns if the runs of more traces match.
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
from filterlang.cli.run_lookup import found_run, require_whole_id
from filterlang.cli.spark_of_command import stopped_spark
from filterlang.cli.terminal import Usage, tell
from filterlang.cli.writing import WRITERS, standard_output
from filterlang.evaluate.query import Plan, RunQuery, plan
from filterlang.exports.memory import LocalRuns
from filterlang.exports.whole_traces import WholeTraces
from filterlang.schema.fields import FIELDS
from filterlang.schema.query_arguments import FILTERS
from filterlang.semantics.predicate import Compare
from filterlang.semantics.stored_ids import stored_id
from filterlang.sql.shown_addresses import is_address
from filterlang.tables.showing import DEFAULT_WIDTH
from filterlang.tables.traces import TREE_FIELDS, Trace, trace_key
from filterlang.text.display import clip, columns, has_colour

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any


_LIMIT = 10
"""The number of matching runs whose traces are printed as trees without a limit."""
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
            width, matches, has_trace = columns(sys.stdout) or DEFAULT_WIDTH, 0, False
            for trace in traces:
                tally.hide()
                print(("\n" if has_trace else "") + trace.tree(width, colour=has_colour(sys.stdout)))
                matches, has_trace = matches + len(trace.matching_ids), True
        if id is None and options.limit is None and matches == _LIMIT and _has_more(options, query):
            tell(f"these are the traces of the first {_LIMIT} runs that match, and there are more: --limit N prints those of N")
    if not has_trace:
        tell("no run matches: leave out a condition, or look at all with `filterlang runs`")


def _has_more(options: argparse.Namespace, query: dict[str, Any]) -> bool:
    """Whether more runs match than those whose traces are printed without a limit."""
    sys.stdout.flush()
    one_more = {**query, "limit": _LIMIT + 1, "select": ["id"]}
    if options.paths:
        return opened(options).select(plan(one_more)).count() > _LIMIT  # type: ignore[arg-type]
    from filterlang.cli.remote import RemoteSession

    with RemoteSession(options.api_url) as session, closing(session.batches({**one_more, **_where(options)})) as batches:
        return sum(map(len, batches)) > _LIMIT


def _limit(options: argparse.Namespace) -> int | None:
    """Returns how many matching runs count: those of JSON lines all do."""
    limit: int | None = options.limit
    return _LIMIT if limit is None and options.format == "tree" else limit


def _local_traces(options: argparse.Namespace, query: dict[str, Any], id: str | None) -> Generator[Trace]:
    """Yields the traces from files or a table."""
    runs = opened(options)
    select = TREE_FIELDS if options.format == "tree" else None
    if id is None:
        yield from WholeTraces(runs.select, plan({**query, "limit": _limit(options), "select": select})).traces()  # type: ignore[typeddict-item]
        return
    has_filter = _has_filter(query)
    own = Compare(FIELDS["id"], "in", (found_run(runs, id, ("id", "trace_id"), "traces", trace_key)["id"],))
    for trace in WholeTraces(runs.select, Plan(own, select=None if has_filter else select)).traces():
        yield _marked(trace, query) if has_filter else _pointed_out(trace, id)


def _has_filter(query: dict[str, Any]) -> bool:
    return any(query.get(name) is not None for name in query)


def _marked(trace: Trace, query: dict[str, Any]) -> Trace:
    """Returns a trace with the runs marked that a query selects of it."""
    matches = LocalRuns(trace.records()).matching(**query, select=["id"])
    return trace.marked([stored_id(record["id"]) for record in matches])


def _pointed_out(trace: Trace, id: str) -> Trace:
    """Returns a trace with the run marked that has an id, unless it is the id of the trace."""
    is_below = id != trace.id and any(stored_id(record["id"]) == id for record in trace.records())
    return trace.marked([id] if is_below else None, "has this id")


def _remote_traces(options: argparse.Namespace, query: dict[str, Any], id: str | None) -> Generator[Trace]:
    """Yields the traces from LangSmith."""
    from filterlang.cli.remote import RemoteSession

    if id is not None:
        require_whole_id(id)
    for name in FILTERS if id is not None else ():
        if query.get(name) is not None:
            plan(RunQuery(filter=query[name]))  # raises for a filter with errors before anything is fetched
    with RemoteSession(options.api_url) as session:
        if id is None:
            windows = options.windows or 1
            yield from session.traces({**query, **_where(options), "windows": windows, "limit": _limit(options)})
            return
        found = False
        for trace in session.traces({**_where(options), "run_ids": [id]}):
            found = True
            yield _marked(trace, query) if _has_filter(query) else _pointed_out(trace, id)
        if not found:
            raise Usage(f"the project has no run with the id {id}: it may be in another --project")


def _where(options: argparse.Namespace) -> dict[str, Any]:
    """Returns the arguments of ``list_runs`` that say where the runs are in LangSmith."""
    return {"project_name": options.project, "project_id": options.project_id, "api": options.api or "auto"}
