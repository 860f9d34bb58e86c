"""Finds one run by its id, and the runs of its trace, in files, tables or LangSmith.

Owns the invariant that the beginning of an id stands for a run only if no other run has it.
"""

from __future__ import annotations

from contextlib import closing

from filterlang.cli.terminal import Usage
from filterlang.evaluate.lineage import trace_of
from filterlang.evaluate.query import plan
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import PATTERNS, POSITIVE
from filterlang.semantics.predicate import Compare, Or
from filterlang.semantics.stored_ids import stored_id
from filterlang.text.display import clip
from filterlang.text.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from typing import Any

    from filterlang.cli.remote import RemoteSession
    from filterlang.exports.results import Runs
    from filterlang.semantics.predicate import Predicate

    Record = Mapping[str, Any]

_SHORTEST = 8
"""The fewest characters that the beginning of an id has."""
_SHOWN = 3
_ID, _TRACE = FIELDS["id"], FIELDS["trace_id"]
(_MATCHES,) = PATTERNS & POSITIVE


def run_with_trace(options: argparse.Namespace, id: str, *, needs_trace: bool) -> tuple[Record, list[Record] | None]:
    """Returns the run with an id, and the runs of its trace if they are needed. Raises ``Usage`` where there is no such run."""
    if not options.paths:
        return _of_langsmith(options, id, needs_trace=needs_trace)
    from filterlang.cli.file_runs import opened
    from filterlang.cli.progress import progress
    from filterlang.cli.spark_of_command import stopped_spark

    with progress(free=True), stopped_spark():
        runs = opened(options)
        record = _run_of(runs, id)
        if not needs_trace:
            return record, None
        trace = stored_id(trace_of(record) or record["id"])
        return record, _matching(runs, Or((Compare(_TRACE, "eq", trace), Compare(_ID, "eq", trace))))


def _matching(runs: Runs, predicate: Predicate, limit: int | None = None) -> list[Record]:
    planned = replace(plan({"ordered": False, "limit": limit}), own=predicate)
    return list(runs.select(planned).records())


def _run_of(runs: Runs, id: str) -> Record:
    """The run with an id, or with an id that begins so."""
    exact = _matching(runs, Compare(_ID, "eq", stored_id(id)), 1)
    if exact:
        return exact[0]
    if len(id) < _SHORTEST:
        raise Usage(f"no run has the id {clip(id)}: write at least {_SHORTEST} characters of an id")
    from filterlang.syntax.strings import escape_pattern

    beginning = _matching(runs, Compare(_ID, _MATCHES, f"{escape_pattern(id.lower())}%"), _SHOWN + 1)
    ids = list(dict.fromkeys(stored_id(record["id"]) for record in beginning))
    if not ids:
        raise Usage(f"no run has the id {clip(id)}")
    if len(ids) > 1:
        more = ", …" if len(ids) > _SHOWN else ""
        raise Usage(f"several runs have ids that begin with {clip(id)}: {', '.join(map(clip, ids[:_SHOWN]))}{more}")
    return beginning[0]


def _of_langsmith(options: argparse.Namespace, id: str, *, needs_trace: bool) -> tuple[Record, list[Record] | None]:
    from filterlang.cli.remote import RemoteSession
    from filterlang.semantics.durations import is_uuid

    if not is_uuid(id):
        raise Usage(f"--run: LangSmith finds a run by its whole id only, and {clip(id)} is not one")
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
