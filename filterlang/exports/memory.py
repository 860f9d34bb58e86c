"""Runs in memory, looked for in plain Python: the reference engine.

Owns the invariant that a filter is tried on a run at most once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property

from filterlang.evaluate.lineage import trace_of
from filterlang.evaluate.query import NEEDED, Plan
from filterlang.exports.records import Record
from filterlang.evaluate.reference import holds
from filterlang.evaluate.rows import stored_datetime
from filterlang.exports.results import Runs
from filterlang.evaluate.selection import KNOWN, projected, selected
from filterlang.semantics.durations import canonical_uuid

_EARLIEST = datetime.min.replace(tzinfo=UTC)


class LocalRuns(Runs):
    """Runs in memory. ``records`` are what ``read_records`` gives: plain dicts in the shape of the v1 API.

    ``skipped`` says how many lines beside them were left out because they are broken.
    """

    parallel = True

    def __init__(self, records: Iterable[Record], *, skipped: int | None = None, unread: Sequence[str] = ()) -> None:
        self.records: list[Record] = list(records)
        self._skipped = skipped
        self._unread: Sequence[str] = unread

    def __repr__(self) -> str:
        return f"<{len(self.records):,} runs in memory>"

    def skipped(self) -> int | None:
        """How many lines were left out because they are broken; None where none would be."""
        return self._skipped

    def unread(self) -> Sequence[str]:
        """What the records hold that should be runs and was not read, one sentence each."""
        return self._unread

    def select(self, plan: Plan) -> "LocalSelection":
        """What a plan selects. Raises ``ValueError`` for an argument that needs what no run here has."""
        for argument in plan.needs:
            (field,) = NEEDED[argument].stored
            if self.records and not any(record.get(field) for record in self.records):
                raise ValueError(f"{argument} needs records with a {field}, which these lack: leave it out")
        fields = None if plan.select is None else self._selected(plan.select)
        return LocalSelection(self, plan, fields)

    def found(self, plan: Plan) -> list[Record]:
        """The runs that a plan selects, in order."""
        own = holds(plan.own)
        kept = [record for record in self.records if own(record)]
        if plan.root is not None:
            root = holds(plan.root)
            kept = self._of_traces(kept, lambda trace: any(root(run) for run in trace if _is_root_of_trace(run)))
        if plan.tree is not None:
            tree = holds(plan.tree)
            kept = self._of_traces(kept, lambda trace: any(map(tree, trace)))
        kept.sort(key=lambda record: record["id"])
        kept.sort(key=_start, reverse=True)
        if plan.ascending:
            kept.reverse()
        return kept[: plan.limit]

    def _selected(self, names: Sequence[str]) -> list[str]:
        if set(names) <= set(KNOWN):
            return selected(names)
        return selected(names, {*KNOWN, *(key for record in self.records for key in record)})

    def _of_traces(self, records: list[Record], meets: Callable[[list[Record]], bool]) -> list[Record]:
        """The records whose trace passes a test, which is made once a trace."""
        passed = {trace: meets(self._traces[trace]) for trace in {_trace(record) for record in records}}
        return [record for record in records if passed[_trace(record)]]

    @cached_property
    def _traces(self) -> dict[str, list[Record]]:
        """The runs of each trace."""
        traces: dict[str, list[Record]] = {}
        for record in self.records:
            traces.setdefault(_trace(record), []).append(record)
        return traces


class LocalSelection:
    """What a plan selects of runs in memory."""

    def __init__(self, runs: LocalRuns, plan: Plan, fields: Sequence[str] | None) -> None:
        self._runs = runs
        self._plan = plan
        self._fields = fields

    def records(self) -> Iterator[Record]:
        """The runs, in order."""
        for record in self._runs.found(self._plan):
            yield record if self._fields is None else projected(record, self._fields)

    def count(self) -> int:
        """How many they are."""
        return len(self._runs.found(self._plan))


def _start(record: Record) -> tuple[bool, datetime]:
    """When a run started; one of which nobody knows is before all others."""
    start = stored_datetime(record.get("start_time"))
    return start is not None, start or _EARLIEST


def _is_root_of_trace(record: Record) -> bool:
    """Whether a run has the id of its trace."""
    return canonical_uuid(record["id"]) == _trace(record)


def _trace(record: Record) -> str:
    """The trace that a run belongs to, in its canonical spelling: its own, where its record names none."""
    return canonical_uuid(trace_of(record) or record["id"])
