"""The runs of a trace as a tree: each run below its parent, the earliest first.

Owns the invariant that every record has exactly one place, however broken the parents are: a run whose parent is not there, or
that is its own ancestor, stands at the top.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from filterlang.evaluate.lineage import parent_of
from filterlang.evaluate.rows import stored_datetime
from filterlang.semantics.stored_ids import stored_id

Record = Mapping[str, Any]

_LATEST = datetime.max.replace(tzinfo=UTC)


class PlacedRun(NamedTuple):
    """A run and its place: ``depth`` is 0 for a root, and ``last`` is True for the last child of its parent."""

    record: Record
    depth: int
    last: bool
    children: int


def placed_runs(records: Iterable[Record]) -> list[PlacedRun]:
    """Returns the runs of one trace in the order of its tree: each parent before its children, siblings by start and id.

    Records are in the form of the v1 API and have an id. Without recursion, in linear time apart from sorting siblings.

    >>> tree = [{"id": "b", "parent_run_id": "a"}, {"id": "a"}]
    >>> [(run.record["id"], run.depth) for run in placed_runs(tree)]
    [('a', 0), ('b', 1)]
    """
    ordered = sorted(records, key=_start_and_id)
    ids = {stored_id(record["id"]) for record in ordered}
    children: dict[str | None, list[int]] = {}
    for number, record in enumerate(ordered):
        parent = parent_of(record)
        key = None if parent is None else stored_id(parent)
        children.setdefault(key if key in ids else None, []).append(number)
    placed: list[PlacedRun] = []
    seen: set[int] = set()
    for top in (children.pop(None, []), *([number] for number in range(len(ordered)))):  # the latter: circles of parents
        pending = [(number, 0, position == 0) for position, number in enumerate(reversed(top)) if number not in seen]
        while pending:
            number, depth, last = pending.pop()
            seen.add(number)
            below = [child for child in children.pop(stored_id(ordered[number]["id"]), ()) if child not in seen]
            placed.append(PlacedRun(ordered[number], depth, last, len(below)))
            pending += [(child, depth + 1, position == 0) for position, child in enumerate(reversed(below))]
    return placed


def _start_and_id(record: Record) -> tuple[datetime, str]:
    return stored_datetime(record.get("start_time")) or _LATEST, stored_id(record["id"])
