"""Draws runs: plain dicts in the shape of the v1 API, with the oddities of real runs.

Owns the invariant that a run is consistent: its times are in order, its status fits its end, its error and its outputs, and
its ids fit its position in a trace.
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Type
from filterlang.semantics.datetimes import write_datetime
from filterlang.strategies.hostile import hostile_runs
from filterlang.strategies.stored_paths import PATHS, KeyPath, Record
from filterlang.strategies.vocabulary import draw_flags, ids, instants, pick

_BESIDE: tuple[Record, ...] = (
    {},
    {"serialized": None, "events": [], "child_run_ids": None, "in_dataset": False, "share_token": None},
    {"events": [{"name": "new_token", "time": "2026-11-02T09:00:00", "kwargs": {"token": "é"}}], "trace_tier": "longlived"},
)
"""Keys that runs have beside the fields of filters (OpenAPI, RunSchema)."""

_WRITERS: tuple[Callable[[datetime], str], ...] = (
    lambda time: time.astimezone(UTC).replace(tzinfo=None).isoformat(),  # as in the SDK's exports (docs/examples)
    datetime.isoformat,
    write_datetime,
)
_TIMES = tuple(field.stored[0] for field in FIELDS.values() if field.type is Type.DATETIME)
_SPANS = st.sampled_from((0.0, 0.5, 1.0, 2.0, 61.0)) | st.floats(0, 10**5).map(lambda seconds: round(seconds, 6))


def runs(*, hostile: bool = False) -> st.SearchStrategy[Record]:
    """Draws runs in the form of LangSmith's v1 API, as plain dicts: ``filterlang.evaluate`` and ``LocalRuns`` take them.

    Every run has ``id``, ``trace_id`` and ``status``. Every other key under which the schema stores a field has a value, has
    null, or is missing. Metadata is typed, inputs and outputs hold objects and arrays, feedback comes as ``feedback_stats``,
    some runs are pending, some failed, texts are of any script. A run is consistent: it ends after it starts, only a failed
    run has an error, a root is the root of its own trace. ``filterlang.evaluate.run.read_run`` reads it.

    With ``hostile``, every key may have any JSON value, NaN and lone surrogates included, or be missing.

    Shrinks to a run with only those three keys; a hostile run shrinks to an empty dict.
    """
    return hostile_runs() if hostile else _runs()


@st.composite
def _runs(draw: st.DrawFn) -> Record:
    return draw_run(draw, draw(instants))


def draw_run(draw: st.DrawFn, start: datetime) -> Record:
    """Draws a run that starts at a datetime."""
    run = deepcopy(pick(draw, _BESIDE))
    flags = zip(*(draw_flags(draw, len(PATHS)) for _ in range(4)), strict=True)
    for (path, values), (first, second, third, fourth) in zip(PATHS.items(), flags, strict=True):
        if first or second:  # with a probability of 3/4
            _put(run, path, None if third and fourth else draw(values))
    _settle_ids(draw, run)
    _settle_times(draw, run, start)
    _settle_end(run)
    return run


def _put(run: Record, path: KeyPath, value: object) -> None:
    *above, last = path
    for key in above:
        run = run.setdefault(key, {})
    run[last] = value


def _settle_ids(draw: st.DrawFn, run: Record) -> None:
    """Gives the run an id, a trace and a status; a root is the root of its own trace."""
    run["id"] = run.get("id") or draw(ids)
    if run.get("parent_run_id") == run["id"]:
        run["parent_run_id"] = None
    root = run.get("parent_run_id") is None
    has_other_trace = run.get("trace_id") not in (None, run["id"])
    run["trace_id"] = run["id"] if root else run["trace_id"] if has_other_trace else run["parent_run_id"]
    run["status"] = run.get("status") or pick(draw, FIELDS["status"].values)


def _settle_times(draw: st.DrawFn, run: Record, start: datetime) -> None:
    """Sets the times of the run: the end after the start, and every other time between them."""
    write = pick(draw, _WRITERS)
    span = draw(_SPANS)
    seconds = {"start_time": 0.0, "end_time": span}
    for key in _TIMES:
        if run.get(key) is not None:
            run[key] = write(start + timedelta(seconds=seconds.get(key, span / 2)))


def _settle_end(run: Record) -> None:
    """Makes end, outputs and error fit the status, and the total of the tokens their sum."""
    if run["status"] == "pending":
        run.update((key, None) for key in ("end_time", "outputs") if key in run)
    if "error" in run:
        run["error"] = (run["error"] or "error") if run["status"] == "error" else None
    prompt, completion = run.get("prompt_tokens"), run.get("completion_tokens")
    if run.get("total_tokens") is not None and prompt is not None and completion is not None:
        run["total_tokens"] = prompt + completion
