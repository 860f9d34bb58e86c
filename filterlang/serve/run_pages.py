"""Pages of runs: a query, a cursor, and the runs behind it.

Owns the invariant that the pages of a query, one after the other, hold each of its runs once, in order.
"""

import operator
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import dropwhile, islice
from uuid import UUID

from filterlang.evaluate.query import RunQuery
from filterlang.evaluate.rows import stored_datetime
from filterlang.exports.records import Record
from filterlang.exports.results import Runs
from filterlang.serve.cursors import Cursor
from filterlang.serve.request_checks import Refused
from filterlang.syntax.input import parsed, text_of
from filterlang.syntax.tree import Call, Name, Node, String

_READ_AHEAD = 501
"""How many runs are read at once when pages are requested one after the other."""
_QUERIES_KEPT = 4
_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class PageQuery:
    """A query for one page: arguments of ``list_runs``, further conditions, fields, size, order and cursor."""

    digest: str
    arguments: RunQuery
    conditions: tuple[Node, ...] = ()
    fields: tuple[str, ...] = ("start_time",)
    """The fields to read of each run, always with ``start_time``."""
    size: int | None = None
    """The most runs of a page; None for all runs at once."""
    ascending: bool = False
    cursor: Cursor | None = None


@dataclass(frozen=True)
class RunPage:
    """Some runs, and the cursor behind the last of them when there are more."""

    records: list[Record]
    next: Cursor | None = None


@dataclass(frozen=True, slots=True)
class RunsBehind:
    """Runs in the order of a query, and whether they are all there are."""

    records: list[Record]
    is_all: bool


class ReadAhead:
    """A cache of runs that were read beyond a page, for the request that most likely comes next: the one with the next cursor.

    No answer depends on it: runs that are not here are read again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[Cursor, tuple[str, ...]], RunsBehind] = OrderedDict()

    def take(self, query: PageQuery) -> RunsBehind | None:
        """Take out the runs behind a query's cursor, if there are enough of them for its page."""
        if query.cursor is None or query.size is None:
            return None
        with self._lock:
            behind = self._kept.pop((query.cursor, query.fields), None)
        return behind if behind is not None and (behind.is_all or len(behind.records) > query.size) else None

    def keep(self, cursor: Cursor, fields: tuple[str, ...], behind: RunsBehind) -> None:
        """Stores the runs behind a cursor, and drops those that were stored the longest."""
        with self._lock:
            self._kept[cursor, fields] = behind
            while len(self._kept) > _QUERIES_KEPT:
                self._kept.popitem(last=False)


def run_by_id(runs: Runs, id: UUID, select: Sequence[str] | None = None) -> Record:
    """Returns a run, whole or some of its fields. Raises ``Refused`` for an unknown id."""
    record = next(runs.list_runs(id=[id], limit=1, select=select).records(), None)
    if record is None:
        raise Refused(HTTPStatus.NOT_FOUND, f"Run {id} not found")
    return record


def page(runs: Runs, query: PageQuery, *, timeless: bool, ahead: ReadAhead | None = None) -> RunPage:
    """Returns the page of a query. ``timeless`` is whether some runs may have no start time: those come last."""
    if query.size is None:
        return RunPage(list(_matching(runs, query, timeless=timeless)))
    ahead = ahead or ReadAhead()
    behind = ahead.take(query) or _read(runs, query, query.size, timeless=timeless)
    records = behind.records[: query.size]
    if len(records) == len(behind.records):
        return RunPage(records)
    cursor = _cursor_behind(records, query)
    ahead.keep(cursor, query.fields, RunsBehind(behind.records[query.size :], behind.is_all))
    return RunPage(records, cursor)


def _read(runs: Runs, query: PageQuery, size: int, *, timeless: bool) -> RunsBehind:
    """Reads the runs of a page and one more; with a cursor those of the next pages, too."""
    count = size + 1 if query.cursor is None else max(size + 1, _READ_AHEAD)
    ties = query.cursor.ties if query.cursor else 0
    records = list(islice(_behind_cursor(_matching(runs, query, timeless=timeless, limit=ties + count), query), count))
    return RunsBehind(records, len(records) < count)


def _cursor_behind(records: list[Record], query: PageQuery) -> Cursor:
    before, started = query.cursor, _started(records[-1])
    ties = sum(_started(record) == started for record in records)
    if before is not None and before.started == started:
        ties += before.ties
    return Cursor(question=query.digest, started=started, id=records[-1]["id"], ties=ties)


def _matching(runs: Runs, query: PageQuery, *, timeless: bool, limit: int | None = None) -> Iterator[Record]:
    """Yields the runs that match a query, from those that started with the run at its cursor on."""
    conditions = [*query.conditions, *_start_condition(query, timeless=timeless)]
    filter = query.arguments.get("filter")
    if conditions:
        own = [] if filter is None else [parsed(text_of(filter)).tree]
        filter = Call("and", tuple(Call("and", (part,)) for part in (*own, *conditions)))  # so that no pair forms across them
    arguments = query.arguments.copy()
    arguments["filter"], arguments["limit"], arguments["select"] = filter, limit, list(query.fields)
    arguments["order"] = "asc" if query.ascending else "desc"
    return runs.list_runs(**arguments).records()


def _start_condition(query: PageQuery, *, timeless: bool) -> list[Node]:
    """Returns the condition that a run does not start before the run at the cursor, in the order of the query."""
    if query.cursor is None:
        return []
    started = query.cursor.started
    if query.ascending:
        return [] if started is None else [_start_compared("gte", started)]
    if started is None:
        return [Call("not", (_start_compared("lte", _LATEST),))]
    return [Call("not", (_start_compared("gt", started),)) if timeless else _start_compared("lte", started)]


def _start_compared(operator: str, started: datetime) -> Node:
    return Call(operator, (Name("start_time"), String(started.isoformat())))


def _behind_cursor(records: Iterator[Record], query: PageQuery) -> Iterator[Record]:
    """Yields the records behind the run at the cursor; runs that start together are in the order of their ids."""
    cursor = query.cursor
    if cursor is None:
        return records
    is_before = operator.ge if query.ascending else operator.le
    return dropwhile(lambda record: _started(record) == cursor.started and is_before(record["id"], cursor.id), records)


def _started(record: Record) -> datetime | None:
    return stored_datetime(record.get("start_time"))
