"""The whole traces of the runs that a listing matches: first the ids of the matches, then all runs of some traces at a time.

Owns the invariants that traces come in the order of their first match, and that one query asks for many of them, because
LangSmith limits how many queries are sent.
"""

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from functools import partial

from filterlang.client.listing import Listing
from filterlang.evaluate.run import Run
from filterlang.tables.run_results import Record, record_of
from filterlang.tables.traces import TRACE_FIELDS, Trace, batches, by_trace, matches_by_trace, needed_fields, trace_key

_BATCH = 20
"""Traces in a query: with a few runs each, they fill the pages of v1, and the filter stays short."""


async def runs_of(listing: Listing) -> AsyncGenerator[Sequence[Run]]:
    """Yields the runs of a call, some at a time: those that match, or all runs of their traces, as it wants."""
    if not listing.with_trace:
        async with aclosing(listing.runs()) as batches_of_runs:
            async for runs in batches_of_runs:
                yield runs
        return
    async with aclosing(whole_traces(listing)) as traces:
        async for trace in traces:
            yield trace.runs


async def whole_traces(listing: Listing) -> AsyncGenerator[Trace]:
    """Yields the traces of the runs that a call matches. ``listing.decide`` comes first. Raises ``ClientError``."""
    matching = listing.again(select=(*TRACE_FIELDS, "session_id"))
    await matching.decide()
    matches = [record_of(run, None) for run in await _fetched(matching)]
    projects = {trace_key(record): record.get("session_id") for record in matches}
    select = needed_fields(listing.select)
    for batch in _batches(matches_by_trace(matches), projects):
        runs = await _fetched(matching.of_traces([*batch], {project for id in batch if (project := projects[id])}, select))
        by_id = {str(run.id): run for run in runs}
        records = by_trace(record_of(run, None) for run in runs)
        for id, ids in batch.items():
            if id in records:
                yield Trace(id, records[id], ids, partial(_fetched_run, by_id), listing.select)


def _fetched_run(runs: Mapping[str, Run], record: Record) -> Run:
    return runs[record["id"]]


async def _fetched(listing: Listing) -> list[Run]:
    """Returns all runs of a listing."""
    async with aclosing(listing.runs()) as pages:
        return [run async for runs in pages for run in runs]


def _batches(matches: Mapping[str, list[str]], projects: Mapping[str, str | None]) -> Iterator[dict[str, list[str]]]:
    """Yields some traces of known projects at a time, and any other by itself: its id says enough."""
    for batch in batches(matches, _BATCH):
        if all(projects[id] for id in batch):
            yield batch
        else:
            yield from batches(batch, 1)
