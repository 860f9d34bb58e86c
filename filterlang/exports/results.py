"""``list_runs`` on runs that are here already: the SDK's call, its arguments and their meaning, without a server.

Owns the invariant that arguments and filters are all checked before the first run comes out, whatever engine looks for it.
"""

from __future__ import annotations  # so that `help` shows the names of types, not what they stand for

from abc import ABC, abstractmethod
import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, ClassVar, Protocol, Self, Unpack

from filterlang.text.extras import install
from filterlang.exports.notebook import SHOWN
from filterlang.evaluate.query import Id, Order, Plan, RunQuery, described, plan
from filterlang.exports.records import Record, RecordError
from filterlang.text.display import clip
from filterlang.schema.names import RunType
from filterlang.syntax.input import FilterLike

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped,unused-ignore]  # pyright: ignore[reportMissingTypeStubs]
    import polars as pl
    import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]  # pyright: ignore[reportMissingTypeStubs]

    from filterlang.evaluate.run import Run

_BATCH = 256
_INSTALLED_BY = {
    "pyarrow": f"tables need pyarrow: {install('local')}",
    "pandas": "data frames of pandas need pandas: pip install pandas",
    "polars": "data frames of polars need polars: pip install polars",
}


class Selection(Protocol):
    """What an engine selected."""

    def records(self) -> Iterator[Record]: ...
    def count(self) -> int: ...


class Results(AsyncIterator["Run"]):
    """The runs that a query selects, in order: ``for run in …``, ``records()``, ``count()``, ``to_pandas()`` and their kin.

    The query is made when its runs are asked for. Each of these makes it anew; ``async for``, which reads in a thread of its
    own, goes through the runs once. Raises ``RecordError`` on the way for a record that cannot be read.

    >>> from filterlang import open_runs
    >>> slow = open_runs("docs/examples/support_bot.jsonl").list_runs(filter="gt(latency, 10)", select=["name", "latency"])
    >>> slow.count(), [run.latency for run in slow]
    (2, [15.414, 11.377])
    """

    def __init__(self, selected: Selection, select: Sequence[str] | None = None, description: str = "") -> None:
        self._selected = selected
        self._description = description
        self._select = None if select is None else ("id", *select)
        self._runs: Iterator[Run] | None = None
        self._ready: list[Run] = []

    def __repr__(self) -> str:
        return f"<Results of {self._description or 'runs'}>"

    def _repr_html_(self) -> str:
        from filterlang.exports.notebook import html_table

        return html_table(islice(self.records(), SHOWN + 1), self._select, repr(self))

    def __iter__(self) -> Iterator[Run]:
        return self._read()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Run:
        if self._runs is None:
            self._runs = self._read()
        if not self._ready:
            self._ready = await asyncio.to_thread(_next_of, self._runs)
        if not self._ready:
            raise StopAsyncIteration
        return self._ready.pop()

    def _read(self) -> Iterator[Run]:
        from filterlang.evaluate.run import read_run

        chosen = None if self._select is None else frozenset(self._select)
        for record in self._selected.records():
            try:
                yield read_run(record, chosen)
            except ValueError as problem:
                raise RecordError(f"run {clip(str(record.get('id')))}: {problem}") from None

    def records(self) -> Iterator[Record]:
        """The runs as plain dicts in the shape of the v1 API, one by one."""
        return self._selected.records()

    def count(self) -> int:
        """How many runs there are, without reading them where the engine can tell."""
        return self._selected.count()

    def to_arrow(self) -> pa.Table:  # pyright: ignore[reportUnknownParameterType, reportUnknownMemberType]
        """An Arrow table of the runs, with the columns of ``tabular``: the fields selected, in their order, or all.

        Texts and ids are texts, token counts 64-bit integers, times microseconds in UTC, costs decimals of 12 places, tags a
        list of texts, and everything else is JSON. What does not fit its column is null there; without ``select``, numbers
        that do not fit stand in ``exact_numbers``, where filters find them, and all else in ``other``.
        Raises ``ImportError`` without pyarrow.
        """
        _require("pyarrow")
        from filterlang.exports.arrow import arrow_table

        return arrow_table(self.records(), self._select)

    def to_pandas(self) -> pd.DataFrame:  # pyright: ignore[reportUnknownParameterType]
        """The same as a data frame of pandas; whole numbers stay whole. Raises ``ImportError`` without pyarrow and pandas."""
        _require("pyarrow", "pandas")
        from filterlang.exports.arrow import pandas_frame

        return pandas_frame(self.to_arrow())  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]

    def to_polars(self) -> pl.DataFrame:
        """The same as a data frame of polars. Raises ``ImportError`` without pyarrow and polars."""
        _require("pyarrow", "polars")
        from filterlang.exports.arrow import polars_frame

        return polars_frame(self.to_arrow())  # pyright: ignore[reportUnknownMemberType]


def _next_of(runs: Iterator[Run]) -> list[Run]:
    """The next runs, the first of them last."""
    return list(islice(runs, _BATCH))[::-1]


def _require(*libraries: str) -> None:
    """Raise ``ImportError``, with what to install, before any run is read."""
    for library in libraries:
        try:
            import_module(library)
        except ImportError:
            raise ImportError(_INSTALLED_BY[library]) from None


class Runs(ABC):
    """Runs that can be asked for: in memory, in files, in a table."""

    parallel: ClassVar[bool] = False
    """Whether several threads may ask at once."""

    @abstractmethod
    def select(self, plan: Plan) -> Selection:
        """What a plan selects. Raises ``ValueError`` for an argument that these runs cannot meet."""

    def skipped(self) -> int | None:
        """How many lines were left out because they are broken; None where none would be."""
        return None

    def unread(self) -> Sequence[str]:
        """What the records hold that should be runs and was not read, one sentence each."""
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
    ) -> Results:
        """The runs that meet every condition given, the latest start first, as langsmith's ``AsyncClient`` gives them.

        What comes back is an asynchronous iterator of ``Run``, and can be counted or made a table of: see ``Results``.

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
            order: by ``start_time``, ``desc`` (unless told otherwise) or ``asc``, which is the very reverse.

        Raises ``FilterError`` for a filter with errors and ``ValueError`` for another argument that cannot be met.

        """
        asked = RunQuery(
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
        )
        planned = plan(asked)
        return Results(self.select(planned), planned.select, described(asked))

    def matching(self, **query: Unpack[RunQuery]) -> list[Record]:
        """The runs that ``list_runs`` gives for the same arguments, in the same order, as plain dicts."""
        return list(self.select(plan(query)).records())
