"""``list_runs`` on local runs: the SDK's call, its arguments and their meaning, without a server.

Owns the invariant that all arguments and filters are checked before the first run is read, whatever engine reads it.
"""

from __future__ import annotations  # so that `help` shows the names of types, not their definitions

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Self, Unpack

from filterlang.tables.notebook import SHOWN
from filterlang.exports.funnel import Funnel, StepCounts
from filterlang.tables.run_results import RunResults, least
from filterlang.evaluate.query import Id, Order, Plan, RunQuery, plan
from filterlang.exports.cancelled_queries import while_wanted
from filterlang.evaluate.run_statistics import Aggregated, Question
from filterlang.exports.records import Record
from filterlang.exports.selections import ClusterSelection, Explainable, QueriedSelection, Selection
from filterlang.exports.sorted_runs import Sorting, first_in_order
from filterlang.exports.sql_query import SqlQuery
from filterlang.exports.step_counting import funnel_of
from filterlang.exports.whole_traces import WholeTraces, run_of
from filterlang.tables.traces import Trace
from filterlang.schema.fields import FIELDS
from filterlang.schema.names import RunType
from filterlang.semantics.predicate import And, Compare, Predicate
from filterlang.syntax.input import FilterLike

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from filterlang.evaluate.run import Run
    from filterlang.exports.explanation import Explanation

_BATCH = 256


class Results(RunResults, AsyncIterator["Run"]):
    """The runs that a query selects, in order: ``for run in …``, ``records()``, ``count()``, ``to_pandas()`` and so on.

    Each of these runs the query again, and nothing is read before. ``async for`` reads in a thread and goes through the runs
    only once. All of them raise ``RecordError`` for a record that cannot be read.

    >>> from filterlang import open_runs
    >>> slow = open_runs("docs/examples/support_bot.jsonl").list_runs(filter="gt(latency, 10)", select=["name", "latency"])
    >>> slow.count(), [run.latency for run in slow]
    (2, [15.414, 11.377])
    """

    def __init__(self, query: Callable[[Plan], Selection], plan: Plan) -> None:
        """Keeps an engine's selection by a plan; ``query`` is the ``select`` of its runs."""
        self._query = query
        self._plan = plan
        self._selected: Selection = WholeTraces(query, plan) if plan.with_trace else query(plan)
        self._runs: Iterator[Run] | None = None
        self._ready: list[Run] = []

    def __repr__(self) -> str:
        return f"<Results of {self._plan.call or 'runs'}>"

    def _repr_html_(self) -> str:
        from filterlang.tables.notebook import html_table

        return html_table(self._beginning(SHOWN), self._select, repr(self))

    @property
    def _select(self) -> Sequence[str] | None:
        return self._plan.select

    def _again(self, limit: int | None = None, select: Sequence[str] | None = None) -> Self:
        changed = replace(
            self._plan, limit=least(self._plan.limit, limit), select=self._plan.select if select is None else tuple(select)
        )
        return type(self)(self._query, changed)

    def __iter__(self) -> Iterator[Run]:
        return self._read()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Run:
        if self._runs is None:
            self._runs = self._read()
        if not self._ready:
            import asyncio  # takes longer to load than a small file to read

            self._ready = await asyncio.to_thread(_next_of, self._runs)
        if not self._ready:
            raise StopAsyncIteration
        return self._ready.pop()

    def _read(self) -> Iterator[Run]:
        for record in self._selected.records():
            yield run_of(record, self._select)

    def traces(self) -> Iterator[Trace]:
        """Yields the whole traces of the runs that match, in the order of their first match.

        A trace has all its ``runs``, in the order of its tree, and ``matching``, those that the query selects; ``print(trace)``
        prints it as a tree. ``limit`` counts the runs that match, and ``select`` is what ``runs`` have.
        """
        return WholeTraces(self._query, self._plan).traces()

    def records(self) -> Iterator[Record]:
        """Yields the runs as plain dicts in the shape of the v1 API."""
        return self._selected.records()

    def count(self) -> int:
        """Returns the number of runs, without reading them if the engine can count them."""
        return self._selected.count()

    def _title(self) -> str:
        return "" if self._plan.call == "list_runs()" else self._plan.call

    def _aggregated(self, question: Question) -> Iterable[Aggregated]:
        return self._selected.aggregated(question)

    def explain(self) -> Explanation:
        """Returns what the query costs before it runs: readings of the table, what they skip, and what SQL leaves undecided.

        Raises ``TypeError`` for runs in memory, which no engine plans.
        """
        if isinstance(self._selected, Explainable):
            return self._selected.explain()
        raise TypeError("runs in memory are tried one by one: explain() is for runs that an engine reads")

    def to_sql(self) -> SqlQuery:
        """Returns the ``SELECT`` of the runs in a table of ClickHouse, for ``INSERT INTO … SELECT`` and ``CREATE TABLE … AS``.

        Without ``select``, it selects the table's own columns with their own types. With ``select``, it selects the columns of
        these fields in their order; ``latency``, ``is_root``, ``metadata`` and ``thread_id`` without a column are expressions.
        No query runs now, unless SQL leaves runs undecided: Python tries these now, and the ids of those that match stand in
        the query; undecided runs that are written to the table later are not selected.

        Raises ``TypeError`` for runs that are not in a table of ClickHouse, and ``ValueError`` for a field that is not in the
        table, for more than 100,000 undecided runs that match, and for undecided runs that share an id but do not all match.
        """
        self._require_one_query("to_sql")
        if not isinstance(self._selected, QueriedSelection):
            raise TypeError("to_sql() is for runs in a table of ClickHouse: these have no table that your own client can query")
        return self._selected.to_sql()

    def to_spark(self) -> DataFrame:
        """Returns a data frame of Spark with the runs, which stay on the cluster. It is lazy: no job runs for it now.

        The runs have to be opened from a data frame or a table of Spark. Without ``select``, the result has the same columns
        with the same types; with ``select``, these fields in their order. A field that is a column of the table is this
        column as it is; other fields, such as ``latency``, are derived in Python and have the types that ``to_arrow`` gives
        them. Rows that SQL leaves undecided are tried in Python, too, on the executors, which then need filterlang.

        Raises ``TypeError`` for runs that another engine reads, and ``RecordError`` for a table that Spark cannot query.
        """
        self._require_one_query("to_spark")
        if not isinstance(self._selected, ClusterSelection):
            raise TypeError(
                "Spark does not read these runs: to_spark() is for runs that were opened from a data frame or a table of Spark"
            )
        return self._selected.to_spark()

    def _require_one_query(self, method: str) -> None:
        """Raises ``TypeError`` for whole traces, which more than one query selects."""
        if self._plan.with_trace:
            raise TypeError(f"{method}() is for one query, and with_trace takes two: leave with_trace out")


