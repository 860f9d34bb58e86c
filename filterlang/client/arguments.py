"""The arguments of ``list_runs``, checked: what is asked, before it is said in the words of one API.

Owns the invariant that an argument which no API can take is refused here, in the caller's own frame, before anything is sent.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from typing import Any, Literal, get_args
from uuid import UUID

from filterlang.client.compiled import Compiled, compiled
from filterlang.client.hints import hint
from filterlang.client.selects import KNOWN
from filterlang.evaluate.query import ORDERS, Id, count, described, one_of, truth
from filterlang.evaluate.rows import stored_datetime
from filterlang.evaluate.selection import selected
from filterlang.schema.fields import FIELDS
from filterlang.semantics.durations import canonical_uuid, is_uuid
from filterlang.syntax.input import FilterLike
from filterlang.text.jsonvalues import as_list, is_array
from filterlang.syntax.tree import Node

Api = Literal["auto", "v1", "v2"]
APIS = get_args(Api)
_USUAL = (("api", "auto"), ("windows", 1))
FILTERS = ("filter", "trace_filter", "tree_filter")

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
"""When runs begin, where nothing is said. Without a ``min_start_time`` v2 gives the last day only (OpenAPI), v1 everything."""

MOST_WINDOWS = 100
"""No more requests than this are sent at once."""

WIRE_V1 = (
    "session", "trace", "parent_run", "reference_example", "data_source_type", "skip_pagination", "use_experimental_search",
    "search_filter", "skip_prev_cursor",
)  # fmt: skip
"""What v1's body takes beside what ``list_runs`` names (OpenAPI, ``BodyParamsForRunsQuerySchema``)."""

FEEDBACK_TIMES = ("min_feedback_modified_at", "max_feedback_modified_at")
"""Between which times v2 looks for feedback; it refuses them without a condition on feedback (langsmith SDK 0.15.1)."""

WIRE_V2 = ("reference_dataset_id", "include_subtree_usage", *FEEDBACK_TIMES)
"""What v2's body takes beside it (the langsmith SDK 0.15.1's ``runs.query_v2``), but for ``STREAMED``."""

STREAMED = ("ai_search", "sem_filter")
"""What v2 takes only from a client that reads its answer as a stream of events (langsmith SDK 0.15.1); else it answers 406."""

WIRE_BOTH = ("cursor",)

_V1_SCOPES = ("session", "trace", "parent_run", "reference_example")


@dataclass(frozen=True, slots=True)
class Arguments:
    """What ``list_runs`` was called with. Ids are canonical texts, times have an offset, filters are compiled."""

    api: str = "auto"
    projects: tuple[str, ...] | None = None
    project_names: tuple[str, ...] | None = None
    run_type: str | None = None
    trace_id: str | None = None
    reference_example_id: str | None = None
    query: str | None = None
    filters: Mapping[str, Compiled] = field(default_factory=dict[str, Compiled])
    is_root: bool | None = None
    parent_run_id: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    error: bool | None = None
    run_ids: tuple[str, ...] | None = None
    select: tuple[str, ...] | None = None
    limit: int | None = None
    order: str | None = None
    windows: int = 1
    zoneless: tuple[str, ...] = ()
    """The arguments that are times without a zone."""
    others: Mapping[str, Any] = field(default_factory=dict[str, Any])
    description: str = ""
    """The call, for people: without the arguments that are only passed on, which may hold a token."""

    @property
    def ascending(self) -> bool:
        """Whether the earliest run comes first."""
        return self.order == "asc"

    @property
    def is_scoped(self) -> bool:
        """Whether it is said through which runs to look, as v1 wants it (langsmith-sdk #187)."""
        given = (self.projects, self.project_names, self.trace_id, self.parent_run_id, self.reference_example_id, self.run_ids)
        named = any(self.others.get(name) for name in (*_V1_SCOPES, "reference_dataset_id"))
        return named or any(each is not None for each in given)

    def queries(self, backend: str) -> list[dict[str, Node]]:
        """The filters of each query that a backend is to be asked, by the name of the argument."""
        wordings = [compiled.wordings[backend].queries for compiled in self.filters.values()]
        return [dict(zip(self.filters, choice, strict=True)) for choice in product(*wordings)]

    @property
    def has_projects(self) -> bool:
        """Whether it is said in which projects to look."""
        return self.projects is not None or self.project_names is not None

    @property
    def is_about_none(self) -> bool:
        """Whether a run has to be one of none: a server could take an empty list for no condition at all."""
        projects = [given for given in (self.projects, self.project_names) if given is not None]
        return self.run_ids == () or (bool(projects) and not any(projects))


