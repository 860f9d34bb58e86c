"""What can be made of the runs that a query selects, written once for local runs and for those of LangSmith.

Owns the invariant that each method asks anew, in the same way wherever the runs are: none of them takes runs away from whoever
goes through the results one by one, and none reads more runs or fields than it returns.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Self, TypeVar

from filterlang.evaluate.query import positive_integer
from filterlang.tables.data_frames import Records, Select, arrow_of, pandas_of, polars_of
from filterlang.evaluate.run_measures import SHOWN as MEASURES
from filterlang.evaluate.run_statistics import Aggregated, Question, aggregate_records, question_of
from filterlang.tables.printed_table import SHOWN
from filterlang.tables.run_cells import COLUMNS
from filterlang.tables.stats_table import Stats

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped,unused-ignore]  # pyright: ignore[reportMissingTypeStubs]
    import polars as pl
    import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]  # pyright: ignore[reportMissingTypeStubs]

    from filterlang.evaluate.run import Run

T = TypeVar("T")
Record = Mapping[str, Any]


class RunResults(ABC):
    """The runs that a query selects: ``records()``, ``first()``, ``count()``, ``to_pandas()``, ``show()`` and so on.

    Each of these asks the query again, from its beginning.
    """

    @property
    @abstractmethod
    def _select(self) -> Select:
        """The fields that the query selects; None for all."""

    @abstractmethod
    def _again(self, limit: int | None = None, select: Select = None) -> Self:
        """Returns the same query, for so many runs at most, and with these fields in place of those that it selects."""

    @abstractmethod
    def __iter__(self) -> Iterator[Run]: ...

    @abstractmethod
    def records(self) -> Iterator[Record]:
        """Yields the runs as plain dicts in the shape of the v1 API."""

    def first(self) -> Run | None:
        """Returns the first run, or None without any. No other run is asked for."""
        return next(iter(self._again(limit=1)), None)

    def count(self) -> int:
        """Returns the number of runs, up to the limit. Only their ids are asked for."""
        return sum(1 for _ in self._again(select=("id",)))

    def to_arrow(self) -> pa.Table:  # pyright: ignore[reportUnknownParameterType, reportUnknownMemberType]
        """Returns an Arrow table of the runs: the selected fields in their order, or all columns.

        Texts and ids are strings, token counts 64-bit integers, times microseconds in UTC, costs decimals of 12 places, tags a
        list of strings, and all other values JSON. A value that does not fit its column is null there; without ``select``, it
        is kept in ``exact_numbers`` if it is a number, where filters find it, and otherwise in ``other``.
        Raises ``ImportError`` without pyarrow.
        """
        return arrow_of(self.records(), self._select)

    def to_pandas(self) -> pd.DataFrame:  # pyright: ignore[reportUnknownParameterType]
        """Returns a data frame of pandas; integers stay integers. Raises ``ImportError`` without pyarrow and pandas."""
        return pandas_of(self.records(), self._select)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]

    def to_polars(self) -> pl.DataFrame:
        """Returns a data frame of polars. Raises ``ImportError`` without pyarrow and polars."""
        return polars_of(self.records(), self._select)

    def stats(
        self,
        by: str | Sequence[str] = (),
        show: str | Sequence[str] = MEASURES,
        *,
        sort: str | None = None,
        limit: int | None = None,
    ) -> Stats:
        """Returns measures of the runs by group, from the fields that matter only. See ``filterlang.stats`` for the names."""
        question = question_of(by, show, sort=sort, limit=limit)
        return Stats(question, self._aggregated(question), self._title())

    def _title(self) -> str:
        """Returns what the runs are, for people."""
        return repr(self)

    def _aggregated(self, question: Question) -> Iterable[Aggregated]:
        """Returns the groups of the runs. Engines that group override this."""
        return aggregate_records(question, self._again(select=question.fetched).records())

    def show(self, limit: int = SHOWN) -> None:
        """Prints a table of the first runs, as ``filterlang runs`` does; in a notebook, it displays them.

        Raises ``ValueError`` for a limit below 1.
        """
        from filterlang.tables.showing import show_table

        show_table(self._beginning(limit), self._select, limit, repr(self))

    def _beginning(self, limit: int) -> Iterator[Record]:
        """Yields the first runs, and one more, with the fields that a table shows."""
        return islice(self._again(_one_more(limit), _shown_fields(self._select)).records(), limit + 1)


class AsyncRunResults(ABC):
    """The same as ``RunResults``, awaited: ``await runs.to_pandas()``, ``async for record in runs.records()``."""

    @property
    @abstractmethod
    def _select(self) -> Select:
        """The fields that the query selects; None for all."""

    @abstractmethod
    def _again(self, limit: int | None = None, select: Select = None) -> Self:
        """Returns the same query, for so many runs at most, and with these fields in place of those that it selects."""

    @abstractmethod
    def __aiter__(self) -> AsyncIterator[Run]: ...

    async def records(self) -> AsyncIterator[Record]:
        """Yields the runs as plain dicts in the shape of the v1 API."""
        async for run in self._again():
            yield record_of(run, self._select)

    async def first(self) -> Run | None:
        """Returns the first run, or None without any. No other run is asked for."""
        async for run in self._again(limit=1):
            return run
        return None

    async def count(self) -> int:
        """Returns the number of runs, up to the limit. Only their ids are asked for."""
        return sum([1 async for _ in self._again(select=("id",))])

    async def to_arrow(self) -> pa.Table:  # pyright: ignore[reportUnknownParameterType, reportUnknownMemberType]
        """Returns an Arrow table of the runs, as ``Results.to_arrow`` does. Raises ``ImportError`` without pyarrow."""
        return await self._made(arrow_of)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType, reportUnknownArgumentType]

    async def to_pandas(self) -> pd.DataFrame:  # pyright: ignore[reportUnknownParameterType]
        """Returns a data frame of pandas; integers stay integers. Raises ``ImportError`` without pyarrow and pandas."""
        return await self._made(pandas_of)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType, reportUnknownArgumentType]

    async def to_polars(self) -> pl.DataFrame:
        """Returns a data frame of polars. Raises ``ImportError`` without pyarrow and polars."""
        return await self._made(polars_of)

    async def stats(
        self,
        by: str | Sequence[str] = (),
        show: str | Sequence[str] = MEASURES,
        *,
        sort: str | None = None,
        limit: int | None = None,
    ) -> Stats:
        """Returns measures of the runs by group, as ``Results.stats`` does."""
        question = question_of(by, show, sort=sort, limit=limit)
        again = self._again(select=question.fetched)
        return Stats(question, aggregate_records(question, [record async for record in again.records()]), repr(self))

    async def show(self, limit: int = SHOWN) -> None:
        """Prints a table of the first runs, as ``filterlang runs`` does; in a notebook, it displays them.

        Raises ``ValueError`` for a limit below 1.
        """
        from filterlang.tables.showing import show_table

        again = self._again(_one_more(limit), _shown_fields(self._select))
        show_table([record async for record in again.records()][: limit + 1], self._select, limit, repr(self))

    async def _made(self, make: Callable[[Records, Select], T]) -> T:
        """Returns what is made of all runs, in a thread: other tasks go on meanwhile."""
        import asyncio

        make([], self._select)  # raises for a library that is missing before anything is asked
        runs = [run async for run in self._again()]
        return await asyncio.to_thread(make, records_of(runs, self._select), self._select)


def record_of(run: Run, select: Select) -> Record:
    """Returns a run as a plain dict in the shape of the v1 API: what the server gave, or the selected fields."""
    from filterlang.evaluate.selection import projected
    from filterlang.tables.tabular import with_id

    record = run.model_dump(mode="json", exclude_unset=True)
    names = with_id(select)
    if names is None:
        return record
    return projected({**record, "url": run.url} if "url" in names else record, names)


def records_of(runs: Iterable[Run], select: Select) -> Iterator[Record]:
    """Yields runs as plain dicts in the shape of the v1 API."""
    return (record_of(run, select) for run in runs)


def least(*limits: int | None) -> int | None:
    """Returns the smallest of the limits that are set; None without any."""
    return min((limit for limit in limits if limit is not None), default=None)


def _one_more(limit: int) -> int:
    return positive_integer("limit", limit, "leave it out") + 1


def _shown_fields(select: Select) -> Sequence[str] | None:
    """Returns the fields to ask for in place of those that are selected; None for these."""
    return COLUMNS if select is None else None
