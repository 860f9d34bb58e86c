"""The answers of an engine to a query, for comparing them with those of another engine."""

from collections.abc import Iterable
from typing import Any

from filterlang.exports.results import Runs


def ids(runs: Runs, **query: Any) -> list[str]:
    """The ids of the runs that a query selects, in their order."""
    return [record["id"] for record in runs.matching(**query)]


def differences(runs: Runs, reference: Runs, filters: Iterable[str]) -> list[str]:
    """The filters that select other runs, or the same in another order, than the reference does."""
    return [filter for filter in filters if ids(runs, filter=filter) != ids(reference, filter=filter)]