def arguments(
    *,
    project_id: Id | Sequence[Id] | None = None,
    project_name: str | Sequence[str] | None = None,
    filters: Mapping[str, FilterLike | None] | None = None,
    run_ids: Sequence[Id] | None = None,
    id: Sequence[Id] | None = None,
    others: Mapping[str, Any] | None = None,
    **rest: Any,
) -> Arguments:
    """The arguments, checked.

    Raises ``FilterError`` for a filter that no API takes, and ``TypeError`` and ``ValueError`` for what else cannot be asked.
    """
    if id is not None and run_ids is not None:
        raise ValueError("id and run_ids are two names of one argument: give one of them")
    texts = {name: compiled(name, given) for name, given in (filters or {}).items() if given is not None}
    names = (project_name,) if isinstance(project_name, str) else project_name
    if names is not None and not all(names):
        raise ValueError("project_name is empty: give the project's name")
    for name in names or ():
        if not _is_text(name):
            raise ValueError(f"project_name {name!a} holds half of a character, which no project's name does: type it again")
    checked: dict[str, Any] = {name: _CHECKS[name](name, value) for name, value in rest.items() if value is not None}
    given = {"project_id": project_id, "project_name": project_name, **(filters or {}), "run_ids": run_ids, "id": id, **rest}
    made = Arguments(
        description=described({name: value for name, value in given.items() if (name, value) not in _USUAL}),
        projects=_ids("project_id", project_id),
        project_names=None if names is None else tuple(names),
        filters=texts,
        run_ids=_ids("run_ids", id if run_ids is None else run_ids),
        others=_others(others or {}),
        zoneless=tuple(name for name, value in {**rest, **(others or {})}.items() if _has_no_zone(name, value)),
        **checked,
    )
    if not made.is_scoped:
        raise ValueError(
            "say which runs to look through: give project_name, project_id, trace_id, parent_run_id, reference_example_id "
            "or run_ids"
        )
    if made.windows > 1 and (made.run_ids is not None or "cursor" in made.others):
        what = "cursor" if "cursor" in made.others else "run_ids"
        raise ValueError(f"windows splits the time between start_time and end_time, which {what} does not go by: leave one out")
    return made


def remarks(asked: Arguments) -> list[str]:
    """What in a query is not certain, or makes other parts of it pointless, whichever API is asked."""
    found = [
        f"{name} has no time zone and is read as UTC: give it one, as in datetime.now(UTC) or 2026-01-31T09:30:00Z"
        for name in asked.zoneless
    ]
    if asked.is_root and asked.parent_run_id is not None:
        found.append("is_root=True and parent_run_id contradict each other, so no run matches: a root has no parent")
    if asked.start_time is not None and asked.end_time is not None and asked.start_time > asked.end_time:
        found.append("start_time is after end_time, so no run matches: swap them")
    return found


def _id(argument: str, value: Any) -> str:
    if not is_uuid(str(value)):
        raise ValueError(f"{argument} has to be a UUID, not {value!r}")
    return canonical_uuid(str(value))


def _ids(argument: str, value: Id | Sequence[Id] | None) -> tuple[str, ...] | None:
    values = (value,) if isinstance(value, str | UUID) else value
    return None if values is None else tuple(_id(argument, each) for each in values)


def _time(argument: str, value: Any) -> datetime:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.utcoffset() is None else value
    found = stored_datetime(value)
    if found is None:
        raise ValueError(f"{argument} has to be a datetime, not {value!r}")
    return found


def _has_no_zone(argument: str, value: Any) -> bool:
    """Whether a value is a time, and does not say in which zone."""
    if isinstance(value, str) and argument in ("start_time", "end_time", *FEEDBACK_TIMES):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return False
    return isinstance(value, datetime) and value.utcoffset() is None


def _windows(argument: str, value: Any) -> int:
    windows = count(argument, value, "leave it out to ask for one page after another")
    if windows > MOST_WINDOWS:
        raise ValueError(f"{argument} can be at most {MOST_WINDOWS}, not {value}: no more requests are sent at once")
    return windows


def _select(_: str, value: Any) -> tuple[str, ...] | None:
    if not value:
        return None  # as the SDK takes an empty list: what is asked for when nothing is said
    names = value if isinstance(value, str) else [each.lower() if isinstance(each, str) else each for each in value]
    return tuple(selected(names, KNOWN))


def _others(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is passed on as it is. Raises ``TypeError`` for a name that neither API has."""
    known = (*WIRE_V1, *WIRE_V2, *WIRE_BOTH)
    for name, value in given.items():
        if name in STREAMED and value is not None:
            raise ValueError(
                f"{name} is answered as a stream of events, which this client does not read, and refused otherwise (406): "
                'write a filter, such as search("…")'
            )
        if name not in (*known, *STREAMED):
            said = hint(name, (*known, *Arguments.__dataclass_fields__))
            raise TypeError(f"list_runs() got an unexpected keyword argument {name!r}{said}")
    return {name: _plain(value) for name, value in given.items() if value is not None}


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return _time("a time", value).isoformat()
    return [*map(_plain, as_list(value))] if is_array(value) else value


_RUN_TYPES = FIELDS["run_type"].values
_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "api": lambda name, value: one_of(name, value, APIS),
    "order": lambda name, value: one_of(name, value, ORDERS),
    "run_type": lambda name, value: one_of(name, value, _RUN_TYPES),
    "query": lambda _, value: str(value),
    "is_root": truth,
    "error": truth,
    "start_time": _time,
    "end_time": _time,
    "limit": lambda name, value: count(name, value, "leave it out to get every run"),
    "windows": _windows,
    "select": _select,
    **dict.fromkeys(("trace_id", "reference_example_id", "parent_run_id"), _id),
}
"""How the value of an argument is checked, by the argument's name."""


def _is_text(name: str) -> bool:
    """Whether a text can be sent: half of a surrogate pair is what Python makes of bytes that are no UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
