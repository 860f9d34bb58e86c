"""Reads the requests of the page.

Owns the invariants that a request which is not exactly as documented is refused with the path of the wrong value, and that what
is read is bounded, however large the request is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from filterlang.evaluate.rows import stored_datetime
from filterlang.ide.json_requests import RequestError, flag, items, known_members, text_value, whole_number
from filterlang.schema.query_arguments import FILTERS
from filterlang.text.frozen import dataclass
from filterlang.text.jsonvalues import as_mapping, is_object

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

MOST_ROWS = 200
"""Runs on one page of the table."""
_MOST_COLUMNS = 100
_LONGEST_PATH = 20_000
_FURTHEST = 10**9


@dataclass(frozen=True, slots=True)
class AskedQuery:
    """Which runs a request is about: ``filters`` are the texts that are not empty, by argument of ``list_runs``."""

    filters: Mapping[str, str]
    since: datetime | None = None
    until: datetime | None = None


EVERY_RUN = AskedQuery({})


@dataclass(frozen=True, slots=True)
class AskedOrder:
    """The column that a page of runs is sorted by."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A request that was read. ``path`` are the places of a value among the entries and items of those around it."""

    request: str
    query: AskedQuery = EVERY_RUN
    id: str = ""
    sort: AskedOrder | None = None
    offset: int = 0
    limit: int = 50
    columns: tuple[str, ...] = ()
    section: str = ""
    path: tuple[int, ...] = ()


def read_page_request(members: Mapping[str, object], keys: Mapping[str, tuple[str, ...]]) -> PageRequest:
    """Reads a request. ``keys`` are those of each kind of request. Raises ``RequestError``."""
    kind = members.get("request")
    if not isinstance(kind, str) or kind not in keys:
        raise RequestError("request", f"is one of {', '.join(keys)}")
    known_members("", members, ("request", *keys[kind]))
    read: dict[str, Any] = {key: _KEYS[key](key, members[key]) for key in keys[kind] if members.get(key) is not None}
    for key in keys[kind]:
        if key in _REQUIRED and key not in read:
            raise RequestError(key, "is missing")
    return PageRequest(kind, **read)


def _query(path: str, value: object) -> AskedQuery:
    members = _object(path, value, (*FILTERS, "since", "until"))
    filters = {name: text_value(f"{path}.{name}", members[name]) for name in FILTERS if members.get(name) is not None}
    times = {name: _time(f"{path}.{name}", members[name]) for name in ("since", "until") if members.get(name) is not None}
    return AskedQuery({name: text for name, text in filters.items() if text.strip()}, **times)


def _time(path: str, value: object) -> datetime:
    time = stored_datetime(value) if isinstance(value, str) else None
    if time is None:
        raise RequestError(path, "has to be a time in ISO 8601, such as 2026-11-01T09:30:00Z")
    return time


def _order(path: str, value: object) -> AskedOrder:
    members = _object(path, value, ("column", "descending"))
    descending = members.get("descending")
    column = text_value(f"{path}.column", members.get("column"))
    return AskedOrder(column, descending is not None and flag(f"{path}.descending", descending))


def _object(path: str, value: object, keys: tuple[str, ...]) -> Mapping[str, Any]:
    if not is_object(value):
        raise RequestError(path, "has to be an object")
    known_members(path, as_mapping(value), keys)
    return as_mapping(value)


def _limit(path: str, value: object) -> int:
    limit = whole_number(path, value)
    if not 1 <= limit <= MOST_ROWS:
        raise RequestError(path, f"has to be from 1 to {MOST_ROWS}")
    return limit


def _offset(path: str, value: object) -> int:
    offset = whole_number(path, value)
    if offset > _FURTHEST:
        raise RequestError(path, f"has to be at most {_FURTHEST:,}")
    return offset


_KEYS: dict[str, Callable[[str, object], Any]] = {
    "query": _query,
    "id": text_value,
    "sort": _order,
    "offset": _offset,
    "limit": _limit,
    "columns": lambda path, value: items(path, value, text_value, _MOST_COLUMNS),
    "section": text_value,
    "path": lambda path, value: items(path, value, _offset, _LONGEST_PATH),
}
"""The keys of a request, each with the function that reads its value."""

_REQUIRED = frozenset({"id", "section"})