def _next_of(runs: Iterator[Run]) -> list[Run]:
    """Returns the next runs in reverse order, so that ``pop`` takes the first."""
    return list(islice(runs, _BATCH))[::-1]


class Runs(ABC):
    """Runs that can be queried: in memory, in files, or in a table."""

    parallel: ClassVar[bool] = False
    """Whether several threads may query at the same time."""

    @abstractmethod
    def select(self, plan: Plan) -> Selection:
        """Returns the runs that a plan selects. Raises ``ValueError`` for an argument on a field that no run has."""

    if not TYPE_CHECKING:  # type checkers say themselves that runs have no such members

        def __getattr__(self, name: str) -> Any:
            if not name.startswith("_") and hasattr(Results, name):
                raise AttributeError(f"runs have no {name}(), their results do: write runs.list_runs().{name}()")
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)

        def __iter__(self) -> Iterator[Run]:
            raise TypeError("runs are not iterable, their results are: write for run in runs.list_runs()")

    def skipped(self) -> int | None:
        """Returns how many broken lines were left out; None if a broken line is an error."""
        return None

    def unread(self) -> Sequence[str]:
        """Returns a sentence for each kind of runs inside of runs that were not read."""
        return ()

    def list_runs(
        self,
        *,
        project_id: Id | Sequence[Id] | None = None,
        project_name: str | Sequence[str] | None = None,
        run_type: RunType | None = None,
        trace_id: Id | None = None,
        reference_example_id: Id | None = None,
        query: str | None = None,
        filter: FilterLike | None = None,
        trace_filter: FilterLike | None = None,
        tree_filter: FilterLike | None = None,
        is_root: bool | None = None,
        parent_run_id: Id | None = None,
        start_time: datetime | None = None,
        end_time: datetime | None = None,
        error: bool | None = None,
        run_ids: Sequence[Id] | None = None,
        id: Sequence[Id] | None = None,
        select: Sequence[str] | None = None,
        limit: int | None = None,
        order: Order | None = None,
        ordered: bool = True,
        trace_span: timedelta | None = None,
        with_trace: bool = False,
    ) -> Results:
        """Returns the runs that meet every condition, the latest start first, as langsmith's ``AsyncClient`` does.

        The result is an iterator of ``Run``, also an asynchronous one, and can be counted or converted to a table: see
        ``Results``.

        Args:
            project_id: the run's ``session_id`` is this, or one of these.
            project_name: the run's ``session_name`` is this, or one of these. Exports seldom have this field.
            run_type: ``llm``, ``chain``, ``tool`` and so on.
            trace_id: the run belongs to this trace.
            reference_example_id: the run was made from this example.
            query: natural language, which only the server can read: always a ``ValueError`` here.
            filter: the run meets this filter.
            trace_filter: the root run of the run's trace meets this filter. It has to be among these runs.
            tree_filter: at least one run of the trace, the run itself included, meets this filter.
            is_root: the run has no parent, or has one.
            parent_run_id: the run's parent is this one.
            start_time: the run started then or later. A time without an offset is UTC.
            end_time: the run *started* then or earlier: the end of the window that ``start_time`` begins, as on the server.
            error: the run's status is ``error``, or is not.
            run_ids: the run is one of these. The server then ignores all other conditions; here they apply as well.
            id: the same as ``run_ids``, under the name in the API.
            select: return only these fields, and always ``id``.
            limit: at most so many runs, at least 1.
            order: by ``start_time``, ``desc`` (the default) or ``asc``, the exact reverse.
            ordered: False for runs in any order, which spares engines a sort; ``limit`` then takes any of the runs.
            trace_span: the longest time between the starts of any two runs of one trace. With ``start_time``, ``end_time`` or
                conditions on the start, ``trace_filter`` and ``tree_filter`` then see only runs that start so much earlier or
                later, so that an engine need not read the whole table. Runs beyond do not count.
            with_trace: return all runs of the traces of the runs that match, in the order of their trees, the trace of the
                first match first. ``limit`` then counts the runs that match. ``traces()`` returns the same, trace by trace.

        Raises ``FilterError`` for a filter with errors and ``ValueError`` for any other argument that is not possible.

        """
        query_arguments = RunQuery(
            project_id=project_id,
            project_name=project_name,
            run_type=run_type,
            trace_id=trace_id,
            reference_example_id=reference_example_id,
            query=query,
            filter=filter,
            trace_filter=trace_filter,
            tree_filter=tree_filter,
            is_root=is_root,
            parent_run_id=parent_run_id,
            start_time=start_time,
            end_time=end_time,
            error=error,
            run_ids=run_ids,
            id=id,
            select=select,
            limit=limit,
            order=order,
            ordered=ordered,
            trace_span=trace_span,
            with_trace=with_trace,
        )
        return Results(self.select, plan(query_arguments))

    def page(self, plan: Plan, sorting: Sorting | None, offset: int, limit: int) -> list[Record]:
        """Returns the runs that a plan selects from ``offset`` on, ``limit`` at most, in the order of ``list_runs`` or another.

        The plan's own limit does not count. Engines that sort override this.
        """
        if sorting is None:
            return list(islice(self.select(replace(plan, limit=offset + limit)).records(), offset, None))
        keys = replace(plan, limit=None, select=(sorting.field.name,))
        first = first_in_order(while_wanted(self.select(keys).records()), sorting, offset + limit)[offset:]
        ids = tuple(record["id"] for record in first)
        of_page = replace(plan, own=And((plan.own, Compare(FIELDS["id"], "in", ids))), limit=None)
        places = {id: place for place, id in reversed([*enumerate(ids)])}
        return sorted(self.select(of_page).records() if ids else (), key=lambda record: places[record["id"]])[: len(ids)]

    def count_steps(self, base: Plan, conditions: Sequence[Predicate]) -> StepCounts:
        """Returns how many of the runs that a plan selects meet conditions, as far as one reading tells, for ``funnel``."""
        return StepCounts(None, *([None] * len(conditions) for _ in range(2)))

    def funnel(self, **query: Unpack[RunQuery]) -> Funnel:
        """Returns how many runs each condition of a query leaves, one after the other and alone.

        Takes the arguments of ``list_runs``. The steps are the conditions of ``filter`` that all have to hold, then those of
        ``trace_filter`` and ``tree_filter``; the other arguments decide which runs there are before the first step.

        >>> from filterlang import open_runs
        >>> funnel = open_runs("docs/examples/support_bot.jsonl").funnel(filter='and(gt(latency, 5), eq(status, "error"))')
        >>> funnel.total, [(step.left, step.alone) for step in funnel.steps]
        (59, [(5, 5), (0, 2)])
        """
        return funnel_of(self, query)

    def matching(self, **query: Unpack[RunQuery]) -> list[Record]:
        """Returns the runs that ``list_runs`` returns for the same arguments, in the same order, as plain dicts."""
        return list(Results(self.select, plan(query)).records())
