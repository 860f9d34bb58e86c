"""Draws traces: runs nested in each other, like the calls of a program.

Owns the invariant that the runs of a trace are consistent: ``trace_id`` is the id of the root, ``parent_run_id`` that of the
parent, ``dotted_order`` the path from the root (langsmith SDK, run_trees.py), and ``session_id`` is the same for all.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from filterlang.strategies.coherent import draw_run
from filterlang.strategies.stored_paths import Record
from filterlang.strategies.vocabulary import ids, instants, pick

_LARGEST = 2**128
_DELAYS = st.sampled_from((0.0, 0.001, 0.5, 2.0))


def traces(*, max_runs: int = 6, orphans: bool = False) -> st.SearchStrategy[list[Record]]:
    """Draws lists of runs that form one trace or several, each run after its parent.

    Each run is one of ``runs()``, with an ``id`` of its own, ``trace_id``, ``parent_run_id``, ``session_id``, ``start_time``
    and ``dotted_order`` set, so that a run starts after its parent. With ``orphans``, at least one run that is a parent is
    removed from the list, a root or not: its children name a parent, or a root, that is not in the list.

    Shrinks to one run, or to one orphan. Raises ``ValueError`` where ``max_runs`` is too small for this.
    """
    least = 2 if orphans else 1
    if max_runs < least:
        raise ValueError(f"max_runs has to be at least {least}, not {max_runs}")
    return _traces(least, max_runs, orphans)


@st.composite
def _traces(draw: st.DrawFn, least: int, most: int, orphans: bool) -> list[Record]:
    session, first = draw(ids), draw(st.uuids())
    runs: list[Record] = []
    starts: list[datetime] = []
    for number in range(draw(st.integers(least, most))):
        above = pick(draw, (0, *range(number), None)) if number else None
        above = 0 if orphans and number == 1 else above
        start = draw(instants) if above is None else starts[above] + timedelta(seconds=draw(_DELAYS))
        run = draw_run(draw, start)
        run["session_id"] = session
        _place(run, UUID(int=(first.int + number) % _LARGEST), start, None if above is None else runs[above])
        runs.append(run)
        starts.append(start)
    return _without_some(draw, runs) if orphans else runs


def _place(run: Record, own: UUID, start: datetime, above: Record | None) -> None:
    run["id"] = str(own)
    run["parent_run_id"] = above and above["id"]
    run["trace_id"] = above["trace_id"] if above else run["id"]
    run["start_time"] = run.get("start_time") or start.astimezone(UTC).isoformat()
    step = start.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ") + run["id"]
    run["dotted_order"] = ".".join((above["dotted_order"], step)) if above else step


def _without_some(draw: st.DrawFn, runs: list[Record]) -> list[Record]:
    """Draws the runs without some of the parents."""
    parents = sorted({run["parent_run_id"] for run in runs if run["parent_run_id"]})
    removed = draw(st.lists(st.sampled_from(parents), min_size=1, unique=True))
    return [run for run in runs if run["id"] not in removed]
