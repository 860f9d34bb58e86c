"""All runs of the traces in which a plan selects a run, from any engine: first the matches, then the traces with these.

Owns the invariants that ``limit`` counts the runs that match, and that traces come in the order of their first match.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from filterlang.evaluate.query import Plan
from filterlang.evaluate.run_statistics import Aggregated, Question, aggregate_records
from filterlang.exports.records import Record, RecordError
from filterlang.exports.selections import Selection
from filterlang.schema.fields import FIELDS
from filterlang.semantics.predicate import And, Compare
from filterlang.tables.tabular import with_id
from filterlang.tables.traces import TRACE_FIELDS, Trace, batches, by_trace, matches_by_trace, needed_fields
from filterlang.text.display import clip

if TYPE_CHECKING:
    from filterlang.evaluate.run import Run

_BATCH = 200
"""Traces that are read with one query: their runs are in memory at once."""
_BATCH_OF_SOME_FIELDS = 1_000
"""The same where only some fields are read."""


class WholeTraces:
    """The runs of the traces in which a plan selects a run. ``query`` is the ``select`` of the runs."""

    def __init__(self, query: Callable[[Plan], Selection], plan: Plan) -> None:
        query(plan)  # raises for what the plan asks of these runs in vain, before anything is read
        self._query = query
        self._plan = plan

    def traces(self) -> Iterator[Trace]:
        """Yields the traces."""
        read = partial(run_of, select=self._plan.select)
        for batch in self._matches():
            records = self._by_trace(batch, needed_fields(self._plan.select))
            for id, matching in batch.items():
                if id in records:
                    yield Trace(id, records.pop(id), matching, read, self._plan.select)

    def records(self) -> Iterator[Record]:
        """Yields all runs of the traces."""
        for trace in self.traces():
            yield from trace.records()

    def count(self) -> int:
        """Returns the number of runs in the traces. Only their ids are read."""
        return sum(len(runs) for batch in self._matches() for runs in self._by_trace(batch, TRACE_FIELDS).values())

    def aggregated(self, question: Question) -> Iterator[Aggregated]:
        """Yields the groups of all runs of the traces."""
        fields = question.fields or ("id",)
        return aggregate_records(question, WholeTraces(self._query, replace(self._plan, select=fields)).records())

    def _matches(self) -> Iterator[dict[str, list[str]]]:
        """Yields the ids of the matches by the id of their trace, some traces at a time."""
        matches = self._query(replace(self._plan, select=TRACE_FIELDS)).records()
        return batches(matches_by_trace(matches), _BATCH if self._plan.select is None else _BATCH_OF_SOME_FIELDS)

    def _by_trace(
        self, batch: Mapping[str, Sequence[str]], select: tuple[str, ...] | None
    ) -> dict[str, list[Mapping[str, Any]]]:
        """Returns the records of traces by the id of the trace. Others do not count, even with the id of a match."""
        records = by_trace(self._query(self._whole(batch.values(), select)).records())
        return {id: runs for id, runs in records.items() if id in batch}

    def _whole(self, matching: Iterable[Sequence[str]], select: tuple[str, ...] | None) -> Plan:
        """Returns the plan for all runs of traces, by the first match of each: what a trace is, the engine knows."""
        matches = Compare(FIELDS["id"], "in", tuple(ids[0] for ids in matching))
        window = self._plan.window
        return Plan(
            own=And(()) if window is None else window,
            tree=matches if window is None else And((window, matches)),
            select=select,
            ordered=False,
            window=window,
            call=self._plan.call,
        )


def run_of(record: Mapping[str, Any], select: Sequence[str] | None = None) -> Run:
    """Returns the run of a record with the selected fields. Raises ``RecordError`` for one that does not fit."""
    from filterlang.evaluate.run import read_run

    names = with_id(select)
    try:
        return read_run(record, None if names is None else frozenset(names))
    except ValueError as problem:
        raise RecordError(f"run {clip(str(record.get('id')))}: {problem}") from None
