"""The runs that a page explores: their plans, their number and span, and the values that were learned from them.

Owns the invariants that a wrong filter is a ``QueryProblem`` which names it, and that learning never delays an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Lock

from filterlang.checking.meaning import to_predicate
from filterlang.evaluate.query import Plan, RunQuery, plan
from filterlang.explore.page_requests import EVERY_RUN, AskedQuery
from filterlang.explore.run_columns import COLUMNS, feedback_column, metadata_column
from filterlang.exports.cancelled_queries import while_wanted
from filterlang.exports.histogram import RunSpan, span_of
from filterlang.exports.results import Runs
from filterlang.findings.errors import FilterError
from filterlang.ide.counted_values import FIELDS_COUNTED, count_values
from filterlang.ide.json_requests import DEEPEST, LARGEST, nesting
from filterlang.ide.known_values import NO_VALUES, KnownValues
from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Record = Mapping[str, Any]

_MOST_LEARNED = 10_000
"""Runs that values are learned from, whichever the engine reads first."""
_MOST_KEYS = 100
"""Keys of metadata, and of feedback, that have a column."""


@dataclass(frozen=True, slots=True)
class RunFiles:
    """The files that runs were opened from, as the person named them."""

    sources: tuple[str, ...]
    skip_broken: bool = False


class QueryProblem(Exception):
    """A request that cannot be answered as it is meant. ``filter`` names the filter that is the reason, if one is."""

    def __init__(self, message: str, filter: str | None = None) -> None:
        super().__init__(message)
        self.filter = filter


class ExploredRuns:
    """Runs to explore. ``title`` says what they are, for people; ``notes`` are sentences about runs that are not there;
    ``files`` are those to open for the same runs, if they are files, and ``changed`` tells whether they have changed since.
    """

    def __init__(
        self,
        runs: Runs,
        title: str,
        notes: Sequence[str] = (),
        files: RunFiles | None = None,
        changed: Callable[[], bool] = lambda: False,
    ) -> None:
        self.runs = runs
        self.title = title
        self.notes: Sequence[str] = notes
        self.changed: Callable[[], bool] = changed
        self.files = files
        self.values: KnownValues = NO_VALUES
        self.learning: bool = True
        self._total: int | None = None
        self._span: RunSpan | None = None
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"ExploredRuns({self.runs!r})"

    def plan(self, query: AskedQuery, **arguments: Any) -> Plan:
        """Returns the plan for a query, with more arguments of ``list_runs``. Raises ``QueryProblem``."""
        try:
            return plan(self.arguments(query, **arguments))
        except (ValueError, OverflowError) as error:
            raise QueryProblem(str(error)) from None

    def arguments(self, query: AskedQuery, **arguments: Any) -> RunQuery:
        """Returns the arguments of ``list_runs`` for a query, and more. Raises ``QueryProblem`` for a wrong filter."""
        for name, text in query.filters.items():
            _require_filter(name, text)
        return {**query.filters, "start_time": query.since, "end_time": query.until, **arguments}  # type: ignore[typeddict-item]

    def records(self, query: AskedQuery, **arguments: Any) -> list[Record]:
        """Returns the runs that meet a query. Raises ``QueryProblem``."""
        return list(while_wanted(self.runs.select(self.plan(query, **arguments)).records()))

    def count(self, query: AskedQuery) -> int:
        """Returns the number of runs that meet a query. Raises ``QueryProblem``."""
        return self.runs.select(self.plan(query)).count()

    def total(self) -> int:
        """Returns the number of all runs, which is counted once."""
        if self._total is None:
            self._total = self.count(EVERY_RUN)
        return self._total

    def span(self) -> RunSpan:
        """Returns the first and the last start of all runs, which are looked up once."""
        if self._span is None:
            self._span = span_of(self.runs)
        return self._span

    def learn(self) -> None:
        """Learns values from a bounded sample of the runs; runs in the background."""
        try:
            self.values = count_values(self.records(EVERY_RUN, select=list(FIELDS_COUNTED), limit=_MOST_LEARNED, ordered=False))
        finally:
            self.learning = False

    def columns(self) -> list[dict[str, object]]:
        """Returns what the page is told of the columns there are by now."""
        metadata = [metadata_column(key) for key in list(self.values.metadata)[:_MOST_KEYS]]
        feedback = [feedback_column(key) for key in list(self.values.feedback)[:_MOST_KEYS]]
        return [column.description() for column in (*COLUMNS.values(), *metadata, *feedback)]


def _require_filter(name: str, text: str) -> None:
    """Raises ``QueryProblem`` for a filter with errors, and for one that is too large to be tried while someone types."""
    if len(text) > LARGEST:
        raise QueryProblem(f"the filter has {len(text):,} characters: at most {LARGEST:,} are tried here", name)
    if nesting(text) > DEEPEST:
        raise QueryProblem(f"the filter is nested more than {DEEPEST} levels deep", name)
    try:
        to_predicate(text)
    except FilterError as error:
        raise QueryProblem(error.diagnostics[0].message, name) from None
