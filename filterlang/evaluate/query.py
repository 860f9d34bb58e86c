"""The arguments of ``list_runs`` as predicates on local runs.

Owns the invariants that every argument is checked before any run is read, and that all engines get the same plan.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Any, Literal, TypedDict, cast, get_args
from uuid import UUID

from filterlang.checking.meaning import to_predicate
from filterlang.evaluate.rows import stored_datetime
from filterlang.evaluate.time_bounds import start_bounds
from filterlang.schema.fields import FIELDS
from filterlang.schema.names import RunType
from filterlang.schema.query_arguments import ARGUMENT_TESTS, FAILED, FILTERS, NOT_FAILED
from filterlang.schema.types import Field, Type
from filterlang.semantics.durations import canonical_uuid
from filterlang.semantics.predicate import And, Compare, Predicate
from filterlang.syntax.input import FilterLike
from filterlang.text.display import clip
from filterlang.text.frozen import dataclass

Id = str | UUID
Order = Literal["desc", "asc"]
"""By ``start_time``: the latest first, or the earliest."""

ORDERS = get_args(Order)
_DEFAULTS = (("ordered", True), ("with_trace", False))

PROJECT_NAME = Field("session_name", Type.STRING, "the name of the tracing project", "name", (), stored=("session_name",))
"""A field that only an argument of ``list_runs`` compares, and no filter."""

NEEDED = {"project_id": FIELDS["session_id"], "project_name": PROJECT_NAME}
"""The fields that not every export has, by the argument that needs them."""


class RunConditions(TypedDict, total=False):
    """The arguments of ``list_runs`` that select runs, but for the filter on the runs themselves."""

    project_id: Id | Sequence[Id] | None
    project_name: str | Sequence[str] | None
    run_type: RunType | None
    trace_id: Id | None
    reference_example_id: Id | None
    query: str | None
    trace_filter: FilterLike | None
    tree_filter: FilterLike | None
    is_root: bool | None
    parent_run_id: Id | None
    start_time: datetime | None
    end_time: datetime | None
    error: bool | None
    run_ids: Sequence[Id] | None
    id: Sequence[Id] | None
    trace_span: timedelta | None


class RunQuery(RunConditions, total=False):
    """The arguments of ``list_runs``, by their names in langsmith's ``AsyncClient.list_runs``."""

    filter: FilterLike | None
    select: Sequence[str] | None
    limit: int | None
    order: Order | None
    ordered: bool
    with_trace: bool


_TESTS = {name: test for name, test in ARGUMENT_TESTS.items() if name in RunQuery.__annotations__}
_MEMBERS = {"project_name": PROJECT_NAME, **{name: test.field for name, test in _TESTS.items() if test.operator == "in"}}
"""The field that has to equal one of an argument's values, by argument."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The predicates for a run, for the root of its trace and for any run of its trace; and what to return of the runs."""

    own: Predicate
    root: Predicate | None = None
    tree: Predicate | None = None
    select: tuple[str, ...] | None = None
    limit: int | None = None
    ascending: bool = False
    needs: tuple[str, ...] = ()
    """The arguments given on fields that not every export has."""
    ordered: bool = True
    """Whether the runs come in order. Without one, engines need not sort."""
    window: Predicate | None = None
    """The condition on the start of the runs that ``root`` and ``tree`` see, as ``trace_span`` has it. Both contain it."""
    with_trace: bool = False
    """Whether all runs of the traces of the selected runs are wanted, which takes a second plan. Engines select the matches."""
    call: str = ""
    """The text of the call, for people who look at what an engine does."""


def plan(query: RunQuery) -> Plan:
    """Returns the plan for a query.

    Raises ``FilterError`` for a filter with errors, ``TypeError`` for an unknown argument or one of the wrong type, and
    ``ValueError`` for a value that is not possible.
    """
    if unknown := query.keys() - RunQuery.__annotations__.keys():
        raise TypeError(f"list_runs() got an unexpected keyword argument {min(unknown)!r}")
    if query.get("query") is not None:
        raise ValueError("query is natural language, which only the server can read: write a filter instead")
    limit, select = query.get("limit"), query.get("select")
    if limit is not None:
        positive_integer("limit", limit, "leave it out to get every run")
    if isinstance(select, str):
        raise TypeError(f"select takes a list of field names, not one string: write [{select!r}]")
    order = query.get("order")
    ascending = order is not None and choice("order", order, ORDERS) == "asc"
    own, root, tree = (
        None if filter is None else to_predicate(filter)
        for filter in (query.get("filter"), query.get("trace_filter"), query.get("tree_filter"))
    )
    parts = [*_conditions(query), *([] if own is None else [own])]
    needs = tuple(argument for argument in NEEDED if query.get(argument) is not None)
    fields = None if select is None else names_of("select", select)
    ordered = boolean("ordered", query.get("ordered", True))
    selected = And(tuple(parts))
    window = None if (span := _span(query.get("trace_span"))) is None else start_bounds(selected).widened(span).condition()
    if window is not None:
        root, tree = (None if part is None else And((window, part)) for part in (root, tree))
    with_trace = boolean("with_trace", query.get("with_trace", False))
    return Plan(selected, root, tree, fields, limit, ascending, needs, ordered, window, with_trace, described(query))


