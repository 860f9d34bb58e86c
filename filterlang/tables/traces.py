"""Whole traces: all runs of a trace in the order of its tree, and which of them match a query.

Owns the invariants that a trace is recognised by its id in any spelling, and that its tree is whole whatever is selected.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from filterlang.evaluate.lineage import ABOVE, TRACE, trace_of
from filterlang.evaluate.trace_tree import placed_runs
from filterlang.semantics.stored_ids import stored_id
from filterlang.tables.run_cells import counted
from filterlang.tables.tabular import with_id
from filterlang.tables.trace_text import SHOWN_FIELDS, tree_lines

if TYPE_CHECKING:
    from filterlang.evaluate.run import Run

Record = Mapping[str, Any]

TRACE_FIELDS = ("id", TRACE, "dotted_order")
"""The fields that name the trace of a run."""

TREE_FIELDS = tuple(dict.fromkeys((*TRACE_FIELDS, *ABOVE, *SHOWN_FIELDS)))
"""The fields that a tree needs beside those that are selected."""


class Trace:
    """A trace: ``runs`` are all its runs, each parent before its children, and ``matching`` those that match the query.

    ``print(trace)`` prints it as a tree.
    """

    def __init__(
        self,
        id: str,
        records: Iterable[Record],
        matching: Collection[str] | None,
        read: Callable[[Record], Run],
        select: Sequence[str] | None = None,
        legend: str = "",
    ) -> None:
        """Orders the records of a trace; ``matching`` are the ids of those that match, and ``read`` makes a run of a record.

        Without ``matching``, no runs are marked. ``legend`` says what marks mean, unless they mean that runs match.
        """
        self.id: str = id
        self._placed = placed_runs(records)
        self._matching = None if matching is None else frozenset(matching)
        self._read = read
        self._select = select
        self._legend = legend

    def __repr__(self) -> str:
        number = len(self.matching_ids)
        return f"<Trace {self.id}: {counted(len(self))}, {number:,} {'matches' if number == 1 else 'match'}>"

    def __str__(self) -> str:
        return self.tree()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.tree(120))}</pre>"

    def __len__(self) -> int:
        return len(self._placed)

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs)

    @cached_property
    def runs(self) -> list[Run]:
        """All runs of the trace, in the order of its tree."""
        return [self._read(record) for record in self.records()]

    @property
    def matching_ids(self) -> list[str]:
        """The ids of the runs that match, in the order of the tree."""
        matching: frozenset[str] = frozenset() if self._matching is None else self._matching
        return [id for run in self._placed if (id := stored_id(run.record["id"])) in matching]

    @property
    def matching(self) -> list[Run]:
        """The runs that match, in the order of the tree."""
        ids = frozenset(self.matching_ids)
        return [run for run, placed in zip(self.runs, self._placed, strict=True) if stored_id(placed.record["id"]) in ids]

    def records(self) -> list[dict[str, Any]]:
        """Returns the runs as plain dicts in the shape of the v1 API, in the order of the tree."""
        names = with_id(self._select)
        records = (run.record for run in self._placed)
        return [dict(each) if names is None else {name: each[name] for name in names if name in each} for each in records]

    def marked(self, matching: Collection[str] | None, legend: str = "") -> Trace:
        """Returns the same trace with other runs as those that match, by their ids. ``legend`` says what else marks mean."""
        return Trace(self.id, [run.record for run in self._placed], matching, self._read, self._select, legend)

    def tree(self, width: int = 80, *, colour: bool = False) -> str:
        """Returns the trace as a tree of text: types, starts, durations, tokens, costs and errors, and ● at runs that match."""
        lines = tree_lines(self.id, self._placed, self._matching, width=width, colour=colour, legend=self._legend)
        return "\n".join(lines)


def trace_key(record: Record) -> str:
    """Returns the id of a run's trace in its canonical spelling: the run's own id if its record names no trace."""
    return stored_id(trace_of(record) or record["id"])


def matches_by_trace(records: Iterable[Record]) -> dict[str, list[str]]:
    """Returns the ids of runs by the id of their trace, traces in the order of their first run."""
    found: dict[str, list[str]] = {}
    for record in records:
        found.setdefault(trace_key(record), []).append(stored_id(record["id"]))
    return found


def by_trace(records: Iterable[Record]) -> dict[str, list[Record]]:
    """Returns records by the id of their trace."""
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(trace_key(record), []).append(record)
    return found


def needed_fields(select: Sequence[str] | None) -> tuple[str, ...] | None:
    """Returns the fields to read for traces with the selected fields; None for all."""
    return None if select is None else tuple(dict.fromkeys((*select, *TREE_FIELDS)))


def batches(traces: Mapping[str, list[str]], size: int) -> Iterator[dict[str, list[str]]]:
    """Yields so many traces at a time."""
    items = list(traces.items())
    return (dict(items[start : start + size]) for start in range(0, len(items), size))
