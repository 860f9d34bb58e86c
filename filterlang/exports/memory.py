"""Selects runs in memory with plain Python: the reference engine.

Owns the invariant that a filter is evaluated on a run at most once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property

from filterlang.evaluate.lineage import trace_of
from filterlang.evaluate.query import NEEDED, Plan
from filterlang.exports.funnel import StepCounts
from filterlang.exports.cancelled_queries import while_wanted
from filterlang.exports.records import Record
from filterlang.evaluate.reference import holds
from filterlang.evaluate.rows import stored_datetime
from filterlang.exports.results import Runs
from filterlang.evaluate.run_statistics import Aggregated, Question, aggregate_records
from filterlang.exports.sorted_runs import Sorting, in_order
from filterlang.evaluate.selection import KNOWN, projected, selected
from filterlang.semantics.predicate import Predicate
from filterlang.semantics.stored_ids import stored_id
from filterlang.tables.run_cells import counted
from filterlang.text.frozen import replace

_EARLIEST = datetime.min.replace(tzinfo=UTC)


class LocalRuns(Runs):
    """Runs in memory. ``records`` are plain dicts in the shape of the v1 API, as ``read_records`` returns them.

    ``skipped`` is the number of broken lines that were left out, and ``label`` says where the runs came from.
    """

    parallel = True

    def __init__(
        self,
        records: Iterable[Record],
        *,
        skipped: int | None = None,
        unread: Sequence[str] = (),
        label: str = "in memory",
    ) -> None:
        self.records: list[Record] = list(records)
        self._skipped = skipped
        self._unread: Sequence[str] = unread
        self._label = label

    def __repr__(self) -> str:
        return f"<{counted(len(self.records))} {self._label}>"

    def skipped(self) -> int | None:
        """Returns how many broken lines were left out; None if a broken line is an error."""
        return self._skipped

    def unread(self) -> Sequence[str]:
        """Returns a sentence for each kind of runs inside of runs that were not read."""
        return self._unread

    def select(self, plan: Plan) -> "LocalSelection":
        """Returns the runs that a plan selects. Raises ``ValueError`` for an argument on a field that no run here has."""
        for argument in plan.needs:
            (field,) = NEEDED[argument].stored
            if self.records and not any(record.get(field) for record in self.records):
                raise ValueError(f"{argument} needs records with a {field}, which these lack: leave it out")
        fields = None if plan.select is None else self._selected_fields(plan.select)
        return LocalSelection(self, plan, fields)

    def count_steps(self, base: Plan, conditions: Sequence[Predicate]) -> StepCounts:
        """Returns how many of the runs that a plan selects meet conditions, in one loop over the runs."""
        own, tests = holds(base.own), [holds(condition) for condition in conditions]
        total, alone, left = 0, [0] * len(tests), [0] * len(tests)
        for record in while_wanted(filter(own, self.records)):
            total += 1
            meets_all = True
            for number, test in enumerate(tests):
                meets = test(record)
                meets_all = meets_all and meets
                alone[number] += meets
                left[number] += meets_all
        return StepCounts(total, alone, left)

    def page(self, plan: Plan, sorting: Sorting | None, offset: int, limit: int) -> list[Record]:
        """Returns some of the runs that a plan selects. See ``Runs.page``."""
        selection = self.select(replace(plan, limit=None))
        records = self.find(selection.plan)
        ordered = records if sorting is None else in_order(records, sorting)
        return [selection.shown(record) for record in ordered[offset : offset + limit]]

    def find(self, plan: Plan) -> list[Record]:
        """Returns the records that a plan selects, in order."""
        own = holds(plan.own)
        records = [record for record in while_wanted(self.records) if own(record)]
        if plan.root is not None:
            root = holds(plan.root)
            records = self._in_traces(records, lambda trace: any(root(run) for run in trace if _is_root_of_trace(run)))
        if plan.tree is not None:
            tree = holds(plan.tree)
            records = self._in_traces(records, lambda trace: any(map(tree, trace)))
        records.sort(key=lambda record: record["id"])
        records.sort(key=_start, reverse=True)
        if plan.ascending:
            records.reverse()
        return records[: plan.limit]

    def _selected_fields(self, names: Sequence[str]) -> list[str]:
        if set(names) <= set(KNOWN):
            return selected(names)
        return selected(names, {*KNOWN, *(key for record in self.records for key in record)})

    def _in_traces(self, records: list[Record], meets: Callable[[list[Record]], bool]) -> list[Record]:
        """Returns the records whose trace passes a test; each trace is tested once."""
        results = {trace: meets(self._traces[trace]) for trace in while_wanted({_trace(record) for record in records})}
        return [record for record in records if results[_trace(record)]]

    @cached_property
    def _traces(self) -> dict[str, list[Record]]:
        """The records of each trace, by its id."""
        traces: dict[str, list[Record]] = {}
        for record in self.records:
            traces.setdefault(_trace(record), []).append(record)
        return traces


class LocalSelection:
    """The runs in memory that a plan selects."""

    def __init__(self, runs: LocalRuns, plan: Plan, fields: Sequence[str] | None) -> None:
        self._runs = runs
        self.plan = plan
        self._fields = fields

    def records(self) -> Iterator[Record]:
        """Yields the selected runs, in order."""
        for record in self._runs.find(self.plan):
            yield self.shown(record)

    def shown(self, record: Record) -> Record:
        """Returns a record with its selected fields."""
        return record if self._fields is None else projected(record, self._fields)

    def count(self) -> int:
        """Returns the number of selected runs."""
        return len(self._runs.find(self.plan))

    def aggregated(self, question: Question) -> Iterator[Aggregated]:
        """Yields the groups of the selected runs."""
        return aggregate_records(question, self._runs.find(replace(self.plan, ordered=self.plan.limit is not None)))


def _start(record: Record) -> tuple[bool, datetime]:
    """Returns a key that sorts runs by start time. A run without a valid one comes before all others."""
    start = stored_datetime(record.get("start_time"))
    return start is not None, start or _EARLIEST


def _is_root_of_trace(record: Record) -> bool:
    """Whether a run has the id of its trace."""
    return stored_id(record["id"]) == _trace(record)


def _trace(record: Record) -> str:
    """Returns the id of a run's trace in its canonical spelling: the run's own id if its record names no trace."""
    return stored_id(trace_of(record) or record["id"])
