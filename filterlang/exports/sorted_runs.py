"""Pages of runs that are sorted by the value of a field.

Owns the invariant that runs without a value come last in either direction, and that those with equal values keep the order of
``list_runs``: the latest start first, then by id.
"""

from __future__ import annotations

from collections.abc import Iterable

from filterlang.evaluate.rows import field_values
from filterlang.schema.types import Field, Type
from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Record = dict[str, Any]

SORTED_TYPES = frozenset({Type.STRING, Type.ENUM, Type.NUMBER, Type.DURATION, Type.DATETIME})
"""The types of values that have an order which means something to people."""

_SPARE = 1_000
"""Runs that are kept beside those that may be on the page, so that they are seldom sorted."""


@dataclass(frozen=True, slots=True)
class Sorting:
    """An order of runs: by a field, smallest first or ``descending``. Texts are in the order of their code points."""

    field: Field
    descending: bool = False


def is_sortable(field: Field) -> bool:
    """Whether runs have at most one value of a field, which has an order."""
    return field.type in SORTED_TYPES and not field.family and field.derived != "text" and field.name != "tag"


def in_order(records: Iterable[Record], sorting: Sorting) -> list[Record]:
    """Returns records sorted; equal ones stay in their order."""
    valued = [(next(iter(field_values(record, sorting.field)), None), record) for record in records]
    present = [item for item in valued if item[0] is not None]
    present.sort(key=_value_of, reverse=sorting.descending)
    return [record for _, record in present] + [record for value, record in valued if value is None]


def first_in_order(records: Iterable[Record], sorting: Sorting, count: int) -> list[Record]:
    """Returns the first records of an order, without keeping many more than these in memory."""
    kept: list[Record] = []
    for record in records:
        kept.append(record)
        if len(kept) > 2 * count + _SPARE:
            kept = in_order(kept, sorting)[:count]
    return in_order(kept, sorting)[:count]


def _value_of(item: tuple[Any, Record]) -> Any:
    return item[0]
