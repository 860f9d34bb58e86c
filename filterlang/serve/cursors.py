"""Pages of runs: a question, a place in its answers, and the next so many of them.

Owns the invariant that the pages of a question, one after the other, hold each of its runs once, in order: a cursor says which
run was the last, so nothing has to be remembered between two requests, not even by another process. The same page has the same
cursor, whenever it is asked for.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
import hashlib
from http import HTTPStatus
from itertools import dropwhile, islice
import json
import operator
import threading
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from filterlang.evaluate.query import RunQuery
from filterlang.exports.records import Record
from filterlang.evaluate.rows import stored_datetime
from filterlang.evaluate.run import ZonedDatetime
from filterlang.exports.results import Runs
from filterlang.serve.error_responses import Refused
from filterlang.syntax.input import parsed, text_of
from filterlang.syntax.tree import Call, Name, Node, String

_AHEAD, _KEPT = 501, 4
"""How many runs are read at once while pages are asked for one after the other, and for how many questions they are kept."""
_LATEST = datetime.max.replace(tzinfo=UTC)


class Cursor(BaseModel):
    """The last run that was handed out. What the client sees of it is opaque."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid")

    question: str
    """The digest of the question, so that no cursor is taken for that of another."""
    started: ZonedDatetime | None
    id: str
    ties: Annotated[int, Field(ge=0, le=10**9)]
    """How many of the runs handed out so far started at the same time."""

    def text(self) -> str:
        """The cursor as the client sees it."""
        return urlsafe_b64encode(self.model_dump_json().encode()).decode()


@dataclass(frozen=True)
class Question:
    """What is asked: arguments of ``list_runs``, further conditions on the run, and how much of it in which order."""

    digest: str
    arguments: RunQuery
    conditions: tuple[Node, ...] = ()
    fields: tuple[str, ...] = ("start_time",)
    """What of a run is wanted, always with ``start_time``."""
    size: int | None = None
    """At most so many runs a page; None for all of them at once."""
    ascending: bool = False
    cursor: Cursor | None = None


@dataclass(frozen=True)
class Page:
    """Some runs, and the cursor behind the last of them when there are more."""

    records: list[Record]
    next: Cursor | None = None


def digest(values: object) -> str:
    """What tells the cursors of one question from those of another."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:12]


def read_cursor(text: str | None, question: str) -> Cursor | None:
    """A cursor that one of these servers gave. Raises ``Refused`` for anything else, and for that of another question."""
    if text is None:
        return None
    try:
        cursor = Cursor.model_validate_json(urlsafe_b64decode(text.encode("ascii")))
    except ValueError:
        raise Refused(
            HTTPStatus.BAD_REQUEST, "the cursor cannot be read: pass the one of the answer before, as it is"
        ) from None
    if cursor.question != question:
        raise Refused(HTTPStatus.BAD_REQUEST, "the cursor belongs to another query: start again without a cursor")
    return cursor


def one(runs: Runs, id: UUID, select: Sequence[str] | None = None) -> Record:
    """The run with an id, whole or some of its fields. Raises ``Refused`` where there is none."""
    found = next(runs.list_runs(id=[id], limit=1, select=select).records(), None)
    if found is None:
        raise Refused(HTTPStatus.NOT_FOUND, f"Run {id} not found")
    return found


class Ahead:
    """Runs that were read beyond a page, for the question that most likely comes next: the same one, with the next cursor.

    Nothing depends on it: a question whose runs are not here is asked of the engine.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[Cursor, tuple[str, ...]], Rest] = OrderedDict()

    def take(self, question: Question) -> "Rest | None":
        """The runs behind a question's cursor, once, if enough of them are here."""
        if question.cursor is None or question.size is None:
            return None
        with self._lock:
            rest = self._kept.pop((question.cursor, question.fields), None)
        return rest if rest is not None and (rest.whole or len(rest.records) > question.size) else None

    def keep(self, cursor: Cursor, fields: tuple[str, ...], rest: "Rest") -> None:
        """Keeps the runs behind a cursor, in place of those that were kept the longest."""
        with self._lock:
            self._kept[cursor, fields] = rest
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Rest:
    """Runs in the order of a question, and whether there are no more behind them."""

    records: list[Record]
    whole: bool


def page(runs: Runs, question: Question, *, timeless: bool, ahead: Ahead | None = None) -> Page:
    """The next page of a question's answer. ``timeless`` says that some runs may have no start time: those come last."""
    if question.size is None:
        return Page(list(_found(runs, question, timeless=timeless)))
    ahead = ahead or Ahead()
    rest = ahead.take(question) or _read(runs, question, question.size, timeless=timeless)
    found = rest.records[: question.size]
    if len(found) == len(rest.records):
        return Page(found)
    cursor = _cursor(question, found)
    ahead.keep(cursor, question.fields, Rest(rest.records[question.size :], rest.whole))
    return Page(found, cursor)


def _read(runs: Runs, question: Question, size: int, *, timeless: bool) -> Rest:
    """The runs of a page and one more; where pages are asked for one after the other, those of the next ones too."""
    wanted = size + 1 if question.cursor is None else max(size + 1, _AHEAD)
    ties = question.cursor.ties if question.cursor else 0
    found = list(islice(_beyond(_found(runs, question, timeless=timeless, limit=ties + wanted), question), wanted))
    return Rest(found, len(found) < wanted)


def _cursor(question: Question, records: list[Record]) -> Cursor:
    """The cursor behind these records."""
    before = question.cursor
    started = _started(records[-1])
    ties = sum(_started(record) == started for record in records)
    if before is not None and before.started == started:
        ties += before.ties
    return Cursor(
        question=question.digest,
        started=started,
        id=records[-1]["id"],
        ties=ties,
    )


def _found(runs: Runs, question: Question, *, timeless: bool, limit: int | None = None) -> Iterator[Record]:
    """The runs of a question from its cursor on, in its order."""
    conditions = [*question.conditions, *_reached(question, timeless=timeless)]
    filter = question.arguments.get("filter")
    if conditions:
        own = [] if filter is None else [parsed(text_of(filter)).tree]
        filter = Call("and", tuple(Call("and", (part,)) for part in (*own, *conditions)))  # so that no pair forms across them
    arguments = question.arguments.copy()
    arguments["filter"], arguments["limit"], arguments["select"] = filter, limit, list(question.fields)
    arguments["order"] = "asc" if question.ascending else "desc"
    return runs.list_runs(**arguments).records()


def _reached(question: Question, *, timeless: bool) -> list[Node]:
    """The condition that a run does not start on the wrong side of the one at the cursor."""
    if question.cursor is None:
        return []
    started = question.cursor.started
    if question.ascending:
        return [] if started is None else [_compared("gte", started)]
    if started is None:
        return [Call("not", (_compared("lte", _LATEST),))]
    return [Call("not", (_compared("gt", started),)) if timeless else _compared("lte", started)]


def _compared(operator: str, started: datetime) -> Node:
    return Call(operator, (Name("start_time"), String(started.isoformat())))


def _beyond(records: Iterator[Record], question: Question) -> Iterator[Record]:
    """The records after the one at the cursor; those that started when it did go by their ids."""
    cursor = question.cursor
    if cursor is None:
        return records
    passed = operator.ge if question.ascending else operator.le
    return dropwhile(lambda record: _started(record) == cursor.started and passed(record["id"], cursor.id), records)


def _started(record: Record) -> datetime | None:
    return stored_datetime(record.get("start_time"))
