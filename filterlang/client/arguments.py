"""The arguments of ``list_runs``, checked and canonical, before they are written for one of the APIs.

Owns the invariant that an argument that no API can take is refused here, in the caller's own frame, before anything is sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Any, TypedDict

from filterlang.client.argument_checks import CHECKS, Api
from filterlang.client.argument_messages import Argument, ArgumentError, ArgumentMessage
from filterlang.client.compiled import Compiled, compiled
from filterlang.client.passed_on import SCOPES, passed_on
from filterlang.evaluate.query import Id, Order, described
from filterlang.schema.query_arguments import FEEDBACK_TIMES, FILTERS
from filterlang.schema import moves_to_v2
from filterlang.schema.names import RunType
from filterlang.syntax.input import FilterLike
from filterlang.syntax.tree import Node

EARLIEST = datetime.fromisoformat(moves_to_v2.EARLIEST)
"""The start of the time span where none is given."""

_DEFAULTS = (("api", "auto"), ("windows", 1), ("with_trace", False))


class GivenArguments(TypedDict, total=False):
    """The arguments that ``list_runs`` names, as a caller gives them. None is the same as leaving an argument out."""

    project_id: Id | Sequence[Id] | None
    project_name: str | Sequence[str] | None
    filter: FilterLike | None
    trace_filter: FilterLike | None
    tree_filter: FilterLike | None
    run_ids: Sequence[Id] | None
    id: Sequence[Id] | None
    run_type: RunType | None
    trace_id: Id | None
    reference_example_id: Id | None
    query: str | None
    is_root: bool | None
    parent_run_id: Id | None
    start_time: datetime | str | None
    end_time: datetime | str | None
    error: bool | None
    select: Sequence[str] | None
    limit: int | None
    order: Order | None
    api: Api
    windows: int
    with_trace: bool


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of one call of ``list_runs``. Ids are canonical texts, times have an offset, filters are compiled."""

    api: str = "auto"
    project_id: tuple[str, ...] | None = None
    project_name: tuple[str, ...] | None = None
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
    with_trace: bool = False
    without_zone: tuple[str, ...] = ()
    """The names of the arguments that are times without a zone."""
    passed_on: Mapping[str, Any] = field(default_factory=dict[str, Any])
    description: str = ""
    """The call, for people: without the arguments that are only passed on, which may hold a token."""

    @property
    def ascending(self) -> bool:
        """Whether the earliest run comes first."""
        return self.order == "asc"

    @property
    def has_projects(self) -> bool:
        """Whether the call names projects to look in."""
        return self.project_id is not None or self.project_name is not None

    @property
    def is_scoped(self) -> bool:
        """Whether the call says through which runs to look, as v1 wants it (langsmith-sdk #187)."""
        ids = (self.trace_id, self.parent_run_id, self.reference_example_id, self.run_ids)
        return self.has_projects or any(id is not None for id in ids) or any(map(self.passed_on.get, SCOPES))

    @property
    def is_empty(self) -> bool:
        """Whether a list of ids or projects is empty: no run matches, but a server could take it for no condition at all."""
        projects = [names for names in (self.project_id, self.project_name) if names is not None]
        return self.run_ids == () or (bool(projects) and not any(projects))

    def queries(self, backend: str) -> list[dict[str, Node]]:
        """Returns the filters of each query to send to a backend, by the name of the argument."""
        alternatives = [compiled.by_backend[backend].alternatives for compiled in self.filters.values()]
        return [dict(zip(self.filters, choice, strict=True)) for choice in product(*alternatives)]


def check_arguments(given: GivenArguments, extra: Mapping[str, Any] | None = None) -> Arguments:
    """Returns the arguments, each of them checked; ``extra`` are those that are passed on.

    Raises ``FilterError`` for a filter that no API takes, and ``TypeError`` and ``ValueError`` for other arguments that cannot
    be sent.
    """
    if given.get("id") is not None and given.get("run_ids") is not None:
        raise ArgumentError(ArgumentMessage("{id} and {run_ids} are two names of one argument: give one of them"))
    values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    filters = {name: compiled(name, values[name]) for name in FILTERS if name in values}
    checkable = {**values, "run_ids": values.get("id", values.get("run_ids"))}
    checked = {name: check(name, checkable[name]) for name, check in CHECKS.items() if checkable.get(name) is not None}
    arguments = Arguments(
        **checked,
        filters=filters,
        passed_on=passed_on(extra or {}, GivenArguments.__annotations__),
        without_zone=tuple(name for name, value in {**values, **(extra or {})}.items() if _has_no_zone(name, value)),
        description=described(dict(item for item in values.items() if item not in _DEFAULTS)),
    )
    _require_scope(arguments)
    _require_time_span(arguments)
    return arguments


def _require_scope(arguments: Arguments) -> None:
    if not arguments.is_scoped:
        raise ArgumentError(
            ArgumentMessage(
                "say which runs to look through: give {project_name}, {project_id}, {trace_id}, {parent_run_id}, "
                "{reference_example_id} or {run_ids}"
            )
        )


def _require_time_span(arguments: Arguments) -> None:
    """Raise ``ArgumentError`` for windows on a time by which the query does not go."""
    other = "cursor" if "cursor" in arguments.passed_on else None if arguments.run_ids is None else "run_ids"
    if arguments.windows > 1 and other:
        raise ArgumentError(
            ArgumentMessage(
                "{windows} splits the time between {start_time} and {end_time}, which {other} does not go by: leave one out",
                other=Argument(other),
            )
        )


def _has_no_zone(argument: str, value: object) -> bool:
    """Whether a value is a time without a zone."""
    if isinstance(value, str) and argument in ("start_time", "end_time", *FEEDBACK_TIMES):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return False
    return isinstance(value, datetime) and value.utcoffset() is None


def argument_warnings(arguments: Arguments) -> list[ArgumentMessage]:
    """Returns a warning for each argument that is ambiguous or that leaves no run to match, whatever the API."""
    warnings = [
        ArgumentMessage(
            "{argument} has no time zone and is read as UTC: give it one, as in datetime.now(UTC) or 2026-01-31T09:30:00Z",
            argument=Argument(name),
        )
        for name in arguments.without_zone
    ]
    if arguments.is_root and arguments.parent_run_id is not None:
        warnings.append(
            ArgumentMessage(
                "{is_root:=True} and {parent_run_id} contradict each other, so no run matches: a root has no parent"
            )
        )
    if arguments.start_time and arguments.end_time and arguments.start_time > arguments.end_time:
        warnings.append(ArgumentMessage("{start_time} is after {end_time}, so no run matches: swap them"))
    return warnings
