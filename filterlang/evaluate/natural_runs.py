"""Makes a run easier to read: without values that it does not need, and with those that every run has.

Owns the invariant that the run that comes out fits as the one that went in did: each change is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from filterlang.evaluate.lineage import PARENT, TRACE
from filterlang.schema.fields import FIELDS
from filterlang.schema.run_facts import ENDED, STARTED
from filterlang.schema.types import Type
from filterlang.semantics.datetimes import write_datetime
from filterlang.semantics.durations import is_uuid
from filterlang.text.jsonvalues import as_list, as_mapping, is_object

Run = dict[str, Any]
Fits = Callable[[Run], bool]

IDS = ("01a10b4a-9680-7c18-9c68-5e15bef7fb49", "01a10b4a-96b2-7b94-98cb-026e35c60833", "01a10b4a-9a1c-7d0e-8b2f-4f6a1c3e5d70")
"""Ids for runs that need any."""

START, SECOND = datetime(2026, 11, 2, 9, tzinfo=UTC), timedelta(seconds=1)
"""When runs start that start at any time, and how long they take."""

_MOST = 60
"""The values that are tried to be left out."""

_UUIDS = tuple(field.stored[0] for field in FIELDS.values() if field.type is Type.UUID)
_JSON = (FIELDS["metadata"].stored, FIELDS["inputs"].stored, FIELDS["outputs"].stored)


def reduced(run: Run, fits: Fits) -> Run:
    """The run without the members and items, at any depth, that it does not need; with ids that are UUIDs, where these fit."""
    tries = 0
    pending: list[tuple[str | int, ...]] = [(key,) for key in run]
    while pending and tries < _MOST:
        path = pending.pop()
        tries += 1
        smaller = _without(run, path)
        if fits(smaller):
            run = smaller
        else:
            inner = _at(run, path)
            items = as_list(inner)
            pending.extend((*path, key) for key in (*as_mapping(inner), *(range(len(items)) if items[1:] else ())))
    for path, item in _single_items(run):
        unwrapped = deepcopy(run)
        _at(unwrapped, path[:-1])[path[-1]] = item
        run = unwrapped if fits(unwrapped) else run
    for name in _UUIDS:
        if isinstance(value := run.get(name), str) and not is_uuid(value):
            run = next(filter(fits, ({**run, name: id} for id in reversed(IDS))), run)
    return run


def _single_items(run: Run) -> list[tuple[tuple[str, ...], Any]]:
    """The lists of one item that are members of JSON values, by path, with that item."""
    members = [(*path, key) for path in _JSON for key in as_mapping(_at(run, path))]
    return [(path, items[0]) for path in members[:_MOST] if len(items := as_list(_at(run, path))) == 1]


def _without(run: Run, path: tuple[str | int, ...]) -> Run:
    copied = deepcopy(run)
    del _at(copied, path[:-1])[path[-1]]
    return copied


def _at(run: Run, path: tuple[str | int, ...]) -> Any:
    """The value at a path; an empty object where there is none."""
    value: Any = run
    for key in path:
        value = {} if is_object(value) and key not in value else value[key]
    return value


def completed(run: Run, fits: Callable[[Run], bool]) -> Run:
    """The run with what runs usually have beside its values, as far as it still fits."""
    for choices in (_ids, _times, _statuses, _traces):
        run = next(filter(fits, ({**run, **added} for added in choices(run))), run)
    return run


def _ids(run: Run) -> Iterator[Run]:
    if not run.get("id"):
        yield from ({"id": id} for id in IDS if id not in run.values())


def _times(run: Run) -> Iterator[Run]:
    start, end = STARTED.stored[0], ENDED.stored[0]
    if start not in run and end not in run:
        yield {start: write_datetime(START), end: write_datetime(START + SECOND)}
        yield {start: write_datetime(START)}


def _statuses(run: Run) -> Iterator[Run]:
    field = FIELDS["status"]
    if field.name not in run:
        likely = "error" if run.get("error") else "success" if run.get(ENDED.stored[0]) else "pending"
        yield from ({field.name: status} for status in dict.fromkeys((likely, *field.values)))


def _traces(run: Run) -> Iterator[Run]:
    if run.get(PARENT) and TRACE not in run:
        yield {TRACE: run[PARENT]}
