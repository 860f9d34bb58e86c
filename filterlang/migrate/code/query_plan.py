"""Plans the call of v2 that means what a call of v1's ``list_runs`` means, whatever the language.

Owns the invariants that each argument of v1 is carried over, or named in a note or a refusal, and that no default of v2 changes
the result: a start and the selected fields are added where v1 had none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import cast

from filterlang.schema.moves_to_v2 import (
    ARGUMENT_MOVES, DEFAULT_SELECTS, EARLIEST, FIELD_MOVES, ArgumentForm, ArgumentMove, Risk,
)  # fmt: skip
from filterlang.schema.query_arguments import PAGE_SIZES
from filterlang.schema.run_schema import RUN_FIELDS
from filterlang.semantics.surroundings import UNKNOWN
from filterlang.text.frozen import dataclass

_ROOT = 1
"""The number that v1 gave to the roots of traces."""
PROJECTS = ARGUMENT_MOVES["project_id"].v2
"""The argument that v2 does not go without."""
_ORDERS = frozenset(move.name for move in ARGUMENT_MOVES.values() if move.form is ArgumentForm.ORDER)
_IDS = ARGUMENT_MOVES["run_ids"].v2
_BESIDE_IDS = frozenset({"", _IDS, PROJECTS, *(ARGUMENT_MOVES[name].v2 for name in ("select", "limit", "cursor"))})
"""The arguments of v2 that mean something beside ids. v1 takes no condition beside them (OpenAPI)."""
MOST_OF_A_PAGE = PAGE_SIZES["runs.query"]


@dataclass(frozen=True, slots=True)
class ArgumentValue:
    """The value of an argument: its code, and what it is where it is a constant.

    A constant is a text, a number, a truth value, None, or a tuple of texts for a list; everything else is ``UNKNOWN``.
    """

    code: str
    constant: object = UNKNOWN


@dataclass(frozen=True, slots=True)
class PlannedArgument:
    """An argument of v2: its name in snake case, and how its value is made of ``value``, v1's.

    ``form`` is ``SAME`` with a constant for an argument that v1 did not have, or whose value v2 writes differently.
    """

    name: str
    form: ArgumentForm
    value: ArgumentValue


@dataclass(frozen=True, slots=True)
class PlanNote:
    """Something to know of an argument of v1, by its name; an empty name is the call itself."""

    argument: str
    message: str
    risk: Risk


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """The call of v2.

    ``replaced`` has, for each argument of v1 in the order of the call, the argument that takes its place, or None where it is
    left out. ``added`` are those that come behind. ``limit`` is the most runs to take, ``ascending`` whether the runs have to
    be reversed. ``refusals`` are why the call cannot be moved, and empty where it can.
    """

    replaced: Mapping[str, PlannedArgument | None]
    added: tuple[PlannedArgument, ...]
    limit: ArgumentValue | None = None
    ascending: bool = False
    notes: tuple[PlanNote, ...] = ()
    refusals: tuple[PlanNote, ...] = ()


def plan_query(arguments: Mapping[str, ArgumentValue], reads: Collection[str] | None, lower_bound: str = "") -> QueryPlan:
    """Plans the call of v2 for the arguments of a call of v1, by their names in snake case, in order.

    ``reads`` are the fields that the code reads from the runs, by v1's names, or None where that is not known: then all that v1
    gave is selected. ``lower_bound`` is the earliest start that the filter itself asks for, where it is known.
    """
    present = {name: value for name, value in arguments.items() if value.constant is not None}
    ignored = _ignored(present)
    given = {name: value for name, value in present.items() if name not in ignored}
    dropped = dict.fromkeys(name for name in arguments if name not in given)
    refusals = tuple(_refusals(given))
    replaced = {
        name: _replacement(ARGUMENT_MOVES[name], value, given, reads) for name, value in given.items() if name in ARGUMENT_MOVES
    }
    return QueryPlan(
        {**replaced, **dropped},
        tuple(_added(given, reads, lower_bound)),
        given.get("limit"),
        _is_ascending(given),
        (*_notes(given, lower_bound), *_about_ids(given, ignored)),
        refusals,
    )


def unwritable(plan: QueryPlan) -> PlanNote | None:
    """Why a plan cannot be written by a language that adds no condition to a filter and reverses no runs; None where it can."""
    conditions = [name for name in plan.replaced if _form_of(name) is ArgumentForm.IN_FILTER]
    reasons = [*plan.refusals, *(note for note in plan.notes if note.argument in conditions)]
    if reasons:
        return reasons[0]
    orders = [name for name in plan.replaced if name in _ORDERS]
    move = ARGUMENT_MOVES[orders[0]] if plan.ascending else None
    return None if move is None else PlanNote(move.name, f"{move.why}: the runs have to be reversed", move.risk)


def _form_of(argument: str) -> ArgumentForm | None:
    return ARGUMENT_MOVES[argument].form if argument in ARGUMENT_MOVES else None


def _ignored(given: Mapping[str, ArgumentValue]) -> list[str]:
    """The arguments that v1 ignores because it is given ids."""
    moves = [ARGUMENT_MOVES[name] for name in given if name in ARGUMENT_MOVES]
    has_ids = any(move.v2 == _IDS for move in moves)
    return [move.name for move in moves if has_ids and move.v2 not in _BESIDE_IDS]


def _about_ids(given: Mapping[str, ArgumentValue], ignored: list[str]) -> Iterator[PlanNote]:
    """Yields the notes on a call with ids."""
    for name in ignored:
        yield PlanNote(name, f"v1 ignores `{name}` beside ids, so it is left out", Risk.SILENT)
    for name in given:
        if name in ARGUMENT_MOVES and ARGUMENT_MOVES[name].v2 == _IDS:
            yield PlanNote(name, "v1 finds runs by id in all projects, v2 only in the projects of the call", Risk.SILENT)


def _is_ascending(given: Mapping[str, ArgumentValue]) -> bool:
    """Whether the oldest runs come first."""
    orders = [
        given[name].constant for name in given if name in ARGUMENT_MOVES and ARGUMENT_MOVES[name].form is ArgumentForm.ORDER
    ]
    return "asc" in orders


def selects_for(reads: Collection[str] | None, selected: Collection[str] = ()) -> tuple[str, ...]:
    """The names to select on v2 so that the fields can be read, by v1's names, and those that were selected on v1."""
    if reads is None and not selected:
        return DEFAULT_SELECTS
    fields = dict.fromkeys((*selected, *sorted(reads or (), key=_place)))
    names = [select_of(field) for field in fields]
    return tuple(dict.fromkeys(name for name in ("ID", *names) if name))


