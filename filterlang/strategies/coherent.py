"""Runs: plain dicts in the shape of the v1 API, with the oddities that real ones have.

Owns the invariant that a run agrees with itself: its times follow each other, its status fits its end, its error and its
outputs, its ids its place.
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Type
from filterlang.semantics.datetimes import write_datetime
from filterlang.strategies.hostile import hostile_runs
from filterlang.strategies.filter_places import PLACES, Place, Record
from filterlang.strategies.vocabulary import draw_flags, ids, instants, pick

_BESIDE: tuple[Record, ...] = (
    {},
    {"serialized": None, "events": [], "child_run_ids": None, "in_dataset": False, "share_token": None},
    {"events": [{"name": "new_token", "time": "2026-11-02T09:00:00", "kwargs": {"token": "é"}}], "trace_tier": "longlived"},
)
"""What comes along with the fields that a filter can ask about (OpenAPI, RunSchema)."""

_WRITERS: tuple[Callable[[datetime], str], ...] = (
    lambda moment: moment.astimezone(UTC).replace(tzinfo=None).isoformat(),  # as in the SDK's exports (docs/examples)
    datetime.isoformat,
    write_datetime,
)
_TIMES = tuple(field.stored[0] for field in FIELDS.values() if field.type is Type.DATETIME)
_SPANS = st.sampled_from((0.0, 0.5, 1.0, 2.0, 61.0)) | st.floats(0, 10**5).map(lambda seconds: round(seconds, 6))


def runs(*, hostile: bool = False) -> st.SearchStrategy[Record]:
    """Runs as LangSmith's v1 API sends them, as plain dicts: what ``filterlang.evaluate`` and ``LocalRuns`` take.

    Every place that the schema says a field is stored at holds a value, null or nothing, but ``id``, ``trace_id`` and
    ``status``, which every run has. Metadata is typed, inputs and outputs hold objects and arrays, feedback comes as
    ``feedback_stats``, some runs go on, some failed, texts are of any script. A run agrees with itself: it ends after it
    started, only a failed one has an error, a root is the root of its own trace. ``filterlang.evaluate.run.read_run`` reads it.

    With ``hostile``, any JSON value stands in any place, NaN and lone surrogates included, and any key may be missing.

    Shrinks to a run with those three keys alone; a hostile one to none at all.
    """
    return hostile_runs() if hostile else _runs()


@st.composite
def _runs(draw: st.DrawFn) -> Record:
    return draw_run(draw, draw(instants))


def draw_run(draw: st.DrawFn, start: datetime) -> Record:
    """A run that starts at a moment."""
    run = deepcopy(pick(draw, _BESIDE))
    flags = zip(*(draw_flags(draw, len(PLACES)) for _ in range(4)), strict=True)
    for (place, values), (kept, kept_too, null, null_too) in zip(PLACES.items(), flags, strict=True):
        if kept or kept_too:
            _put(run, place, None if null and null_too else draw(values))
    _settle_place(draw, run)
    _settle_times(draw, run, start)
    _settle_end(run)
    return run


def _put(run: Record, place: Place, value: object) -> None:
    *above, last = place
    for key in above:
        run = run.setdefault(key, {})
    run[last] = value


def _settle_place(draw: st.DrawFn, run: Record) -> None:
    """A run has an id and a trace, and a root is the root of its own trace."""
    run["id"] = run.get("id") or draw(ids)
    if run.get("parent_run_id") == run["id"]:
        run["parent_run_id"] = None
    root = run.get("parent_run_id") is None
    elsewhere = run.get("trace_id") not in (None, run["id"])
    run["trace_id"] = run["id"] if root else run["trace_id"] if elsewhere else run["parent_run_id"]
    run["status"] = run.get("status") or pick(draw, FIELDS["status"].values)


def _settle_times(draw: st.DrawFn, run: Record, start: datetime) -> None:
    """What has ended ended after it started; every other time is between."""
    write = pick(draw, _WRITERS)
    span = draw(_SPANS)
    seconds = {"start_time": 0.0, "end_time": span}
    for key in _TIMES:
        if run.get(key) is not None:
            run[key] = write(start + timedelta(seconds=seconds.get(key, span / 2)))


def _settle_end(run: Record) -> None:
    """A run that goes on has no end and no outputs, one that failed says why, no other has an error; tokens add up."""
    if run["status"] == "pending":
        run.update((key, None) for key in ("end_time", "outputs") if key in run)
    if "error" in run:
        run["error"] = (run["error"] or "error") if run["status"] == "error" else None
    prompt, completion = run.get("prompt_tokens"), run.get("completion_tokens")
    if run.get("total_tokens") is not None and prompt is not None and completion is not None:
        run["total_tokens"] = prompt + completion
