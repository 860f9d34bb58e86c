"""What an engine selects for a plan, as ``Results`` uses it.

Owns the invariant that what only some engines can do is a protocol of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from filterlang.evaluate.run_statistics import Aggregated, Question
from filterlang.exports.records import Record
from filterlang.exports.sql_query import SqlQuery

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from filterlang.exports.explanation import Explanation


class Selection(Protocol):
    """The runs that an engine selects."""

    def records(self) -> Iterator[Record]: ...
    def count(self) -> int: ...
    def aggregated(self, question: Question) -> Iterable[Aggregated]: ...


@runtime_checkable
class Explainable(Protocol):
    """The runs that an engine with plans selects."""

    def explain(self) -> Explanation: ...


@runtime_checkable
class QueriedSelection(Protocol):
    """The runs that an engine selects by a query which the user's own client can run."""

    def to_sql(self) -> SqlQuery: ...


@runtime_checkable
class ClusterSelection(Protocol):
    """The runs that Spark selects."""

    def to_spark(self) -> DataFrame: ...
