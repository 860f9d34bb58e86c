"""``list_runs`` on records that are here already: the SDK's call, its arguments and their meaning, without a server.

Owns the invariant that arguments and filters are all checked before the first run comes out, and that a filter is tried on a
run at most once.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
import operator
import os
from typing import TYPE_CHECKING, Any, TypedDict, Unpack
from uuid import UUID

from filterlang.rendering import clip
from filterlang.evaluate.records import Record, RecordError, read_records
from filterlang.evaluate.reference import matcher
from filterlang.evaluate.rows import moment
from filterlang.evaluate.selection import SELECTABLE, selected
from filterlang.semantics.reading import canonical_uuid
from filterlang.syntax.input import FilterLike

if TYPE_CHECKING:
    from filterlang.evaluate.run import Run

Id = str | UUID
Test = Callable[[Mapping[str, Any]], bool]

_EARLIEST = datetime.min.replace(tzinfo=UTC)
_MEMBERS = {  # argument -> the field that has to be one of its values
    "project_id": "session_id",
    "project_name": "session_name",
    "run_type": "run_type",
    "trace_id": "trace_id",
    "reference_example_id": "reference_example_id",
    "parent_run_id": "parent_run_id",
    "run_ids": "id",
    "id": "id",
}
_PLAIN = frozenset({"project_name", "run_type"})  # the rest of them are ids
_NEEDED = {"project_id": "session_id", "project_name": "session_name"}  # what records have only if the export kept it


class Query(TypedDict, total=False):
    """The arguments of ``list_runs``, by their names in langsmith's ``AsyncClient.list_runs``."""

    project_id: Id | Sequence[Id] | None
    project_name: str | Sequence[str] | None
    run_type: str | None
    trace_id: Id | None
    reference_example_id: Id | None
    query: str | None
    filter: FilterLike | None
    trace_filter: FilterLike | None
    tree_filter: FilterLike | None
    is_root: bool | None
    parent_run_id: Id | None
    start_time: datetime | None
    end_time: datetime | None
    error: bool | None
    run_ids: Sequence[Id] | None
    id: Sequence[Id] | None
    select: Sequence[str] | None
    limit: int | None


def open_runs(path: str | os.PathLike[str]) -> "LocalRuns":
    """The runs of an exported file, ready to be asked for. Raises ``RecordError`` for what is no export, or ``OSError``."""
    return LocalRuns(read_records(path))