def _place(field: str) -> tuple[int, str]:
    """The order of the fields that are read: that of the schema, so that the same code always gives the same call."""
    return _PLACES.get(field, len(_PLACES)), field


_PLACES = {field: place for place, field in enumerate(RUN_FIELDS)}


def select_of(field: str) -> str:
    """The name to select on v2 for a field of v1; empty where v2 does not have it."""
    move = FIELD_MOVES.get(field)
    if move is not None:
        return move.select
    return RUN_FIELDS[field].v2 if field in RUN_FIELDS else ""


def _replacement(
    move: ArgumentMove, value: ArgumentValue, given: Mapping[str, ArgumentValue], reads: Collection[str] | None
) -> PlannedArgument | None:
    """The argument of v2 in the place of one of v1."""
    if move.form is ArgumentForm.SELECTS:
        if isinstance(value.constant, tuple):
            constant = selects_for(reads or (), cast("tuple[str, ...]", value.constant))
            return PlannedArgument(move.v2, ArgumentForm.SAME, ArgumentValue("", constant))
        return PlannedArgument(move.v2, move.form, value)
    if move.form in (ArgumentForm.GONE, ArgumentForm.ORDER):
        return None
    if move.form is ArgumentForm.ROOTS:
        return PlannedArgument(move.v2, ArgumentForm.SAME, ArgumentValue("", True))
    if move.form is ArgumentForm.SAME and isinstance(value.constant, int):
        return PlannedArgument(move.v2, move.form, ArgumentValue("", bool(value.constant)))
    if move.form is ArgumentForm.UPPER and isinstance(value.constant, str):
        return PlannedArgument(move.v2, ArgumentForm.SAME, ArgumentValue("", value.constant.upper()))
    if move.form is ArgumentForm.BOUND and _is_ascending(given):
        return PlannedArgument(move.v2, ArgumentForm.SAME, ArgumentValue("", MOST_OF_A_PAGE))
    if move.form is ArgumentForm.BOUND and isinstance(value.constant, int):
        return PlannedArgument(move.v2, ArgumentForm.SAME, ArgumentValue("", max(1, min(value.constant, MOST_OF_A_PAGE))))
    return PlannedArgument(move.v2, move.form, value)