def _span(span: object) -> timedelta | None:
    """Returns the longest time between the starts of two runs of one trace. Raises for any value that is no such time."""
    if span is not None and not isinstance(span, timedelta):
        raise TypeError(f"trace_span has to be a timedelta, not {span!r}")
    if span is not None and span < timedelta(0):
        raise ValueError(f"trace_span has to be at least 0, not {span}")
    return span


def described(query: Mapping[str, object]) -> str:
    """Returns a query as the text of a call of ``list_runs``, with the arguments that are not their defaults."""
    given = {name: value for name, value in query.items() if value is not None and (name, value) not in _DEFAULTS}
    arguments = {name: str(value) if name in FILTERS else value for name, value in given.items()}
    return f"list_runs({', '.join(f'{name}={clip(repr(value))}' for name, value in arguments.items())})"


def choice(argument: str, value: object, choices: Sequence[str]) -> str:
    """Returns an argument in lower case. Raises ``ValueError`` unless it is one of the choices."""
    text = value.lower() if isinstance(value, str) else str(value)
    if text in choices:
        return text
    near = get_close_matches(text, choices, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"it is one of {', '.join(choices)}"
    raise ValueError(f"there is no {argument} {value!r}: {hint}")


def positive_integer(argument: str, value: object, advice: str) -> int:
    """Returns an argument that is an integer of at least 1. Raises ``TypeError`` or ``ValueError`` for any other value."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{argument} has to be a whole number, not {value!r}")
    if value < 1:
        raise ValueError(f"{argument} has to be at least 1, not {value}: {advice}")
    return value


def listed(argument: str, value: object, items: str) -> tuple[object, ...]:
    """Returns the items of an argument that takes a list of them. Raises ``TypeError`` for any other value."""
    if not isinstance(value, Iterable):
        raise TypeError(f"{argument} takes a list of {items}, not {clip(repr(value))}")
    return tuple(cast("Iterable[object]", value))


def names_of(argument: str, value: object) -> tuple[str, ...]:
    """Returns an argument that takes a list of names. Raises ``TypeError`` for any other value."""
    names: list[str] = []
    for name in listed(argument, value, "names"):
        if not isinstance(name, str):
            raise TypeError(f"{argument} takes names, not {clip(repr(name))}")
        names.append(name)
    return tuple(names)


def boolean(argument: str, value: object) -> bool:
    """Returns an argument that is true or false. Raises ``TypeError`` for any other value, such as the text "false"."""
    if value not in (True, False):
        raise TypeError(f"{argument} has to be True or False, not {value!r}")
    return bool(value)


def _conditions(query: RunQuery) -> list[Predicate]:
    """Returns one condition for each argument that is not a filter."""
    conditions: list[Predicate] = []
    for argument, field in _MEMBERS.items():
        value: Any = query.get(argument)
        if value is not None:
            if field.values:
                value = choice(argument, value, field.values)
            texts = (value,) if isinstance(value, str | UUID) else listed(argument, value, "texts")
            plain = field.type is not Type.UUID
            conditions.append(Compare(field, "in", tuple(str(text) if plain else canonical_uuid(str(text)) for text in texts)))
    if (is_root := query.get("is_root")) is not None:
        conditions.append(Compare(_TESTS["is_root"].field, "eq", boolean("is_root", is_root)))
    if (error := query.get("error")) is not None:
        field, operator, status = (FAILED if boolean("error", error) else NOT_FAILED)[0]
        conditions.append(Compare(field, operator, status))
    for argument, test in _TESTS.items():
        value = query.get(argument)
        if value is not None and test.field.type is Type.DATETIME:
            edge = stored_datetime(value)
            if edge is None:
                raise ValueError(f"{argument} has to be a datetime, not {value!r}")
            conditions.append(Compare(test.field, test.operator, edge))
    return conditions