class LocalRuns:
    """Runs in memory. ``records`` are what ``read_records`` gives: plain dicts in the shape of the v1 API."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records: list[Record] = list(records)

    def __repr__(self) -> str:
        return f"LocalRuns({len(self.records)} runs)"

    async def list_runs(
        self,
        *,
        project_id: Id | Sequence[Id] | None = None,
        project_name: str | Sequence[str] | None = None,
        run_type: str | None = None,
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
    ) -> "AsyncIterator[Run]":
        """Yield the runs that meet every condition given, the latest start first, as langsmith's ``AsyncClient`` would.

        Args:
            project_id: the run's ``session_id`` is this, or one of these.
            project_name: the run's ``session_name`` is this, or one of these. Exports seldom have one.
            run_type: ``llm``, ``chain``, ``tool`` and so on.
            trace_id: the run belongs to this trace.
            reference_example_id: the run was made from this example.
            query: natural language, which needs the server: always a ``ValueError`` here.
            filter: the run meets this filter.
            trace_filter: the root run of the run's trace meets this filter; when the root is not here, it does not.
            tree_filter: at least one run of the trace, the run itself included, meets this filter.
            is_root: the run has no parent, or has one.
            parent_run_id: the run's parent is this one.
            start_time: the run started then or later. A time without an offset is UTC.
            end_time: the run started then or earlier: it ends the window that ``start_time`` begins, as on the server.
            error: the run's status is ``error``, or is not.
            run_ids: the run is one of these. The server then ignores all other conditions; here they count as well.
            id: the same, under the name that the wire has.
            select: keep these fields only, and always ``id``.
            limit: at most so many runs, at least 1.

        Raises ``FilterError`` for a filter with errors, ``ValueError`` for another argument that can not be met, and
        ``RecordError`` for a record that is not a run, all before the first run.

        """
        records = self.matching(
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
        )
        from filterlang.evaluate.run import read_run

        runs: list[Run] = []
        for record in records:
            try:
                runs.append(read_run(record))
            except ValueError as problem:
                raise RecordError(f"run {clip(record['id'])}: {problem}") from None
        for run in runs:
            yield run

    def matching(self, **query: Unpack[Query]) -> list[Record]:
        """The records of the runs that ``list_runs`` yields for the same arguments, in the same order."""
        if unknown := query.keys() - Query.__annotations__.keys():
            raise TypeError(f"matching() got an unexpected keyword argument {min(unknown)!r}")
        limit, select = query.get("limit"), query.get("select")
        if limit is not None and limit < 1:
            raise ValueError(f"limit has to be at least 1, and it is {limit}: leave it out to get every run")
        fields = None if select is None else self._selected(select)
        own, root, tree = (
            None if text is None else matcher(text)
            for text in (query.get("filter"), query.get("trace_filter"), query.get("tree_filter"))
        )
        tests = self._conditions(query)
        if own is not None:
            tests.append(own)
        kept = [record for record in self.records if all(test(record) for test in tests)]
        if root is not None:
            kept = self._of_traces(kept, lambda trace: trace[0]["id"] == _trace(trace[0]) and root(trace[0]))
        if tree is not None:
            kept = self._of_traces(kept, lambda trace: any(map(tree, trace)))
        kept.sort(key=lambda record: record["id"])
        kept.sort(key=lambda record: moment(record.get("start_time")) or _EARLIEST, reverse=True)
        kept = kept[:limit]
        return kept if fields is None else [{name: record[name] for name in fields if name in record} for record in kept]

    def _conditions(self, query: Query) -> list[Test]:
        """One test for each argument that is no filter. Raises ``ValueError`` for one that can not be met here."""
        if query.get("query") is not None:
            raise ValueError("query is natural language, which only the server can read: write a filter instead")
        tests: list[Test] = []
        for argument, field in _MEMBERS.items():
            value: Any = query.get(argument)
            if value is not None:
                self._require(argument)
                tests.append(_one_of(field, _values(value, plain=argument in _PLAIN)))
        if (is_root := query.get("is_root")) is not None:
            tests.append(lambda record: (record.get("parent_run_id") is None) == is_root)
        if (error := query.get("error")) is not None:
            tests.append(lambda record: (record.get("status") == "error") == error)
        for argument, compares in (("start_time", operator.ge), ("end_time", operator.le)):
            value = query.get(argument)
            if value is not None:
                tests.append(_started(argument, value, compares))
        return tests

    def _require(self, argument: str) -> None:
        field = _NEEDED.get(argument)
        if field and self.records and not any(record.get(field) for record in self.records):
            raise ValueError(f"{argument} needs records with a {field}, and these have none: leave it out")

    def _selected(self, names: Sequence[str]) -> list[str]:
        if set(names) <= set(SELECTABLE):
            return selected(names)
        return selected(names, {*SELECTABLE, *(key for record in self.records for key in record)})

    def _of_traces(self, records: list[Record], test: Callable[[list[Record]], bool]) -> list[Record]:
        """The records whose trace passes a test, which is made once a trace."""
        passed = {trace: test(self._traces[trace]) for trace in {_trace(record) for record in records}}
        return [record for record in records if passed[_trace(record)]]

    @cached_property
    def _traces(self) -> dict[str, list[Record]]:
        """The runs of each trace, its root first when it is here."""
        traces: dict[str, list[Record]] = {}
        for record in self.records:
            trace = traces.setdefault(_trace(record), [])
            trace.insert(0 if record["id"] == _trace(record) else len(trace), record)
        return traces


def _trace(record: Record) -> str:
    trace: str = record["trace_id"]
    return trace


def _values(value: Id | Sequence[Id], *, plain: bool) -> frozenset[str]:
    texts = (value,) if isinstance(value, str | UUID) else value
    return frozenset(str(text) if plain else canonical_uuid(str(text)) for text in texts)


def _one_of(field: str, values: frozenset[str]) -> Test:
    return lambda record: isinstance(value := record.get(field), str) and value in values


def _started(argument: str, value: object, compares: Callable[[datetime, datetime], bool]) -> Test:
    edge = moment(value)
    if edge is None:
        raise ValueError(f"{argument} has to be a datetime, and it is {value!r}")
    return lambda record: (start := moment(record.get("start_time"))) is not None and compares(start, edge)