def _added(given: Mapping[str, ArgumentValue], reads: Collection[str] | None, lower_bound: str) -> Iterator[PlannedArgument]:
    """The arguments without which a default of v2 would change the result."""
    if "start_time" not in given:
        yield PlannedArgument("min_start_time", ArgumentForm.SAME, ArgumentValue("", lower_bound or EARLIEST))
    if "select" not in given:
        yield PlannedArgument("selects", ArgumentForm.SAME, ArgumentValue("", selects_for(reads)))


def _notes(given: Mapping[str, ArgumentValue], lower_bound: str) -> Iterator[PlanNote]:
    """Yields the notes on the arguments that do not mean quite the same."""
    if "start_time" not in given and not lower_bound:
        yield PlanNote(
            "", "the query still covers runs of any age: give it a later start where recent runs are enough", Risk.COST
        )
    if _is_ascending(given):
        yield PlanNote(
            "order",
            f"{ARGUMENT_MOVES['order'].why}: to give the oldest first, the code reads all runs before it uses any",
            Risk.COST,
        )
    for name in given:
        if name in ARGUMENT_MOVES and ARGUMENT_MOVES[name].is_noted:
            yield PlanNote(name, ARGUMENT_MOVES[name].why, ARGUMENT_MOVES[name].risk)


def _refusals(given: Mapping[str, ArgumentValue]) -> Iterator[PlanNote]:
    """The arguments that v2 has nothing for, and what it asks for beside them."""
    places: dict[str, str] = {}
    for name, value in given.items():
        move = ARGUMENT_MOVES.get(name)
        if move is None:
            yield PlanNote(name, f"v2 has no argument `{name}`", Risk.ERROR)
        elif _is_lost(move, value):
            yield PlanNote(name, move.why, move.risk)
        elif move.form is ArgumentForm.ORDER and value.constant not in ("asc", "desc"):
            yield PlanNote(name, f"the order is only known when the program runs: {move.why}", move.risk)
        elif move.v2 in places and move.form is not ArgumentForm.IN_FILTER:
            yield PlanNote(name, f"`{places[move.v2]}` and `{name}` are both `{move.v2}` on v2: join them", Risk.ERROR)
        elif move.v2 and move.form is not ArgumentForm.IN_FILTER:
            places[move.v2] = name
    if PROJECTS not in places:
        yield PlanNote("", f"v2 needs the ids of projects in every query: add {PROJECTS}", Risk.ERROR)


def _is_lost(move: ArgumentMove, value: ArgumentValue) -> bool:
    """Whether v2 has nothing for an argument with a value; what only concerns pages is left out."""
    if move.form is ArgumentForm.ROOTS:
        return value.constant != _ROOT
    return move.form is ArgumentForm.GONE and not move.why.endswith("pages")
