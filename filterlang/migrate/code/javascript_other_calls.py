"""Says what becomes of the methods of JavaScript's SDK that end besides ``listRuns``.

Owns the invariant that each such call is answered with the call of v2 to write, with the arguments of the file in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filterlang.hosts.readers.javascript_syntax import arguments, callee
from filterlang.migrate.code.code_moves import CodeMove, to_decide
from filterlang.migrate.code.javascript_program import JavascriptProgram
from filterlang.schema.moves_to_v2 import Risk
from filterlang.text.display import clip
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True)
class _Successor:
    """The call of v2 in the place of a method, with ``{client}`` and ``{first}`` for the code of the file, and what differs."""

    call: str
    why: str
    risk: Risk = Risk.ERROR


_OF_THE_PROJECT = "v2 finds a run only with the id of its project, which the file does not show"
_SUCCESSORS = {
    "read_run": _Successor(
        "await {client}.runs.retrieve({first}, {{ project_id, selects: [\"NAME\", …] }})",
        f"{_OF_THE_PROJECT}; it gives the id only where nothing is selected",
    ),
    "get_run_url": _Successor(
        "(await {client}.runs.getURL(run.id, {{ project_id: run.project_id, trace_id: run.trace_id }})).url",
        "v2 makes the address of a run of its id, its project and its trace",
    ),
    "share_run": _Successor(
        "await {client}.runs.share.create({first}, {{ session_id, trace_id }})",
        "v2 needs the ids of the project and of the trace as well, and gives a `share_token` and no address",
    ),
    "unshare_run": _Successor(
        "await {client}.runs.share.delete(traceId, {{ session_id }})",
        "v2 takes the id of the trace in the place of the run's, and that of the project",
    ),
    "read_run_shared_link": _Successor(
        "(await {client}.runs.retrieve({first}, {{ project_id, selects: [\"SHARE_URL\"] }})).share_url", _OF_THE_PROJECT
    ),
    "list_shared_runs": _Successor(
        "(await {client}.public.runs.query({first}, {{ selects: [\"NAME\", …] }})).items ?? []",
        "v2 gives an object with `items`, whose runs have previews and no inputs and outputs",
    ),
    "list_threads": _Successor(
        "{client}.threads.query({{ project_id, min_start_time, … }})",
        "v2 gives an async iterable over threads in the place of a promise of a list, and these have no `runs`: for the runs "
        "of a thread use `client.threads.listTraces(threadId, {{ project_id, selects: […] }})`",
    ),
    "get_run_stats": _Successor(
        "{client}.runs.query({{ project_ids: [id], selects: […], … }})",
        "v2 has no statistics of runs: count what the query gives",
    ),
}  # fmt: skip


def move_of(program: JavascriptProgram, call: Node, name: Span, method: str) -> CodeMove | None:
    """The move of a call of a method whose name stands at a place of the program; None for an unknown method."""
    successor = _SUCCESSORS.get(method)
    if successor is None:
        return None
    called, given = callee(call), arguments(call)
    client = program.text(None if called is None else called.child_by_field_name("object"))
    first = program.text(given[0]) if given else ""
    written = successor.call.format(client=clip(client, 60), first=clip(first, 60))
    return to_decide(name, method, f"{successor.why.format()}: write `{written}`", successor.risk)
